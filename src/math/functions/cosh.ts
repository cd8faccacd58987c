import { fn } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const cosh: ElementaryFunction = {
  name: 'cosh',
  arity: 1,
  rule: 'hyperbolic-cosine',
  partials: (x) => [fn('sinh', x!)],
  evaluate: (x) => Math.cosh(x!),
  slopes: (x) => [Math.sinh(x!)],
  ...operator('\\cosh', 'cosh'),
};
