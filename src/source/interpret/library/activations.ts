import {
  add,
  div,
  exp,
  fn,
  log,
  mul,
  neg,
  nodeCount,
  number,
  ONE,
  sqrt,
  power,
  sub,
  where,
  compare,
  ZERO,
  type Expr,
} from '../../../math/expr.js';
import { elementwise, first, mean, reduceAxes, type Quantity } from '../../array.js';
import { quantityOf } from '../convert.js';
import type { Machine } from '../machine.js';
import { axesOf, withAxes, type Bound, type Operation } from './call.js';
import { one, pair } from './elementary.js';

type Axes = readonly number[];

const settled = (b: Bound, m: Machine, name: string, standard: number): Expr => {
  const v = b.some(name);
  return v ? quantityOf(v, m).at([]) : number(standard);
};

/** A name for what is used more than once, unless it is short already. */
export const named = (m: Machine, name: string, q: Quantity): Quantity =>
  nodeCount(q.at(q.dims.map((d) => (d === '1' ? { name: '', dim: '1', value: 0 } : { name: '·', dim: d })))) >
  8
    ? m.auxiliary(name, q)
    : q;

/** The axes of a softmax: along which it is normalised. PyTorch without `dim` takes the first, or the second of a matrix. */
const softmaxAxes = (b: Bound, q: Quantity, m: Machine): Axes => {
  const given = b.some('axis');
  if (given?.kind === 'string') {
    if (q.dims.length === 0) m.demand(q, 1);
    const legacy = q.dims.length === 2 ? 1 : 0;
    return [q.dims.length < 4 ? legacy : 1];
  }
  const axes = axesOf(given, m);
  if (axes) return withAxes(q, axes, m);
  if (q.dims.length === 0) m.demand(q, 1);
  return q.dims.map((_, i) => i);
};

/** e^{x − max x}: what every stable softmax is made of. */
const shiftedExponential = (m: Machine, q: Quantity, axes: Axes): Quantity => {
  const max = reduceAxes(m, 'max', q, axes, true);
  return m.auxiliary(
    'e',
    elementwise(m, (x, y) => exp(sub(x!, y!)), q, max),
  );
};

/** softmax(x)_j = e^{x_j − max x} / Σ_k e^{x_k − max x} */
export const softmax = (m: Machine, input: Quantity, axes: Axes): Quantity => {
  const q = named(m, 'z', input);
  const e = shiftedExponential(m, q, axes);
  const total = reduceAxes(m, 'sum', e, axes, true);
  return elementwise(m, (x, y) => div(x!, y!), e, total);
};

/** log Σ_k e^{x_k}, as max x + log Σ_k e^{x_k − max x}. */
export const logSumExp = (m: Machine, input: Quantity, axes: Axes, kept: boolean): Quantity => {
  const q = named(m, 'z', input);
  const max = m.auxiliary('m', reduceAxes(m, 'max', q, axes, true));
  const shifted = elementwise(m, (x, y) => exp(sub(x!, y!)), q, max);
  const total = reduceAxes(m, 'sum', shifted, axes, kept);
  // Without the kept axis the maximum is the same, by the remaining indices.
  const top: Quantity = kept
    ? max
    : {
        ...total,
        at: (ix) => {
          const left = [...ix];
          return max.at(max.dims.map((_, i) => (axes.includes(i) ? first : left.shift()!)));
        },
      };
  return { ...elementwise(m, (x, y) => add(x!, log(y!)), top, total), roots: total.roots };
};

export const logSoftmax = (m: Machine, input: Quantity, axes: Axes): Quantity => {
  const q = named(m, 'z', input);
  return elementwise(m, (x, y) => sub(x!, y!), q, m.auxiliary('L', logSumExp(m, q, axes, true)));
};

const along =
  (f: (m: Machine, q: Quantity, axes: Axes) => Quantity): Operation =>
  (b, m) => {
    const x = b.q('x');
    return f(m, x, softmaxAxes(b, x, m));
  };

const gelu: Operation = (b, m) => {
  const how = b.get('approximate');
  const tanh =
    how === undefined || how.kind === 'none' || (how.kind === 'string' && how.value === 'none')
      ? false
      : how.kind === 'string'
        ? how.value === 'tanh' || how.value === 'true'
        : b.flag('approximate');
  return elementwise(m, (x) => fn(tanh ? 'geluTanh' : 'gelu', x!), b.q('x'));
};

const relu6 = (x: Expr): Expr => fn('clip', x, ZERO, number(6));
const hardSigmoid = (x: Expr): Expr => div(relu6(add(x, number(3))), number(6));

/** (x − mean) / √(variance + ε) along the last axes, then gain and bias. */
const layerNorm: Operation = (b, m) => {
  const x = b.q('x');
  const shape = b.some('shape');
  const count = shape?.kind === 'sequence' ? shape.items.length : 1;
  const axes = withAxes(
    x,
    Array.from({ length: count }, (_, i) => -1 - i),
    m,
  );
  const mu = m.auxiliary('μ', mean(m, x, axes, true));
  const centred = elementwise(m, (u, v) => sub(u!, v!), x, mu);
  const v = m.auxiliary(
    'v',
    mean(
      m,
      elementwise(m, (u) => power(u!, 2), centred),
      axes,
      true,
    ),
  );
  const eps = settled(b, m, 'eps', 1e-5);
  const scaled = elementwise(m, (u, w) => div(u!, sqrt(add(w!, eps))), centred, v);
  return affine(b, m, scaled);
};

const rmsNorm: Operation = (b, m) => {
  const x = b.q('x');
  const axes = withAxes(x, [-1], m);
  const square = m.auxiliary(
    'v',
    mean(
      m,
      elementwise(m, (u) => power(u!, 2), x),
      axes,
      true,
    ),
  );
  const eps = settled(b, m, 'eps', 1e-6);
  return affine(
    b,
    m,
    elementwise(m, (u, w) => div(u!, sqrt(add(w!, eps))), x, square),
  );
};

/** Gain and bias, one for each component of the last axis. */
const affine = (b: Bound, m: Machine, q: Quantity): Quantity => {
  let result = q;
  for (const [name, f] of [
    ['weight', mul],
    ['bias', add],
  ] as const) {
    const v = b.some(name);
    if (!v) continue;
    const w = quantityOf(v, m);
    if (w.dims.length === 0 && w.roots.length > 0)
      m.demand({ ...w, roots: w.roots.map((r) => ({ ...r, scalar: false })) }, 1);
    result = elementwise(m, (x, y) => f(x!, y!), result, w);
  }
  return result;
};

const softplus = (x: Expr, beta: Expr): Expr =>
  beta.kind === 'num' && beta.value.n === 1 && beta.value.d === 1
    ? fn('softplus', x)
    : div(fn('softplus', mul(beta, x)), beta);

const identity: Operation = (b) => b.some('x') ?? b.q('x');

export const activations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['sigmoid', one((x) => fn('sigmoid', x))],
  ['logsigmoid', one((x) => fn('logsigmoid', x))],
  ['relu', one((x) => fn('relu', x))],
  ['relu6', one(relu6)],
  ['softplus', (b, m) => elementwise(m, (x) => softplus(x!, settled(b, m, 'beta', 1)), b.q('x'))],
  ['gelu', gelu],
  ['silu', one((x) => fn('silu', x))],
  ['mish', one((x) => fn('mish', x))],
  ['selu', one((x) => fn('selu', x))],
  ['elu', (b, m) => elementwise(m, (x) => fn('elu', x!, settled(b, m, 'alpha', 1)), b.q('x'))],
  [
    'celu',
    (b, m) => {
      const alpha = settled(b, m, 'alpha', 1);
      return elementwise(m, (x) => fn('elu', x!, alpha), b.q('x'));
    },
  ],
  ['leakyrelu', (b, m) => elementwise(m, (x) => fn('leakyrelu', x!, settled(b, m, 'slope', 0.01)), b.q('x'))],
  ['hardsigmoid', one(hardSigmoid)],
  [
    'keras_hard_sigmoid',
    one((x) => fn('clip', add(mul(number({ n: 1, d: 5 }), x), number({ n: 1, d: 2 })), ZERO, ONE)),
  ],
  ['hardswish', one((x) => mul(x, hardSigmoid(x)))],
  ['softsign', one((x) => div(x, add(ONE, fn('abs', x))))],
  ['tanhshrink', one((x) => sub(x, fn('tanh', x)))],
  [
    'squareplus',
    (b, m) =>
      elementwise(
        m,
        (x) => mul(number({ n: 1, d: 2 }), add(x!, sqrt(add(power(x!, 2), settled(b, m, 'b', 4))))),
        b.q('x'),
      ),
  ],
  ['softmax', along(softmax)],
  ['log_softmax', along(logSoftmax)],
  [
    'softmin',
    along((m, q, axes) =>
      softmax(
        m,
        elementwise(m, (x) => neg(x!), q),
        axes,
      ),
    ),
  ],
  [
    'logsumexp',
    (b, m) => {
      const x = b.q('x');
      if (b.some('weights')) m.fail('argument', 'argument-unknown', 'b');
      const axes = softmaxAxes(b, x, m);
      const kept = b.flag('keepdims');
      return { ...logSumExp(m, x, axes, kept), reduced: { from: x, axes, kept, end: m.site.end } };
    },
  ],
  ['layer_norm', layerNorm],
  ['rms_norm', rmsNorm],
  ['identity', identity],
  [
    'stop_gradient',
    (b, m) => {
      m.note('gradient-through', b.name);
      return b.q('x');
    },
  ],
  [
    'dropout',
    (b, m) => {
      const training = b.get('training');
      if (training?.kind === 'boolean' && !training.value) return b.q('x');
      m.note('dropout-off');
      return b.q('x');
    },
  ],
  ['kl_div_special', pair((x, y) => add(sub(mul(x, log(div(x, y))), x), y))],
  ['huber_special', (b, m) => elementwise(m, (d, x) => huber(x!, d!), b.q('delta'), b.q('x'))],
  ['lognormcdf', one((x) => log(mul(number({ n: 1, d: 2 }), add(ONE, fn('erf', div(x, sqrt(number(2))))))))],
]);

/** ½ e² where |e| ≤ δ, else δ(|e| − ½δ). */
export const huber = (e: Expr, delta: Expr): Expr => {
  const size = fn('abs', e);
  const half = number({ n: 1, d: 2 });
  return where(compare('<=', size, delta), mul(half, power(e, 2)), mul(delta, sub(size, mul(half, delta))));
};
