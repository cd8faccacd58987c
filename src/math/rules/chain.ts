import { ONE, ZERO, add, diff, div, log, mul, pow, sub, where, type Expr } from '../expr.js';
import { functionNamed } from '../functions/index.js';
import type { DerivativeRule } from './rule.js';

/** f(u, v)′ = ∂₁f · u′ + ∂₂f · v′, with the function's own partial derivatives. */
export const functionRule: DerivativeRule = {
  id: (body) => (body.kind === 'fn' ? (functionNamed(body.name)?.rule ?? body.name) : 'chain'),
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'fn') return undefined;
    const f = functionNamed(body.name);
    if (!f) return undefined;
    const partials = f.partials(...body.args);
    return add(...body.args.map((u, n) => (c.depends(u) ? mul(partials[n]!, diff(u, c.by)) : ZERO)));
  },
};

/** (b^u)′ = b^u ln b · u′ for a constant base; (b^u)′ = u b^{u−1} b′ for a constant exponent; both, where both depend. */
export const generalPowerRule: DerivativeRule = {
  id: (body) => (body.kind === 'pow' ? 'general-power' : 'power'),
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'pow') return undefined;
    const { base, exponent } = body;
    const byExponent: Expr = c.depends(exponent) ? mul(body, log(base), diff(exponent, c.by)) : ZERO;
    if (!c.depends(base)) return byExponent;
    // b^u / b rather than b^(u−1) where the exponent varies too, so that b^u can be factored out.
    const byBase = c.depends(exponent)
      ? mul(body, exponent, div(diff(base, c.by), base))
      : mul(exponent, pow(base, sub(exponent, ONE)), diff(base, c.by));
    return add(byBase, byExponent);
  },
};

/** A piecewise function is derived piece by piece; at the border itself it may have no derivative, which is said. */
export const piecewiseRule: DerivativeRule = {
  id: 'piecewise',
  depth: 0,
  apply: (body, c) =>
    body.kind === 'where' ? where(body.cond, diff(body.then, c.by), diff(body.otherwise, c.by)) : undefined,
};

/** Indicators, deltas and places of a maximum are flat: derivative 0 wherever it exists. */
export const stepRule: DerivativeRule = {
  id: 'step',
  depth: 1,
  apply: (body) =>
    body.kind === 'compare' || body.kind === 'arg' || body.kind === 'delta' ? ZERO : undefined,
};
