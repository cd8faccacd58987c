import { neg, ONE, power, sub } from '../expr.js';
import { rational } from '../rational.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const arccosine: ElementaryFunction = {
  name: 'acos',
  arity: 1,
  rule: 'arccosine',
  partials: (x) => [neg(power(sub(ONE, power(x!, 2)), rational(-1, 2)))],
  evaluate: (x) => Math.acos(x!),
  slopes: (x) => [-1 / Math.sqrt((1 - x!) * (1 + x!))],
  ...operator('\\arccos', 'arccos'),
  domain: 'unit',
};
