import { ONE, power, sub } from '../expr.js';
import { rational } from '../rational.js';
import type { ElementaryFunction } from './function.js';
import { operator } from './notation.js';

export const arcosh: ElementaryFunction = {
  name: 'acosh',
  arity: 1,
  rule: 'inverse-hyperbolic-cosine',
  partials: (x) => [power(sub(power(x!, 2), ONE), rational(-1, 2))],
  evaluate: (x) => Math.acosh(x!),
  slopes: (x) => [1 / Math.sqrt((x! - 1) * (x! + 1))],
  ...operator('\\operatorname{arcosh}', 'arcosh'),
  domain: 'above-one',
};
