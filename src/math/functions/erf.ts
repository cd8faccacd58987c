import { constant, exp, mul, neg, number, power, type Expr } from '../expr.js';
import { rational } from '../rational.js';
import * as special from '../special.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

/** 2/√π e^(−x²), the derivative of erf. */
const bell = (x: Expr): Expr => mul(number(2), power(constant('pi'), rational(-1, 2)), exp(neg(power(x, 2))));
const bellValue = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);

export const erf: ElementaryFunction = {
  name: 'erf',
  arity: 1,
  rule: 'error-function',
  partials: (x) => [bell(x!)],
  evaluate: (x) => special.erf(x!),
  slopes: (x) => [bellValue(x!)],
  ...upright('erf'),
};

/** 1 − erf(x), exact to the last digits far to the right. */
export const erfc: ElementaryFunction = {
  name: 'erfc',
  arity: 1,
  rule: 'error-function',
  partials: (x) => [neg(bell(x!))],
  evaluate: (x) => special.erfc(x!),
  slopes: (x) => [-bellValue(x!)],
  ...upright('erfc'),
};
