import {
  add,
  compare,
  div,
  fn,
  log,
  mul,
  neg,
  number,
  ONE,
  power,
  sub,
  where,
  type Expr,
} from '../../../math/expr.js';
import { elementwise, mean, reduceAxes, type Quantity } from '../../array.js';
import { quantityOf } from '../convert.js';
import type { Machine } from '../machine.js';
import { demandRanks } from '../signals.js';
import { placeOf } from '../subscripts.js';
import { huber, logSoftmax, named } from './activations.js';
import { axesOf, type Bound, type Operation } from './call.js';

/** PyTorch's reduction argument: mean, sum or none over all elements. */
const reduced = (q: Quantity, b: Bound, m: Machine): Quantity => {
  const how = b.text('reduction') ?? 'mean';
  const axes = q.dims.map((_, i) => i);
  if (q.dims.length === 0 || how === 'none') return q;
  if (how === 'mean') return mean(m, q, axes, false);
  if (how === 'sum') return reduceAxes(m, 'sum', q, axes, false);
  if (how === 'batchmean') {
    const total = reduceAxes(m, 'sum', q, axes, false);
    return { ...total, at: (ix) => div(total.at(ix), { kind: 'size', dim: q.dims[0]! }) };
  }
  return m.fail('argument', 'argument-unknown', 'reduction');
};

/** Prediction and target of the same shape: whichever is known decides. */
const alike = (b: Bound, m: Machine): readonly [Quantity, Quantity] => {
  const [x, t] = [b.q('x'), b.q('target')];
  const rank = Math.max(x.dims.length, t.dims.length, (b.text('reduction') ?? 'mean') === 'none' ? 0 : 1);
  for (const q of [x, t]) if (q.dims.length < rank && q.roots.length > 0) m.demand(q, rank);
  return [x, t];
};

const pointwise =
  (f: (x: Expr, t: Expr, b: Bound, m: Machine) => Expr): Operation =>
  (b, m) => {
    if (b.some('weight') ?? b.some('pos_weight')) m.fail('argument', 'argument-unknown', 'weight');
    const [x, t] = alike(b, m);
    return reduced(
      elementwise(m, (u, v) => f(u!, v!, b, m), x, t),
      b,
      m,
    );
  };

const setting = (b: Bound, m: Machine, name: string): Expr => {
  const v = b.some(name);
  return v ? quantityOf(v, m).at([]) : ONE;
};

/** −t log p − (1 − t) log(1 − p) */
const bce = (p: Expr, t: Expr): Expr => neg(add(mul(t, log(p)), mul(sub(ONE, t), log(sub(ONE, p)))));

/** The same from logits: softplus(x) − x t. */
const bceLogits = (x: Expr, t: Expr): Expr => sub(fn('softplus', x), mul(x, t));

const smoothL1 = (x: Expr, t: Expr, b: Bound, m: Machine): Expr => {
  const beta = setting(b, m, 'beta');
  const e = sub(x, t);
  const size = fn('abs', e);
  const half = number({ n: 1, d: 2 });
  return where(compare('<', size, beta), div(mul(half, power(e, 2)), beta), sub(size, mul(half, beta)));
};

/** Whether the target is a class label (one axis less than the logits) or as many probabilities. */
const isLabel = (x: Quantity, target: Quantity, m: Machine): boolean => {
  if (x.dims.length === 0) {
    const plural = target.free !== undefined && /s$|_batch$|^Y$/.test(target.free);
    m.demand(x, Math.max(target.dims.length + 1, plural ? 2 : 1));
  }
  if (target.dims.length === x.dims.length) return false;
  if (target.dims.length > x.dims.length) return m.fail('shape', 'target-shape');
  if (target.dims.length < x.dims.length - 1) {
    if (target.free === undefined) return m.fail('shape', 'target-shape');
    throw demandRanks(new Map([[target.free, x.dims.length - 1]]));
  }
  return true;
};

/** −log p at the label; or −Σ t log p. `p` holds log-probabilities along its second axis, or its only one. */
const picked = (logp: Quantity, target: Quantity, m: Machine): Quantity => {
  if (logp.dims.length > 2) return m.fail('shape', 'too-many-axes', logp.dims.length);
  const classes = logp.dims.at(-1)!;
  const rows = logp.dims.slice(0, -1);
  rows.forEach((d, i) => m.dims.unify(d, target.dims[i]!));
  if (target.free !== undefined) m.label(target, classes);
  else if (rows.length > 0) placeOf(target.at(rows.map((d) => m.fresh(d))), classes, m);
  return {
    kind: 'quantity',
    dims: rows,
    roots: logp.roots,
    at: (ix) => {
      const place = placeOf(target.at(ix), classes, m) ?? m.fail('index', 'index-not-plain');
      return neg(logp.at([...ix, place]));
    },
  };
};

const weighed = (logp: Quantity, target: Quantity, axis: number, m: Machine): Quantity => {
  const product = elementwise(m, (t, l) => mul(t!, l!), target, logp);
  const total = reduceAxes(m, 'sum', product, [axis], false);
  return elementwise(m, (x) => neg(x!), total);
};

const crossEntropy: Operation = (b, m) => {
  for (const p of ['weight', 'ignore_index', 'label_smoothing'] as const) {
    const v = b.some(p);
    if (v && m.known(v) !== 0 && !(p === 'ignore_index' && m.known(v) === -100))
      m.fail('argument', 'argument-unknown', p);
  }
  const [x, target] = [b.q('x'), b.q('target')];
  const label = isLabel(x, target, m);
  const axis = x.dims.length > 1 ? 1 : 0;
  const logp = m.auxiliary('logp', logSoftmax(m, x, [axis]));
  const loss = label ? picked(logp, target, m) : weighed(logp, target, axis, m);
  return reduced(loss, b, m);
};

const nll: Operation = (b, m) => {
  const [x, target] = [b.q('x'), b.q('target')];
  if (!isLabel(x, target, m)) return m.fail('shape', 'target-shape');
  return reduced(picked(x, target, m), b, m);
};

const softmaxCrossEntropy: Operation = (b, m) => {
  const [x, target] = [b.q('x'), b.q('target')];
  const rank = Math.max(1, x.dims.length, target.dims.length);
  for (const q of [x, target]) if (q.dims.length < rank) m.demand(q, rank);
  const axis = axesOf(b.some('axis'), m)?.[0] ?? -1;
  const a = axis < 0 ? axis + rank : axis;
  return weighed(logSoftmax(m, x, [a]), target, a, m);
};

const sparse: Operation = (b, m) => {
  const [x, target] = [b.q('x'), b.q('target')];
  if (!isLabel(x, target, m)) return m.fail('shape', 'target-shape');
  return picked(logSoftmax(m, named(m, 'z', x), [x.dims.length - 1]), target, m);
};

const klDiv: Operation = (b, m) => {
  const [x, t] = alike(b, m);
  const logTarget = b.some('log_target') !== undefined && b.flag('log_target');
  const f = logTarget
    ? (u: Expr, v: Expr): Expr => mul({ kind: 'fn', name: 'exp', args: [v] }, sub(v, u))
    : (u: Expr, v: Expr): Expr => sub(fn('xlogy', v, v), mul(v, u));
  return reduced(
    elementwise(m, (u, v) => f(u!, v!), x, t),
    b,
    m,
  );
};

export const losses: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['mse', pointwise((x, t) => power(sub(x, t), 2))],
  ['mae', pointwise((x, t) => fn('abs', sub(x, t)))],
  ['smooth_l1', pointwise(smoothL1)],
  ['huber', pointwise((x, t, b, m) => huber(sub(x, t), setting(b, m, 'delta')))],
  ['bce', pointwise(bce)],
  ['bce_logits', pointwise(bceLogits)],
  ['soft_margin', pointwise((x, t) => fn('softplus', neg(mul(x, t))))],
  ['cross_entropy', crossEntropy],
  ['nll_loss', nll],
  ['kl_div', klDiv],
  ['softmax_cross_entropy', softmaxCrossEntropy],
  ['sparse_cross_entropy', sparse],
  [
    'sigmoid_cross_entropy',
    (b, m) => {
      const [x, t] = [b.q('x'), b.q('target')];
      const rank = Math.max(x.dims.length, t.dims.length);
      for (const q of [x, t]) if (q.dims.length < rank && q.roots.length > 0) m.demand(q, rank);
      return elementwise(m, (u, v) => bceLogits(u!, v!), x, t);
    },
  ],
]);
