import { ZERO, add, diff, mul, product } from '../expr.js';
import type { DerivativeRule } from './rule.js';

/** The derivative of what does not depend on the variable is 0. */
export const constantRule: DerivativeRule = {
  id: 'constant',
  depth: 1,
  apply: (body, c) => (c.depends(body) ? undefined : ZERO),
};

/** The derivative of a sum is the sum of the derivatives; terms that do not depend on the variable drop out. */
export const sumRule: DerivativeRule = {
  id: 'sum',
  depth: 0,
  apply: (body, c) =>
    body.kind === 'add' ? add(...body.terms.map((t) => (c.depends(t) ? diff(t, c.by) : ZERO))) : undefined,
};

/** Factors that do not depend on the variable stay in front. */
export const constantFactorRule: DerivativeRule = {
  id: 'constant-factor',
  depth: 1,
  apply: (body, c) => {
    if (body.kind !== 'mul') return undefined;
    const inner = body.factors.filter((f) => c.depends(f.base));
    if (inner.length === body.factors.length && body.coef.n === 1 && body.coef.d === 1) return undefined;
    const outer = body.factors.filter((f) => !c.depends(f.base));
    return mul(product(body.coef, outer), diff(product({ n: 1, d: 1 }, inner), c.by));
  },
};
