import { compare, fn, mul } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { operator, upright } from './notation.js';

/** The larger of two. Where they are equal there is no derivative, and both indicators are 0. */
export const max2: ElementaryFunction = {
  name: 'max2',
  arity: 2,
  rule: 'maximum',
  partials: (a, b) => [compare('<', b!, a!), compare('<', a!, b!)],
  evaluate: (a, b) => Math.max(a!, b!),
  slopes: (a, b) => [a! > b! ? 1 : 0, b! > a! ? 1 : 0],
  ...operator('\\max', 'max'),
};

export const min2: ElementaryFunction = {
  name: 'min2',
  arity: 2,
  rule: 'minimum',
  partials: (a, b) => [compare('<', a!, b!), compare('<', b!, a!)],
  evaluate: (a, b) => Math.min(a!, b!),
  slopes: (a, b) => [a! < b! ? 1 : 0, b! < a! ? 1 : 0],
  ...operator('\\min', 'min'),
};

/** min(max(x, lo), hi), as NumPy defines it: hi, where the limits are the wrong way round. */
export const clip: ElementaryFunction = {
  name: 'clip',
  arity: 3,
  rule: 'clip',
  partials: (x, lo, hi) => [
    mul(compare('<', lo!, x!), compare('<', x!, hi!)),
    mul(compare('<', x!, lo!), compare('<', lo!, hi!)),
    compare('<', hi!, fn('max2', x!, lo!)),
  ],
  evaluate: (x, lo, hi) => Math.min(Math.max(x!, lo!), hi!),
  slopes: (x, lo, hi) => {
    const raised = Math.max(x!, lo!);
    const inside = raised < hi!;
    return [inside && x! > lo! ? 1 : 0, inside && x! < lo! ? 1 : 0, raised > hi! ? 1 : 0];
  },
  ...upright('clip'),
};
