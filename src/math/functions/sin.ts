import { fn } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const sine: ElementaryFunction = {
  name: 'sin',
  arity: 1,
  rule: 'sine',
  partials: (x) => [fn('cos', x!)],
  evaluate: (x) => Math.sin(x!),
  slopes: (x) => [Math.cos(x!)],
  ...operator('\\sin', 'sin'),
};
