import { add, constant, div, exp, fn, mul, number, ONE, power, sqrt, sub } from '../expr.js';
import { parseRational, rational } from '../rational.js';
import { erfc } from '../special.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';

const half = number(rational(1, 2));

/** x Φ(x) with the normal distribution's Φ (Hendrycks and Gimpel 2016). Derivative Φ(x) + x φ(x). */
export const gelu: ElementaryFunction = {
  name: 'gelu',
  arity: 1,
  rule: 'gelu',
  partials: (x) => {
    const distribution = mul(half, add(ONE, fn('erf', div(x!, sqrt(number(2))))));
    const density = div(
      exp(mul(number(rational(-1, 2)), power(x!, 2))),
      sqrt(mul(number(2), constant('pi'))),
    );
    return [add(distribution, mul(x!, density))];
  },
  // Φ by erfc, which keeps its digits in the left tail.
  evaluate: (x) => (x! * erfc(-x! * Math.SQRT1_2)) / 2,
  slopes: (x) => [erfc(-x! * Math.SQRT1_2) / 2 + (x! * Math.exp((-x! * x!) / 2)) / Math.sqrt(2 * Math.PI)],
  ...application('\\operatorname{GELU}', 'GELU'),
};

const inner = Math.sqrt(2 / Math.PI);

/** The approximation of the same paper: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
export const geluTanh: ElementaryFunction = {
  name: 'geluTanh',
  arity: 1,
  rule: 'gelu-tanh',
  partials: (x) => {
    const root = sqrt(div(number(2), constant('pi')));
    const t = fn('tanh', mul(root, add(x!, mul(number(parseRational('0.044715')), power(x!, 3)))));
    const bend = add(ONE, mul(number(parseRational('0.134145')), power(x!, 2)));
    return [add(mul(half, add(ONE, t)), mul(half, x!, sub(ONE, power(t, 2)), root, bend))];
  },
  evaluate: (x) => 0.5 * x! * (1 + Math.tanh(inner * (x! + 0.044715 * x! ** 3))),
  slopes: (x) => {
    const u = inner * (x! + 0.044715 * x! * x! * x!);
    const sech = 1 / Math.cosh(u);
    return [0.5 * (1 + Math.tanh(u)) + 0.5 * x! * sech * sech * inner * (1 + 3 * 0.044715 * x! * x!)];
  },
  ...application('\\operatorname{GELU}_{\\tanh}', 'GELU_tanh'),
};
