import { erf } from '../special.js';

/** A known function as numbers. Arguments are flat arrays (a scalar has one number); so is the value. */
export interface KnownFunction {
  /** Display name; frozen, for it is looked up in the table of wordings. */
  readonly name: string;
  /** The letter that people give to its output. */
  readonly symbol: string;
  /** Rank of each argument; 'label' is a class index, 'each' applies element by element at any rank. */
  readonly args: readonly (0 | 1 | 'label' | 'each')[];
  readonly rank: 0 | 1 | 'each';
  readonly value: (...args: readonly Float64Array[]) => ArrayLike<number>;
}

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sum = (x: ArrayLike<number>): number => {
  let s = 0;
  for (let k = 0; k < x.length; k++) s += x[k]!;
  return s;
};
const map = (x: Float64Array, f: (v: number, k: number) => number): Float64Array => Float64Array.from(x, f);
const dot = (x: Float64Array, y: Float64Array): number => sum(map(x, (v, k) => v * y[k]!));
const mean = (x: Float64Array): number => sum(x) / x.length;
const variance = (x: Float64Array): number => mean(map(x, (v) => (v - mean(x)) ** 2));
const logSoftmax = (x: Float64Array): Float64Array => {
  const m = Math.max(...x);
  const l = m + Math.log(sum(map(x, (v) => Math.exp(v - m))));
  return map(x, (v) => v - l);
};
const bce = (p: number, y: number): number => -(y * Math.log(p) + (1 - y) * Math.log(1 - p));
const bceLogits = (x: number, y: number): number => softplus(x) - x * y;

const each = (name: string, f: (x: number) => number): KnownFunction => ({
  name,
  symbol: 'y',
  args: ['each'],
  rank: 'each',
  value: (x) => map(x!, f),
});

const loss = (
  name: string,
  args: KnownFunction['args'],
  value: (...a: readonly Float64Array[]) => number,
): KnownFunction => ({
  name,
  symbol: 'L',
  args,
  rank: 0,
  value: (...a) => [value(...a)],
});

/** A loss over pairs: as a sum, as a mean, or of one pair. */
const pairLoss = (name: string, f: (a: number, b: number) => number): readonly KnownFunction[] => [
  {
    name,
    symbol: 'L',
    args: ['each', 'each'],
    rank: 'each',
    value: (a, b) => map(a!, (v, k) => f(v, b![k]!)),
  },
  loss(name, [1, 1], (a, b) => sum(map(a!, (v, k) => f(v, b![k]!)))),
  loss(name, [1, 1], (a, b) => mean(map(a!, (v, k) => f(v, b![k]!)))),
];

/** What the calculus knows by name, besides softmax, log-softmax and log-sum-exp of any argument, which are told by their structure. */
export const knownFunctions: readonly KnownFunction[] = [
  each('sigmoid', sigmoid),
  each('log-sigmoid', (x) => -softplus(-x)),
  each('softplus', softplus),
  each('tanh', Math.tanh),
  each('ReLU', (x) => Math.max(0, x)),
  each('ReLU6', (x) => Math.min(6, Math.max(0, x))),
  each('leaky ReLU', (x) => (x > 0 ? x : 0.01 * x)),
  each('ELU', (x) => (x > 0 ? x : Math.expm1(x))),
  each('SELU', (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
  each('GELU', (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
  each('GELU (tanh)', (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
  each('GELU (sigmoid)', (x) => x * sigmoid(1.702 * x)),
  each('SiLU', (x) => x * sigmoid(x)),
  each('Mish', (x) => x * Math.tanh(softplus(x))),
  each('softsign', (x) => x / (1 + Math.abs(x))),
  each('hard sigmoid', (x) => Math.min(6, Math.max(0, x + 3)) / 6),
  each('hard swish', (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6),
  ...pairLoss('binary cross-entropy', bce),
  ...pairLoss('binary cross-entropy from logits', bceLogits),
  ...pairLoss('squared error', (a, b) => (a - b) ** 2),
  ...pairLoss('half squared error', (a, b) => (a - b) ** 2 / 2),
  ...pairLoss('absolute error', (a, b) => Math.abs(a - b)),
  ...pairLoss('hinge', (p, t) => Math.max(0, 1 - t * p)),
  ...pairLoss('Huber', (a, b) => (Math.abs(a - b) <= 1 ? (a - b) ** 2 / 2 : Math.abs(a - b) - 0.5)),
  loss('cross-entropy', [1, 1], (p, y) => -dot(y!, map(p!, Math.log))),
  loss('cross-entropy', [1, 'label'], (p, y) => -Math.log(p!.at(y![0]!)!)),
  loss('cross-entropy from logits', [1, 1], (x, y) => -dot(y!, logSoftmax(x!))),
  loss('cross-entropy from logits', [1, 'label'], (x, y) => -logSoftmax(x!).at(y![0]!)!),
  loss('Kullback–Leibler divergence', [1, 1], (p, q) => sum(map(p!, (v, k) => v * Math.log(v / q![k]!)))),
  { ...loss('entropy', [1], (p) => -dot(p!, map(p!, Math.log))), symbol: 'H' },
  {
    ...loss('entropy of softmax', [1], (x) => -dot(map(logSoftmax(x!), Math.exp), logSoftmax(x!))),
    symbol: 'H',
  },
  {
    ...loss('cosine similarity', [1, 1], (x, y) => dot(x!, y!) / Math.sqrt(dot(x!, x!) * dot(y!, y!))),
    symbol: 'c',
  },
  { ...loss('dot product', [1, 1], (x, y) => dot(x!, y!)), symbol: 's' },
  { ...loss('Euclidean norm', [1], (x) => Math.sqrt(dot(x!, x!))), symbol: 'r' },
  { ...loss('squared norm', [1], (x) => dot(x!, x!)), symbol: 's' },
  { ...loss('mean', [1], (x) => mean(x!)), symbol: 'm' },
  { ...loss('variance', [1], (x) => variance(x!)), symbol: 'v' },
  {
    name: 'normalisation',
    symbol: 'y',
    args: [1],
    rank: 1,
    value: (x) => map(x!, (v) => v / Math.sqrt(dot(x!, x!))),
  },
  {
    name: 'standardisation',
    symbol: 'z',
    args: [1],
    rank: 1,
    value: (x) => map(x!, (v) => (v - mean(x!)) / Math.sqrt(variance(x!))),
  },
  {
    name: 'layer norm',
    symbol: 'y',
    args: [1, 0],
    rank: 1,
    value: (x, e) => map(x!, (v) => (v - mean(x!)) / Math.sqrt(variance(x!) + e![0]!)),
  },
  ...[1e-5, 1e-6, 1e-8, 1e-12, 1e-3].map((e): KnownFunction => ({
    name: 'layer norm',
    symbol: 'y',
    args: [1],
    rank: 1,
    value: (x) => map(x!, (v) => (v - mean(x!)) / Math.sqrt(variance(x!) + e)),
  })),
  {
    name: 'layer norm',
    symbol: 'y',
    args: [1, 1, 1, 0],
    rank: 1,
    value: (x, g, b, e) =>
      map(x!, (v, k) => (g![k]! * (v - mean(x!))) / Math.sqrt(variance(x!) + e![0]!) + b![k]!),
  },
  {
    name: 'RMS norm',
    symbol: 'y',
    args: [1, 0],
    rank: 1,
    value: (x, e) => map(x!, (v) => v / Math.sqrt(dot(x!, x!) / x!.length + e![0]!)),
  },
  ...[1e-5, 1e-6, 1e-8].map((e): KnownFunction => ({
    name: 'RMS norm',
    symbol: 'y',
    args: [1],
    rank: 1,
    value: (x) => map(x!, (v) => v / Math.sqrt(dot(x!, x!) / x!.length + e)),
  })),
];
