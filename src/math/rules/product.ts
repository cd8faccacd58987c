import { add, diff, mul, neg, number, power, product, type Expr, type Factor } from '../expr.js';
import { addQ, minusOne, mulQ, negQ, one, rational, type Rational } from '../rational.js';
import type { DerivativeRule } from './rule.js';

const times = (factors: readonly Factor[]): Expr => product(one, factors);

/** (N/D)′ = N′/D − N D′/D². Only where both depend on the variable; else it is a constant factor or a power. */
export const quotientRule: DerivativeRule = {
  id: 'quotient',
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'mul' || c.productRule) return undefined;
    const above = body.factors.filter((f) => f.power.n > 0);
    const below = body.factors.filter((f) => f.power.n < 0);
    if (above.length === 0 || below.length === 0) return undefined;
    const [numerator, denominator] = [
      times(above),
      times(below.map((f) => ({ base: f.base, power: negQ(f.power) }))),
    ];
    const squared = below.map((f) => ({ base: f.base, power: mulQ(f.power, rational(2)) }));
    return add(
      mul(diff(numerator, c.by), times(below)),
      neg(mul(numerator, diff(denominator, c.by), times(squared))),
    );
  },
};

/** (f g h)′ = f′ g h + f g′ h + f g h′. */
export const productRule: DerivativeRule = {
  id: 'product',
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'mul' || body.factors.length < 2) return undefined;
    const parts = body.factors.map((f) => times([f]));
    return add(...parts.map((p, l) => mul(...parts.map((q, k) => (k === l ? diff(p, c.by) : q)))));
  },
};

/** (u^q)′ = q u^{q−1} u′ for a number q. */
export const powerRule: DerivativeRule = {
  id: 'power',
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'mul' || body.factors.length !== 1) return undefined;
    const { base, power: q } = body.factors[0]!;
    return mul(number(q), lowered(base, q), diff(base, c.by));
  },
};

const lowered = (base: Expr, q: Rational): Expr => power(base, addQ(q, minusOne));
