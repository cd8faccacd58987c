import { add, equal, isNumber, mul, nodeCount, number, product, type Expr, type Factor } from '../expr.js';
import { isInteger, negQ, one, rational, toNumber, type Rational } from '../rational.js';
import { factorsOf } from './terms.js';

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : Math.abs(a));

/** Greatest number that divides all coefficients exactly; decimals and non-integers are left as they are written. */
const commonCoefficient = (coefs: readonly Rational[]): Rational => {
  if (coefs.some((q) => q.decimal || !Number.isInteger(q.n))) {
    const first = coefs[0]!;
    return coefs.every((q) => Math.abs(toNumber(q)) === Math.abs(toNumber(first)))
      ? toNumber(first) < 0
        ? negQ(first)
        : first
      : one;
  }
  const n = coefs.reduce((g, q) => gcd(g, q.n), 0);
  const d = coefs.reduce((l, q) => (l * q.d) / gcd(l, q.d), 1);
  return Number.isSafeInteger(d) && n !== 0 ? rational(n, d) : one;
};

/** The factors that all terms share, each to the smaller power in which it occurs (of one sign). */
const commonFactors = (bags: readonly (readonly Factor[])[]): readonly Factor[] =>
  bags[0]!.flatMap((f) => {
    let power = f.power;
    for (const bag of bags.slice(1)) {
      const other = bag.find((g) => equal(g.base, f.base));
      if (!other) return [];
      // The lesser power is common: of x² and x³ it is x²; of 1/D² and 1/D it is 1/D².
      if (toNumber(other.power) < toNumber(power)) power = other.power;
      if (Math.sign(other.power.n) !== Math.sign(f.power.n)) return [];
      if (
        !isInteger(rational(other.power.n * f.power.d - f.power.n * other.power.d, other.power.d * f.power.d))
      )
        return [];
    }
    return [{ base: f.base, power }];
  });

/** a b + a c = a (b + c): what all terms have in common comes out; undefined where they share nothing. */
export const factorCommon = (e: Expr): Expr | undefined => {
  if (e.kind !== 'add') return undefined;
  const parts = e.terms.map(factorsOf);
  const common = commonFactors(parts.map((p) => p.factors));
  const coef = commonCoefficient(parts.map((p) => p.coef));
  if (common.length === 0 && coef.n === 1 && coef.d === 1) return undefined;
  const outer = product(coef, common);
  if (isNumber(outer, 1)) return undefined;
  const inverse = product(one, [{ base: outer, power: rational(-1) }]);
  const inner = add(...e.terms.map((t) => mul(t, inverse)));
  // a (b + c) with all minus inside reads better with the sign in front.
  const result =
    inner.kind === 'add' && inner.terms.every((t) => factorsOf(t).coef.n < 0)
      ? mul(number(-1), outer, add(...inner.terms.map((t) => mul(number(-1), t))))
      : mul(outer, inner);
  return equal(result, e) ? undefined : result;
};

/** a b + a c + d = a (b + c) + d: groups the terms that share the most; kept only where that is shorter. */
export const factorGroup = (e: Expr): Expr | undefined => {
  if (e.kind !== 'add' || e.terms.length < 3 || e.terms.length > 24) return undefined;
  let best: Expr | undefined;
  const tried = new Set<string>();
  for (const t of e.terms) {
    for (const f of factorsOf(t).factors) {
      const group = e.terms.filter((u) =>
        factorsOf(u).factors.some(
          (g) => equal(g.base, f.base) && Math.sign(g.power.n) === Math.sign(f.power.n),
        ),
      );
      const id = group.map((g) => e.terms.indexOf(g)).join();
      if (group.length < 2 || group.length === e.terms.length || tried.has(id)) continue;
      tried.add(id);
      const joined = factorCommon(add(...group));
      if (!joined) continue;
      const whole = add(...e.terms.map((u) => (u === group[0] ? joined : group.includes(u) ? number(0) : u)));
      if (nodeCount(whole) < nodeCount(best ?? e)) best = whole;
    }
  }
  return best;
};
