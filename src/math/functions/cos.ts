import { fn, neg } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const cosine: ElementaryFunction = {
  name: 'cos',
  arity: 1,
  rule: 'cosine',
  partials: (x) => [neg(fn('sin', x!))],
  evaluate: (x) => Math.cos(x!),
  slopes: (x) => [-Math.sin(x!)],
  ...operator('\\cos', 'cos'),
};
