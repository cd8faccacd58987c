import { power } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

/** The natural logarithm. */
export const logarithm: ElementaryFunction = {
  name: 'log',
  arity: 1,
  rule: 'logarithm',
  partials: (x) => [power(x!, -1)],
  evaluate: (x) => Math.log(x!),
  slopes: (x) => [1 / x!],
  ...operator('\\ln', 'ln'),
  domain: 'positive',
};
