import { div, fn, neg, ONE } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

/** The remainder a − b ⌊a / b⌋, with the sign of b, as Python and NumPy have it. */
export const mod: ElementaryFunction = {
  name: 'mod',
  arity: 2,
  rule: 'remainder',
  partials: (a, b) => [ONE, neg(fn('floor', div(a!, b!)))],
  evaluate: (a, b) => {
    const rest = a! % b!;
    return rest !== 0 && rest < 0 !== b! < 0 ? rest + b! : rest;
  },
  slopes: (a, b) => [1, -Math.floor(a! / b!)],
  ...upright('mod'),
};
