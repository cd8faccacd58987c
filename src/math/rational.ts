/**
 * Exact rational numbers for coefficients and exponents: n / d in lowest terms, d > 0. Where a result no longer fits in
 * safe integers it degrades to the nearest double (n not an integer, d = 1), so arithmetic never throws.
 * `decimal` remembers that the number came from a decimal in the code, so that 0.044715 · 3 prints as 0.134145.
 */
export interface Rational {
  readonly n: number;
  readonly d: number;
  readonly decimal?: true;
}

const gcd = (a: number, b: number): number => {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y) [x, y] = [y, x % y];
  return x;
};

const make = (n: number, d: number, decimal?: boolean): Rational => {
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d) || d === 0)
    return decimal ? { n: n / d, d: 1, decimal: true } : { n: n / d, d: 1 };
  const g = gcd(n, d) || 1;
  const s = d < 0 ? -1 : 1;
  const reduced = { n: (s * n) / g || 0, d: (s * d) / g };
  return decimal && reduced.d !== 1 ? { ...reduced, decimal: true } : reduced;
};

export const rational = (n: number, d = 1): Rational => make(n, d);
export const zero: Rational = { n: 0, d: 1 };
export const one: Rational = { n: 1, d: 1 };
export const minusOne: Rational = { n: -1, d: 1 };

/** Reads a decimal literal ("2", "0.5", "1e-3", "1_000") exactly; the text must be one that Number() takes. */
export const parseRational = (text: string): Rational => {
  const value = Number(text.replaceAll('_', ''));
  const m = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.replaceAll('_', ''));
  if (!m) return { n: value, d: 1 };
  const fraction = m[3] ?? '';
  const exponent = Number(m[4] ?? 0) - fraction.length;
  const digits = Number(`${m[1] ?? ''}${m[2] ?? ''}${fraction}`);
  if (Math.abs(exponent) > 15) return { n: value, d: 1 };
  return exponent >= 0 ? make(digits * 10 ** exponent, 1) : make(digits, 10 ** -exponent, true);
};

export const toNumber = (q: Rational): number => q.n / q.d;
export const isInteger = (q: Rational): boolean => q.d === 1 && Number.isInteger(q.n);
export const isZero = (q: Rational): boolean => q.n === 0;
export const isOne = (q: Rational): boolean => q.n === 1 && q.d === 1;
export const equals = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d;
export const addQ = (a: Rational, b: Rational): Rational =>
  make(a.n * b.d + b.n * a.d, a.d * b.d, a.decimal || b.decimal);
export const mulQ = (a: Rational, b: Rational): Rational =>
  make(a.n * b.n, a.d * b.d, a.decimal || b.decimal);
export const negQ = (a: Rational): Rational => ({ ...a, n: a.n === 0 ? 0 : -a.n });
export const invQ = (a: Rational): Rational => make(a.d, a.n, a.decimal);
export const absQ = (a: Rational): Rational => (a.n < 0 ? negQ(a) : a);

/** a^k for integer k, exact while it fits. */
export const powQ = (a: Rational, k: number): Rational => {
  const m = Math.abs(k);
  const p = make(a.n ** m, a.d ** m, a.decimal);
  return k < 0 ? invQ(p) : p;
};

/** Stable text for keys. */
export const keyQ = (q: Rational): string => (q.d === 1 ? String(q.n) : `${q.n}/${q.d}`);
