import {
  equal,
  mapChildren,
  mul,
  nodeCount,
  number,
  product,
  ref,
  sum,
  type Expr,
  type Factor,
  type Index,
  type Of,
} from '../expr.js';
import type { Definition } from '../program.js';
import { invQ, isInteger, mulQ, one, powQ, rational, toNumber, type Rational } from '../rational.js';
import { open, substitute } from '../substitute.js';
import { factorsOf, indicesOf } from './terms.js';

/** A quantity with a name, as a bag of factors that can be found again in a term. */
export interface Candidate {
  readonly definition: Definition;
  readonly coef: Rational;
  readonly factors: readonly Factor[];
}

/** Bodies that are worth a name again; a bare variable or number is not. */
export const candidatesOf = (definitions: readonly Definition[]): readonly Candidate[] =>
  definitions
    .filter((d) => !['num', 'var', 'ref', 'const', 'size', 'delta'].includes(d.body.kind))
    .sort((a, b) => nodeCount(b.body) - nodeCount(a.body))
    .map((definition) => ({ definition, ...factorsOf(definition.body) }));

/** A factor of the bag that is the wanted base, or its negative (μ − x for x − μ, to an integer power): then `sign` is −1. */
const findBase = (
  base: Expr,
  bag: readonly Factor[],
): { readonly factor: Factor; readonly sign: 1 | -1 } | undefined => {
  const same = bag.find((f) => equal(f.base, base));
  if (same) return { factor: same, sign: 1 };
  if (base.kind !== 'add') return undefined;
  const negative = mul(number(-1), base);
  const turned = bag.find((f) => isInteger(f.power) && equal(f.base, negative));
  return turned && { factor: turned, sign: -1 };
};

/** How often the candidate, at the given indices, is contained in a bag of factors; `left` is what remains of the bag. */
const contained = (
  wanted: readonly Factor[],
  bag: readonly Factor[],
): { readonly times: number; readonly sign: number; readonly left: readonly Factor[] } | undefined => {
  let times = Infinity;
  const found = new Map<Factor, { readonly wanted: Factor; readonly sign: 1 | -1 }>();
  for (const w of wanted) {
    const match = findBase(w.base, bag);
    if (!match || (match.sign < 0 && !isInteger(w.power))) return undefined;
    // Two factors of the candidate that are one at these indices: x_0 x_j for j = 0.
    if (found.has(match.factor)) return undefined;
    found.set(match.factor, { wanted: w, sign: match.sign });
    const ratio = toNumber(match.factor.power) / toNumber(w.power);
    // A single factor may be turned over (1/s³ from s); a product only as it stands.
    if (wanted.length === 1 ? !Number.isInteger(ratio) : ratio < 1) return undefined;
    times = wanted.length === 1 ? ratio : Math.min(times, Math.floor(ratio));
  }
  let sign = 1;
  const left = bag.map((f) => {
    const match = found.get(f);
    if (!match) return f;
    if (match.sign < 0 && (match.wanted.power.n * times) % 2) sign = -sign;
    return { base: f.base, power: addPower(f.power, match.wanted.power, -times) };
  });
  return { times, sign, left };
};

const addPower = (p: Rational, q: Rational, times: number): Rational =>
  rational(p.n * q.d + times * q.n * p.d, p.d * q.d);

/** All ways to give the candidate's indices to indices of the right axis in the term. */
const assignments = (
  indices: readonly Index[],
  offered: readonly Index[],
): readonly ReadonlyMap<string, Index>[] => {
  let all: ReadonlyMap<string, Index>[] = [new Map()];
  for (const i of indices) {
    const fits = offered.filter((o) => o.dim === i.dim);
    all = all.flatMap((m) => fits.map((o) => new Map([...m, [i.name, o]])));
    if (all.length > 24) return [];
  }
  return all;
};

const place = (d: Definition, map: ReadonlyMap<string, Index>): Expr =>
  ref(d.name, ...d.indices.map((i) => map.get(i.name)!));

/** Writes one term with the candidate's name where it is contained, with multiplicity; undefined where it is not. */
const foldTerm = (e: Expr, c: Candidate, spend: (n: number) => void): Expr | undefined => {
  const { coef, factors } = factorsOf(e);
  for (const map of assignments(c.definition.indices, indicesOf(e))) {
    spend(c.factors.length);
    const wanted = c.factors.map((f) => ({ base: substitute(f.base, map), power: f.power }));
    const found = contained(wanted, factors);
    if (found && found.times !== 0) {
      const name = product(one, [{ base: place(c.definition, map), power: rational(found.times) }]);
      const scale = mulQ(mulQ(coef, rational(found.sign)), powQ(c.coef, -found.times));
      return mul(product(scale, found.left), name);
    }
  }
  return foldIntoSum(e, c, spend);
};

/** f · Σ_k g_k where f g_k is the candidate times a rest: the outer factors are pushed into the sum and named there. */
const foldIntoSum = (e: Expr, c: Candidate, spend: (n: number) => void): Expr | undefined => {
  if (c.factors.length < 2) return undefined;
  const { coef, factors } = factorsOf(e);
  for (const s of factors) {
    if (s.base.kind !== 'reduce' || s.base.op !== 'sum' || s.power.n !== 1 || s.power.d !== 1) continue;
    const outer = factors.filter((f) => f !== s);
    const [k, body] = open(s.base, ...outer.map((f) => f.base));
    const inner = factorsOf(body);
    for (const map of assignments(c.definition.indices, [k, ...indicesOf(e)])) {
      if (![...map.values()].some((i) => i.name === k.name)) continue;
      spend(c.factors.length);
      const wanted = c.factors.map((f) => ({ base: substitute(f.base, map), power: f.power }));
      const inside = wanted.filter((w) => inner.factors.some((f) => equal(f.base, w.base)));
      const outside = wanted.filter((w) => !inside.includes(w));
      if (inside.length === 0 || outside.length === 0) continue;
      const [a, b] = [contained1(inside, inner.factors), contained1(outside, outer)];
      if (!a || !b) continue;
      const named = mul(product(mulQ(inner.coef, invQ(c.coef)), a), place(c.definition, map));
      return mul(product(coef, b), sum(k, named));
    }
  }
  return undefined;
};

/** The bag without the wanted factors, each taken once; undefined where one is missing or too small. */
const contained1 = (wanted: readonly Factor[], bag: readonly Factor[]): readonly Factor[] | undefined => {
  let left = bag;
  for (const w of wanted) {
    const found = left.find((f) => equal(f.base, w.base));
    if (!found || toNumber(found.power) / toNumber(w.power) < 1) return undefined;
    left = left.map((f) => (f === found ? { base: f.base, power: addPower(f.power, w.power, -1) } : f));
  }
  return left;
};

/** Writes named quantities back wherever they are contained, inside out. */
export const foldBack = (e: Expr, candidates: readonly Candidate[], spend: (n: number) => void): Expr => {
  const at = (x: Expr): Expr => {
    let current = x;
    for (const c of candidates) {
      for (let guard = 0; guard < 8; guard++) {
        if (['num', 'var', 'const', 'size', 'delta', 'pos'].includes(current.kind)) return current;
        const next = foldTerm(current, c, spend);
        if (!next || equal(next, current)) break;
        current = next;
      }
    }
    return current;
  };
  // Parts of a product are folded after the product itself: e^{x_j}/S is p_j, not e_j/S.
  const visit = (x: Expr): Expr => {
    spend(1);
    const folded = at(x);
    return folded === x ? mapChildren(x, visit) : mapChildren(folded, visit);
  };
  return visit(e);
};

/** What is known of the sum of a named quantity over one of its axes: Σ_j p_j = 1, Σ_j (x_j − μ) = 0. */
export interface SumFact {
  readonly name: string;
  readonly axis: number;
  readonly indices: readonly Index[];
  readonly value: Expr;
}

/** Replaces Σ_k name_k by the known value. */
export const applyFact = (e: Expr, facts: readonly SumFact[]): Expr | undefined => {
  if (e.kind !== 'reduce' || e.op !== 'sum' || e.body.kind !== 'ref') return undefined;
  const body: Of<'ref'> = e.body;
  for (const f of facts) {
    if (f.name !== body.name) continue;
    const [axisIndex, others] = [body.at[f.axis], body.at.filter((_, n) => n !== f.axis)];
    if (axisIndex?.name !== e.index.name || others.some((i) => i.name === e.index.name)) continue;
    return substitute(
      f.value,
      new Map(f.indices.flatMap((i, n) => (n === f.axis ? [] : [[i.name, body.at[n]!] as const]))),
    );
  }
  return undefined;
};

/**
 * Σ_k (x_k) = n μ from μ = Σ_k x_k / n: the definition solved for its sum, so that Σ_k (x_k − μ) comes out as 0.
 * Replaces a sum that is the only part of a definition beside numbers and lengths.
 */
export const solvedSum = (e: Expr, candidates: readonly Candidate[]): Expr | undefined => {
  if (e.kind !== 'reduce' || e.op !== 'sum') return undefined;
  for (const c of candidates) {
    const cores = c.factors.filter((f) => f.base.kind !== 'size');
    const core = cores[0];
    if (
      cores.length !== 1 ||
      !core ||
      core.base.kind !== 'reduce' ||
      core.power.n !== 1 ||
      core.power.d !== 1
    )
      continue;
    for (const map of assignments(c.definition.indices, indicesOf(e))) {
      if (!equal(substitute(core.base, map), e)) continue;
      const sizes = c.factors
        .filter((f) => f !== core)
        .map((f) => ({ base: f.base, power: rational(-f.power.n, f.power.d) }));
      return mul(product(invQ(c.coef), sizes), place(c.definition, map));
    }
  }
  return undefined;
};
