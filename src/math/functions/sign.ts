import { ZERO } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

export const sign: ElementaryFunction = {
  name: 'sign',
  arity: 1,
  rule: 'piecewise-constant',
  partials: () => [ZERO],
  evaluate: (x) => Math.sign(x!),
  slopes: () => [0],
  ...upright('sign'),
  kinks: [0],
};
