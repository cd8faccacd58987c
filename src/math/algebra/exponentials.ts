import { add, equal, exp, fn, nodeCount, log, mul, number, pow, product, type Expr } from '../expr.js';
import { isOne, one } from '../rational.js';
import { walk } from '../keys.js';
import type { AlgebraRule } from '../rules/rule.js';
import { distribute, factorsOf, isPositive, termsOf } from './terms.js';

/** Whether a maximum or minimum over an index is somewhere inside. */
export const holdsExtremum = (e: Expr): boolean => {
  let found = false;
  walk(e, (x) => {
    if (x.kind === 'reduce' && (x.op === 'max' || x.op === 'min')) found = true;
    return !found;
  });
  return found;
};

/** The terms of an exponent, written out where an extremum hides in a product (a temperature dividing the shift). */
const exponentTerms = (u: Expr): readonly Expr[] => {
  const opened = add(...termsOf(u).map((t) => distribute(t, holdsExtremum)));
  return termsOf(opened);
};

/** e^{a − m} = e^a · e^{−m}, for the terms that `apart` picks; b^{a − m} alike. */
export const splitExponential = (apart: (term: Expr) => boolean): AlgebraRule => ({
  id: 'split-exponential',
  depth: 0,
  apply: (e) => {
    const u = e.kind === 'fn' && e.name === 'exp' ? e.args[0]! : e.kind === 'pow' ? e.exponent : undefined;
    if (!u) return undefined;
    const terms = exponentTerms(u);
    const moved = terms.filter(apart);
    if (moved.length === 0) return undefined;
    // A lone e^{−m} is written as (e^m)^{−1}, like the ones that are split off, so that they meet.
    if (moved.length === terms.length && !(terms.length === 1 && factorsOf(terms[0]!).coef.n < 0))
      return undefined;
    const raise = (x: Expr): Expr => (e.kind === 'pow' ? pow(e.base, x) : exp(x));
    return mul(
      raise(add(...terms.filter((t) => !moved.includes(t)))),
      ...moved.map((t) => {
        const { coef } = factorsOf(t);
        // e^{−m} as (e^m)^{−1}, so that it meets its like in a product.
        return coef.n < 0
          ? product(one, [{ base: raise(mul(number(-1), t)), power: { n: -1, d: 1 } }])
          : raise(t);
      }),
    );
  },
});

/** e^{a + q ln b} = e^a b^q. */
export const expOfLogRule: AlgebraRule = {
  id: 'exp-of-log',
  depth: 0,
  apply: (e) => {
    if (e.kind !== 'fn' || e.name !== 'exp') return undefined;
    const terms = termsOf(e.args[0]!);
    const logs = terms.flatMap((t) => {
      const { coef, factors } = factorsOf(t);
      const f = factors[0];
      return factors.length === 1 && f && isOne(f.power) && f.base.kind === 'fn' && f.base.name === 'log'
        ? [{ t, base: f.base.args[0]!, power: coef }]
        : [];
    });
    if (logs.length === 0) return undefined;
    return mul(exp(add(...terms.filter((t) => !logs.some((l) => l.t === t)))), product(one, logs));
  },
};

/** ln(a b / c) = ln a + ln b − ln c for positive factors, and ln e^u = u. */
export const logOfProductRule: AlgebraRule = {
  id: 'log-of-quotient',
  depth: 0,
  apply: (e) => {
    if (e.kind !== 'fn' || e.name !== 'log') return undefined;
    const inner = e.args[0]!;
    if (inner.kind === 'fn' && inner.name === 'exp') return inner.args[0]!;
    if (inner.kind !== 'mul') return undefined;
    const positive = inner.factors.filter((f) => isPositive(f.base));
    // A single power is left alone (ln √x reads well) unless it is an exponential.
    if (positive.length === 0 || (inner.factors.length === 1 && !isExp(positive[0]!.base))) return undefined;
    const rest = product(
      inner.coef,
      inner.factors.filter((f) => !positive.includes(f)),
    );
    if (inner.coef.n < 0) return undefined;
    return add(...positive.map((f) => mul(number(f.power), log(f.base))), log(rest));
  },
};

const isExp = (e: Expr): boolean => e.kind === 'fn' && e.name === 'exp';

/** e^u · e^v = e^{u + v} where that is simpler (the sum is 0 or shorter): e^x e^{−x} = 1. */
export const joinExponentialsRule: AlgebraRule = {
  id: 'join-exponentials',
  depth: 1,
  apply: (e) => {
    if (e.kind !== 'mul') return undefined;
    const exps = e.factors.filter((f) => isExp(f.base));
    for (const [n, f] of exps.entries()) {
      for (const g of exps.slice(n + 1)) {
        if (f.base.kind !== 'fn' || g.base.kind !== 'fn') continue;
        const total = add(mul(number(f.power), f.base.args[0]!), mul(number(g.power), g.base.args[0]!));
        if (termsOf(total).length >= termsOf(f.base.args[0]!).length + termsOf(g.base.args[0]!).length)
          continue;
        return mul(
          product(
            e.coef,
            e.factors.filter((h) => h !== f && h !== g),
          ),
          exp(total),
        );
      }
    }
    return undefined;
  },
};

/** 1/(1 + e^{−u}) is σ(u), e^u/(1 + e^u) is σ(u), and e^{−u} σ(u) is 1 − σ(u): the logistic function by its name. */
export const sigmoidRule: AlgebraRule = {
  id: 'name-sigmoid',
  depth: 0,
  apply: (e) => {
    const { coef, factors } = factorsOf(e);
    for (const f of factors) {
      const v = onePlusExp(f.base);
      if (!v || f.power.d !== 1 || f.power.n >= 0) continue;
      const count = -f.power.n;
      const numerator = factors.find(
        (g) =>
          isExp(g.base) &&
          g.base.kind === 'fn' &&
          equal(g.base.args[0]!, v) &&
          g.power.n > 0 &&
          g.power.d === 1,
      );
      const inverse = factors.find(
        (g) =>
          isExp(g.base) &&
          g.base.kind === 'fn' &&
          equal(mul(number(-1), g.base.args[0]!), v) &&
          g.power.n < 0 &&
          g.power.d === 1,
      );
      const taken = Math.min(count, numerator ? numerator.power.n : inverse ? -inverse.power.n : 0);
      const source = numerator ?? inverse;
      const rest = factors
        .filter((g) => g !== f)
        .map((g) =>
          g === source ? { base: g.base, power: { n: g.power.n - Math.sign(g.power.n) * taken, d: 1 } } : g,
        );
      const negative = looksNegative(v);
      const s = fn('sigmoid', negative ? mul(number(-1), v) : v);
      const complement = add(number(1), mul(number(-1), s));
      // e^v/(1 + e^v) = σ(v); 1/(1 + e^v) = σ(−v) = 1 − σ(v).
      const [withNumerator, without] = negative ? [complement, s] : [s, complement];
      return mul(
        product(coef, rest),
        product(
          one,
          [
            { base: withNumerator, power: { n: taken, d: 1 } },
            { base: without, power: { n: count - taken, d: 1 } },
          ].sort((x, y) => nodeCount(x.base) - nodeCount(y.base)),
        ),
      );
    }
    return undefined;
  },
};

const onePlusExp = (e: Expr): Expr | undefined => {
  if (e.kind !== 'add' || e.terms.length !== 2) return undefined;
  const unit = e.terms.findIndex((t) => t.kind === 'num' && t.value.n === 1 && t.value.d === 1);
  const other = e.terms[1 - unit];
  return unit >= 0 && other?.kind === 'fn' && other.name === 'exp' ? other.args[0]! : undefined;
};

/** Whether most of an exponent's terms carry a minus, as the −z of e^{−z} does. */
const looksNegative = (v: Expr): boolean => {
  const terms = termsOf(v);
  return factorsOf(terms[0]!).coef.n < 0;
};
