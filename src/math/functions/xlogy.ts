import { div, log } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

/** x ln y, and 0 where x is 0, whatever y. */
export const xlogy: ElementaryFunction = {
  name: 'xlogy',
  arity: 2,
  rule: 'x-log-y',
  partials: (x, y) => [log(y!), div(x!, y!)],
  evaluate: (x, y) => (x === 0 && y === y ? 0 : x! * Math.log(y!)),
  slopes: (x, y) => [Math.log(y!), x! / y!],
  ...upright('xlogy'),
  domain: 'positive',
};
