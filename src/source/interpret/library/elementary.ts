import {
  add,
  compare,
  constant,
  div,
  exp,
  fn,
  log,
  mul,
  neg,
  number,
  ONE,
  power,
  sqrt,
  sub,
  where,
  ZERO,
  type Expr,
} from '../../../math/expr.js';
import { elementwise, scalar, type Quantity } from '../../array.js';
import { choose, conditionOf, quantityOf } from '../convert.js';
import type { Machine } from '../machine.js';
import { comparison } from '../comparisons.js';
import { both, either, negation, raised, together } from '../operators.js';
import type { Value } from '../values.js';
import type { Bound, Operation } from './call.js';

/** A named operation of the library. */
type Entry = readonly [string, Operation];

export const half = number({ n: 1, d: 2 });
const two = number(2);

/** f of one argument, element by element. */
export const one =
  (f: (x: Expr) => Expr): Operation =>
  (b, m) =>
    arrays(
      elementwise(m, (x) => f(x!), b.q('x')),
      b,
    );

/** f of two arguments, element by element, with broadcasting. */
export const pair =
  (f: (x: Expr, y: Expr) => Expr): Operation =>
  (b, m) => {
    const [x, y] = together(undefined, b.q('x'), b.q('y'), m);
    return elementwise(m, (u, v) => f(u!, v!), x, y);
  };

/** A library's function gives an array, also for a list. */
const arrays = (q: Quantity, b: Bound): Quantity => {
  void b;
  return q;
};

const sameName = (...names: readonly string[]): readonly Entry[] =>
  names.map((name) => [name, one((x) => fn(name, x))]);

const condition =
  (op: '<' | '<=' | '>' | '>=' | '==' | '!='): Operation =>
  (b, m) =>
    comparison(op, b.q('x'), b.q('y'), m);

export const log2pi = log(mul(two, constant('pi')));
const normalDensity = (x: Expr): Expr =>
  mul(exp(mul(number({ n: -1, d: 2 }), power(x, 2))), power(mul(two, constant('pi')), { n: -1, d: 2 }));
/** Φ(x) = ½ (1 + erf(x/√2)). */
const normalDistribution = (x: Expr): Expr => mul(half, add(ONE, fn('erf', div(x, sqrt(two)))));

const logarithm: Operation = (b, m) => {
  const base = b.some('base');
  if (!base) return elementwise(m, (x) => log(x!), b.q('x'));
  return elementwise(m, (x, y) => div(log(x!), log(y!)), b.q('x'), quantityOf(base, m));
};

export const clip = (x: Quantity, lo: Value | undefined, hi: Value | undefined, m: Machine): Quantity => {
  const [low, high] = [lo, hi].map((v) => (v && v.kind !== 'none' ? quantityOf(v, m) : undefined));
  if (low && high) return elementwise(m, (u, v, w) => fn('clip', u!, v!, w!), x, low, high);
  if (low) return elementwise(m, (u, v) => fn('max2', u!, v!), x, low);
  if (high) return elementwise(m, (u, v) => fn('min2', u!, v!), x, high);
  return x;
};

const whereOperation: Operation = (b, m) => {
  const given = b.get('cond');
  const [x, y] = [b.some('x'), b.some('y')];
  if (!given || !x || !y) return m.fail('argument', 'argument-missing', 'x', b.name);
  const cond = conditionOf(given, m);
  if (typeof cond === 'boolean') return cond ? x : y;
  return choose(isCondition(cond, m), quantityOf(x, m), quantityOf(y, m), m);
};

/** A mask of numbers holds where it is not 0. */
export const isCondition = (q: Quantity, m: Machine): Quantity =>
  q.truth ? q : { ...elementwise(m, (x) => compare('!=', x!, ZERO), q), truth: true };

/** mathjs, since version 11, calculates elementary functions of numbers only. */
const mathjsEach = (name: string, f: (x: Expr) => Expr): Entry => [
  `mathjs:${name}`,
  (b, m) => {
    const x = b.q('x');
    if (x.dims.length > 0)
      m.find({ id: 'array-argument', severity: 'error', key: 'mathjs-array', args: [name] });
    return elementwise(m, (u) => f(u!), x);
  },
];

export const elementary: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ...sameName(
    'expm1',
    'log1p',
    'log2',
    'log10',
    'cbrt',
    'abs',
    'sign',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
  ),
  ...sameName('sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'erf', 'erfc', 'gamma', 'lgamma', 'digamma'),
  ...sameName('floor', 'ceil', 'round', 'trigamma'),
  ['exp', one(exp)],
  ['log', logarithm],
  ['sqrt', one(sqrt)],
  ['rsqrt', one((x) => power(x, { n: -1, d: 2 }))],
  ['square', one((x) => power(x, 2))],
  ['cube', one((x) => power(x, 3))],
  ['reciprocal', one((x) => power(x, -1))],
  ['negative', one(neg)],
  ['exp2', one((x) => ({ kind: 'pow', base: two, exponent: x }))],
  ['radians', one((x) => mul(x, constant('pi'), number({ n: 1, d: 180 })))],
  ['degrees', one((x) => div(mul(number(180), x), constant('pi')))],
  ['add', (b, m) => elementwiseBinary(b, m, add)],
  ['subtract', (b, m) => elementwiseBinary(b, m, sub)],
  ['multiply', (b, m) => elementwiseBinary(b, m, mul)],
  ['divide', (b, m) => elementwiseBinary(b, m, div)],
  ['power', (b, m) => raised(b.q('x'), b.q('y'), m)],
  ['maximum', pair((x, y) => fn('max2', x, y))],
  ['minimum', pair((x, y) => fn('min2', x, y))],
  ['atan2', pair((x, y) => fn('atan2', x, y))],
  ['hypot', pair((x, y) => fn('hypot', x, y))],
  ['xlogy', pair((x, y) => fn('xlogy', x, y))],
  ['xlog1py', pair((x, y) => fn('xlogy', x, add(ONE, y)))],
  // log(e^x + e^y), stable: the larger, and softplus of what is missing.
  ['logaddexp', pair((x, y) => add(x, fn('softplus', sub(y, x))))],
  ['squared_difference', pair((x, y) => power(sub(x, y), 2))],
  ['heaviside', pair((x, y) => where(compare('=', x, ZERO), y, compare('<', ZERO, x)))],
  ['copysign', pair((x, y) => mul(fn('abs', x), fn('sign', y)))],
  ['keras_epsilon', () => scalar(number(1e-7))],
  ['greater', condition('>')],
  ['greater_equal', condition('>=')],
  ['less', condition('<')],
  ['less_equal', condition('<=')],
  ['equal', condition('==')],
  ['not_equal', condition('!=')],
  ['logical_and', (b, m) => both(isCondition(b.q('x'), m), isCondition(b.q('y'), m), m)],
  ['logical_or', (b, m) => either(isCondition(b.q('x'), m), isCondition(b.q('y'), m), m)],
  ['logical_not', (b, m) => negation(isCondition(b.q('x'), m), m)],
  ['where', whereOperation],
  ['clip', (b, m) => clip(b.q('x'), b.some('lo'), b.some('hi'), m)],
  [
    'round_to',
    (b, m) => {
      const decimals = b.some('decimals');
      const d = decimals ? m.known(decimals) : 0;
      if (d === undefined || !Number.isInteger(d) || Math.abs(d) > 12)
        return m.fail('argument', 'argument-unknown', 'decimals');
      const scale = number(10 ** d);
      return elementwise(
        m,
        (x) => (d === 0 ? fn('round', x!) : div(fn('round', mul(scale, x!)), scale)),
        b.q('x'),
      );
    },
  ],
  [
    'masked_fill',
    (b, m) => {
      const cond = conditionOf(b.get('cond') ?? b.q('cond'), m);
      if (typeof cond === 'boolean') return cond ? b.q('value') : b.q('x');
      return choose(isCondition(cond, m), b.q('value'), b.q('x'), m);
    },
  ],
  ['clamp_max', (b, m) => clip(b.q('x'), undefined, b.some('hi'), m)],
  ['lax_clamp', (b, m) => clip(b.q('x'), b.some('lo'), b.some('hi'), m)],
  [
    'threshold',
    (b, m) => {
      const [x, limit, value] = [b.q('x'), b.q('limit'), b.q('value')];
      return elementwise(m, (u, v, w) => where(compare('<', v!, u!), u!, w!), x, limit, value);
    },
  ],
  ['normcdf', one(normalDistribution)],
  ['normpdf', one(normalDensity)],
  ['lognormpdf', one((x) => sub(mul(number({ n: -1, d: 2 }), power(x, 2)), mul(half, log2pi)))],
  ['logit', one((x) => log(div(x, sub(ONE, x))))],
  ['entr', one((x) => neg(fn('xlogy', x, x)))],
  ['rel_entr', pair((x, y) => mul(x, log(div(x, y))))],
  [
    'isfinite',
    (b, m) => ({ ...elementwise(m, (x) => compare('<', neg(constant('inf')), x!), b.q('x')), truth: true }),
  ],
  mathjsEach('exp', exp),
  mathjsEach('sqrt', sqrt),
  ...[
    'expm1',
    'log1p',
    'sin',
    'cos',
    'tan',
    'tanh',
    'sinh',
    'cosh',
    'asin',
    'acos',
    'atan',
    'log2',
    'log10',
  ].map((name) => mathjsEach(name, (x) => fn(name, x))),
]);

const elementwiseBinary = (b: Bound, m: Machine, f: (x: Expr, y: Expr) => Expr): Quantity => {
  const [x, y] = together(undefined, b.q('x'), b.q('y'), m);
  return elementwise(m, (u, v) => f(u!, v!), x, y);
};
