import { add, fn, number, ONE, ZERO } from '../expr.js';
import * as special from '../special.js';
import type { ElementaryFunction } from './function.js';
import { application, inParentheses } from './notation.js';

/** B_2, B_4, … B_20. */
const bernoulli = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
];

/**
 * ψ_m(x), the m-th derivative of ψ = (ln Γ)′, m ≥ 1: the recurrence up to x + k ≥ 20 + m, then the asymptotic series
 * (Abramowitz and Stegun 6.4.6, 6.4.11). NaN far to the left, where the recurrence would be long, and for other m.
 */
const polygammaValue = (m: number, x: number): number => {
  if (m === 0) return special.digamma(x);
  if (!(Number.isInteger(m) && m >= 1 && m <= 100 && x > -1e4)) return NaN;
  let factorial = 1;
  for (let k = 2; k < m; k++) factorial *= k;
  const sign = m % 2 === 1 ? 1 : -1;
  let [sum, y] = [0, x];
  for (; y < 20 + m; y++) sum += Math.pow(y, -m - 1);
  // (m − 1)!/y^m + m!/(2 y^(m+1)) + Σ B_2k (2k + m − 1)! / ((2k)! y^(2k + m))
  let term = factorial / Math.pow(y, m);
  let series = term + (term * m) / (2 * y);
  for (let k = 1; k <= bernoulli.length; k++) {
    term *= ((2 * k + m - 1) * (2 * k + m - 2)) / (2 * k * (2 * k - 1) * y * y);
    series += bernoulli[k - 1]! * term;
  }
  return sign * (factorial * m * sum + series);
};

export const digamma: ElementaryFunction = {
  name: 'digamma',
  arity: 1,
  rule: 'digamma',
  partials: (x) => [fn('trigamma', x!)],
  evaluate: (x) => special.digamma(x!),
  slopes: (x) => [special.trigamma(x!)],
  ...application('\\psi', 'ψ'),
  domain: 'positive',
};

export const trigamma: ElementaryFunction = {
  name: 'trigamma',
  arity: 1,
  rule: 'polygamma',
  partials: (x) => [fn('polygamma', number(2), x!)],
  evaluate: (x) => special.trigamma(x!),
  slopes: (x) => [polygammaValue(2, x!)],
  ...application('\\psi_{1}', 'ψ₁'),
  domain: 'positive',
};

/** ψ_m(x), so that the derivative of every function of the table is in the table. The order m is
 * a whole number: there is no derivative by it, and the NaN of its slope fails the verification of one. */
export const polygamma: ElementaryFunction = {
  name: 'polygamma',
  arity: 2,
  rule: 'polygamma',
  partials: (m, x) => [ZERO, fn('polygamma', add(m!, ONE), x!)],
  evaluate: (m, x) => polygammaValue(m!, x!),
  slopes: (m, x) => [NaN, polygammaValue(m! + 1, x!)],
  latex: ([m, x], power) => `\\psi_{${m}}${inParentheses(x!)}${power === undefined ? '' : `^{${power}}`}`,
  text: ([m, x]) =>
    /^\d+$/.test(m!)
      ? `ψ${[...m!].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('')}(${x})`
      : `polygamma(${m}, ${x})`,
  domain: 'positive',
};
