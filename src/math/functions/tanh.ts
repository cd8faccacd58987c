import { fn, ONE, power, sub } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const tanh: ElementaryFunction = {
  name: 'tanh',
  arity: 1,
  rule: 'tanh',
  partials: (x) => [sub(ONE, power(fn('tanh', x!), 2))],
  evaluate: (x) => Math.tanh(x!),
  slopes: (x) => [1 / Math.cosh(x!) ** 2],
  ...operator('\\tanh', 'tanh'),
};
