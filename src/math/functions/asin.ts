import { ONE, power, sub } from '../expr.js';
import { rational } from '../rational.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const arcsine: ElementaryFunction = {
  name: 'asin',
  arity: 1,
  rule: 'arcsine',
  partials: (x) => [power(sub(ONE, power(x!, 2)), rational(-1, 2))],
  evaluate: (x) => Math.asin(x!),
  slopes: (x) => [1 / Math.sqrt((1 - x!) * (1 + x!))],
  ...operator('\\arcsin', 'arcsin'),
  domain: 'unit',
};
