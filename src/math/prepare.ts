import {
  add,
  equal,
  freeIndices,
  mapChildren,
  mul,
  nodeCount,
  power,
  ref,
  sum,
  type Expr,
  type Index,
  type Of,
} from './expr.js';
import { children } from './keys.js';
import { factorCommon } from './algebra/factor.js';
import { solvedSum, type Candidate, type SumFact } from './algebra/fold.js';
import { expOfLogRule, holdsExtremum, logOfProductRule, splitExponential } from './algebra/exponentials.js';
import { constantOutOfSumRule, splitSumRule } from './algebra/sums.js';
import { distribute, indicesOf } from './algebra/terms.js';
import type { AlgebraRule, Context } from './rules/rule.js';
import type { Definition, Program } from './program.js';
import { everywhere, type Rewriting } from './simplify.js';
import { freshName, substitute } from './substitute.js';
import { minusOne } from './rational.js';

/**
 * What is done to an expression before it is derived, where it makes the rest simpler: logarithms of quotients taken
 * apart, e^{ln} undone, and a shift by a maximum cancelled. A shift that does not cancel (an ε beside the sum, another
 * sum than the maximum's) is left in place: then it is part of the derivative.
 */
export const prepare = (e: Expr, context: Context): readonly Rewriting[] => {
  const steps: Rewriting[] = [];
  let current = e;
  const put = (rule: string, depth: 0 | 1, next: Expr): void => {
    if (equal(next, current)) return;
    steps.push({ rule, depth, expr: next });
    current = next;
  };
  for (const rule of [expOfLogRule, logOfProductRule]) {
    const next = settle(current, (x) => everywhere(x, rule, context));
    if (nodeCount(next) <= nodeCount(current) + 6) put(rule.id, 0, next);
  }
  if (holdsExtremum(current))
    shiftCancels(current, holdsExtremum, context).forEach((s) => put(s.rule, s.depth, s.expr));
  else {
    const constantShift = (t: Expr): boolean => freeIndices(t).size === 0 && nodeCount(t) < 8;
    const shifted = shiftCancels(current, constantShift, context);
    if (shifted.length > 0 && nodeCount(shifted.at(-1)!.expr) < nodeCount(current))
      shifted.forEach((s) => put(s.rule, s.depth, s.expr));
  }
  return steps;
};

const settle = (e: Expr, f: (e: Expr) => Expr): Expr => {
  let current = e;
  for (let round = 0; round < 12; round++) {
    const next = f(current);
    if (equal(next, current)) return current;
    current = next;
  }
  return current;
};

/** e^{x−m} = e^x e^{−m}, constants out of the sums, and e^{−m} is gone: shown as two lines. Nothing where an extremum stays. */
const shiftCancels = (e: Expr, apart: (t: Expr) => boolean, context: Context): readonly Rewriting[] => {
  const split = everywhere(e, splitExponential(apart), context);
  if (equal(split, e)) return [];
  let current = split;
  // e^{x−m} − e^{−m}: what every term shares comes out, or it would not meet its like below the line.
  const factorShift: AlgebraRule = { id: 'factor', depth: 1, apply: (x) => factorCommon(x) };
  // −(m + ln Σ): the bracket is opened, so that m meets its like.
  const openBracket: AlgebraRule = {
    id: 'expand',
    depth: 1,
    apply: (x) => (x.kind === 'add' ? add(...x.terms.map((t) => distribute(t, holdsExtremum))) : undefined),
  };
  for (const rule of [
    constantOutOfSumRule,
    factorShift,
    logOfProductRule,
    openBracket,
    expOfLogRule,
    constantOutOfSumRule,
    splitExponential(apart),
    constantOutOfSumRule,
  ]) {
    current = settle(current, (x) => everywhere(x, rule, context));
  }
  if (holdsExtremum(current) && countExtrema(current) >= countExtrema(e)) return [];
  if (holdsExtremum(e) && holdsExtremum(current)) return [];
  return [
    { rule: 'split-exponential', depth: 1, expr: split },
    { rule: 'shift-cancels', depth: 0, expr: current },
  ];
};

const countExtrema = (e: Expr): number =>
  (e.kind === 'reduce' && (e.op === 'max' || e.op === 'min') ? 1 : 0) +
  children(e).reduce((n, c) => n + countExtrema(c), 0);

/** A denominator that is named S after the first line, because it would be written again and again. */
export interface NamedSums {
  readonly expr: Expr;
  readonly named: readonly Definition[];
}

/** Names what depends on the variable and stands in a denominator as a sum over an index, or as one with something added (ε). */
export const nameSums = (
  e: Expr,
  program: Program,
  named: ReadonlyMap<string, Definition>,
  written: readonly Definition[],
  context: Context,
): NamedSums => {
  const found: Expr[] = [];
  const visit = (x: Expr): void => {
    if (x.kind === 'mul') {
      for (const f of x.factors) {
        if (
          f.power.n < 0 &&
          isSumLike(f.base) &&
          context.depends(f.base) &&
          !found.some((s) => equal(s, f.base))
        )
          found.push(f.base);
      }
    }
    if (x.kind !== 'reduce' && x.kind !== 'arg') children(x).forEach(visit);
  };
  visit(e);
  const taken = takenNames(program, named);
  const definitions = found.map((body) => {
    const indices = indicesOf(body).filter((i) => i.value === undefined);
    const own = codeNameOf(body, indices, written, named, context);
    if (own) return own;
    const name = firstFree(body.kind === 'reduce' ? ['S', 'Z', 'D'] : ['D', 'Z', 'S'], taken);
    taken.add(name);
    return { name, indices, body };
  });
  const replace = (x: Expr): Expr => {
    for (const d of definitions) if (equal(d.body, x)) return ref(d.name, ...d.indices);
    return mapChildren(x, replace);
  };
  return { expr: definitions.length ? replace(e) : e, named: definitions };
};

/** The code's own name for a quantity, where a definition that was written out is the same, a cancelled shift aside. */
const codeNameOf = (
  body: Expr,
  indices: readonly Index[],
  written: readonly Definition[],
  named: ReadonlyMap<string, Definition>,
  context: Context,
): Definition | undefined => {
  for (const d of written) {
    if (named.has(d.name) || d.indices.length !== indices.length) continue;
    if (!d.indices.every((i, n) => i.dim === indices[n]!.dim)) continue;
    const as = substitute(d.body, new Map(d.indices.map((i, n) => [i.name, indices[n]!])));
    if (equal(as, body) || equal(prepare(as, context).at(-1)?.expr ?? as, body))
      return { ...d, indices, body };
  }
  return undefined;
};

const isSumLike = (e: Expr): boolean => {
  if (e.kind === 'reduce') return e.op === 'sum';
  return (
    e.kind === 'add' &&
    e.terms.some((t) => t.kind === 'reduce' || (t.kind === 'mul' && t.factors.some((f) => isSumLike(f.base))))
  );
};

const takenNames = (program: Program, named: ReadonlyMap<string, Definition>): Set<string> =>
  new Set([
    ...program.parameters.map((p) => p.name),
    ...program.definitions.map((d) => d.name),
    ...named.keys(),
  ]);

const firstFree = (wishes: readonly string[], taken: ReadonlySet<string>): string => {
  for (const w of wishes) if (!taken.has(w)) return w;
  for (let n = 1; ; n++) if (!taken.has(`${wishes[0]!}${n}`)) return `${wishes[0]!}${n}`;
};

/**
 * p_j = e^{u_j} / Σ_k e^{u_k}, where a sum of exponentials occurs: the name that everybody knows for what a derivative of
 * log-sum-exp or of a cross-entropy is made of. Undefined where there is no such sum, or the output is p itself.
 */
export const nameSoftmax = (
  e: Expr,
  sums: NamedSums,
  program: Program,
  named: ReadonlyMap<string, Definition>,
  written: readonly Definition[],
  context: Context,
): Definition | undefined => {
  let found: Of<'reduce'> | undefined;
  const visit = (x: Expr): void => {
    if (found) return;
    if (x.kind === 'reduce' && x.op === 'sum' && x.body.kind === 'fn' && x.body.name === 'exp') found = x;
    else children(x).forEach(visit);
  };
  visit(e);
  sums.named.forEach((d) => visit(d.body));
  if (!found) return undefined;
  const total = found;
  const outer = indicesOf(total).filter((i) => i.value === undefined);
  const name = freshName(new Set(outer.map((i) => i.name)), 'j');
  const index: Index = { name, dim: total.index.dim };
  const term = substitute(total.body, new Map([[total.index.name, index]]));
  const s = sums.named.find((d) => equal(d.body, total));
  const body = mul(term, power(s ? ref(s.name, ...s.indices) : total, minusOne));
  const indices = [...outer, index];
  for (const d of named.values()) {
    if (d.indices.length !== indices.length) continue;
    const as = substitute(d.body, new Map(d.indices.map((i, n) => [i.name, indices[n]!])));
    if (equal(as, body)) return undefined;
  }
  const own = codeNameOf(mul(term, power(total, minusOne)), indices, written, named, context);
  if (own) return { ...own, body };
  return { name: firstFree(['p', 'q', 'P'], takenNames(program, named)), indices, body };
};

/** Σ over each axis of each named vector or matrix, where it comes to a number or a length: Σ_j p_j = 1, Σ_j (x_j − μ) = 0. */
export const sumFacts = (
  definitions: readonly Definition[],
  candidates: readonly Candidate[],
  context: Context,
): readonly SumFact[] => {
  const facts: SumFact[] = [];
  for (const d of definitions) {
    if (d.indices.length === 0 || d.indices.length > 2) continue;
    for (const [axis, index] of d.indices.entries()) {
      const split = everywhere(sum(index, d.body), splitSumRule, context);
      let value = settle(split, (x) => everywhere(x, constantOutOfSumRule, context));
      // S is a name for a sum: Σ_j e^{x_j} / S is S / S.
      for (const s of definitions) if (s.body.kind === 'reduce') value = replaceSum(value, s);
      value = settle(value, (x) =>
        everywhere(x, { id: 'known-sum', depth: 1, apply: (y) => solvedSum(y, candidates) }, context),
      );
      if (nodeCount(value) <= 2 && ['num', 'size'].includes(value.kind))
        facts.push({ name: d.name, axis, indices: d.indices, value });
    }
  }
  return facts;
};

const replaceSum = (e: Expr, d: Definition): Expr => {
  if (d.indices.every((i) => freeIndices(e).has(i.name)) && equal(e, d.body))
    return ref(d.name, ...d.indices);
  return mapChildren(e, (x) => replaceSum(x, d));
};
