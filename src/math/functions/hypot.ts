import { div, fn } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

/** √(a² + b²) without overflow. */
export const hypot: ElementaryFunction = {
  name: 'hypot',
  arity: 2,
  rule: 'hypotenuse',
  partials: (a, b) => {
    const length = fn('hypot', a!, b!);
    return [div(a!, length), div(b!, length)];
  },
  evaluate: (a, b) => Math.hypot(a!, b!),
  slopes: (a, b) => {
    const length = Math.hypot(a!, b!);
    return [a! / length, b! / length];
  },
  ...upright('hypot'),
};
