/** Value, two first derivatives and the mixed second one of a rational expression, in fractions of big integers: an oracle without rounding. */
import type { Point } from '../../src/math/evaluate.js';
import type { Expr, Index, Variable } from '../../src/math/expr.js';
import type { Definition } from '../../src/math/program.js';
import { isInteger } from '../../src/math/rational.js';

interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** Coefficients of 1, ε, η and εη. */
type Jet = readonly [Fraction, Fraction, Fraction, Fraction];

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y) [x, y] = [y, x % y];
  return x;
};
const fraction = (n: bigint, d: bigint): Fraction => {
  const g = gcd(n, d) || 1n;
  return { n: n / g, d: d / g };
};
const zero: Fraction = { n: 0n, d: 1n };
const one: Fraction = { n: 1n, d: 1n };
const plusQ = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
const timesQ = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
const negQ = (a: Fraction): Fraction => ({ n: -a.n, d: a.d });

/** A double as the fraction that it is. */
const fromDouble = (x: number): Fraction => {
  let [m, shift] = [x, 0n];
  while (!Number.isInteger(m)) [m, shift] = [m * 2, shift + 1n];
  return fraction(BigInt(m), 1n << shift);
};

/** |x − q| to the nearest double or so. */
export const difference = (x: number, q: Fraction): number => {
  const off = plusQ(fromDouble(x), negQ(q));
  const size = off.n < 0n ? -off.n : off.n;
  if (size === 0n) return 0;
  const shift = BigInt(Math.max(0, off.d.toString(2).length - size.toString(2).length + 64));
  return Number((size << shift) / off.d) * 2 ** -Number(shift);
};

const constant = (q: Fraction): Jet => [q, zero, zero, zero];
const plus = (a: Jet, b: Jet): Jet => [
  plusQ(a[0], b[0]),
  plusQ(a[1], b[1]),
  plusQ(a[2], b[2]),
  plusQ(a[3], b[3]),
];
const times = (a: Jet, b: Jet): Jet => [
  timesQ(a[0], b[0]),
  plusQ(timesQ(a[0], b[1]), timesQ(a[1], b[0])),
  plusQ(timesQ(a[0], b[2]), timesQ(a[2], b[0])),
  plusQ(plusQ(timesQ(a[0], b[3]), timesQ(a[3], b[0])), plusQ(timesQ(a[1], b[2]), timesQ(a[2], b[1]))),
];

class DividedByZero extends Error {}

/** 1/(c + r) = 1/c − r/c² + r²/c³ for a nilpotent r with r³ = 0. */
const inverse = (a: Jet): Jet => {
  if (a[0].n === 0n) throw new DividedByZero();
  const c = a[0].n < 0n ? { n: -a[0].d, d: -a[0].n } : { n: a[0].d, d: a[0].n };
  const r: Jet = [zero, ...(a.slice(1).map((q) => negQ(timesQ(q, c))) as [Fraction, Fraction, Fraction])];
  return times(constant(c), plus(plus(constant(one), r), times(r, r)));
};

/** Undefined where it divides by zero. */
export const exactly = (
  e: Expr,
  at: Readonly<Record<string, number>>,
  point: Point,
  definitions: readonly Definition[],
  by: readonly [Variable, Variable],
): Jet | undefined => {
  const seeds = by.map((v) => ({ name: v.name, at: v.at.map((i) => placeOf(i, at)).join() }));
  const go = (x: Expr, where: Readonly<Record<string, number>>): Jet => {
    switch (x.kind) {
      case 'num':
        return constant(fraction(BigInt(x.value.n), BigInt(x.value.d)));
      case 'size':
        return constant(fraction(BigInt(point.dims[x.dim]!), 1n));
      case 'pos':
        return constant(fraction(BigInt(placeOf(x.index, where)), 1n));
      case 'delta':
        return constant(placeOf(x.a, where) === placeOf(x.b, where) ? one : zero);
      case 'var': {
        const { shape, data } = point.values[x.name]!;
        const places = x.at.map((i) => placeOf(i, where));
        const value = data[places.reduce((offset, i, axis) => offset * shape[axis]! + i, 0)]!;
        const [first, second] = seeds.map((s) => (s.name === x.name && s.at === places.join() ? one : zero));
        return [fromDouble(value), first!, second!, zero];
      }
      case 'ref': {
        const { indices, body } = definitions.find((d) => d.name === x.name)!;
        return go(body, Object.fromEntries(indices.map((i, n) => [i.name, placeOf(x.at[n]!, where)])));
      }
      case 'add':
        return x.terms.map((t) => go(t, where)).reduce(plus);
      case 'mul': {
        let result = constant(fraction(BigInt(x.coef.n), BigInt(x.coef.d)));
        // A δ of 0 hides what is not defined beside it.
        if (x.factors.some((f) => f.base.kind === 'delta' && f.power.n > 0 && go(f.base, where)[0].n === 0n))
          return constant(zero);
        for (const f of x.factors) {
          if (!isInteger(f.power)) throw new Error('not rational');
          const base = f.power.n < 0 ? inverse(go(f.base, where)) : go(f.base, where);
          for (let n = 0; n < Math.abs(f.power.n); n++) result = times(result, base);
        }
        return result;
      }
      case 'reduce': {
        let result = constant(x.op === 'sum' ? zero : one);
        for (let k = 0; k < point.dims[x.index.dim]!; k++) {
          const term = go(x.body, { ...where, [x.index.name]: k });
          result = x.op === 'sum' ? plus(result, term) : times(result, term);
        }
        return result;
      }
      default:
        throw new Error(`${x.kind} is not rational`);
    }
  };
  try {
    return go(e, at);
  } catch (error) {
    if (error instanceof DividedByZero) return undefined;
    throw error;
  }
};

const placeOf = (i: Index, at: Readonly<Record<string, number>>): number =>
  typeof i.value === 'number' ? i.value : at[i.name]!;
