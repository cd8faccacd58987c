import { compare, mul, number, ONE, position, type Expr, type Index } from '../../math/expr.js';
import type { Quantity } from '../array.js';
import type { Syntax } from '../syntax.js';
import { conditionOf, iterableOf, moved, quantityOf } from './convert.js';
import { substitute } from '../../math/substitute.js';
import type { Machine } from './machine.js';
import { innerScope, type Scope } from './scope.js';
import { assignTarget } from './targets.js';
import { sequence, type Value } from './values.js';

type Comprehension = Extract<Syntax, { readonly kind: 'comprehension' }>;
type Evaluate = (node: Syntax, scope: Scope, m: Machine) => Value;

/** [element for target in iterable if condition …]: an array by its index; over a list of known parts, part by part. */
export const comprehend = (node: Comprehension, scope: Scope, m: Machine, evaluate: Evaluate): Value => {
  const inner = innerScope(scope, true);
  const clause = node.clauses[0];
  if (!clause) return m.fail('unsupported', 'unsupported-syntax', 'comprehension');
  const iterable = evaluate(clause.iterable, scope, m);
  if (iterable.kind === 'sequence' && node.clauses.length === 1 && !iterable.shapeOf) {
    const items: Value[] = [];
    for (const item of iterable.items) {
      assignTarget(clause.target, item, inner, m);
      const kept = clause.conditions.every((c) => {
        const cond = conditionOf(evaluate(c, inner, m), m);
        return typeof cond === 'boolean' ? cond : m.fail('condition', 'condition-unknown');
      });
      if (kept) items.push(evaluate(node.element, inner, m));
    }
    return sequence(items);
  }
  const indices: Index[] = [];
  const masks: Expr[] = [];
  for (const c of node.clauses) {
    const over = iterableOf(c === clause ? iterable : evaluate(c.iterable, inner, m), m);
    const index = m.fresh(over.dim);
    indices.push(index);
    assignTarget(c.target, over.element(index), inner, m);
    if (over.from > 0) masks.push(compare('<=', number(over.from), position(index)));
    if (over.mask) masks.push(over.mask(index));
    for (const condition of c.conditions) {
      const cond = conditionOf(evaluate(condition, inner, m), m);
      if (cond === false) return m.fail('empty-array', 'empty-array');
      if (cond !== true) masks.push(cond.at([]));
    }
  }
  const value = evaluate(node.element, inner, m);
  if (value.kind !== 'quantity' && value.kind !== 'boolean') {
    const index = indices[0]!;
    if (indices.length > 1 || masks.length > 0)
      return m.fail('unsupported', 'unsupported-syntax', 'comprehension');
    return { kind: 'iterable', dim: index.dim, from: 0, element: (i) => moved(value, index.name, i) };
  }
  return gathered(quantityOf(value, m), indices, mul(...masks, ONE), masks.length > 0, m);
};

/** Values for all places of loop indices, as an array with those axes in front. */
export const gathered = (
  q: Quantity,
  indices: readonly Index[],
  mask: Expr,
  masked: boolean,
  m: Machine,
): Quantity => {
  const put = (e: Expr, ix: readonly Index[]): Expr =>
    substitute(e, new Map(indices.map((index, n) => [index.name, ix[n]!])));
  return {
    kind: 'quantity',
    list: true,
    dims: [...indices.map((i) => i.dim), ...q.dims],
    at: (ix) => {
      m.spend(1);
      const lead = ix.slice(0, indices.length);
      const rest = ix.slice(indices.length);
      // The inner indices asked for could be the loop's own: they are set apart first.
      const aside = rest.map((i) => (i.value === undefined ? m.fresh(i.dim) : i));
      const body = put(q.at(aside), lead);
      return substitute(
        body,
        new Map(aside.flatMap((a, n) => (a === rest[n] ? [] : [[a.name, rest[n]!] as const]))),
      );
    },
    roots: q.roots.filter((r) => r.rank > 0),
    ...(q.truth && { truth: true }),
    ...(masked && { mask: (ix) => put(mask, ix.slice(0, indices.length)) }),
    ...(indices.length > 1 && { flat: true }),
  };
};
