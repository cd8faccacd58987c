import { compare, exp, mul, number, ONE, sub, where, ZERO } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';

/** x to the right of 0, α (e^x − 1) to its left (Clevert, Unterthiner, Hochreiter 2015). The second argument is α. */
export const elu: ElementaryFunction = {
  name: 'elu',
  arity: 2,
  rule: 'elu',
  partials: (x, alpha) => {
    const right = compare('<', ZERO, x!);
    return [where(right, ONE, mul(alpha!, exp(x!))), where(right, ZERO, sub(exp(x!), ONE))];
  },
  evaluate: (x, alpha) => (x! > 0 ? x! : alpha! * Math.expm1(x!)),
  slopes: (x, alpha) => (x! > 0 ? [1, 0] : [alpha! * Math.exp(x!), Math.expm1(x!)]),
  ...application('\\operatorname{ELU}', 'ELU'),
  kinks: [0],
};

/** The constants for which a network normalises itself (Klambauer, Unterthiner, Mayr, Hochreiter 2017). */
const scale = 1.0507009873554805;
const alpha = 1.6732632423543772;

/** scale · ELU(x, α), with the constants of its paper. */
export const selu: ElementaryFunction = {
  name: 'selu',
  arity: 1,
  rule: 'selu',
  partials: (x) => [where(compare('<', ZERO, x!), number(scale), mul(number(scale), number(alpha), exp(x!)))],
  evaluate: (x) => scale * (x! > 0 ? x! : alpha * Math.expm1(x!)),
  slopes: (x) => [x! > 0 ? scale : scale * alpha * Math.exp(x!)],
  ...application('\\operatorname{SELU}', 'SELU'),
  kinks: [0],
};
