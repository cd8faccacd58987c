import { fn, ONE, sub } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';
import { logistic } from './sigmoid.js';
import { logOnePlusExp } from './softplus.js';

/** ln σ(x) = −softplus(−x), finite far to the left. */
export const logsigmoid: ElementaryFunction = {
  name: 'logsigmoid',
  arity: 1,
  rule: 'log-sigmoid',
  partials: (x) => [sub(ONE, fn('sigmoid', x!))],
  evaluate: (x) => -logOnePlusExp(-x!),
  slopes: (x) => [logistic(-x!)],
  ...application('\\ln\\sigma', 'ln σ'),
};
