import { ONE, ZERO, delta, mul } from '../expr.js';
import type { DerivativeRule } from './rule.js';

/** ∂x_k/∂x_i = δ_ik, a delta for each axis: a component changes with itself alone. */
export const kroneckerRule: DerivativeRule = {
  id: 'kronecker',
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'var' || c.by.at.length === 0) return undefined;
    if (body.name !== c.by.name) return ZERO;
    return mul(...c.by.at.map((index, axis) => delta(index, body.at[axis]!)));
  },
};

/** dx/dx = 1. */
export const identityRule: DerivativeRule = {
  id: 'identity',
  depth: 1,
  apply: (body, c) =>
    body.kind !== 'var' || c.by.at.length > 0 ? undefined : body.name === c.by.name ? ONE : ZERO,
};
