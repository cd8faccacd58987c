import { add, ONE, power } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

/** ln(1 + x), exact to the last digits near 0. */
export const log1p: ElementaryFunction = {
  name: 'log1p',
  arity: 1,
  rule: 'logarithm-of-one-plus',
  partials: (x) => [power(add(ONE, x!), -1)],
  evaluate: (x) => Math.log1p(x!),
  slopes: (x) => [1 / (1 + x!)],
  ...upright('log1p'),
  domain: 'above-minus-one',
};
