import { add, equal, exp, log, mul, neg, power, sub, type Expr, type Index, type Of } from '../expr.js';
import { holdsExtremum, sigmoidRule } from '../algebra/exponentials.js';
import { factorsOf, termsOf } from '../algebra/terms.js';
import type { Context } from '../rules/rule.js';
import { substitute } from '../substitute.js';

/** What the structure of an output says it is, for any argument u. */
export interface Structure {
  readonly name: 'softmax' | 'softmax with ε' | 'log-softmax' | 'log-sum-exp' | 'sigmoid';
  readonly argument: Expr;
}

const sumsOfExponentials = (e: Expr): readonly Of<'reduce'>[] => {
  if (e.kind === 'reduce') return e.op === 'sum' && e.body.kind === 'fn' && e.body.name === 'exp' ? [e] : [];
  if (e.kind === 'mul') return e.factors.flatMap((f) => sumsOfExponentials(f.base));
  if (e.kind === 'add') return e.terms.flatMap(sumsOfExponentials);
  if (e.kind === 'fn') return e.args.flatMap(sumsOfExponentials);
  return [];
};

/**
 * Whether an output (its definitions written out, a shift cancelled) is a softmax, log-softmax or log-sum-exp along one
 * of its axes, whatever stands in the exponent. Equality of expressions, not of shapes: Σ must be of the very e^u above it.
 */
export const structureOf = (
  body: Expr,
  output: readonly Index[],
  context: Context,
): Structure | undefined => {
  for (const s of sumsOfExponentials(body)) {
    if (s.body.kind !== 'fn') continue;
    // Unlike a softmax, a log-sum-exp changes with a shift: one that forgets to add the maximum again is none.
    if (equal(body, log(s)) && !holdsExtremum(s.body))
      return { name: 'log-sum-exp', argument: s.body.args[0]! };
    for (const index of output) {
      if (index.dim !== s.index.dim) continue;
      const u = substitute(s.body.args[0]!, new Map([[s.index.name, index]]));
      if (equal(body, mul(exp(u), power(s, -1)))) return { name: 'softmax', argument: u };
      if (equal(body, sub(u, log(s))) || equal(body, add(u, neg(log(s)))))
        return { name: 'log-softmax', argument: u };
      if (isBiased(body, exp(u), s)) return { name: 'softmax with ε', argument: u };
    }
  }
  const logistic = sigmoidRule.apply(body, context);
  return logistic?.kind === 'fn' && logistic.name === 'sigmoid'
    ? { name: 'sigmoid', argument: logistic.args[0]! }
    : undefined;
};

/** e^u / (Σ e^u + ε) for a number or a scalar name ε. */
const isBiased = (body: Expr, numerator: Expr, s: Expr): boolean => {
  const { factors } = factorsOf(body);
  const below = factors.find((f) => f.power.n === -1 && f.power.d === 1);
  const rest = below && termsOf(below.base).filter((t) => !equal(t, s));
  if (factors.length !== 2 || !below || below.base.kind !== 'add' || rest?.length !== 1) return false;
  const [epsilon] = rest;
  return (
    factors.some((f) => equal(f.base, numerator)) &&
    (epsilon!.kind === 'num' || (epsilon!.kind === 'var' && epsilon!.at.length === 0))
  );
};
