import { add, div, fn, mul, number, power, sqrt, sub, type Expr, type ReduceOp } from '../../../math/expr.js';
import {
  elementwise,
  lengthOf,
  looksLikeWeights,
  mean,
  reduceAxes,
  scalar,
  type Quantity,
} from '../../array.js';
import { quantityOf } from '../convert.js';
import type { Machine } from '../machine.js';
import { raised } from '../operators.js';
import { demandRanks } from '../signals.js';
import type { Value } from '../values.js';
import { axesOf, withAxes, type Bound, type Operation } from './call.js';

/** What a reduction goes over: the quantity with the axes that it needs, those axes, and whether they are kept. */
export interface Over {
  readonly q: Quantity;
  readonly axes: readonly number[];
  readonly kept: boolean;
}

/** Free names beside an array under a sum are arrays too: the y of Σ y log p. */
export const withMates = (q: Quantity): void => {
  if (q.dims.length === 0 || q.list) return;
  const isIntercept = (name: string): boolean => /^(?:b|bias|intercept)_?\d*$/.test(name);
  const free = q.roots.filter((r) => r.rank === 0 && !r.scalar);
  // w x + b: a line's slope and intercept are numbers; so is the intercept beside weights.
  if (free.some((r) => isIntercept(r.name)) && free.some((r) => /^(?:w|a|slope)$/.test(r.name))) return;
  const linear = q.roots.some((r) => r.rank > 1 || looksLikeWeights(r.name));
  const lone = free.filter((r) => !(linear && isIntercept(r.name)));
  if (lone.length > 0 && q.roots.some((r) => r.rank > 0))
    throw demandRanks(new Map(lone.map((r) => [r.name, q.dims.length])));
};

export const overOf = (b: Bound, m: Machine, parameter = 'x'): Over => {
  const q = b.q(parameter);
  const axes = axesOf(b.some('axis'), m);
  const kept = b.flag('keepdims');
  if (q.flat) {
    if (axes && !(axes.length === 1 && (axes[0] === 0 || axes[0] === -1))) m.fail('axis', 'two-loops-flat');
    return { q, axes: q.dims.map((_, i) => i), kept: false };
  }
  if (axes) {
    const all = withAxes(q, axes, m);
    withMates(q);
    return { q, axes: all, kept };
  }
  if (q.dims.length === 0 && q.roots.length > 0) m.demand(q, 1);
  withMates(q);
  return { q, axes: q.dims.map((_, i) => i), kept };
};

/** What a reduction left behind, with a memory of where it came from. */
const remember = (result: Quantity, { q, axes, kept }: Over, m: Machine): Quantity => ({
  ...result,
  ...(q.dims.length > 0 && { reduced: { from: q, axes, kept, end: m.site.end } }),
});

const reduction =
  (op: ReduceOp): Operation =>
  (b, m) => {
    const over = overOf(b, m);
    return remember(reduceAxes(m, op, over.q, over.axes, over.kept), over, m);
  };

/** torch.max(x), torch.max(x, dim) → values and indices, torch.max(x, y). */
const torchExtremum =
  (op: 'max' | 'min'): Operation =>
  (b, m) => {
    const second = b.some('axis');
    if (
      second?.kind === 'quantity' &&
      (second.dims.length > 0 || (m.known(second) === undefined && second.free === undefined))
    )
      return elementwise(m, (x, y) => fn(op === 'max' ? 'max2' : 'min2', x!, y!), b.q('x'), second);
    const values = reduction(op)(b, m);
    if (second === undefined) return values;
    const indices: Value = {
      kind: 'unreadable',
      refusal: { ok: false, reason: 'place', key: 'place-of-extremum', span: m.site },
    };
    return { kind: 'sequence', items: [values, indices], tuple: true, names: ['values', 'indices'] };
  };

const average: Operation = (b, m) => {
  const weights = b.some('weights');
  const over = overOf(b, m);
  if (!weights) return remember(mean(m, over.q, over.axes, over.kept), over, m);
  const w = quantityOf(weights, m);
  if (w.dims.length < over.q.dims.length) m.demand(w, over.q.dims.length);
  const weighted = elementwise(m, (x, y) => mul(x!, y!), over.q, w);
  const top = reduceAxes(m, 'sum', weighted, over.axes, over.kept);
  const total = reduceAxes(m, 'sum', w, over.axes, over.kept);
  return elementwise(m, (x, y) => div(x!, y!), top, total);
};

/** Σ (x − mean)² / (n − ddof) */
const variance = (over: Over, ddof: Expr, m: Machine): Quantity => {
  const { q, axes, kept } = over;
  const mu = m.auxiliary('μ', mean(m, q, axes, true));
  const squares = elementwise(m, (x, y) => power(sub(x!, y!), 2), q, mu);
  const total = reduceAxes(m, 'sum', squares, axes, kept);
  const count = sub(lengthOf(q, axes), ddof);
  return remember({ ...total, at: (ix) => div(total.at(ix), count) }, over, m);
};

const ddofOf = (b: Bound, m: Machine, standard: number): Expr => {
  const given = b.some('ddof');
  if (given?.kind === 'boolean') return number(given.value ? 1 : 0);
  const n = given ? m.known(given) : standard;
  return n === undefined ? m.fail('argument', 'argument-unknown', 'ddof') : number(n);
};

const spread =
  (root: boolean, standard: number): Operation =>
  (b, m) => {
    const v = variance(overOf(b, m), ddofOf(b, m, standard), m);
    return root ? { ...elementwise(m, (x) => sqrt(x!), v), ...(v.reduced && { reduced: v.reduced }) } : v;
  };

/** Vector norms; the Frobenius norm of a matrix. */
export const norm = (over: Over, order: Value | undefined, m: Machine): Quantity => {
  const { q, axes, kept } = over;
  const p =
    order === undefined || order.kind === 'none' ? 2 : order.kind === 'string' ? order.value : m.known(order);
  const total = (f: (x: Expr) => Expr, op: ReduceOp = 'sum'): Quantity =>
    reduceAxes(
      m,
      op,
      elementwise(m, (x) => f(x!), q),
      axes,
      kept,
    );
  if (p === 2 || p === 'fro' || p === 'euclidean') {
    if (p === 2 && axes.length > 1 && order !== undefined && m.library !== 'torch')
      return m.fail('norm', 'matrix-norm');
    return remember(
      elementwise(
        m,
        (x) => sqrt(x!),
        total((x) => power(x, 2)),
      ),
      over,
      m,
    );
  }
  if (axes.length > 1 && q.dims.length > 1) return m.fail('norm', 'matrix-norm');
  if (p === 1)
    return remember(
      total((x) => fn('abs', x)),
      over,
      m,
    );
  if (p === 'inf' || (order?.kind === 'quantity' && isInfinity(order)))
    return remember(
      total((x) => fn('abs', x), 'max'),
      over,
      m,
    );
  if (order?.kind !== 'quantity' || order.dims.length > 0) return m.fail('norm', 'matrix-norm');
  const powers = reduceAxes(
    m,
    'sum',
    raised(
      elementwise(m, (x) => fn('abs', x!), q),
      order,
      m,
    ),
    axes,
    kept,
  );
  return remember(
    raised(
      powers,
      elementwise(m, (x) => power(x!, -1), order),
      m,
    ),
    over,
    m,
  );
};

const isInfinity = (q: Quantity): boolean => {
  const e = q.dims.length === 0 ? q.at([]) : undefined;
  return e?.kind === 'const' && e.name === 'inf';
};

/** Python's sum: along the first axis, from a start value. */
const pythonSum: Operation = (b, m) => {
  const given = b.some('x');
  const start = b.some('start');
  const plus = (q: Quantity): Quantity =>
    start ? elementwise(m, (x, y) => add(x!, y!), quantityOf(start, m), q) : q;
  if (given?.kind === 'sequence') {
    const items = given.items.map((item) => quantityOf(item, m));
    if (items.length === 0) return start ?? scalar(number(0));
    return plus(items.reduce((a, c) => elementwise(m, (x, y) => add(x!, y!), a, c)));
  }
  const q = b.q('x');
  if (q.dims.length === 0) m.demand(q, 1);
  withMates(q);
  const axes = q.flat ? q.dims.map((_, i) => i) : [0];
  return plus(remember(reduceAxes(m, 'sum', q, axes, false), { q, axes, kept: false }, m));
};

export const reductions: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['sum', reduction('sum')],
  ['prod', reduction('prod')],
  ['max', reduction('max')],
  ['min', reduction('min')],
  [
    'mean',
    (b, m) => {
      const over = overOf(b, m);
      return remember(mean(m, over.q, over.axes, over.kept), over, m);
    },
  ],
  ['average', average],
  ['torch_max', torchExtremum('max')],
  ['torch_min', torchExtremum('min')],
  ['var', spread(false, 0)],
  ['std', spread(true, 0)],
  ['torch_var', torchSpread(false)],
  ['torch_std', torchSpread(true)],
  ['norm', (b, m) => norm(overOf(b, m), b.some('order'), m)],
  // tf.nn.l2_loss: ½ Σ x²
  [
    'l2_loss',
    (b, m) => {
      const over = overOf(b, m);
      const total = reduceAxes(
        m,
        'sum',
        elementwise(m, (x) => power(x!, 2), over.q),
        over.axes,
        false,
      );
      return elementwise(m, (x) => div(x!, number(2)), total);
    },
  ],
  ['norm2', (b, m) => norm(overOf(b, m), undefined, m)],
  ['python_sum', pythonSum],
]);

/** torch.var(x, dim, unbiased): divided by n − 1 unless told otherwise. */
function torchSpread(root: boolean): Operation {
  return (b, m) => {
    const unbiased = b.args.named.get('unbiased');
    const ddof = unbiased ? number(m.known(unbiased) ?? 1) : ddofOf(b, m, 1);
    const v = variance(overOf(b, m), ddof, m);
    return root ? { ...elementwise(m, (x) => sqrt(x!), v), ...(v.reduced && { reduced: v.reduced }) } : v;
  };
}
