import { ONE, power, sub } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const artanh: ElementaryFunction = {
  name: 'atanh',
  arity: 1,
  rule: 'inverse-hyperbolic-tangent',
  partials: (x) => [power(sub(ONE, power(x!, 2)), -1)],
  evaluate: (x) => Math.atanh(x!),
  slopes: (x) => [1 / ((1 - x!) * (1 + x!))],
  ...operator('\\operatorname{artanh}', 'artanh'),
  domain: 'open-unit',
};
