import { exp } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { inParentheses } from './notation.js';

export const exponential: ElementaryFunction = {
  name: 'exp',
  arity: 1,
  rule: 'exponential',
  partials: (x) => [exp(x!)],
  evaluate: (x) => Math.exp(x!),
  slopes: (x) => [Math.exp(x!)],
  // A fraction or a sum in an exponent is too small to read.
  latex: ([x], power) => {
    const plain = /\\(frac|sum|prod|begin|max_|min_)/.test(x!) ? `\\exp${inParentheses(x!)}` : `e^{${x}}`;
    return power === undefined ? plain : `\\left(${plain}\\right)^{${power}}`;
  },
  text: ([x]) => (/^(\p{L}|\d+)$/u.test(x!) ? `e^${x}` : `e^(${x})`),
};
