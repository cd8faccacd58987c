import { fn } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';
import { logistic } from './sigmoid.js';

/** ln(1 + e^x) without overflow. */
export const logOnePlusExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const softplus: ElementaryFunction = {
  name: 'softplus',
  arity: 1,
  rule: 'softplus',
  partials: (x) => [fn('sigmoid', x!)],
  evaluate: (x) => logOnePlusExp(x!),
  slopes: (x) => [logistic(x!)],
  ...upright('softplus'),
};
