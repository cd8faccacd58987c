import { compare, delta, isNumber, sub, ONE, type Expr, type Index, type Relation } from '../../math/expr.js';
import { toNumber } from '../../math/rational.js';
import { elementwise, type Quantity } from '../array.js';
import type { CompareOperator } from '../syntax.js';
import { quantityOf } from './convert.js';
import { isPlaceholder, type Machine } from './machine.js';
import { together } from './operators.js';
import { boolean, type Value } from './values.js';

const relations: Readonly<Record<string, readonly [Relation, boolean]>> = {
  '<': ['<', false],
  '<=': ['<=', false],
  '>': ['<', true],
  '>=': ['<=', true],
  '==': ['=', false],
  '!=': ['!=', false],
  is: ['=', false],
  'is not': ['!=', false],
};

/** One comparison of a chain: decided where the text decides it. */
export const comparison = (op: CompareOperator, left: Value, right: Value, m: Machine): Value => {
  const negative = op === '!=' || op === 'is not' || op === 'not in';
  if (op === 'in' || op === 'not in') {
    if (right.kind !== 'sequence') {
      if (right.kind === 'record' && left.kind === 'string')
        return boolean((right.get(left.value) !== undefined) !== negative);
      return m.fail('condition', 'condition-unknown');
    }
    const found = right.items.map((item) => comparison('==', left, item, m));
    if (found.some((f) => f.kind === 'boolean' && f.value)) return boolean(!negative);
    if (found.every((f) => f.kind === 'boolean')) return boolean(negative);
    return m.fail('condition', 'condition-unknown');
  }
  if (left.kind === 'unreadable') throw { signal: 'refusal', refusal: left.refusal };
  if (right.kind === 'unreadable') throw { signal: 'refusal', refusal: right.refusal };
  const relation = relations[op]!;
  if (left.kind !== 'quantity' || right.kind !== 'quantity') {
    if (relation[0] === '=' || relation[0] === '!=') {
      const same = sameValue(left, right, m);
      if (same !== undefined) return boolean(same !== negative);
    }
    if (left.kind === 'none' || right.kind === 'none' || left.kind === 'string' || right.kind === 'string')
      return m.fail('condition', 'condition-unknown');
  }
  const [l, r] = together(undefined, quantityOf(left, m), quantityOf(right, m), m);
  if (l.dims.length === 0 && r.dims.length === 0) {
    const [x, y] = [l.at([]), r.at([])];
    if (isNumber(x) && isNumber(y)) return boolean(decide(op, toNumber(x.value), toNumber(y.value)));
    const nonempty = aboutLength(op, x, y);
    if (nonempty !== undefined) return boolean(nonempty);
    const places = relation[0] === '=' || relation[0] === '!=' ? placesAgree(x, y, m) : undefined;
    if (places) return truth(negative ? sub(ONE, places) : places, l, r);
  }
  const [rel, swapped] = relation;
  return {
    ...elementwise(m, (x, y) => (swapped ? compare(rel, y!, x!) : compare(rel, x!, y!)), l, r),
    truth: true,
  };
};

const truth = (e: Expr, ...of: readonly Quantity[]): Quantity => ({
  kind: 'quantity',
  dims: [],
  at: () => e,
  roots: of.flatMap((q) => q.roots),
  truth: true,
});

const sameValue = (a: Value, b: Value, m: Machine): boolean | undefined => {
  if (a.kind === 'none' || b.kind === 'none') return a.kind === b.kind;
  if (a.kind === 'string' && b.kind === 'string') return a.value === b.value;
  if (a.kind === 'boolean' && b.kind === 'boolean') return a.value === b.value;
  if (a.kind === 'string' || b.kind === 'string')
    return (a.kind === 'string' ? b : a).kind === 'quantity' && isFreeScalar(a.kind === 'string' ? b : a)
      ? undefined
      : false;
  if (a.kind === 'sequence' && b.kind === 'sequence') {
    if (a.items.length !== b.items.length && !a.shapeOf && !b.shapeOf) return false;
    return undefined;
  }
  if (a.kind === 'function' && b.kind === 'function') return a.name === b.name;
  void m;
  return undefined;
};
const isFreeScalar = (v: Value): boolean => v.kind === 'quantity' && v.free !== undefined;

const decide = (op: CompareOperator, x: number, y: number): boolean =>
  op === '<'
    ? x < y
    : op === '<='
      ? x <= y
      : op === '>'
        ? x > y
        : op === '>='
          ? x >= y
          : op === '==' || op === 'is'
            ? x === y
            : x !== y;

/** Lengths against small numbers: an axis has at least one element. */
const aboutLength = (op: CompareOperator, x: Expr, y: Expr): boolean | undefined => {
  if (x.kind === 'size' && isNumber(y)) {
    const n = toNumber(y.value);
    if (n <= 0)
      return op === '>' || op === '!=' || op === '>='
        ? true
        : op === '<' || op === '==' || op === '<='
          ? false
          : undefined;
    if (n === 1 && (op === '<' || op === '>=')) return op === '>=';
    return undefined;
  }
  if (isNumber(x) && y.kind === 'size') {
    const flipped: Partial<Record<CompareOperator, CompareOperator>> = {
      '<': '>',
      '>': '<',
      '<=': '>=',
      '>=': '<=',
    };
    return aboutLength(flipped[op] ?? op, y, x);
  }
  if (x.kind === 'size' && y.kind === 'size' && x.dim === y.dim)
    return op === '==' || op === '<=' || op === '>=';
  return undefined;
};

/** i == j, j == y[i]: Kronecker's delta. */
const placesAgree = (x: Expr, y: Expr, m: Machine): Expr | undefined => {
  if (x.kind === 'pos' && y.kind === 'pos') {
    m.dims.unify(x.index.dim, y.index.dim);
    return delta(x.index, { ...y.index, dim: x.index.dim });
  }
  const [place, other] = x.kind === 'pos' ? [x, y] : [y, x];
  if (place.kind !== 'pos') return undefined;
  if (isNumber(other) && Number.isInteger(toNumber(other.value)) && toNumber(other.value) >= 0)
    return delta(place.index, { name: '', dim: place.index.dim, value: toNumber(other.value) });
  if (other.kind === 'var' && !isPlaceholder(other.name)) {
    const q = m.free.get(other.name)?.quantity;
    if (q) m.label(q, place.index.dim);
    const label: Index = {
      name: other.name,
      dim: place.index.dim,
      value: { name: other.name, at: other.at },
    };
    return delta(place.index, label);
  }
  return undefined;
};
