import {
  add,
  children,
  equal,
  mapChildren,
  neg,
  nodeCount,
  product,
  splitCoefficient,
  type Expr,
} from './expr.js';
import { negQ } from './rational.js';
import { distribute, termsOf } from './algebra/terms.js';
import { joinExponentialsRule, sigmoidRule } from './algebra/exponentials.js';
import { factorCommon, factorGroup } from './algebra/factor.js';
import { applyFact, foldBack, solvedSum, type Candidate, type SumFact } from './algebra/fold.js';
import {
  constantOutOfSumRule,
  deltaRenameRule,
  joinSumsRule,
  pickRule,
  splitForDeltaRule,
  splitSumRule,
} from './algebra/sums.js';
import type { AlgebraRule, Context } from './rules/rule.js';

/** One rewriting of a whole expression: the rule that was applied and what came out. */
export interface Rewriting {
  readonly rule: string;
  readonly depth: 0 | 1;
  readonly expr: Expr;
}

/** What may be written back in a result: named quantities, and what is known of their sums. */
export interface Known {
  readonly candidates: readonly Candidate[];
  readonly facts: readonly SumFact[];
}

/** Symbols and numbers that a reader has to take in: x² has two, a sign none. Tells which of two forms is the simpler. */
export const leafCount = (e: Expr): number => {
  if (e.kind === 'mul') {
    const own = Math.abs(e.coef.n) === 1 && e.coef.d === 1 ? 0 : 1;
    return e.factors.reduce(
      (n, f) => n + leafCount(f.base) + (Math.abs(f.power.n) === 1 && f.power.d === 1 ? 0 : 1),
      own,
    );
  }
  const below = children(e);
  return below.length === 0 ? 1 : below.reduce((n, c) => n + leafCount(c), 0);
};

/** Applies a rule everywhere, outermost first, once per node. */
export const everywhere = (e: Expr, rule: AlgebraRule, context: Context): Expr => {
  context.spend(1);
  const there = rule.apply(e, context);
  if (there && !equal(there, e)) return there;
  return mapChildren(e, (c) => everywhere(c, rule, context));
};

/** Applies rules until none applies; each application that changes something is a rewriting. */
const exhaust = (start: Expr, rules: readonly AlgebraRule[], context: Context): readonly Rewriting[] => {
  const steps: Rewriting[] = [];
  let e = start;
  for (let again = true; again;) {
    again = false;
    for (const rule of rules) {
      let changed = e;
      for (let round = 0; round < 16; round++) {
        const next = everywhere(changed, rule, context);
        if (equal(next, changed)) break;
        changed = next;
      }
      if (equal(changed, e)) continue;
      e = changed;
      steps.push({ rule: rule.id, depth: rule.depth, expr: e });
      again = true;
      break;
    }
    if (steps.length > 60) break;
  }
  return steps;
};

const inner = (steps: readonly Rewriting[], e: Expr): Expr => steps.at(-1)?.expr ?? e;

/** Brings common factors out, at every level, as long as that makes the expression shorter or shows a product. */
const factored = (e: Expr): Expr => {
  const below = mapChildren(e, factored);
  const common = factorCommon(below);
  if (common && leafCount(common) <= leafCount(below)) return mapChildren(common, factored);
  const group = factorGroup(below);
  return group ? factored(group) : below;
};

/** −(a − b) is b − a: a minus before a difference goes inside. */
const signsInside = (e: Expr): Expr => {
  const below = mapChildren(e, signsInside);
  if (below.kind !== 'mul' || below.coef.n >= 0) return below;
  const turned = below.factors.find(
    (f) =>
      f.base.kind === 'add' &&
      f.power.d === 1 &&
      f.power.n === 1 &&
      f.base.terms.some((t) => splitCoefficient(t)[0].n < 0),
  );
  if (!turned) return below;
  return product(
    negQ(below.coef),
    below.factors.map((f) => (f === turned ? { base: add(...termsOf(f.base).map(neg)), power: f.power } : f)),
  );
};

const expanded = (e: Expr): Expr => {
  const below = mapChildren(e, expanded);
  const opened = add(...termsOf(below).map((t) => distribute(t)));
  return opened;
};

/** The last touch: common factors out, signs in. */
export const tidy = (e: Expr): Expr => signsInside(factored(e));

/** Only the sums of fractions are multiplied out: p (1 − p) (y/p − …) is y (1 − p) − …, with p and 1 − p still whole. */
const openFractions = (e: Expr): Expr => {
  const below = mapChildren(e, openFractions);
  const ofFractions = (sum: Expr): boolean =>
    termsOf(sum).some((t) => t.kind === 'mul' && t.factors.some((f) => f.power.n < 0));
  return add(...termsOf(below).map((t) => distribute(t, ofFractions)));
};

/**
 * From an expression without derivatives to the form that people know: deltas picked, constants out of sums, named
 * quantities written back, factored. Writing products out is a trial: kept only where the end is strictly shorter.
 */
export const simplify = (start: Expr, known: Known, context: Context): readonly Rewriting[] => {
  const byNames = new Set(context.by.at.map((i) => i.name));
  const factRule: AlgebraRule = { id: 'known-sum', depth: 0, apply: (e) => applyFact(e, known.facts) };
  const solvedRule: AlgebraRule = { id: 'known-sum', depth: 1, apply: (e) => solvedSum(e, known.candidates) };
  const local = [pickRule, splitForDeltaRule, deltaRenameRule(byNames), constantOutOfSumRule];
  const naming = [factRule, solvedRule, sigmoidRule, joinExponentialsRule];

  const finish = (from: Expr): readonly Rewriting[] => {
    const steps: Rewriting[] = [];
    const put = (rule: string, depth: 0 | 1, expr: Expr): void => {
      if (!equal(expr, inner(steps, from))) steps.push({ rule, depth, expr });
    };
    const named = foldBack(from, known.candidates, context.spend);
    put('fold-back', 0, named);
    steps.push(...exhaust(inner(steps, from), [...local, ...naming], context));
    put('fold-back', 0, foldBack(inner(steps, from), known.candidates, context.spend));
    put('factor', 0, tidy(inner(steps, from)));
    steps.push(...exhaust(inner(steps, from), [factRule, sigmoidRule], context));
    return steps;
  };

  const first = exhaust(start, [...local, sigmoidRule, joinExponentialsRule], context);
  const base = inner(first, start);
  const straight = finish(base);
  let best: readonly Rewriting[] = straight;
  for (let round = 0, from = base; round < 3 && nodeCount(from) <= 400; round++) {
    const improved = bestTrial(from, inner(best, base), finish, context);
    if (improved) best = round === 0 ? improved : [...best, ...improved];
    // The same trials from the finished form: σ − σ² may have come back only after naming.
    else if (round > 0) break;
    from = inner(best, base);
  }
  return [...first, ...best];
};

/** The trial with the shortest end, where that is shorter than what there is. */
const bestTrial = (
  from: Expr,
  current: Expr,
  finish: (e: Expr) => readonly Rewriting[],
  context: Context,
): readonly Rewriting[] | undefined => {
  let best: readonly Rewriting[] | undefined;
  let least = leafCount(current);
  for (const [rule, variant] of trials(from, context)) {
    const after = finish(variant);
    const leaves = leafCount(inner(after, variant));
    if (leaves >= least) continue;
    least = leaves;
    best = [{ rule, depth: 1, expr: variant }, ...after];
  }
  return best;
};

/** Forms that may lead to a shorter end: products written out, sums of sums taken apart or joined. */
const trials = (base: Expr, context: Context): readonly (readonly [string, Expr])[] => {
  const open = expanded(base);
  const split = inner(exhaust(open, [splitSumRule, constantOutOfSumRule], context), open);
  const joined = everywhere(base, joinSumsRule, context);
  const fractions = openFractions(base);
  const seen = new Set<Expr>();
  return (
    [
      ['expand', open],
      ['expand', split],
      ['expand', fractions],
      ['join-sums', joined],
    ] as const
  ).filter(([, e]) => {
    if (equal(e, base) || [...seen].some((s) => equal(s, e)) || nodeCount(e) > 1200) return false;
    seen.add(e);
    return true;
  });
};
