/** Numbers for people: significant digits, a real minus sign, one width for all digits. */

const minus = '\u2212';

/**
 * `digits` significant digits: 0.2424, −0.06498, 1.2e−9. Trailing zeros are kept (0.6590 is known to four digits), except of
 * whole numbers that are exact at this length (2, −1000).
 */
export function formatNumber(x: number, digits: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : `${minus}∞`;
  if (x === 0) return '0';
  if (Number.isInteger(x) && Math.abs(x) < 10 ** Math.max(digits, 6)) return signed(String(x));
  const size = Math.abs(Number(x.toPrecision(digits)));
  if (size >= 1e-4 && size < 10 ** Math.max(digits, 6)) return signed(fixed(x, digits));
  const [mantissa = '', exponent = ''] = x.toExponential(Math.max(1, digits - 1)).split('e');
  return signed(`${shorter(mantissa)}e${exponent.replace('+', '')}`);
}

/** toPrecision without its exponents for large numbers: 12345.6 to four digits is 12346, not 1.235e4. */
function fixed(x: number, digits: number): string {
  const magnitude = Math.floor(Math.log10(Math.abs(Number(x.toPrecision(digits)))));
  return x.toFixed(Math.max(0, digits - 1 - magnitude));
}

/** 1.200 → 1.2: an exponent takes the room that trailing zeros would. */
const shorter = (mantissa: string): string => mantissa.replace(/(\.\d+?)0+$/, '$1');

const signed = (s: string): string => s.replaceAll('-', minus);

/** As short as it can be, two digits: a bound, or the mark of a scale. 3.1e−16, −0.25. */
export const formatBound = (x: number): string => {
  if (x === 0 || !Number.isFinite(x)) return formatNumber(x, 2);
  const size = Math.abs(x);
  return signed(
    size >= 1e-3 && size < 1e4
      ? String(Number(x.toPrecision(2)))
      : String(x.toExponential(1)).replace('e+', 'e'),
  );
};

/** A number as it is typed: the shortest that means it, with an ASCII minus. */
export const formatInput = (x: number): string => (Object.is(x, -0) ? '0' : String(x));

/**
 * What somebody typed: decimal comma, Unicode minus, fractions such as 1/3, inf. Undefined if it is no number.
 * @param allowInfinite −∞ is a masked component of a softmax
 */
export function parseInput(text: string, allowInfinite = true): number | undefined {
  const clean = text
    .trim()
    .replaceAll(minus, '-')
    .replace(/^([+-]?\d*),(\d+)$/, '$1.$2')
    .replaceAll('_', '');
  if (/^[+-]?(inf|infinity|∞)$/i.test(clean)) {
    return allowInfinite ? (clean.startsWith('-') ? -Infinity : Infinity) : undefined;
  }
  const fraction = /^([^/]+)\/([^/]+)$/.exec(clean);
  if (fraction) {
    const [above, below] = [parseInput(fraction[1] ?? '', false), parseInput(fraction[2] ?? '', false)];
    return above === undefined || below === undefined || below === 0 ? undefined : above / below;
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(clean)) return undefined;
  const value = Number(clean);
  return Number.isFinite(value) ? value : undefined;
}

/** Puts arguments into a text with {0}, {1}. */
export const fill = (text: string, ...args: readonly (string | number)[]): string =>
  text.replace(/\{(\d+)\}/g, (whole, n: string) => String(args[Number(n)] ?? whole));

const subscripts = '₀₁₂₃₄₅₆₇₈₉';
/** p, [0, 12] → p₀,₁₂ (a comma only where one is needed to tell them apart). */
export const withIndices = (name: string, at: readonly number[]): string => {
  const digits = at.map((i) => String(i).replace(/\d/g, (d) => subscripts[Number(d)] ?? d));
  return name + digits.join(digits.every((d) => d.length === 1) ? '' : ',');
};

/** Place in a row-major array → indices: 5 in 2 × 3 is [1, 2]. */
export const unravel = (flat: number, shape: readonly number[]): number[] => {
  const at: number[] = [];
  let rest = flat;
  for (const length of [...shape].reverse()) {
    at.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return at;
};
