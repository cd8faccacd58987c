import {
  constant,
  div,
  equal,
  mul,
  neg,
  ONE,
  reduce,
  size,
  where,
  ZERO,
  type Expr,
  type Index,
  type ReduceOp,
} from '../math/expr.js';
import type { Dims } from './dims.js';

/** A free name that a quantity is made of element by element: with one axis more, the quantity would have one more. */
export interface Root {
  readonly name: string;
  readonly rank: number;
  /** A scalar by convention (ε, the temperature), or by its place (an exponent). */
  readonly scalar: boolean;
}

/** A number, vector, matrix … of the code: its axes, and one component as an expression. */
export interface Quantity {
  readonly kind: 'quantity';
  /** Outermost first; '1' is an axis of length one that broadcasting stretches. */
  readonly dims: readonly string[];
  readonly at: (indices: readonly Index[]) => Expr;
  readonly roots: readonly Root[];
  /** A Python list or JavaScript array, on which + and * do not calculate. */
  readonly list?: boolean;
  /** A comparison: 1 or 0. */
  readonly truth?: boolean;
  /** Elements that a condition left out: where it is 0, the element is not there. */
  readonly mask?: (indices: readonly Index[]) => Expr;
  /** A comprehension of two loops: its axes are one in the code. */
  readonly flat?: boolean;
  /** The free name that this is, untouched. */
  readonly free?: string | undefined;
  /** The definition that this is, untouched. */
  readonly draft?: string | undefined;
  /** It was reduced: along which axes of what, and where the call ends (for a fix that keeps the axis). */
  readonly reduced?: Reduced;
  /** Something reduced along this axis only takes part (each row's own maximum). */
  readonly perRow?: number;
  /** A matrix product: a bias may be added to it. */
  readonly product?: boolean;
  /** Where numbers were written into it: all places of `fixed` (undefined is a whole axis) hold `value`. */
  readonly store?: Store | undefined;
  /** It shares its numbers with this array: what changes the one changes the other. */
  readonly view?: Quantity;
}

export interface Reduced {
  readonly from: Quantity;
  readonly axes: readonly number[];
  readonly kept: boolean;
  readonly end: number;
}

export interface Store {
  readonly base: Quantity;
  readonly fixed: readonly (Index | undefined)[];
  readonly value: (indices: readonly Index[]) => Expr;
}

/** What arrays need of the reader that works with them. */
export interface Space {
  readonly dims: Dims;
  readonly fresh: (dim: string) => Index;
  readonly spend: (steps: number) => void;
  readonly fail: (reason: string, key: string, ...args: readonly (string | number)[]) => never;
  /** Two axes of the code had to be equally long for broadcasting. */
  readonly met: (a: string, b: string, left: Quantity, right: Quantity) => void;
}

export const first: Index = { name: '', dim: '1', value: 0 };

export const scalar = (e: Expr, roots: readonly Root[] = []): Quantity => ({
  kind: 'quantity',
  dims: [],
  at: () => e,
  roots,
});

/** All roots once; those of an exponent count as scalars. */
export const joinRoots = (...groups: readonly (readonly Root[])[]): readonly Root[] => {
  const joined = new Map<string, Root>();
  for (const group of groups)
    for (const root of group) {
      const known = joined.get(root.name);
      if (!known || (known.scalar && !root.scalar)) joined.set(root.name, root);
    }
  return [...joined.values()];
};

/** NumPy's broadcasting: axes are aligned at the end, a length of one is stretched. */
export const broadcast = (space: Space, a: Quantity, b: Quantity): readonly string[] => {
  const rank = Math.max(a.dims.length, b.dims.length);
  const dims: string[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a.dims[a.dims.length - rank + i];
    const y = b.dims[b.dims.length - rank + i];
    if (x === undefined || y === undefined) dims.push((x ?? y)!);
    else if (x === '1') dims.push(y);
    else if (y === '1') dims.push(x);
    else {
      if (space.dims.find(x) !== space.dims.find(y)) space.met(x, y, a, b);
      if (!space.dims.unify(x, y)) space.fail('shape', 'shapes-differ', x, y);
      dims.push(x);
    }
  }
  return dims;
};

/** The indices of an operand within those of the broadcast result. */
export const aligned = (q: Quantity, ix: readonly Index[]): readonly Index[] => {
  const from = ix.length - q.dims.length;
  return q.dims.map((dim, i) => (dim === '1' ? first : ix[from + i]!));
};

/** Applies f component by component, with broadcasting. */
export const elementwise = (
  space: Space,
  f: (...e: readonly Expr[]) => Expr,
  ...qs: readonly Quantity[]
): Quantity => {
  space.spend(1);
  let shape = qs[0]!;
  for (const q of qs.slice(1)) shape = { ...shape, dims: broadcast(space, shape, q) };
  const masked = qs.find((q) => q.mask && q.dims.length === shape.dims.length);
  return {
    kind: 'quantity',
    dims: shape.dims,
    at: (ix) => {
      space.spend(1);
      return f(...qs.map((q) => q.at(aligned(q, ix))));
    },
    roots: joinRoots(...qs.map((q) => q.roots)),
    ...perRowOf(qs, shape.dims.length),
    ...(qs.length === 1 && qs[0]!.reduced && { reduced: qs[0]!.reduced }),
    ...(masked?.mask && { mask: masked.mask }),
  };
};

const perRowOf = (qs: readonly Quantity[], rank: number): { readonly perRow?: number } => {
  for (const q of qs) {
    if (q.dims.length !== rank) continue;
    if (q.perRow !== undefined) return { perRow: q.perRow };
    const axis = q.reduced?.kept && q.reduced.axes.length < rank ? q.reduced.axes[0] : undefined;
    if (axis !== undefined) return { perRow: axis };
  }
  return {};
};

export const normalAxis = (space: Space, axis: number, rank: number): number => {
  const a = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || a < 0 || a >= rank) space.fail('axis', 'axis-outside', axis, rank);
  return a;
};

/** Puts components of `axes` under a reduction. `body` may differ from the quantity's own component. */
export const reduceAxes = (
  space: Space,
  op: ReduceOp,
  q: Quantity,
  axes: readonly number[],
  kept: boolean,
): Quantity => {
  const gone = new Set(axes);
  const dims = kept ? q.dims.map((d, i) => (gone.has(i) ? '1' : d)) : q.dims.filter((_, i) => !gone.has(i));
  return {
    kind: 'quantity',
    dims,
    at: (ix) => {
      space.spend(1);
      const bound: Index[] = [];
      let next = 0;
      const full = q.dims.map((dim, i) => {
        if (!gone.has(i)) return kept ? ix[i]! : ix[next++]!;
        if (dim === '1') return first;
        const index = space.fresh(dim);
        bound.push(index);
        return index;
      });
      const body = q.mask ? masked(op, q.mask(full), q.at(full)) : q.at(full);
      return bound.reduceRight((e, index) => reduce(op, index, e), body);
    },
    roots: gone.size === q.dims.length ? [] : q.roots,
  };
};

/** An element, or nothing where the condition leaves it out. (−∞ never is a maximum, so leaving it out changes none.) */
const masked = (op: ReduceOp, mask: Expr, body: Expr): Expr =>
  op === 'max' &&
  mask.kind === 'compare' &&
  mask.rel === '<' &&
  equal(mask.left, neg(constant('inf'))) &&
  equal(mask.right, body)
    ? body
    : where(mask, body, neutral(op));

/** What an empty reduction gives. */
export const neutral = (op: ReduceOp): Expr =>
  op === 'sum' ? ZERO : op === 'prod' ? ONE : op === 'max' ? neg(constant('inf')) : constant('inf');

/** Number of elements along the axes. */
export const lengthOf = (q: Quantity, axes: readonly number[]): Expr =>
  mul(...axes.map((a) => (q.dims[a] === '1' ? ONE : size(q.dims[a]!))));

/** Arithmetic mean along axes. */
export const mean = (space: Space, q: Quantity, axes: readonly number[], kept: boolean): Quantity => {
  const total = reduceAxes(space, 'sum', q, axes, kept);
  if (!q.mask) return { ...total, at: (ix) => div(total.at(ix), lengthOf(q, axes)) };
  const count = reduceAxes(space, 'sum', { ...q, at: () => ONE }, axes, kept);
  return { ...total, at: (ix) => div(total.at(ix), count.at(ix)) };
};

/** Axes in another order: axis i of the result is axis order[i] of q. */
export const permuted = (q: Quantity, order: readonly number[]): Quantity => ({
  kind: 'quantity',
  dims: order.map((o) => q.dims[o]!),
  at: (ix) => q.at(q.dims.map((_, i) => ix[order.indexOf(i)]!)),
  roots: q.roots,
});

/** A new axis of length one before axis `at`. */
export const withAxis = (q: Quantity, at: number): Quantity => ({
  ...q,
  free: undefined,
  draft: undefined,
  store: undefined,
  dims: [...q.dims.slice(0, at), '1', ...q.dims.slice(at)],
  at: (ix) => q.at([...ix.slice(0, at), ...ix.slice(at + 1)]),
  ...(q.reduced && { reduced: { ...q.reduced, kept: true } }),
});

/** Without the axis `at`, which has length one. */
export const withoutAxis = (q: Quantity, at: number): Quantity => ({
  kind: 'quantity',
  roots: q.roots,
  dims: q.dims.filter((_, i) => i !== at),
  at: (ix) => q.at([...ix.slice(0, at), first, ...ix.slice(at)]),
});

/** The part at one place of the first axis. */
export const element = (q: Quantity, index: Index): Quantity => ({
  kind: 'quantity',
  dims: q.dims.slice(1),
  at: (ix) => q.at([q.dims[0] === '1' ? first : index, ...ix]),
  roots: q.roots,
  ...(q.list && q.dims.length > 1 && { list: true }),
  ...(q.truth && { truth: true }),
});

/** NumPy's matmul: the last axis of a with the last but one of b; vectors are rows on the left and columns on the right. */
export const matmul = (space: Space, a: Quantity, b: Quantity): Quantity => {
  const inner = a.dims.at(-1)!;
  const beside = b.dims.length === 1 ? 0 : b.dims.length - 2;
  const met = b.dims[beside]!;
  if (!space.dims.unify(inner, met)) space.fail('shape', 'shapes-differ', inner, met);
  const [rows, columns] = [a.dims.length > 1, b.dims.length > 1];
  const outerA: Quantity = { ...a, dims: a.dims.slice(0, -2) };
  const outerB: Quantity = { ...b, dims: columns ? b.dims.slice(0, -2) : [] };
  const outer = rows && columns ? broadcast(space, outerA, outerB) : rows ? outerA.dims : outerB.dims;
  const dims = [...outer, ...(rows ? [a.dims.at(-2)!] : []), ...(columns ? [b.dims.at(-1)!] : [])];
  const weights = [a, b].find((q) => q.roots.some((r) => looksLikeWeights(r.name)));
  return {
    kind: 'quantity',
    dims,
    at: (ix) => {
      space.spend(1);
      const k = inner === '1' && met === '1' ? first : space.fresh(inner === '1' ? met : inner);
      const batch = ix.slice(0, outer.length);
      const row = rows ? [ix[outer.length]!] : [];
      const column = columns ? [ix.at(-1)!] : [];
      const full = (q: Quantity, lead: Quantity, rest: readonly Index[]): Expr =>
        q.at([...aligned(lead, batch), ...rest].map((i, n) => (q.dims[n] === '1' ? first : i)));
      const product = mul(full(a, outerA, [...row, k]), full(b, outerB, [k, ...column]));
      return k === first ? product : reduce('sum', k, product);
    },
    roots: weights ? weights.roots : joinRoots(a.roots, b.roots),
    ...(isLayer(a, b) && { product: true }),
  };
};

/** A product of which the weights are a matrix, so that a bias has as many components as they have outputs. */
const isLayer = (a: Quantity, b: Quantity): boolean => {
  const weights = [a, b].find((q) => q.roots.some((r) => looksLikeWeights(r.name)));
  return weights
    ? weights.dims.length > 1
    : b.dims.length > 1 || !a.roots.some((r) => /^(?:X|x)/.test(r.name));
};

/** Matrices by convention: capitals, and names of weights. */
export const looksLikeMatrix = (name: string): boolean =>
  /^[A-Z](?:[A-Z_]?\d*|_.*)?$/.test(name) ||
  /^(?:weights?|kernel|[wW]_?\w{0,3}[A-Z]\w*|W\w*|quer(?:y|ies)|keys?|values?)$/.test(name);
export const looksLikeWeights = (name: string): boolean =>
  /^(?:[wW](?:_?\w{0,3})?|weights?|kernel|theta|coef\w*)$/.test(name);

/** a_i b_j of the flattened arguments. */
export const outer = (space: Space, a: Quantity, b: Quantity): Quantity => ({
  kind: 'quantity',
  dims: [...a.dims, ...b.dims],
  at: (ix) => {
    space.spend(1);
    return mul(a.at(ix.slice(0, a.dims.length)), b.at(ix.slice(a.dims.length)));
  },
  roots: joinRoots(a.roots, b.roots),
});
