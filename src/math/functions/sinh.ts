import { fn } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const sinh: ElementaryFunction = {
  name: 'sinh',
  arity: 1,
  rule: 'hyperbolic-sine',
  partials: (x) => [fn('cosh', x!)],
  evaluate: (x) => Math.sinh(x!),
  slopes: (x) => [Math.cosh(x!)],
  ...operator('\\sinh', 'sinh'),
};
