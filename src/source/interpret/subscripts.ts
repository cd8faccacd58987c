import { isNumber, position, type Expr, type Index } from '../../math/expr.js';
import { toNumber } from '../../math/rational.js';
import { broadcast, first, joinRoots, type Quantity } from '../array.js';
import { quantityOf } from './convert.js';
import type { Machine } from './machine.js';
import { demandRanks } from './signals.js';
import type { Value } from './values.js';

/** One item between the brackets, evaluated. */
export type Item =
  | { readonly kind: 'whole' }
  | { readonly kind: 'new' }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'at'; readonly value: Quantity };

/** Where on an axis a number of the code points: an index of a loop, a constant, a label; undefined if it is anything else. */
export const placeOf = (e: Expr, dim: string, m: Machine): Index | undefined => {
  if (dim === '1' && isNumber(e)) return first;
  if (e.kind === 'pos') {
    if (!m.dims.unify(e.index.dim, dim)) m.fail('shape', 'shapes-differ', e.index.dim, dim);
    return e.index;
  }
  if (isNumber(e)) {
    const value = toNumber(e.value);
    return Number.isInteger(value) ? { name: '', dim, value } : undefined;
  }
  if (e.kind === 'add' && e.terms.length === 2) {
    // x[n - 1] is x[-1].
    const length = e.terms.find((t) => t.kind === 'size' && m.dims.find(t.dim) === m.dims.find(dim));
    const rest = e.terms.find((t) => t !== length);
    if (length && rest && isNumber(rest) && rest.value.n < 0)
      return { name: '', dim, value: toNumber(rest.value) };
  }
  if (e.kind === 'var') {
    const free = m.free.get(e.name);
    if (!free) return undefined;
    m.label(free.quantity, dim);
    return { name: e.name, dim, value: { name: e.name, at: e.at } };
  }
  return undefined;
};

/** The items with the ellipsis and missing trailing axes written out. Demands the axes that they use up. */
const complete = (q: Quantity, items: readonly Item[], m: Machine): readonly Item[] => {
  const used = items.filter((i) => i.kind === 'whole' || i.kind === 'at').length;
  if (q.dims.length < used) m.demand(q, used);
  const missing = Array.from({ length: q.dims.length - used }, (): Item => ({ kind: 'whole' }));
  const dots = items.findIndex((i) => i.kind === 'ellipsis');
  return dots < 0
    ? [...items, ...missing]
    : [...items.slice(0, dots), ...missing, ...items.slice(dots + 1).filter((i) => i.kind !== 'ellipsis')];
};

/** q[items]: NumPy's indexing with numbers, loop indices, label arrays, whole axes and new axes. */
export const indexed = (q: Quantity, given: readonly Item[], m: Machine): Quantity => {
  const items = complete(q, given, m);
  // x[:] shares its numbers in NumPy and copies a list: so it is neither changed in place nor the same.
  if (items.every((i) => i.kind === 'whole')) return { ...q, view: q };
  const { places, shape } = advanced(q, items, m);
  // Label arrays stand where the first of them was.
  const dims: string[] = [];
  let put = -1;
  let axis = 0;
  for (const item of items) {
    if (item.kind === 'new') dims.push('1');
    else if (item.kind === 'whole') dims.push(q.dims[axis++]!);
    else {
      if (item.kind === 'at' && item.value.dims.length > 0 && put < 0) {
        put = dims.length;
        dims.push(...shape.dims);
      }
      axis++;
    }
  }
  return {
    kind: 'quantity',
    dims,
    roots: joinRoots(q.roots),
    ...(put < 0 && { view: q }),
    ...(q.list && dims.length > 0 && { list: true }),
    ...(q.truth && { truth: true }),
    ...(keepsReduced(q, items) && { reduced: { ...q.reduced!, kept: true } }),
    at: (ix) => {
      m.spend(1);
      const rest = put < 0 ? ix : [...ix.slice(0, put), ...ix.slice(put + shape.dims.length)];
      const lead = put < 0 ? [] : ix.slice(put, put + shape.dims.length);
      let next = 0;
      const full: Index[] = [];
      let n = 0;
      for (const item of items) {
        if (item.kind === 'new') next++;
        else if (item.kind === 'whole') {
          full.push(q.dims[n] === '1' ? first : rest[next]!);
          next++;
          n++;
        } else {
          full.push(places[n]!(lead));
          n++;
        }
      }
      return q.at(full);
    },
  };
};

const keepsReduced = (q: Quantity, items: readonly Item[]): boolean =>
  q.reduced !== undefined && items.some((i) => i.kind === 'new') && items.every((i) => i.kind !== 'at');

/** For each axis that an item picks from, the place as a function of the indices of the label arrays. */
const advanced = (
  q: Quantity,
  items: readonly Item[],
  m: Machine,
): {
  readonly places: Readonly<Record<number, (lead: readonly Index[]) => Index>>;
  readonly shape: Quantity;
} => {
  const places: Record<number, (lead: readonly Index[]) => Index> = {};
  let shape: Quantity = { kind: 'quantity', dims: [], at: () => position(first), roots: [] };
  const picks: { axis: number; value: Quantity }[] = [];
  let axis = 0;
  for (const item of items) {
    if (item.kind === 'at') picks.push({ axis, value: item.value });
    if (item.kind !== 'new') axis++;
  }
  for (const { value } of picks) {
    if (value.truth) m.fail('mask', 'mask-index');
    shape = { ...shape, dims: broadcast(m, shape, value) };
  }
  // Beside np.arange(n), a label is one for each row.
  for (const { value } of picks)
    if (
      shape.dims.length === 1 &&
      value.dims.length === 0 &&
      value.free !== undefined &&
      value.roots.length > 0
    )
      throw demandRanks(new Map([[value.free, 1]]));
  for (const { axis: a, value } of picks) {
    const dim = q.dims[a]!;
    places[a] = (lead) => {
      const from = lead.length - value.dims.length;
      const e = value.at(value.dims.map((d, i) => (d === '1' ? first : lead[from + i]!)));
      return placeOf(e, dim, m) ?? m.fail('index', 'index-not-plain');
    };
    // Read once at once, so that labels and axes are known even if the value is never used.
    places[a]!(shape.dims.map((d) => m.fresh(d)));
  }
  return { places, shape };
};

/** A value between brackets as an item: None is a new axis. */
export const itemOf = (value: Value, m: Machine): Item => {
  if (value.kind === 'none') return { kind: 'new' };
  if (value.kind === 'boolean') return m.fail('index', 'index-not-plain');
  return { kind: 'at', value: quantityOf(value, m) };
};
