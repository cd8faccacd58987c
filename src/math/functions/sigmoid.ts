import { fn, mul, ONE, sub } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';

/** 1 / (1 + e^−x) without overflow on either side. */
export const logistic = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
};

/** The derivative, σ(x) σ(−x): no subtraction, so its digits last to the tails. */
export const logisticSlope = (x: number): number => logistic(x) * logistic(-x);

export const sigmoid: ElementaryFunction = {
  name: 'sigmoid',
  arity: 1,
  rule: 'sigmoid',
  partials: (x) => {
    const s = fn('sigmoid', x!);
    return [mul(s, sub(ONE, s))];
  },
  evaluate: (x) => logistic(x!),
  slopes: (x) => [logisticSlope(x!)],
  ...application('\\sigma', 'σ'),
};
