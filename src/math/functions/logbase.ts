import { log, mul, number, power } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';

/** Logarithms to the bases 2 and 10. */
const toBase = (
  name: string,
  base: number,
  subscript: string,
  evaluate: (x: number) => number,
): ElementaryFunction => ({
  name,
  arity: 1,
  rule: 'logarithm-to-base',
  partials: (x) => [power(mul(x!, log(number(base))), -1)],
  evaluate: (x) => evaluate(x!),
  slopes: (x) => [1 / (x! * Math.log(base))],
  ...application(`\\log_{${base}}`, `log${subscript}`),
  domain: 'positive',
});

export const log2 = toBase('log2', 2, '₂', Math.log2);
export const log10 = toBase('log10', 10, '₁₀', Math.log10);
