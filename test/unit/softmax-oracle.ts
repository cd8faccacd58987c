/**
 * Softmax and its kin to 80 digits, by means that the product does not use: binary floating point of 270 bits on integers,
 * exp by its series after halving, log by the series of atanh. Slow and simple.
 */

const BITS = 270;

/** m · 2^e */
interface Big {
  readonly m: bigint;
  readonly e: number;
}

const ZERO: Big = { m: 0n, e: 0 };

const size = (m: bigint): number => (m < 0n ? -m : m).toString(2).length;

function big(m: bigint, e: number): Big {
  const drop = size(m) - BITS;
  return m === 0n ? ZERO : drop > 0 ? { m: m >> BigInt(drop), e: e + drop } : { m, e };
}

export function fromDouble(value: number): Big {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const word = view.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const m = exponent === 0 ? fraction : fraction | (1n << 52n);
  return big(value < 0 ? -m : m, Math.max(exponent, 1) - 1075);
}

function add(a: Big, b: Big): Big {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const [high, low] = a.e >= b.e ? [a, b] : [b, a];
  const gap = high.e - low.e;
  // Far below the last bit of the other.
  if (gap > 3 * BITS) return high;
  return big((high.m << BigInt(gap)) + low.m, low.e);
}

const mul = (a: Big, b: Big): Big => big(a.m * b.m, a.e + b.e);
const neg = (a: Big): Big => ({ m: -a.m, e: a.e });
const div = (a: Big, b: Big): Big => big((a.m << BigInt(2 * BITS)) / b.m, a.e - b.e - 2 * BITS);
const scale = (a: Big, e: number): Big => ({ m: a.m, e: a.e + e });
const integer = (n: number): Big => big(BigInt(n), 0);

/** Rounded to nearest, ties to even, denormals included. */
export function toDouble(a: Big): number {
  if (a.m === 0n) return 0;
  const m = a.m < 0n ? -a.m : a.m;
  const top = size(m) + a.e; // value in [2^(top − 1), 2^top)
  if (top > 1024) return a.m < 0n ? -Infinity : Infinity;
  const last = Math.max(top - 53, -1074);
  const shift = BigInt(last - a.e);
  let units = shift >= 0n ? m >> shift : m << -shift;
  if (shift > 0n) {
    const left = m - (units << shift);
    const half = 1n << (shift - 1n);
    if (left > half || (left === half && (units & 1n) === 1n)) units += 1n;
  }
  const value = Number(units) * 2 ** Math.max(last, -1000) * 2 ** Math.min(last + 1000, 0);
  return a.m < 0n ? -value : value;
}

const LN2 = ((): Big => {
  let sum = ZERO;
  for (let n = 1, power = 2; n <= BITS + 8; n++, power *= 2)
    sum = add(sum, div(integer(1), scale(integer(n), n)));
  return sum;
})();

function exp(a: Big): Big {
  const value = toDouble(a);
  if (value < -3000) return ZERO;
  const k = Math.round(value / Math.LN2);
  const r = scale(add(a, neg(mul(integer(k), LN2))), -16);
  let sum = integer(1);
  let term = integer(1);
  for (let n = 1; n <= 18; n++) {
    term = div(mul(term, r), integer(n));
    sum = add(sum, term);
  }
  for (let n = 0; n < 16; n++) sum = mul(sum, sum);
  return scale(sum, k);
}

/** log(1 + a), a ≥ 0 */
function log1p(a: Big): Big {
  if (a.m === 0n) return ZERO;
  const k = Math.max(0, Math.round(Math.log2(1 + toDouble(a))));
  const s = scale(add(a, integer(1)), -k);
  // s − 1, without losing a small a
  const t = div(k === 0 ? a : add(s, integer(-1)), add(s, integer(1)));
  const square = mul(t, t);
  let sum = ZERO;
  let power = t;
  for (let odd = 1; odd < 130 && power.m !== 0n && size(power.m) + power.e > -1500; odd += 2) {
    sum = add(sum, div(power, integer(odd)));
    power = mul(power, square);
  }
  return add(scale(sum, 1), mul(integer(k), LN2));
}

export interface Exact {
  readonly p: readonly number[];
  readonly logP: readonly number[];
  readonly logSumExp: number;
  jacobian(i: number, j: number): number;
  crossEntropyGradient(target: number, i: number): number;
}

export function exactSoftmax(x: readonly number[]): Exact {
  const max = Math.max(...x);
  const top = x.indexOf(max);
  const known = new Map<number, { d: Big; e: Big }>();
  const terms = x.map((xi) => {
    let term = known.get(xi);
    if (term === undefined) {
      const d = xi === -Infinity ? ZERO : add(fromDouble(xi), neg(fromDouble(max)));
      term = { d, e: xi === -Infinity ? ZERO : exp(d) };
      known.set(xi, term);
    }
    return term;
  });
  const without = (i: number): Big => terms.reduce((sum, t, k) => (k === i ? sum : add(sum, t.e)), ZERO);
  const rest = without(top);
  const total = add(rest, integer(1));
  const log = log1p(rest);
  const p = (i: number): Big => div(terms[i]!.e, total);
  const complement = (i: number): Big => div(i === top ? rest : add(total, neg(terms[i]!.e)), total);
  return {
    p: x.map((_, i) => toDouble(p(i))),
    logP: x.map((xi, i) => (xi === -Infinity ? -Infinity : toDouble(add(terms[i]!.d, neg(log))))),
    logSumExp: toDouble(add(fromDouble(max), log)),
    jacobian: (i, j) => toDouble(i === j ? mul(p(i), complement(i)) : neg(mul(p(i), p(j)))),
    crossEntropyGradient: (target, i) => toDouble(i === target ? neg(complement(i)) : p(i)),
  };
}

/** How many doubles lie between a and b; 0 and −0 are one. */
export function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Infinity;
  const view = new DataView(new ArrayBuffer(8));
  const place = (value: number): bigint => {
    view.setFloat64(0, Math.abs(value));
    const word = view.getBigInt64(0);
    return value < 0 ? -word : word;
  };
  const distance = place(a) - place(b);
  return Number(distance < 0n ? -distance : distance);
}
