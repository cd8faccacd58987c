import { add, fn, mul, ONE, sub } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';
import { logistic } from './sigmoid.js';

/** x σ(x), also called swish. */
export const silu: ElementaryFunction = {
  name: 'silu',
  arity: 1,
  rule: 'silu',
  partials: (x) => {
    const s = fn('sigmoid', x!);
    return [mul(s, add(ONE, mul(x!, sub(ONE, s))))];
  },
  evaluate: (x) => x! * logistic(x!),
  slopes: (x) => [logistic(x!) + x! * logistic(x!) * logistic(-x!)],
  ...application('\\operatorname{SiLU}', 'SiLU'),
};
