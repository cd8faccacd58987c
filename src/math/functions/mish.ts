import { add, fn, mul, ONE, power, sub } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';
import { logistic } from './sigmoid.js';
import { logOnePlusExp } from './softplus.js';

/** x tanh(softplus x) (Misra 2019). */
export const mish: ElementaryFunction = {
  name: 'mish',
  arity: 1,
  rule: 'mish',
  partials: (x) => {
    const t = fn('tanh', fn('softplus', x!));
    return [add(t, mul(x!, fn('sigmoid', x!), sub(ONE, power(t, 2))))];
  },
  evaluate: (x) => x! * Math.tanh(logOnePlusExp(x!)),
  slopes: (x) => {
    const u = logOnePlusExp(x!);
    return [Math.tanh(u) + (x! * logistic(x!)) / Math.cosh(u) ** 2];
  },
  ...application('\\operatorname{Mish}', 'Mish'),
};
