import {
  add,
  compare,
  delta,
  keyOf,
  mul,
  neg,
  number,
  ONE,
  position,
  sub,
  where,
  ZERO,
  constant,
  type Expr,
  type Index,
} from '../../math/expr.js';
import { element, first, joinRoots, scalar, elementwise, type Quantity } from '../array.js';
import type { Value as Numbers } from '../reading.js';
import type { Machine } from './machine.js';
import { substitute } from '../../math/substitute.js';
import type { Iterable, Value } from './values.js';

/** The value as numbers: lists become arrays, true is 1. Refuses what has no number. */
export const quantityOf = (value: Value, m: Machine): Quantity => {
  switch (value.kind) {
    case 'quantity':
      return value;
    case 'boolean':
      return { ...scalar(value.value ? ONE : ZERO), truth: true };
    case 'sequence':
      return stacked(
        value.items.map((item) => quantityOf(item, m)),
        m,
      );
    case 'iterable': {
      const sample = quantityOf(value.element(m.fresh(value.dim)), m);
      const { mask, from } = value;
      return {
        kind: 'quantity',
        list: true,
        dims: [value.dim, ...sample.dims],
        at: (ix) => quantityOf(value.element(ix[0]!), m).at(ix.slice(1)),
        roots: sample.roots,
        ...((mask ?? from > 0) && {
          mask: (ix: readonly Index[]) =>
            mul(mask ? mask(ix[0]!) : ONE, from > 0 ? compare('<=', number(from), position(ix[0]!)) : ONE),
        }),
      };
    }
    case 'unreadable':
      throw { signal: 'refusal', refusal: value.refusal };
    case 'none':
      return m.fail('none', 'value-none');
    case 'function':
      return m.fail('not-a-number', 'function-as-value', value.name);
    case 'string':
      return m.fail('text', 'value-text');
    case 'module':
      return m.fail('not-a-number', 'value-not-number', value.path);
    case 'record':
      if (value.tensor) return value.tensor();
      return m.fail('not-a-number', 'value-not-number', value.name);
  }
};

/** Quantities one after the other along a new first axis. */
export const stacked = (items: readonly Quantity[], m: Machine): Quantity => {
  if (items.length === 0) return m.fail('empty-array', 'empty-array');
  let dims = items[0]!.dims;
  for (const item of items) {
    if (item.dims.length !== dims.length) m.fail('ragged', 'rows-differ');
    dims = dims.map((d, i) => {
      if (!m.dims.unify(d, item.dims[i]!)) m.fail('ragged', 'rows-differ');
      return d;
    });
  }
  const constants = numbersOf(items);
  if (constants && items.length > 8) return m.freeName(unusedName(m, 'c'), constants);
  return {
    kind: 'quantity',
    list: true,
    dims: [String(items.length), ...dims],
    at: (ix) => {
      const [place, ...rest] = ix;
      if (place === undefined || place === first || items.length === 1) return items[0]!.at(rest);
      if (typeof place.value === 'number') return items.at(place.value)!.at(rest);
      return add(
        ...items.map((item, i) => mul(delta(place, { name: '', dim: place.dim, value: i }), item.at(rest))),
      );
    },
    roots: joinRoots(...items.map((i) => i.roots)),
  };
};

const unusedName = (m: Machine, wish: string): string => {
  for (let n = 0; ; n++) {
    const name = n === 0 ? wish : `${wish}${n}`;
    if (!m.free.has(name)) return name;
  }
};

/** The numbers of constant items. */
const numbersOf = (items: readonly Quantity[]): Numbers | undefined => {
  const out: number[] = [];
  for (const item of items) {
    const e = item.dims.length === 0 ? item.at([]) : undefined;
    if (e?.kind !== 'num') return undefined;
    out.push(e.value.n / e.value.d);
  }
  return out;
};

/** What can be gone through element by element. */
export const iterableOf = (value: Value, m: Machine): Iterable => {
  if (value.kind === 'iterable') return value;
  if (value.kind === 'sequence') {
    const q = quantityOf(value, m);
    return { kind: 'iterable', dim: q.dims[0]!, from: 0, element: (i) => element(q, i) };
  }
  const q = atLeast(quantityOf(value, m), 1, m);
  const mask = q.mask;
  if (q.flat) m.fail('loop', 'two-loops-flat');
  return {
    kind: 'iterable',
    dim: q.dims[0]!,
    from: 0,
    element: (i) => ({ ...element(q, i), view: q }),
    ...(mask && q.dims.length === 1 && { mask: (i) => mask([i]) }),
  };
};

/** The quantity, if it has at least `rank` axes; else the reading begins again with more for its names. */
export const atLeast = (q: Quantity, rank: number, m: Machine): Quantity => {
  if (q.dims.length < rank) m.demand(q, rank);
  return q;
};

/** A condition: decided from the text, or 1 and 0 as a quantity. */
export type Condition = boolean | Quantity;

export const conditionOf = (value: Value, m: Machine): Condition => {
  switch (value.kind) {
    case 'boolean':
      return value.value;
    case 'none':
      return false;
    case 'string':
      return value.value !== '';
    case 'sequence':
      return value.items.length > 0;
    case 'function':
    case 'record':
    case 'module':
    case 'iterable':
      return true;
    case 'unreadable':
      throw { signal: 'refusal', refusal: value.refusal };
    case 'quantity': {
      if (value.dims.length > 0) {
        if (value.truth) return value;
        if (m.python) return m.fail('condition', 'array-as-condition');
        return true;
      }
      const e = value.at([]);
      if (e.kind === 'num') return e.value.n !== 0;
      // An axis is taken to have elements.
      if (e.kind === 'size') return true;
      if (isCount(e)) {
        m.note('assumed-nonempty');
        return true;
      }
      return value.truth ? value : elementwise(m, (x) => compare('!=', x!, ZERO), value);
    }
  }
};

/** The number of elements that a condition leaves. */
const isCount = (e: Expr): boolean =>
  e.kind === 'reduce' &&
  e.op === 'sum' &&
  (e.body.kind === 'compare' ||
    (e.body.kind === 'where' &&
      keyOf(e.body.then) === keyOf(ONE) &&
      keyOf(e.body.otherwise) === keyOf(ZERO)));

export const negated = (cond: Quantity, m: Machine): Quantity => ({
  ...elementwise(m, (c) => not(c!), cond),
  truth: true,
});

const not = (c: Expr): Expr => {
  if (c.kind === 'compare') {
    if (c.rel === '<') return compare('<=', c.right, c.left);
    if (c.rel === '<=') return compare('<', c.right, c.left);
    return compare(c.rel === '=' ? '!=' : '=', c.left, c.right);
  }
  return sub(ONE, c);
};

/** `then` where the condition holds. */
export const choose = (cond: Quantity, then: Quantity, otherwise: Quantity, m: Machine): Quantity => ({
  ...elementwise(m, (c, a, b) => where(c!, a!, b!), cond, then, otherwise),
  ...(then.truth && otherwise.truth && { truth: true }),
  ...(then.list && otherwise.list && { list: true }),
});

export const minusInfinity: Expr = neg(constant('inf'));

/** The same value at another place of a loop: its index put in. */
export const moved = (value: Value, name: string, to: Index): Value => {
  const map = new Map([[name, to]]);
  switch (value.kind) {
    case 'quantity': {
      const { mask } = value;
      return {
        kind: 'quantity',
        dims: value.dims,
        roots: value.roots,
        ...(value.list && { list: true }),
        ...(value.truth && { truth: true }),
        ...(mask && { mask: (ix: readonly Index[]) => movedAt(mask, ix, name, map) }),
        at: (ix) => movedAt(value.at, ix, name, map),
      };
    }
    case 'sequence':
      return { ...value, items: value.items.map((item) => moved(item, name, to)) };
    case 'iterable':
      return { ...value, element: (i) => moved(value.element(i), name, to) };
    default:
      return value;
  }
};

/** A component with the index replaced; the indices asked for are set apart, so that they are not caught. */
const movedAt = (
  at: (ix: readonly Index[]) => Expr,
  ix: readonly Index[],
  name: string,
  map: ReadonlyMap<string, Index>,
): Expr => {
  const aside = ix.map((i, n) => (i.name === name ? { name: `${name}'${n}`, dim: i.dim } : i));
  const back = aside.flatMap((a, n) => (a === ix[n] ? [] : [[a.name, ix[n]!] as const]));
  return substitute(substitute(at(aside), map), new Map(back));
};
