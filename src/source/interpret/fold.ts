import {
  add,
  compare,
  fn,
  keyOf,
  mapChildren,
  mul,
  number,
  position,
  product,
  reduce,
  variable,
  walk,
  where,
  type Expr,
  type Index,
  type ReduceOp,
} from '../../math/expr.js';
import { isOne } from '../../math/rational.js';
import { substitute } from '../../math/substitute.js';
import { aligned, neutral, type Quantity } from '../array.js';
import { minusInfinity } from './convert.js';
import type { Machine } from './machine.js';
import { resolved } from './resolve.js';
import type { Iterable } from './values.js';

/** The value that a loop changes, as it is before a round of the loop. */
export interface Carried {
  readonly name: string;
  readonly initial: Quantity;
  readonly quantity: Quantity;
}

export const carry = (name: string, initial: Quantity, m: Machine): Carried => {
  const held = `\u0000${name}${m.fresh('1').name}`;
  const quantity: Quantity = {
    kind: 'quantity',
    dims: initial.dims,
    roots: initial.roots,
    at: (ix) => variable(held, ...ix),
    ...(initial.list && { list: true }),
  };
  return { name: held, initial, quantity };
};

/** What rounds of a loop add up to. */
export type Solution =
  | { readonly kind: 'same' }
  /** Set to the same in each round. */
  | { readonly kind: 'set'; readonly body: Expr }
  | { readonly kind: 'reduce'; readonly op: ReduceOp; readonly body: Expr };

export const mentions = (e: Expr, name: string): boolean => {
  let found = false;
  walk(e, (x) => {
    if (x.kind === 'var' && x.name === name) found = true;
    return !found;
  });
  return found;
};

const sum = (body: Expr): Solution => ({ kind: 'reduce', op: 'sum', body });

/** Solves v ← e(v): what `e` does to the value `held` of the round before, where that is a sum, product or extremum. */
export const solve = (e: Expr, held: Expr, name: string, index: string): Solution | undefined => {
  const has = (x: Expr): boolean => mentions(x, name);
  if (keyOf(e) === keyOf(held)) return { kind: 'same' };
  if (!has(e)) return dependsOn(e, index) ? undefined : { kind: 'set', body: e };
  switch (e.kind) {
    case 'add': {
      const own = e.terms.filter(has);
      const rest = add(...e.terms.filter((t) => !has(t)));
      if (own.length !== 1) return undefined;
      const inner = solve(own[0]!, held, name, index);
      if (inner?.kind === 'same') return sum(rest);
      return inner?.kind === 'reduce' && inner.op === 'sum' ? sum(add(inner.body, rest)) : undefined;
    }
    case 'mul': {
      const own = e.factors.filter((f) => has(f.base));
      if (own.length !== 1 || !isOne(own[0]!.power)) return undefined;
      const rest = product(
        e.coef,
        e.factors.filter((f) => f !== own[0]),
      );
      const inner = solve(own[0]!.base, held, name, index);
      if (inner?.kind === 'same') return { kind: 'reduce', op: 'prod', body: rest };
      return inner?.kind === 'reduce' && inner.op === 'prod'
        ? { kind: 'reduce', op: 'prod', body: mul(inner.body, rest) }
        : undefined;
    }
    case 'fn': {
      const op = e.name === 'max2' ? 'max' : e.name === 'min2' ? 'min' : undefined;
      const [a, b] = e.args;
      if (!op || !a || !b || has(a) === has(b)) return undefined;
      const [own, other] = has(a) ? [a, b] : [b, a];
      const inner = solve(own, held, name, index);
      if (inner?.kind === 'same') return { kind: 'reduce', op, body: other };
      return inner?.kind === 'reduce' && inner.op === op
        ? { kind: 'reduce', op, body: fn(e.name, inner.body, other) }
        : undefined;
    }
    case 'where':
      return solveWhere(e, held, name, index);
    default:
      return undefined;
  }
};

const solveWhere = (
  e: Extract<Expr, { kind: 'where' }>,
  held: Expr,
  name: string,
  index: string,
): Solution | undefined => {
  const { cond, then, otherwise } = e;
  if (mentions(cond, name)) {
    // if value > best: best = value
    if (cond.kind !== 'compare' || (cond.rel !== '<' && cond.rel !== '<=')) return undefined;
    const [l, r, t, o] = [cond.left, cond.right, then, otherwise].map(keyOf);
    const other = l === keyOf(held) ? cond.right : r === keyOf(held) ? cond.left : undefined;
    if (!other || mentions(other, name)) return undefined;
    if (t === r && o === l) return { kind: 'reduce', op: 'max', body: other };
    if (t === l && o === r) return { kind: 'reduce', op: 'min', body: other };
    return undefined;
  }
  const [a, b] = [solve(then, held, name, index), solve(otherwise, held, name, index)];
  if (!a || !b || a.kind === 'set' || b.kind === 'set') return undefined;
  const op = a.kind === 'reduce' ? a.op : b.kind === 'reduce' ? b.op : undefined;
  if (!op || (a.kind === 'reduce' && a.op !== op) || (b.kind === 'reduce' && b.op !== op)) return undefined;
  const body = (s: Solution): Expr => (s.kind === 'reduce' ? s.body : neutral(op));
  return { kind: 'reduce', op, body: where(cond, body(a), body(b)) };
};

export const dependsOn = (e: Expr, index: string): boolean => {
  let found = false;
  const look = (i: Index): void => {
    if (
      i.value === undefined
        ? i.name === index
        : typeof i.value === 'object' && i.value.at.some((a) => a.name === index)
    )
      found = true;
  };
  walk(e, (x) => {
    if (x.kind === 'var' || x.kind === 'ref') x.at.forEach(look);
    else if (x.kind === 'pos') look(x.index);
    else if (x.kind === 'delta') [x.a, x.b].forEach(look);
    return !found;
  });
  return found;
};

/** The value after all rounds: the start and the reduction put together. */
export const total = (start: Expr, s: Solution, over: Iterable, index: Index, m: Machine): Expr => {
  if (s.kind === 'same') return start;
  if (s.kind === 'set') return s.body;
  const { op } = s;
  const bare = over.mask ? where(over.mask(index), s.body, neutral(op)) : s.body;
  const atFirst = substitute(s.body, new Map([[index.name, { name: '', dim: index.dim, value: 0 }]]));
  const startsWithFirst = keyOf(resolved(start, m)) === keyOf(resolved(atFirst, m));
  const extremum = op === 'max' || op === 'min';
  if (startsWithFirst && !over.mask && (extremum || over.from === 1)) return reduce(op, index, bare);
  const body =
    over.from > 0 ? where(compare('<=', number(over.from), position(index)), bare, neutral(op)) : bare;
  const all = reduce(op, index, body);
  if (keyOf(start) === keyOf(neutral(op))) return all;
  switch (op) {
    case 'sum':
      return add(start, all);
    case 'prod':
      return mul(start, all);
    case 'max':
      return keyOf(start) === keyOf(minusInfinity) ? all : fn('max2', start, all);
    case 'min':
      return fn('min2', start, all);
  }
};

/** Replaces components of a held value by what is known of it. */
export const release = (e: Expr, name: string, by: (at: readonly Index[]) => Expr): Expr => {
  if (!mentions(e, name)) return e;
  if (e.kind === 'var') return e.name === name ? by(e.at) : e;
  return mapChildren(e, (c) => release(c, name, by));
};

/** A fold with a function of two arguments (reduce): acc ← step(acc, element). */
export const folded = (
  over: Iterable,
  initial: Quantity | undefined,
  step: (acc: Quantity, index: Index) => Quantity,
  firstElement: () => Quantity,
  m: Machine,
): Quantity => {
  const start = initial ?? firstElement();
  const held = carry('acc', start, m);
  const index = m.fresh(over.dim);
  const next = step(held.quantity, index);
  const range = initial ? over : { ...over, from: 1 };
  return settle(held, next, range, index, m) ?? m.fail('loop', 'loop-not-sum');
};

/** The value of a carried quantity after the loop, from what one round makes of it. */
export const settle = (
  held: Carried,
  next: Quantity,
  over: Iterable,
  index: Index,
  m: Machine,
): Quantity | undefined => {
  if (next === held.quantity) return held.initial;
  const ks = next.dims.map((d) => (d === '1' ? { name: '', dim: '1', value: 0 } : m.fresh(d)));
  const body = next.at(ks);
  const solution = solve(body, held.quantity.at(aligned(held.initial, ks)), held.name, index.name);
  if (!solution) return undefined;
  if (solution.kind === 'same') return held.initial;
  return {
    kind: 'quantity',
    dims: next.dims,
    roots: next.roots.filter((r) => r.rank > 0 || next.dims.length === 0),
    at: (ix) => {
      m.spend(1);
      const round = m.fresh(over.dim);
      const renamed = new Map<string, Index>([
        [index.name, round],
        ...ks.flatMap((k, n): [string, Index][] => (k.name === '' ? [] : [[k.name, ix[n]!]])),
      ]);
      const moved: Solution =
        solution.kind === 'reduce' || solution.kind === 'set'
          ? { ...solution, body: substitute(solution.body, renamed) }
          : solution;
      const mask = over.mask;
      return total(
        held.initial.at(aligned(held.initial, ix)),
        moved,
        mask ? { ...over, mask } : over,
        round,
        m,
      );
    },
  };
};
