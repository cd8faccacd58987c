/**
 * Exponential and logarithm of a sum, with the low part that a double drops.
 *
 * A result is an unevaluated sum hi + lo of two doubles, |lo| ≤ ulp(hi)/2. The aim is not 106 bits but about 60: enough that
 * whatever is rounded to a double *once* afterwards is off by little more than the half ulp of that rounding.
 *
 * Sources: T. J. Dekker, "A floating-point technique for extending the available precision" (1971); P. T. P. Tang,
 * "Table-driven implementation of the exponential function in IEEE floating-point arithmetic" (1989).
 */

export interface Doubled {
  readonly hi: number;
  readonly lo: number;
}

/** Entries of the table of 2^(j/64). */
const STEPS = 64;
const STEPS_PER_LN2 = 92.33248261893436; // 64 / ln 2; only picks the table entry, so its rounding is harmless
/** ln 2 / 64 in two pieces: the first has 36 bits, so that k · LN2_HEAD is exact for |k| < 2^17. */
const LN2_HEAD = 0.010830424696223417;
const LN2_TAIL = 2.572804622327669e-14;
/** 2^27 + 1, Veltkamp's splitter. */
const SPLITTER = 134217729;

/** Integer square root, by Newton from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 2^(j/64) for j = 0 … 63 as hi and lo, from 160-bit integers: no constant has to be believed. */
function powersOfTwo(): readonly [Float64Array, Float64Array] {
  const bits = 160n;
  let step = 1n << (bits + 1n);
  for (let n = 1; n < STEPS; n *= 2) step = squareRoot(step << bits);
  const hi = new Float64Array(STEPS);
  const lo = new Float64Array(STEPS);
  let power = 1n << bits;
  for (let j = 0; j < STEPS; j++) {
    const head = Number(power >> (bits - 80n)) * 2 ** -80;
    hi[j] = head;
    lo[j] = Number(power - (BigInt(head * 2 ** 52) << (bits - 52n))) * 2 ** -Number(bits);
    power = (power * step) >> bits;
  }
  return [hi, lo];
}

const [ROOT_HI, ROOT_LO] = powersOfTwo();
