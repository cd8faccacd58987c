import {
  add,
  freeIndices,
  mul,
  number,
  product,
  size,
  sum,
  type Expr,
  type Factor,
  type Of,
} from '../expr.js';
import { open, substitute } from '../substitute.js';
import { isOne, one } from '../rational.js';
import type { AlgebraRule } from '../rules/rule.js';
import { distribute, factorsOf, termsOf } from './terms.js';

const isDeltaOf =
  (name: string) =>
  (f: Factor): boolean =>
    f.base.kind === 'delta' &&
    f.power.n > 0 &&
    [f.base.a, f.base.b].some((i) => i.name === name && i.value === undefined);

const holdsDelta =
  (name: string) =>
  (e: Expr): boolean =>
    termsOf(e).some((t) => factorsOf(t).factors.some(isDeltaOf(name)));

const isSum = (e: Expr): e is Of<'reduce'> => e.kind === 'reduce' && e.op === 'sum';

/** Σ_k f_k δ_ki = f_i: the delta picks one term out of the sum. */
export const pickRule: AlgebraRule = {
  id: 'delta-pick',
  depth: 0,
  apply: (e) => {
    if (!isSum(e)) return undefined;
    const { coef, factors } = factorsOf(e.body);
    const at = factors.findIndex(isDeltaOf(e.index.name));
    const d = factors[at]?.base;
    if (d?.kind !== 'delta') return undefined;
    const other = d.a.name === e.index.name && d.a.value === undefined ? d.b : d.a;
    if (other.dim !== e.index.dim) return undefined;
    const rest = product(coef, [...factors.slice(0, at), ...factors.slice(at + 1)]);
    return substitute(rest, new Map([[e.index.name, other]]));
  },
};

/** Σ_k (a_k + b_k δ_ki) = Σ_k a_k + Σ_k b_k δ_ki: only where a delta of the summed index waits to be picked. */
export const splitForDeltaRule: AlgebraRule = {
  id: 'split-sum',
  depth: 1,
  apply: (e) => {
    if (!isSum(e)) return undefined;
    const opened = distribute(e.body, holdsDelta(e.index.name));
    if (opened.kind !== 'add' || !holdsDelta(e.index.name)(opened)) return undefined;
    const waiting = opened.terms.filter(holdsDelta(e.index.name));
    const rest = opened.terms.filter((t) => !waiting.includes(t));
    return add(...waiting.map((t) => sum(e.index, t)), ...(rest.length ? [sum(e.index, add(...rest))] : []));
  },
};

/** Σ_k c f_k = c Σ_k f_k, and Σ_k c = n c. */
export const constantOutOfSumRule: AlgebraRule = {
  id: 'constant-out-of-sum',
  depth: 1,
  apply: (e) => {
    if (!isSum(e)) return undefined;
    const { coef, factors } = factorsOf(e.body);
    const outer = factors.filter((f) => !freeIndices(f.base).has(e.index.name));
    if (outer.length === 0 && isOne(coef) && factors.length > 0) return undefined;
    const inner = factors.filter((f) => freeIndices(f.base).has(e.index.name));
    const left = inner.length === 0 ? size(e.index.dim) : sum(e.index, product(one, inner));
    return mul(product(coef, outer), left);
  },
};

/** Σ_k (a_k + b_k) = Σ_k a_k + Σ_k b_k, the whole body written out. Used on trial only. */
export const splitSumRule: AlgebraRule = {
  id: 'split-sum',
  depth: 1,
  apply: (e) => {
    if (!isSum(e)) return undefined;
    const opened = distribute(e.body);
    return opened.kind === 'add' ? add(...opened.terms.map((t) => sum(e.index, t))) : undefined;
  },
};

/** a Σ_k f_k + b Σ_k g_k with equal coefficients up to a number: one sum again, a Σ_k (f_k + b/a g_k). Used on trial only. */
export const joinSumsRule: AlgebraRule = {
  id: 'join-sums',
  depth: 1,
  apply: (e) => {
    if (e.kind !== 'add') return undefined;
    const parts = e.terms.map((t) => {
      const { coef, factors } = factorsOf(t);
      const sums = factors.filter((f) => isSum(f.base) && isOne(f.power));
      return {
        t,
        coef,
        outer: factors.filter((f) => !sums.includes(f)),
        sum: sums.length === 1 ? (sums[0]!.base as Of<'reduce'>) : undefined,
      };
    });
    for (const [n, p] of parts.entries()) {
      const other = parts.slice(n + 1).find((q) => p.sum && q.sum && q.sum.index.dim === p.sum.index.dim);
      if (!p.sum || !other?.sum) continue;
      const [index, body] = open(
        p.sum,
        ...p.outer.map((f) => f.base),
        ...other.outer.map((f) => f.base),
        other.sum,
      );
      const second = substitute(other.sum.body, new Map([[other.sum.index.name, index]]));
      const joined = sum(
        index,
        add(mul(product(p.coef, p.outer), body), mul(product(other.coef, other.outer), second)),
      );
      return add(...e.terms.map((t) => (t === p.t ? joined : t === other.t ? number(0) : t)));
    }
    return undefined;
  },
};

/** δ_ij f_i = δ_ij f_j: beside a delta, the output's index is used throughout, or nothing would factor. */
export const deltaRenameRule = (byNames: ReadonlySet<string>): AlgebraRule => ({
  id: 'delta-rename',
  depth: 1,
  apply: (e) => {
    if (e.kind !== 'mul') return undefined;
    for (const f of e.factors) {
      if (f.base.kind !== 'delta') continue;
      const { a, b } = f.base;
      const [from, to] = byNames.has(a.name) && a.value === undefined ? [a, b] : [b, a];
      if (from.value !== undefined || !byNames.has(from.name)) continue;
      if (to.value === undefined && byNames.has(to.name)) continue;
      const others = product(
        e.coef,
        e.factors.filter((g) => g !== f),
      );
      if (!freeIndices(others).has(from.name)) continue;
      return mul(f.base, substitute(others, new Map([[from.name, to]])));
    }
    return undefined;
  },
});
