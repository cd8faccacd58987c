import { exp } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

/** e^x − 1, exact to the last digits near 0. */
export const expm1: ElementaryFunction = {
  name: 'expm1',
  arity: 1,
  rule: 'exponential-minus-one',
  partials: (x) => [exp(x!)],
  evaluate: (x) => Math.expm1(x!),
  slopes: (x) => [Math.expm1(x!) + 1],
  ...upright('expm1'),
};
