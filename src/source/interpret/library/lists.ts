import {
  add,
  compare,
  fn,
  mul,
  number,
  ONE,
  position,
  size,
  sqrt,
  ZERO,
  type Index,
} from '../../../math/expr.js';
import { element, elementwise, reduceAxes, scalar, type Quantity } from '../../array.js';
import type { Statement } from '../../syntax.js';
import { gathered } from '../comprehensions.js';
import { isScalarName } from '../conventions.js';
import { atLeast, conditionOf, iterableOf, quantityOf } from '../convert.js';
import { folded } from '../fold.js';
import { callback } from '../functions.js';
import type { Machine } from '../machine.js';
import { assignedNames, loopOver } from '../loops.js';
import { lengthDim } from '../operators.js';
import type { Scope } from '../scope.js';
import { isNumber } from '../../../math/expr.js';
import { none, sequence, type Iterable, type Sequence, type Value } from '../values.js';
import type { Bound, Operation } from './call.js';
import { withMates } from './reductions.js';

/** range(n), range(a, b): the places of an axis. */
const range: Operation = (b, m) => {
  const [from, to, step] = b.rest.map((v) => quantityOf(v, m));
  if (!from) return m.fail('argument', 'argument-missing', 'n', b.name);
  const all = countingUp(to ? from : scalar(ZERO), to ?? from, step ? m.known(step) : 1, m);
  if (!b.name.endsWith('arange') && b.name !== 'tf.range') return all;
  if (all.kind === 'sequence') return { ...quantityOf(all, m), list: false };
  // arange is an array of numbers.
  if (all.mask ?? all.from > 0) return m.fail('loop', 'range-part');
  return { kind: 'quantity', dims: [all.dim], roots: [], at: (ix) => position(ix[0]!) };
};

/**
 * from, from + step … below `to`: a whole axis, or all of it but its first places; or, beside the index of another loop,
 * what lies before or behind that (j < i). In other steps only where all numbers are known.
 */
export const countingUp = (
  from: Quantity,
  to: Quantity,
  step: number | undefined,
  m: Machine,
): Iterable | Sequence => {
  const [a, z] = [m.known(from), numberAt(to)];
  if (step !== 1) {
    const count = a === undefined || z === undefined || !step ? Infinity : Math.ceil((z - a) / step);
    if (a === undefined || step === undefined || count > 64) return m.fail('loop', 'range-step');
    return sequence(Array.from({ length: Math.max(0, count) }, (_, i) => scalar(number(a + i * step))));
  }
  const [start, end] = [placed(from), placed(to)];
  if (start ?? end) {
    const dim = start && !end ? lengthDim(to, m) : (start ?? end)!.dim;
    if (start && !m.dims.unify(dim, start.dim)) m.fail('shape', 'shapes-differ', dim, start.dim);
    if (!start && a !== 0) m.fail('loop', 'range-start');
    if ((start && start.beyond < 0) || (end && (end.beyond > 1 || end.beyond < 0)))
      m.fail('loop', 'range-start');
    return {
      kind: 'iterable',
      dim,
      from: 0,
      element: (i) => scalar(position(i)),
      mask: (i) =>
        mul(
          start ? compare('<=', from.at([]), position(i)) : ONE,
          end ? compare('<', position(i), to.at([])) : ONE,
        ),
    };
  }
  if (a === undefined || !Number.isInteger(a) || a < 0) return m.fail('loop', 'range-start');
  const known = z === undefined ? {} : { known: { from: a, to: z, step } };
  if (z !== undefined && (z <= a || !Number.isInteger(z))) return m.fail('loop', 'range-start');
  return { kind: 'iterable', dim: lengthDim(to, m), from: a, element: (i) => scalar(position(i)), ...known };
};

/** i, i + 1: a place of another loop's axis, and how far beyond it. */
const placed = (q: Quantity): { readonly dim: string; readonly beyond: number } | undefined => {
  const e = q.dims.length === 0 ? q.at([]) : undefined;
  if (e?.kind === 'pos') return { dim: e.index.dim, beyond: 0 };
  if (e?.kind !== 'add' || e.terms.length !== 2) return undefined;
  const place = e.terms.find((t) => t.kind === 'pos');
  const rest = e.terms.find((t) => isNumber(t));
  return place?.kind === 'pos' && rest && isNumber(rest)
    ? { dim: place.index.dim, beyond: rest.value.n / rest.value.d }
    : undefined;
};

const numberAt = (q: Quantity): number | undefined => {
  const e = q.dims.length === 0 ? q.at([]) : undefined;
  return e && isNumber(e) ? e.value.n / e.value.d : undefined;
};

const enumerate: Operation = (b, m) => {
  const x = b.get('x');
  if (!x) return m.fail('argument', 'argument-missing', 'x', b.name);
  if (b.some('start')) return m.fail('argument', 'argument-unknown', 'start');
  if (x.kind === 'sequence') return sequence(x.items.map((v, i) => sequence([scalar(number(i)), v], true)));
  const over = iterableOf(x, m);
  return { ...over, element: (i) => sequence([scalar(position(i)), over.element(i)], true) };
};

const zip: Operation = (b, m) => {
  if (b.rest.every((v) => v.kind === 'sequence')) {
    const n = Math.min(...b.rest.map((v) => (v.kind === 'sequence' ? v.items.length : 0)));
    return sequence(
      Array.from({ length: n }, (_, i) =>
        sequence(
          b.rest.map((v) => (v.kind === 'sequence' ? v.items[i]! : none)),
          true,
        ),
      ),
    );
  }
  // Every name zipped is a list: all demands in one go.
  const all = b.rest.map((v) => iterableOf(v, m));
  const dim = all[0]?.dim;
  if (dim === undefined) return m.fail('argument', 'argument-missing', 'x', b.name);
  for (const other of all.slice(1))
    if (!m.dims.unify(dim, other.dim)) m.fail('shape', 'shapes-differ', dim, other.dim);
  if (all.some((o) => o.mask ?? o.from > 0)) return m.fail('loop', 'range-part');
  return {
    kind: 'iterable',
    dim,
    from: 0,
    element: (i) =>
      sequence(
        all.map((o) => o.element(i)),
        true,
      ),
  };
};

/** max(x), max(a, b, c), Math.max(...x, c) */
const extremum =
  (op: 'max' | 'min'): Operation =>
  (b, m) => {
    if ([...b.args.named.keys()].some((k) => k !== 'default'))
      m.fail('argument', 'argument-unknown', [...b.args.named.keys()][0]!);
    const name = op === 'max' ? 'max2' : 'min2';
    const only = b.rest.length === 1 ? b.rest[0]! : undefined;
    if (only && (m.python || b.spread.has(0))) return overAll(only, op, m);
    const parts = b.rest.map((v, n) => (b.spread.has(n) ? overAll(v, op, m) : quantityOf(v, m)));
    if (parts.length === 0) return m.fail('argument', 'argument-missing', 'x', b.name);
    return parts.reduce((x, y) => {
      if (x.dims.length > 0 || y.dims.length > 0) m.fail('list-arithmetic', 'list-arithmetic', b.name);
      return elementwise(m, (u, v) => fn(name, u!, v!), x, y);
    });
  };

const overAll = (value: Value, op: 'max' | 'min', m: Machine): Quantity => {
  const q = atLeast(quantityOf(value, m), 1, m);
  if (q.dims.length > 1 && !q.flat) return m.fail('list-arithmetic', 'list-arithmetic', op);
  const axes = q.dims.map((_, i) => i);
  withMates(q);
  return { ...reduceAxes(m, op, q, axes, false), reduced: { from: q, axes, kept: false, end: m.site.end } };
};

/** The names of its surroundings that a function assigns to. */
const changesAround = (
  f: Value,
): { readonly names: ReadonlyMap<string, boolean>; readonly scope: Scope } | undefined => {
  if (f.kind !== 'function' || !f.own || !Array.isArray(f.own.body)) return undefined;
  const { scope } = f.own;
  const isAround = (name: string): boolean => {
    for (let s: Scope | undefined = scope; s; s = s.parent) if (s.names.has(name)) return true;
    return false;
  };
  const body = f.own.body as readonly Statement[];
  const declared = new Set(
    body.flatMap((s) =>
      s.kind === 'assign' && s.declares ? s.targets.flatMap((t) => (t.kind === 'name' ? [t.name] : [])) : [],
    ),
  );
  const names = new Map([...assignedNames(body)].filter(([name]) => !declared.has(name) && isAround(name)));
  return names.size > 0 ? { names, scope } : undefined;
};

/** x.map(f): f of each element (and its place). */
export const mapped = (value: Value, f: Value, m: Machine): Value => {
  if (value.kind === 'sequence')
    return sequence(value.items.map((v, i) => callback(f, m.python ? [v] : [v, scalar(number(i))], m)));
  const over = iterableOf(value, m);
  let index = m.fresh(over.dim);
  const round = (): Value => {
    const more = m.python ? [] : [scalar(position(index)), value];
    return callback(f, [over.element(index), ...more], m);
  };
  // A callback that also changes what is around it is a loop's body.
  const changed = changesAround(f);
  let result: Value | undefined;
  if (changed)
    loopOver(over, changed.names, changed.scope, m, (i) => {
      index = i;
      result = round();
    });
  const q = quantityOf(result ?? round(), m);
  const mask = over.mask?.(index);
  return gathered(q, [index], mask ?? ONE, mask !== undefined, m);
};

/** x.reduce(f, start), functools.reduce(f, x, start) */
export const reducedBy = (value: Value, f: Value, start: Value | undefined, m: Machine): Value => {
  if (value.kind === 'sequence') {
    const items = start === undefined ? value.items : [start, ...value.items];
    if (items.length === 0) return m.fail('empty-array', 'empty-array');
    return items
      .slice(1)
      .reduce((a, v, i) => callback(f, m.python ? [a, v] : [a, v, scalar(number(i))], m), items[0]!);
  }
  const over = iterableOf(value, m);
  const step = (acc: Quantity, i: Parameters<Iterable['element']>[0]): Quantity =>
    quantityOf(callback(f, [acc, over.element(i), ...(m.python ? [] : [scalar(position(i)), value])], m), m);
  const first = (): Quantity => quantityOf(over.element({ name: '', dim: over.dim, value: 0 }), m);
  return folded(over, start === undefined ? undefined : quantityOf(start, m), step, first, m);
};

/** x.filter(f): the elements where f holds; the others are as if they were not there. */
export const filtered = (value: Value, f: Value, m: Machine): Value => {
  const q = atLeast(quantityOf(value, m), 1, m);
  if (q.dims.length !== 1) return m.fail('mask', 'mask-index');
  const index = m.fresh(q.dims[0]!);
  const cond = conditionOf(callback(f, [element(q, index), scalar(position(index))], m), m);
  if (cond === true) return q;
  if (cond === false) return m.fail('empty-array', 'empty-array');
  const held = gathered(cond, [index], ONE, false, m);
  const old = q.mask;
  return {
    ...q,
    draft: undefined,
    free: undefined,
    mask: (ix: readonly Index[]) => mul(held.at(ix), old ? old(ix) : ONE),
  };
};

/** Array(n), new Float64Array(n), new Float64Array(x), new Array(a, b) */
const newArray: Operation = (b, m) => {
  if (b.rest.length === 0) return sequence([]);
  if (b.rest.length > 1) return sequence(b.rest);
  const value = b.rest[0]!;
  const q = quantityOf(value, m);
  if (q.dims.length > 0 || value.kind === 'sequence') return { ...q, list: true };
  const countLike =
    q.free === undefined || isScalarName(q.free) || /len|size|count|rows|cols|dim/i.test(q.free);
  if (!countLike && q.roots.length > 0) m.demand(q, 1);
  return { kind: 'quantity', list: true, dims: [lengthDim(q, m)], roots: [], at: () => ZERO };
};

/** A new list of the same elements; rows are shared. */
export const shallowCopy = (q: Quantity): Quantity => ({
  ...q,
  list: true,
  free: q.dims.length === 0 ? q.free : undefined,
  ...(q.dims.length > 1 && { view: q }),
});

/** Array.from(x, f), Array.from({ length: n }, f) */
const arrayFrom: Operation = (b, m) => {
  const x = b.get('x');
  const f = b.some('f');
  if (!x) return m.fail('argument', 'argument-missing', 'x', b.name);
  if (x.kind === 'record') {
    const length = x.get('length');
    if (!length) return m.fail('loop', 'length-unknown');
    const dim = lengthDim(quantityOf(length, m), m);
    const blank: Quantity = { kind: 'quantity', list: true, dims: [dim], roots: [], at: () => ZERO };
    return f ? mapped(blank, f, m) : blank;
  }
  return f ? mapped(x, f, m) : x.kind === 'sequence' ? x : shallowCopy(quantityOf(x, m));
};

/** The number of elements along the first axis. */
export const lengthOfValue = (x: Value, m: Machine): Quantity => {
  if (x.kind === 'sequence') {
    if (x.shapeOf && x.items.length === 0) m.demand(x.shapeOf, 1);
    return scalar(number(x.items.length));
  }
  if (x.kind === 'string') return scalar(number(x.value.length));
  const q = atLeast(quantityOf(x, m), 1, m);
  if (q.mask)
    return reduceAxes(
      m,
      'sum',
      { ...q, at: () => ONE },
      q.dims.map((_, i) => i),
      false,
    );
  return scalar(q.dims[0] === '1' ? ONE : size(q.dims[0]!));
};

const list: Operation = (b, m) => {
  const x = b.get('x');
  if (!x) return sequence([]);
  if (x.kind === 'sequence') return x;
  return shallowCopy(atLeast(quantityOf(x, m), 1, m));
};

const functional =
  (call: (f: Value, values: readonly Value[], m: Machine, b: Bound) => Value): Operation =>
  (b, m) => {
    const f = b.get('f');
    return f ? call(f, b.rest.slice(1), m, b) : m.fail('argument', 'argument-missing', 'f', b.name);
  };

export const lists: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['range', range],
  ['enumerate', enumerate],
  ['zip', zip],
  ['max_all', extremum('max')],
  ['min_all', extremum('min')],
  [
    'len',
    (b, m) => {
      const x = b.get('x');
      return x ? lengthOfValue(x, m) : m.fail('argument', 'argument-missing', 'x', b.name);
    },
  ],
  ['list', list],
  [
    'int',
    (b, m) => {
      const x = b.q('x');
      const e = x.dims.length === 0 ? x.at([]) : undefined;
      if (e && isNumber(e)) return scalar(number(Math.trunc(e.value.n / e.value.d)));
      if (e && (e.kind === 'size' || e.kind === 'pos' || (e.kind === 'var' && x.free !== undefined)))
        return x;
      return m.fail('integer-arithmetic', 'integer-arithmetic', 'int');
    },
  ],
  [
    'python_map',
    functional((f, [x, ...more], m) => {
      if (!x || more.length > 0) return m.fail('argument', 'too-many-arguments', 'map');
      return mapped(x, f, m);
    }),
  ],
  [
    'python_reduce',
    functional((f, [x, start], m) =>
      x ? reducedBy(x, f, start, m) : m.fail('argument', 'argument-missing', 'x', 'reduce'),
    ),
  ],
  [
    'map_array',
    (b, m) => {
      const [x, f] = [b.get('x'), b.get('f')];
      return x && f ? mapped(x, f, m) : m.fail('argument', 'argument-missing', 'x', b.name);
    },
  ],
  ['js_array', newArray],
  ['array_from', arrayFrom],
  ['array_of', (b) => sequence(b.rest)],
  ['tidy', (b, m) => callback(b.rest.find((v) => v.kind === 'function') ?? none, [], m)],
  ['wrap', (b) => b.get('f') ?? none],
  [
    'vectorize',
    (b) => {
      const f = b.get('f');
      return f ?? none;
    },
  ],
  [
    'hypot_all',
    (b, m) => {
      const parts = b.rest.map((v, n) => {
        const q = quantityOf(v, m);
        const square = elementwise(m, (x) => mul(x!, x!), b.spread.has(n) ? atLeast(q, 1, m) : q);
        return b.spread.has(n) ? reduceAxes(m, 'sum', square, [0], false) : square;
      });
      const total = parts.reduce((a, c) => elementwise(m, (x, y) => add(x!, y!), a, c));
      return elementwise(m, (x) => sqrt(x!), total);
    },
  ],
]);
