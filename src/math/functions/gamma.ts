import { fn, mul } from '../expr.js';
import * as special from '../special.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';

export const gamma: ElementaryFunction = {
  name: 'gamma',
  arity: 1,
  rule: 'gamma-function',
  partials: (x) => [mul(fn('gamma', x!), fn('digamma', x!))],
  evaluate: (x) => special.gamma(x!),
  slopes: (x) => [special.gamma(x!) * special.digamma(x!)],
  ...application('\\Gamma', 'Γ'),
  domain: 'positive',
};

/** ln |Γ(x)|, without the overflow of Γ. */
export const lgamma: ElementaryFunction = {
  name: 'lgamma',
  arity: 1,
  rule: 'log-gamma',
  partials: (x) => [fn('digamma', x!)],
  evaluate: (x) => special.lgamma(x!),
  slopes: (x) => [special.digamma(x!)],
  ...application('\\ln\\Gamma', 'lnΓ'),
  domain: 'positive',
};
