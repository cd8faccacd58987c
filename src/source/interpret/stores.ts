import { add, delta, mul, neg, sameIndex, sub, where, type Expr, type Index } from '../../math/expr.js';
import { aligned, first, type Quantity, type Store } from '../array.js';
import type { BinaryOperator } from '../syntax.js';
import { choose, quantityOf } from './convert.js';
import type { Machine } from './machine.js';
import { binary } from './operators.js';
import { indexed, placeOf, type Item } from './subscripts.js';
import type { Value } from './values.js';

/** The array `base` with `value` at the fixed places; an array by itself where no place is fixed any more. */
export const freshStore = (
  base: Quantity,
  fixed: readonly (Index | undefined)[],
  value: (ix: readonly Index[]) => Expr,
  added?: (ix: readonly Index[]) => Expr,
): Quantity => {
  const before = base.store;
  if (before && samePlaces(before.fixed, fixed)) return freshStore(before.base, fixed, value);
  const common = {
    kind: 'quantity',
    dims: base.dims,
    roots: base.roots,
    ...(base.list && { list: true }),
  } as const;
  if (fixed.every((f) => f === undefined)) return { ...common, at: value };
  return {
    ...common,
    store: { base, fixed, value },
    at: (ix) => {
      const here = mul(...fixed.flatMap((f, a) => (f ? [delta(ix[a]!, f)] : [])));
      if (added) return add(base.at(ix), mul(here, added(ix)));
      return where(here, value(ix), base.at(ix));
    },
  };
};

const samePlaces = (a: Store['fixed'], b: Store['fixed']): boolean =>
  a.every((f, n) => {
    const g = b[n];
    return f === undefined ? g === undefined : g !== undefined && sameIndex(f, g);
  });

/** base[items] op= value, as a new array. */
export const written = (
  base: Quantity,
  items: readonly Item[],
  op: BinaryOperator | undefined,
  value: Value,
  m: Machine,
): Quantity => {
  const masked = maskedStore(base, items, op, value, m);
  if (masked) return masked;
  const used = items.filter((i) => i.kind === 'whole' || i.kind === 'at').length;
  if (items.some((i) => i.kind === 'new' || i.kind === 'ellipsis')) return m.fail('index', 'index-not-plain');
  if (base.dims.length < used) m.demand(base, used);
  const full = [
    ...items,
    ...Array.from({ length: base.dims.length - used }, (): Item => ({ kind: 'whole' })),
  ];
  const arrays = full.some((i) => i.kind === 'at' && i.value.dims.length > 0);
  if (arrays) return writtenAtLabels(base, full, op, value, m);
  const fixed = full.map((item, a) =>
    item.kind === 'at'
      ? (placeOf(item.value.at([]), base.dims[a]!, m) ?? m.fail('index', 'index-not-plain'))
      : undefined,
  );
  const current = op ? indexed(base, full, m) : undefined;
  const q = quantityOf(op && current ? binary(op, current, value, m) : value, m);
  const rest = full.flatMap((item, a) => (item.kind === 'whole' ? [a] : []));
  if (q.dims.length > rest.length) m.fail('shape', 'too-many-axes', q.dims.length);
  q.dims.forEach((d, n) => {
    const dim = base.dims[rest[rest.length - q.dims.length + n]!]!;
    if (d !== '1' && !m.dims.unify(d, dim)) m.fail('shape', 'shapes-differ', d, dim);
  });
  const at = (ix: readonly Index[]): Expr =>
    q.at(
      aligned(
        q,
        rest.map((a) => ix[a]!),
      ),
    );
  // Adding at a place reads best as an addition: p − δ.
  const amount = quantityOf(value, m);
  const plain = (op === '+' || op === '-') && amount.dims.length === 0 && !base.store;
  const added = plain ? (): Expr => (op === '+' ? amount.at([]) : neg(amount.at([]))) : undefined;
  return freshStore(base, fixed, at, added);
};

/** x[x < 0] = 0 */
const maskedStore = (
  base: Quantity,
  items: readonly Item[],
  op: BinaryOperator | undefined,
  value: Value,
  m: Machine,
): Quantity | undefined => {
  const only = items.length === 1 ? items[0] : undefined;
  if (only?.kind !== 'at' || !only.value.truth) return undefined;
  const mask = only.value;
  const q = quantityOf(op ? binary(op, base, value, m) : value, m);
  if (!op && q.dims.length > 0) return m.fail('mask', 'mask-index');
  const array = base.dims.length === 0 && mask.dims.length > 0 ? m.demand(base, mask.dims.length) : undefined;
  void array;
  return choose(mask, q, base, m);
};

/** A[np.arange(n), y] -= 1: a place of its own in each row. */
const writtenAtLabels = (
  base: Quantity,
  items: readonly Item[],
  op: BinaryOperator | undefined,
  value: Value,
  m: Machine,
): Quantity => {
  const rows = items.findIndex((item) => {
    if (item.kind !== 'at' || item.value.dims.length !== 1) return false;
    return item.value.at([m.fresh(item.value.dims[0]!)]).kind === 'pos';
  });
  const row = items[rows];
  if (rows < 0 || row?.kind !== 'at' || items.some((i) => i.kind === 'at' && i.value.dims.length > 1))
    return m.fail('index', 'index-not-plain');
  if (!m.dims.unify(row.value.dims[0]!, base.dims[rows]!))
    m.fail('shape', 'shapes-differ', row.value.dims[0]!, base.dims[rows]!);
  const amount = quantityOf(value, m);
  if (amount.dims.length > 1 || items.some((i) => i.kind === 'whole'))
    return m.fail('index', 'index-not-plain');
  const here = (ix: readonly Index[]): Expr =>
    mul(
      ...items.flatMap((item, a) => {
        if (item.kind !== 'at' || a === rows) return [];
        const e = item.value.at(item.value.dims.map((d) => (d === '1' ? first : ix[rows]!)));
        const place = placeOf(e, base.dims[a]!, m) ?? m.fail('index', 'index-not-plain');
        return [delta(ix[a]!, place)];
      }),
    );
  here(base.dims.map((d) => m.fresh(d)));
  return {
    kind: 'quantity',
    dims: base.dims,
    roots: base.roots,
    at: (ix) => {
      const v = amount.at(amount.dims.map((d) => (d === '1' ? first : ix[rows]!)));
      const old = base.at(ix);
      if (op === '+') return add(old, mul(here(ix), v));
      if (op === '-') return sub(old, mul(here(ix), v));
      const next = op
        ? quantityOf(
            binary(op, { ...base, dims: [], at: () => old }, { ...amount, dims: [], at: () => v }, m),
            m,
          ).at([])
        : v;
      return where(here(ix), next, old);
    },
  };
};
