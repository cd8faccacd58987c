/**
 * e^(x_i − max) and the sum of the *rest*, that is of all of them but the largest's own 1.
 *
 * The rest is what the textbook's max shift loses: near one-hot it is far below the last bit of 1 + rest, and yet it *is*
 * 1 − p, −log p and the diagonal of the Jacobian there. So it is summed by itself, and as an unevaluated sum hi + lo of two doubles.
 * The aim is not 106 bits but about 60: what is rounded to a double once afterwards is then off by little more than
 * the half ulp of that rounding.
 *
 * Sources: T. J. Dekker, "A floating-point technique for extending the available precision" (1971); P. T. P. Tang,
 * "Table-driven implementation of the exponential function in IEEE floating-point arithmetic" (1989).
 */

/** hi + lo, |lo| ≤ ulp(hi)/2. */
export interface Doubled {
  readonly hi: number;
  readonly lo: number;
}

/** 1/value as a head of at most 26 bits and the rest, so that head times half a double is exact. */
export interface Inverse {
  readonly head: number;
  readonly tail: number;
}

const STEPS = 64;
const STEPS_PER_LN2 = 92.33248261689366; // 64 / ln 2; it only picks the table entry
/** ln 2 / 64 in two pieces; the head is short enough that k · LN2_HEAD is exact for |k| < 2^17. */
const LN2_HEAD = 0.010830424696223417;
const LN2_TAIL = 2.572804622327669e-14;
/** 2^27 + 1, Veltkamp's splitter. */
const SPLITTER = 134217729;
/** Below this difference not even 2^32 terms together reach the smallest denormal. */
const NOTHING = -800;
/** Terms below 2^TINY are summed scaled by 2^512, since a sum of denormals would keep only their last bits. */
const TINY = -960;
const LIFT = 512;
const UNLIFT = 2 ** -LIFT;

/** Integer square root, by Newton from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 2^(j/64) for j = 0 … 63 in units of 2^-bits, rounded down. */
export function rootsOfTwo(bits: number): readonly bigint[] {
  const shift = BigInt(bits);
  let step = 2n << shift;
  for (let n = 1; n < STEPS; n *= 2) step = squareRoot(step << shift);
  const roots = [1n << shift];
  for (let j = 1; j < STEPS; j++) roots.push((roots[j - 1]! * step) >> shift);
  return roots;
}

/** The same as hi and lo, from 160-bit integers, so that no table of constants has to be believed. */
function doubledRootsOfTwo(): readonly [Float64Array, Float64Array] {
  const roots = rootsOfTwo(160);
  const hi = Float64Array.from(roots, (root) => Number(root) * 2 ** -160);
  const lo = Float64Array.from(
    roots,
    (root, j) => Number(root - (BigInt((hi[j] as number) * 2 ** 52) << 108n)) * 2 ** -160,
  );
  return [hi, lo];
}

const [ROOT_HI, ROOT_LO] = doubledRootsOfTwo();
const POWERS = Float64Array.from({ length: 1 - TINY }, (_, m) => 2 ** -m);

/**
 * Writes e^(x_i − x_top) into `out` where it is given (`out` may be `x`), each within 0.51 ulp, and returns the sum of
 * all but i = top. No x_i is above x_top, none is NaN, and x_top is finite; −∞ is allowed elsewhere.
 */
export function sumOfTheRest(x: Float64Array, top: number, out?: Float64Array): Doubled {
  const max = x[top] as number;
  let sum = 0;
  let sumLow = 0;
  let tiny = 0;
  let tinyLow = 0;
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] as number;
    const d = xi - max;
    if (i === top || !(d >= NOTHING)) {
      if (out) out[i] = i === top ? 1 : 0;
      continue;
    }
    const back = d - xi;
    const dLow = xi - (d - back) - (max + back); // TwoSum: x_i − max is exactly d + dLow
    const k = (d * STEPS_PER_LN2 - 0.5) | 0;
    const j = k & (STEPS - 1);
    const m = k >> 6;
    const r0 = d - k * LN2_HEAD;
    const r1 = dLow - k * LN2_TAIL;
    const r = r0 + r1;
    const rLow = r0 - r + r1;
    const series = rLow + r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))));
    const root = ROOT_HI[j] as number;
    const small = (ROOT_LO[j] as number) + root * (r + series);
    const e = root + small;
    const eLow = root - e + small;
    if (m >= TINY) {
      const scale = POWERS[-m] as number;
      const term = e * scale;
      if (out) out[i] = term;
      const s = sum + term;
      const b = s - sum;
      sumLow += sum - (s - b) + (term - b) + eLow * scale;
      sum = s;
    } else {
      const scale = POWERS[-m - LIFT] as number;
      const term = e * scale;
      if (out) out[i] = term * UNLIFT;
      const s = tiny + term;
      const b = s - tiny;
      tinyLow += tiny - (s - b) + (term - b) + eLow * scale;
      tiny = s;
    }
  }
  if (sum === 0) return { hi: (tiny + tinyLow) * UNLIFT, lo: 0 };
  return add(sum, tiny * UNLIFT, sumLow + tinyLow * UNLIFT);
}

/** a + b + low, where low is small beside a + b. */
export function add(a: number, b: number, low = 0): Doubled {
  const s = a + b;
  const back = s - a;
  const rest = a - (s - back) + (b - back) + low;
  const hi = s + rest;
  return { hi, lo: s - hi + rest };
}

/** The upper 26 bits of a double. */
function head(a: number): number {
  const c = SPLITTER * a;
  return c - (c - a);
}

/** 1 / (1 + rest). */
export function inverseOfOnePlus(rest: Doubled): Inverse {
  const total = add(1, rest.hi, rest.lo);
  const upper = head(total.hi);
  const first = head(1 / total.hi);
  const left = 1 - first * upper - first * (total.hi - upper + total.lo);
  return { head: first, tail: left / total.hi };
}

/** a · inverse, rounded once. */
export function times(a: number, inverse: Inverse, low = 0): number {
  const upper = head(a);
  return upper * inverse.head + (a * inverse.tail + (a - upper + low) * inverse.head);
}

/** log(1 + rest) for rest ≥ 0, relative error about 2^-60. */
export function logOnePlus(rest: Doubled): Doubled {
  // Below this, rest² / 2 is out of reach; denormals also come through unharmed.
  if (rest.hi < 2 ** -62) return rest;
  // One Newton step from the platform's logarithm y: log(1 + rest) = y + (rest − (e^y − 1)) / e^y.
  const y = Math.log1p(rest.hi);
  const k = Math.round(y * STEPS_PER_LN2);
  const scale = 2 ** (k >> 6);
  const root = (ROOT_HI[k & (STEPS - 1)] as number) * scale;
  const rootLow = (ROOT_LO[k & (STEPS - 1)] as number) * scale;
  const r0 = y - k * LN2_HEAD;
  const r1 = -k * LN2_TAIL;
  const r = r0 + r1;
  const rLow = r0 - r + r1;
  const series = rLow + r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))));
  // e^y − 1 = (root − 1) + root · r + root · series + rootLow, the first two exactly.
  const product = root * r;
  const rootUpper = head(root);
  const rUpper = head(r);
  const productLow =
    rootUpper * rUpper -
    product +
    rootUpper * (r - rUpper) +
    (root - rootUpper) * rUpper +
    (root - rootUpper) * (r - rUpper);
  const expm1 = add(root - 1, product, productLow + root * series + rootLow * (1 + r));
  const difference = rest.hi - expm1.hi + (rest.lo - expm1.lo);
  return add(y, difference / (1 + expm1.hi));
}
