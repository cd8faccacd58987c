import { add, ONE, power } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const arctangent: ElementaryFunction = {
  name: 'atan',
  arity: 1,
  rule: 'arctangent',
  partials: (x) => [power(add(ONE, power(x!, 2)), -1)],
  evaluate: (x) => Math.atan(x!),
  slopes: (x) => [1 / (1 + x! * x!)],
  ...operator('\\arctan', 'arctan'),
};
