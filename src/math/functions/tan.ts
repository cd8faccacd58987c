import { fn, power } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const tangent: ElementaryFunction = {
  name: 'tan',
  arity: 1,
  rule: 'tangent',
  partials: (x) => [power(fn('cos', x!), -2)],
  evaluate: (x) => Math.tan(x!),
  slopes: (x) => [1 + Math.tan(x!) ** 2],
  ...operator('\\tan', 'tan'),
};
