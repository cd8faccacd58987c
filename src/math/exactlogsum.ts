/**
 * log Σ e^(x_i) where max and log(1 + rest) cancel: the logits are log-probabilities already, and the answer is
 * their rounding error. Nothing short of more digits gives its first one, so this counts in integers of `bits` binary places.
 */

import { rootsOfTwo } from './expsum.js';

/** A finite double in units of 2^-bits, rounded down. */
function fixed(value: number, bits: number): bigint {
  let exponent = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) - 54;
  exponent = Math.max(exponent, -1074);
  // Two factors, since 2^1074 is no double; each product is exact.
  const half = Math.trunc(-exponent / 2);
  const mantissa = BigInt(value * 2 ** half * 2 ** (-exponent - half));
  const shift = BigInt(bits + exponent);
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

/** ln 2 in units of 2^-bits, rounded down: 2 Σ 1 / ((2k + 1) 3^(2k + 1)). */
function logTwo(bits: number): bigint {
  let sum = 0n;
  let power = (2n << BigInt(bits + 16)) / 3n;
  for (let odd = 1n; power > 0n; odd += 2n) {
    sum += power / odd;
    power /= 9n;
  }
  return sum >> 16n;
}

/** Guard bits: what the roundings of one exponential may cost together. */
const GUARD = 24;

/** The exponential in units of 2^-bits, for arguments below a few; off by less than a unit. */
function exponential(bits: number): (d: bigint) => bigint {
  const places = bits + GUARD;
  const shift = BigInt(places);
  const ln2 = logTwo(places);
  const roots = rootsOfTwo(places);
  // 1/n!, as many as the series needs for |r| < ln 2 / 64.
  const coefficients = [1n << shift];
  for (let n = 1, size = places; size > 0; n++) {
    coefficients.push(coefficients[n - 1]! / BigInt(n));
    size -= 6.5 + Math.log2(n);
  }
  return (d) => {
    const sixtyFourths = (d << BigInt(GUARD)) * BigInt(roots.length);
    const k = sixtyFourths / ln2;
    const r = (sixtyFourths - k * ln2) / BigInt(roots.length);
    let sum = 0n;
    for (let n = coefficients.length - 1; n >= 0; n--) sum = coefficients[n]! + ((sum * r) >> shift);
    const j = Number(BigInt.asUintN(6, k));
    const result = sum * roots[j]!;
    const scale = shift + BigInt(GUARD) - (k >> 6n);
    return scale >= 0n ? result >> scale : result << -scale;
  };
}

/**
 * log Σ e^(x_i) to well below an ulp. `max` is the largest x_i, not 0, and `approximation` is off by less than 2^-40 · |max|.
 * Costs microseconds per component.
 */
export function exactLogSumExp(x: Float64Array, max: number, approximation: number): number {
  let y = approximation;
  for (let bits = 128 + Math.max(0, Math.ceil(-Math.log2(Math.abs(max)))); ; bits *= 2) {
    // log Σ e^x = y + log(1 + ε) with ε = Σ e^(x − y) − 1, a tiny number whose series needs three terms.
    const one = 1n << BigInt(bits);
    const exp = exponential(bits);
    const shift = fixed(y, bits);
    let epsilon = -one;
    for (const xi of x) {
      if (xi - y > -bits) epsilon += exp(fixed(xi, bits) - shift);
    }
    const square = (epsilon * epsilon) >> BigInt(bits);
    const cube = (square * epsilon) >> BigInt(bits);
    const result = shift + epsilon - square / 2n + cube / 3n;
    const size = (result < 0n ? -result : result).toString(2).length;
    const noise = Math.ceil(Math.log2(x.length)) + 16;
    y = toDouble(result, bits);
    if (size > noise + 60) return y;
  }
}

/** value · 2^-bits, rounded once where the result is normal. */
function toDouble(value: bigint, bits: number): number {
  const size = value < 0n ? -value : value;
  const excess = Math.max(0, size.toString(2).length - 64);
  // A sticky last bit keeps the rounding of Number() right after the cut.
  const cut = size >> BigInt(excess);
  const kept = Number(cut << BigInt(excess) === size ? cut : cut | 1n);
  // In two factors: 2^exponent may lie below the smallest double while the product does not.
  const exponent = excess - bits;
  const result = kept * 2 ** Math.max(exponent, -1000) * 2 ** Math.min(exponent + 1000, 0);
  return value < 0n ? -result : result;
}
