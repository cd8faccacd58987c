/**
 * Softmax and what hangs on it, for vectors of doubles: p_i = e^(x_i) / Σ_k e^(x_k).
 *
 * Everything is computed from the logits x. 1 − p_i of the largest component is the sum of the *rest* over the sum, never a
 * difference, so that p, log p, log-sum-exp, the Jacobian and the cross-entropy's gradient keep their digits near one-hot, at
 * ties, and for ±1e308 and denormals. The bounds in ulps are held by test/unit/softmax.test.ts.
 *
 * All functions throw a RangeError on an empty vector, on NaN or +∞ in x, and where x is all −∞ (softmax is 0/0 there). A
 * single −∞ is a masked component: p_i = 0. `out`, where given, must have the result's length; it may be one of the arguments.
 */

import { exactLogSumExp } from './exactlogsum.js';
import { add, inverseOfOnePlus, logOnePlus, sumOfTheRest, times, type Doubled } from './expsum.js';

/** Softmax of one vector, prepared in O(n) so that any entry of its n × n Jacobian costs O(1). */
export interface SoftmaxState {
  readonly p: Float64Array;
  /** The place of the largest component (the first one, at ties), the only one whose p_i may round to 1. */
  readonly argmax: number;
  /** 1 − p of that component, had without a subtraction. */
  readonly complement: number;
}

/** p_i = e^(x_i) / Σ_k e^(x_k), each within 2 ulp. x: n → n. */
export function softmax(x: Float64Array, out?: Float64Array): Float64Array {
  return prepareSoftmax(x, out).p;
}

/** p and what the Jacobian's entries need besides, in O(n). x: n; `out`: n, becomes `p`. */
export function prepareSoftmax(x: Float64Array, out?: Float64Array): SoftmaxState {
  const p = resultFor(out, x.length);
  const argmax = placeOfMax(x);
  const rest = sumOfTheRest(x, argmax, p);
  const inverse = inverseOfOnePlus(rest);
  for (let i = 0; i < p.length; i++) p[i] = times(p[i] as number, inverse);
  return { p, argmax, complement: times(rest.hi, inverse, rest.lo) };
}

/** log p_i = x_i − log Σ_k e^(x_k), each within 1 ulp; −∞ where x_i is. x: n → n. */
export function logSoftmax(x: Float64Array, out?: Float64Array): Float64Array {
  const result = resultFor(out, x.length);
  const argmax = placeOfMax(x);
  const max = x[argmax] as number;
  const log = logOnePlus(sumOfTheRest(x, argmax));
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] as number;
    result[i] = xi - max === -Infinity ? -Infinity : minus(add(xi, -max), log);
  }
  return result;
}

/** log Σ_k e^(x_k), within 1 ulp. x: n. */
export function logSumExp(x: Float64Array): number {
  const argmax = placeOfMax(x);
  const max = x[argmax] as number;
  const log = logOnePlus(sumOfTheRest(x, argmax));
  const sum = add(max, log.hi, log.lo).hi;
  // Where max and log cancel, the 60 bits of log are not enough: logits that are log-probabilities.
  return Math.abs(sum) < Math.abs(max) / 32 ? exactLogSumExp(x, max, sum) : sum;
}

/** J_ij = ∂p_i/∂x_j = p_i (δ_ij − p_j), n × n, row-major; each within 4 ulp. x: n. */
export function softmaxJacobian(x: Float64Array, out?: Float64Array): Float64Array {
  const n = x.length;
  const result = resultFor(out, n * n);
  const { p, argmax, complement } = prepareSoftmax(x);
  fillMinusOuter(p, result);
  for (let i = 0; i < n; i++) {
    const pi = p[i] as number;
    result[i * n + i] = pi * (i === argmax ? complement : 1 - pi);
  }
  return result;
}

/**
 * −p pᵀ, row-major. In tiles of 4 × 4, so that a p_j once loaded serves four rows: a plain double loop takes twice as long.
 * 0 − p·p and not −p·p, since a product that underflows must be 0, not −0.
 */
function fillMinusOuter(p: Float64Array, out: Float64Array): void {
  const n = p.length;
  const tiled = n & ~3;
  for (let i = 0; i < tiled; i += 4) {
    const p0 = p[i] as number;
    const p1 = p[i + 1] as number;
    const p2 = p[i + 2] as number;
    const p3 = p[i + 3] as number;
    const row0 = i * n;
    const row1 = row0 + n;
    const row2 = row1 + n;
    const row3 = row2 + n;
    for (let j = 0; j < tiled; j += 4) {
      const q0 = p[j] as number;
      const q1 = p[j + 1] as number;
      const q2 = p[j + 2] as number;
      const q3 = p[j + 3] as number;
      out[row0 + j] = 0 - p0 * q0;
      out[row0 + j + 1] = 0 - p0 * q1;
      out[row0 + j + 2] = 0 - p0 * q2;
      out[row0 + j + 3] = 0 - p0 * q3;
      out[row1 + j] = 0 - p1 * q0;
      out[row1 + j + 1] = 0 - p1 * q1;
      out[row1 + j + 2] = 0 - p1 * q2;
      out[row1 + j + 3] = 0 - p1 * q3;
      out[row2 + j] = 0 - p2 * q0;
      out[row2 + j + 1] = 0 - p2 * q1;
      out[row2 + j + 2] = 0 - p2 * q2;
      out[row2 + j + 3] = 0 - p2 * q3;
      out[row3 + j] = 0 - p3 * q0;
      out[row3 + j + 1] = 0 - p3 * q1;
      out[row3 + j + 2] = 0 - p3 * q2;
      out[row3 + j + 3] = 0 - p3 * q3;
    }
  }
  // What the tiles leave: up to three columns at the right, and rows at the bottom.
  for (let i = 0; i < n; i++) {
    const pi = p[i] as number;
    for (let j = i < tiled ? tiled : 0; j < n; j++) out[i * n + j] = 0 - pi * (p[j] as number);
  }
}

/** J_ij of a prepared softmax, in O(1). 0 ≤ i, j < n. */
export function softmaxJacobianEntry(state: SoftmaxState, i: number, j: number): number {
  const pi = component(state.p, i);
  const pj = component(state.p, j);
  return i === j ? pi * oneMinus(state, i) : 0 - pi * pj;
}

/**
 * J·v without J, in O(n): (J·v)_i = p_i (v_i − Σ_k p_k v_k). J is symmetric, so this is vᵀ·J too. x: n, v: n → n.
 * The v are taken relative to that of the largest component, since J·1 = 0: near one-hot, v_i − Σ p v would cancel.
 */
export function softmaxJacobianTimes(x: Float64Array, v: Float64Array, out?: Float64Array): Float64Array {
  const n = x.length;
  if (v.length !== n) throw new RangeError(`v has ${v.length} components, x has ${n}`);
  // p is needed to the end, so it can only lie in `out` if v does not.
  const shared = out !== undefined && out.buffer === v.buffer;
  const result = resultFor(out, n);
  const { p, argmax } = prepareSoftmax(x, shared ? undefined : result);
  const origin = v[argmax] as number;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (p[i] as number) * ((v[i] as number) - origin);
  if (!Number.isFinite(mean)) return timesHuge(x, v, result);
  for (let i = 0; i < n; i++) result[i] = (p[i] as number) * ((v[i] as number) - origin - mean);
  return result;
}

/** ∂/∂x_i of −log softmax(x)[target], that is p_i − δ_{i,target}; each within 2 ulp. x: n → n; `target` is an index from 0. */
export function crossEntropyGradient(x: Float64Array, target: number, out?: Float64Array): Float64Array {
  component(x, target);
  const state = prepareSoftmax(x, out);
  state.p[target] = 0 - oneMinus(state, target);
  return state.p;
}

/** J·v where a difference of two v overflows: J·(v/4) · 4. */
function timesHuge(x: Float64Array, v: Float64Array, out: Float64Array): Float64Array {
  const at = v.findIndex((vi) => !Number.isFinite(vi));
  if (at >= 0) throw new RangeError(`component ${at} of v is ${v[at]}: J·v is not defined`);
  const scaled = softmaxJacobianTimes(
    x,
    v.map((vi) => vi / 4),
  );
  for (let i = 0; i < out.length; i++) out[i] = (scaled[i] as number) * 4;
  return out;
}

/** 1 − p_i. A component that is not the largest is at most 1/2, and only there the difference is harmless. */
function oneMinus(state: SoftmaxState, i: number): number {
  return i === state.argmax ? state.complement : 1 - (state.p[i] as number);
}

function minus(a: Doubled, b: Doubled): number {
  return add(a.hi, -b.hi, a.lo - b.lo).hi;
}

function component(a: Float64Array, i: number): number {
  const value = a[i];
  if (value === undefined) throw new RangeError(`there is no component ${i} in a vector of ${a.length}`);
  return value;
}

function resultFor(out: Float64Array | undefined, length: number): Float64Array {
  if (out === undefined) return new Float64Array(length);
  if (out.length !== length) throw new RangeError(`out has ${out.length} numbers, the result has ${length}`);
  return out;
}

/** The first place of the largest component; what has none, or no softmax, is thrown out here. */
function placeOfMax(x: Float64Array): number {
  if (x.length === 0) throw new RangeError('the vector is empty: softmax needs at least one component');
  let place = 0;
  let max = -Infinity;
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] as number;
    if (xi > max) {
      max = xi;
      place = i;
    } else if (xi !== xi) {
      throw new RangeError(`component ${i} is NaN: softmax is not defined`);
    }
  }
  if (max === Infinity) throw new RangeError(`component ${place} is +∞: softmax is ∞/∞ there, not defined`);
  if (max === -Infinity) throw new RangeError('all components are −∞: softmax is 0/0, not defined');
  return place;
}
