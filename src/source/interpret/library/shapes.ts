import { constant, isNumber, mul, neg, number, ONE, size, ZERO, type Expr } from '../../../math/expr.js';
import { first, permuted, scalar, withAxis, withoutAxis, type Quantity } from '../../array.js';
import { atLeast, quantityOf, stacked } from '../convert.js';
import type { Machine } from '../machine.js';
import { placeOf } from '../subscripts.js';
import { lengthDim } from '../operators.js';
import type { Sequence, Value } from '../values.js';
import { axesOf, type Bound, type Operation } from './call.js';
import { swapLast } from './linear.js';

/** The lengths of all axes. */
export const shapeOf = (q: Quantity): Sequence => ({
  kind: 'sequence',
  tuple: true,
  items: q.dims.map((d) => scalar(d === '1' ? ONE : size(d))),
  shapeOf: q,
});

const allAxes = (b: Bound): Value | undefined => {
  // x.transpose(0, 2, 1) and x.transpose((0, 2, 1)) are one.
  const rest = b.args.positional;
  const numbers = rest.filter((v) => v.kind === 'quantity' && v.dims.length === 0);
  return numbers.length > 1 &&
    b.get('axis') &&
    numbers.length === rest.length - (b.get('x') === rest[0] ? 1 : 0)
    ? { kind: 'sequence', items: numbers, tuple: true }
    : b.some('axis');
};

export const transposed = (q: Quantity): Quantity => permuted(q, [...q.dims.keys()].reverse());

const transpose: Operation = (b, m) => {
  const x = b.q('x');
  const given = b.args.positional.filter((v) => v !== b.get('x'));
  // transpose(-2, -1) swaps two axes in PyTorch; as NumPy's order of all axes it would say nothing.
  const [one, two] = given.map((v) => m.known(v));
  if (given.length === 2 && one !== undefined && two !== undefined) return swapped(x, one, two, m);
  const axes = axesOf(allAxes(b), m);
  if (!axes) return x.dims.length === 0 ? x : transposed(x);
  const q = atLeast(x, axes.length, m);
  return permuted(
    q,
    axes.map((a) => (a < 0 ? a + q.dims.length : a)),
  );
};

const swapped = (x: Quantity, i: number, j: number, m: Machine): Quantity => {
  const q = atLeast(x, Math.max(...[i, j].map((a) => (a < 0 ? -a : a + 1))), m);
  const [a, c] = [i, j].map((n) => (n < 0 ? n + q.dims.length : n));
  return permuted(
    q,
    [...q.dims.keys()].map((n) => (n === a ? c! : n === c ? a! : n)),
  );
};

const moveaxis: Operation = (b, m) => {
  const [from, to] = [axesOf(b.some('axis'), m)?.[0], axesOf(b.some('axis2'), m)?.[0]];
  if (from === undefined || to === undefined) return m.fail('axis', 'axis-unknown');
  const q = atLeast(b.q('x'), Math.max(...[from, to].map((a) => (a < 0 ? -a : a + 1))), m);
  const [a, c] = [from, to].map((n) => (n < 0 ? n + q.dims.length : n));
  const order = [...q.dims.keys()].filter((n) => n !== a);
  order.splice(c!, 0, a!);
  return permuted(q, order);
};

const swapaxes: Operation = (b, m) => {
  const axes = [axesOf(b.some('axis'), m)?.[0], axesOf(b.some('axis2'), m)?.[0]];
  const [i, j] = axes;
  return i === undefined || j === undefined ? m.fail('axis', 'axis-unknown') : swapped(b.q('x'), i, j, m);
};

const expandDims: Operation = (b, m) => {
  const x = b.q('x');
  const axis = axesOf(b.some('axis'), m)?.[0];
  if (axis === undefined) return m.fail('axis', 'axis-unknown');
  if (x.dims.length === 0 && x.roots.length > 0) m.demand(x, 1);
  const at = axis < 0 ? axis + x.dims.length + 1 : axis;
  if (at > x.dims.length) m.demand(x, at);
  return withAxis(x, at);
};

const squeeze: Operation = (b, m) => {
  const x = b.q('x');
  const axes = axesOf(b.some('axis'), m)?.map((a) => (a < 0 ? a + x.dims.length : a));
  const gone = axes ?? x.dims.flatMap((d, i) => (d === '1' ? [i] : []));
  return [...gone]
    .sort((p, q) => q - p)
    .reduce((q, a) => (q.dims[a] === '1' ? withoutAxis(q, a) : m.fail('shape', 'squeeze-long', a)), x);
};

/** A shape argument as its parts: (-1, 1), or several numbers. */
const shapeParts = (b: Bound, m: Machine): readonly Quantity[] => {
  const rest = b.args.positional.filter((v) => v !== b.get('x'));
  const given = rest.length > 1 ? { kind: 'sequence' as const, items: rest } : b.some('shape');
  if (given?.kind === 'sequence') return given.items.map((v) => quantityOf(v, m));
  if (given?.kind === 'quantity') return [given];
  return m.fail('argument', 'argument-missing', 'shape', b.name);
};

/**
 * Reshaping that keeps the order of the elements plain: to a column or row, to one's own shape with axes of length one
 * put in or taken out, to a flat array of one long axis. Anything else is refused.
 */
const reshape: Operation = (b, m) => {
  const x = b.q('x');
  const parts = shapeParts(b, m);
  const wanted = parts.map((p): string | -1 => {
    const e = p.dims.length === 0 ? p.at([]) : undefined;
    if (e && isNumber(e)) return e.value.n === -1 ? -1 : String(e.value.n);
    if (e?.kind === 'size') return e.dim;
    return lengthDim(p, m);
  });
  if (wanted.length === 1 && wanted[0] === -1) return flatten(b, m);
  const longWanted = wanted.filter((d) => d !== '1');
  if (x.dims.length === 0 && x.roots.length > 0) m.demand(x, Math.max(1, longWanted.length));
  const long = x.dims.flatMap((d, i) => (d === '1' ? [] : [i]));
  const same =
    longWanted.length === long.length &&
    longWanted.every((d, n) => d === -1 || m.dims.unify(d, x.dims[long[n]!]!));
  if (!same) return m.fail('reshape', 'reshape-mixes');
  let next = 0;
  const from = wanted.map((d) => (d === '1' ? -1 : long[next++]!));
  return {
    kind: 'quantity',
    dims: from.map((axis) => (axis < 0 ? '1' : x.dims[axis]!)),
    roots: x.roots,
    ...(x.reduced && from.includes(-1) && { reduced: { ...x.reduced, kept: true } }),
    at: (ix) => {
      const full = x.dims.map(() => first);
      from.forEach((axis, n) => {
        if (axis >= 0) full[axis] = ix[n]!;
      });
      return x.at(full);
    },
  };
};

/** All elements in one row: of a vector itself, of a matrix only for what goes over all of them. */
const flatten: Operation = (b, m) => {
  const q = atLeast(b.q('x'), 1, m);
  const long = q.dims.filter((d) => d !== '1');
  if (long.length > 1) return { ...q, flat: true, free: undefined, draft: undefined };
  return {
    kind: 'quantity',
    dims: long.length ? long : ['1'],
    roots: q.roots,
    at: (ix) => q.at(q.dims.map((d) => (d === '1' ? first : ix[0]!))),
  };
};

const filled = (dims: readonly string[], e: Expr): Quantity => ({
  kind: 'quantity',
  dims,
  roots: [],
  at: () => e,
});

const shapeDims = (b: Bound, m: Machine): readonly string[] => {
  const given =
    b.rest.length > 1 && b.get('value') === undefined
      ? { kind: 'sequence' as const, items: b.rest }
      : (b.some('shape') ?? b.rest[0]);
  if (given?.kind === 'sequence') return given.items.map((v) => lengthDim(quantityOf(v, m), m));
  if (given?.kind === 'quantity') return [lengthDim(given, m)];
  return m.fail('argument', 'argument-missing', 'shape', b.name);
};

const like =
  (f: (b: Bound, m: Machine) => Expr): Operation =>
  (b, m) => {
    const x = b.q('x');
    const e = f(b, m);
    return { ...filled(x.dims, e), roots: x.roots };
  };

const gather: Operation = (b, m) => {
  const [x, index] = [b.q('x'), b.q('index')];
  const axis = axesOf(b.some('axis'), m)?.[0];
  if (axis === undefined) return m.fail('axis', 'axis-unknown');
  const q = atLeast(x, Math.max(index.dims.length, 1), m);
  const a = axis < 0 ? axis + q.dims.length : axis;
  if (index.dims.length !== q.dims.length)
    return m.fail('shape', 'too-few-axes', q.dims.length, index.dims.length);
  q.dims.forEach((d, i) => {
    if (i !== a && index.dims[i] !== '1') m.dims.unify(d, index.dims[i]!);
  });
  return {
    kind: 'quantity',
    dims: index.dims,
    roots: q.roots,
    at: (ix) =>
      q.at(
        ix.map((i, n) =>
          n === a ? (placeOf(index.at(ix), q.dims[a]!, m) ?? m.fail('index', 'index-not-plain')) : i,
        ),
      ),
  };
};

export const shapes: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  // An array is itself; of a list a new one is made.
  [
    'array',
    (b) => {
      const x = b.some('x');
      const infinite = x?.kind === 'string' ? /^\s*([+-]?)inf(?:inity)?\s*$/i.exec(x.value) : null;
      if (infinite) return scalar(infinite[1] === '-' ? neg(constant('inf')) : constant('inf'));
      const q = b.q('x');
      return q.list ? { ...q, list: false } : q;
    },
  ],
  ['copy', (b) => ({ ...b.q('x'), list: false })],
  [
    'atleast_1d',
    (b) => {
      const x = b.q('x');
      return x.dims.length === 0 && x.roots.length === 0 ? withAxis(x, 0) : x;
    },
  ],
  [
    'atleast_2d',
    (b, m) => {
      const x = atLeast(b.q('x'), 1, m);
      return x.dims.length === 1 ? withAxis(x, 0) : x;
    },
  ],
  [
    'nan_to_num',
    (b, m) => {
      m.note('nan-to-num');
      return b.q('x');
    },
  ],
  ['T', (b) => transposed(b.q('x'))],
  ['mT', (b, m) => swapLast(atLeast(b.q('x'), 2, m))],
  ['transpose', transpose],
  ['swapaxes', swapaxes],
  ['moveaxis', moveaxis],
  ['expand_dims', expandDims],
  ['squeeze', squeeze],
  ['reshape', reshape],
  ['flatten', flatten],
  ['zeros', (b, m) => filled(shapeDims(b, m), ZERO)],
  ['ones', (b, m) => filled(shapeDims(b, m), ONE)],
  ['full', (b, m) => filled(shapeDims(b, m), b.q('value').at([]))],
  ['zeros_like', like(() => ZERO)],
  ['ones_like', like(() => ONE)],
  ['full_like', like((b) => b.q('value').at([]))],
  ['shape', (b) => shapeOf(b.q('x'))],
  ['ndim', (b, m) => ndimOf(b.q('x'), m)],
  ['size', (b, m) => sizeOf(b.q('x'), m)],
  ['gather', gather],
  [
    'stack',
    (b, m) => {
      const x = b.some('x');
      const axis = axesOf(b.some('axis'), m)?.[0];
      if (x?.kind !== 'sequence')
        return axis === 0 && x ? quantityOf(x, m) : m.fail('argument', 'argument-unknown', 'axis');
      const all = {
        ...stacked(
          x.items.map((i) => quantityOf(i, m)),
          m,
        ),
        list: false,
      };
      if (axis === 0) return all;
      if (axis === undefined) return m.fail('axis', 'axis-unknown');
      const rank = all.dims.length;
      const to = axis < 0 ? axis + rank : axis;
      const order = [...all.dims.keys()].slice(1);
      order.splice(to, 0, 0);
      return permuted(all, order);
    },
  ],
]);

/** The number of axes; a name of which nothing is known yet is at least a vector if somebody asks. */
export const ndimOf = (q: Quantity, m: Machine): Quantity => {
  if (q.dims.length === 0 && q.free !== undefined && q.roots.length > 0) m.demand(q, 1);
  return scalar(number(q.dims.length));
};

export const sizeOf = (q: Quantity, m: Machine): Quantity => {
  if (q.dims.length === 0 && q.roots.length > 0) m.demand(q, 1);
  return scalar(mul(...q.dims.map((d) => (d === '1' ? ONE : size(d))), ONE));
};
