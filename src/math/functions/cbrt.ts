import { fn, mul, number, power, type Expr } from '../expr.js';
import { rational } from '../rational.js';
import type { ElementaryFunction } from './function.js';

/** The real cube root, also of negative numbers (x^⅓ has none there). */
export const cbrt: ElementaryFunction = {
  name: 'cbrt',
  arity: 1,
  rule: 'cube-root',
  partials: (x) => [third(power(fn('cbrt', x!), -2))],
  evaluate: (x) => Math.cbrt(x!),
  slopes: (x) => [1 / (3 * Math.cbrt(x! * x!))],
  latex: ([x], exponent) => `\\sqrt[3]{${x}}${exponent === undefined ? '' : `^{${exponent}}`}`,
  text: ([x]) => `∛(${x})`,
  kinks: [0],
};

const third = (e: Expr): Expr => mul(number(rational(1, 3)), e);
