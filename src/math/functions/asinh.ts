import { add, ONE, power } from '../expr.js';
import { rational } from '../rational.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const arsinh: ElementaryFunction = {
  name: 'asinh',
  arity: 1,
  rule: 'inverse-hyperbolic-sine',
  partials: (x) => [power(add(ONE, power(x!, 2)), rational(-1, 2))],
  evaluate: (x) => Math.asinh(x!),
  slopes: (x) => [1 / Math.hypot(1, x!)],
  ...operator('\\operatorname{arsinh}', 'arsinh'),
};
