import { describe, expect, it } from 'vitest';
import {
  compile,
  evaluateAll,
  EvaluationError,
  evaluator,
  unitRoundoff,
  type NumericArray,
  type Point,
} from '../../src/math/evaluate.js';
import {
  add,
  arg,
  compare,
  constant,
  delta,
  diff,
  div,
  exp,
  fn,
  log,
  mul,
  neg,
  number,
  ONE,
  pow,
  position,
  power,
  reduce,
  ref,
  size,
  sqrt,
  sub,
  sum,
  variable,
  where,
  ZERO,
  type Expr,
  type Index,
} from '../../src/math/expr.js';
import type { Definition } from '../../src/math/program.js';
import { rational } from '../../src/math/rational.js';

const index = (name: string, dim = 'n', value?: Index['value']): Index =>
  value === undefined ? { name, dim } : { name, dim, value };
const [i, j, k] = [index('i'), index('j'), index('k')];
const vector = (...data: number[]): NumericArray => ({ shape: [data.length], data: Float64Array.from(data) });
const scalar = (x: number): NumericArray => ({ shape: [], data: Float64Array.of(x) });
const matrix = (rows: number, ...data: number[]): NumericArray => ({
  shape: [rows, data.length / rows],
  data: Float64Array.from(data),
});
const x = (at: Index): Expr => variable('x', at);
const u = variable('u');

const softmax: readonly Definition[] = [
  { name: 'e', indices: [j], body: exp(sub(x(j), reduce('max', k, x(k)))) },
  { name: 's', indices: [], body: sum(k, ref('e', k)) },
  { name: 'p', indices: [j], body: div(ref('e', j), ref('s')) },
];
const logits = [0.3, -1.2, 2.5, 0.1];
const point: Point = { dims: { n: 4, m: 2 }, values: { x: vector(...logits) } };
const total = logits.reduce((t, xi) => t + Math.exp(xi), 0);
const p = logits.map((xi) => Math.exp(xi) / total);

const at = (
  values: Point['values'],
  dims: Point['dims'] = { n: 4, m: 2 },
  definitions: readonly Definition[] = [],
) => evaluator(definitions, { dims, values });

const reasonOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof EvaluationError) return `${error.reason} ${error.subject}`;
    throw error;
  }
  return 'no error';
};

describe('a softmax in index notation', () => {
  const here = evaluator(softmax, point);

  it('has the values and the Jacobian known from books', () => {
    for (let a = 0; a < 4; a++) {
      expect(here.value(ref('p', j), { j: a })).toBeCloseTo(p[a]!, 14);
      for (let b = 0; b < 4; b++) {
        const slope = p[a]! * ((a === b ? 1 : 0) - p[b]!);
        expect(here.value(diff(ref('p', j), variable('x', i)), { j: a, i: b })).toBeCloseTo(slope, 14);
        expect(here.slope(ref('p', j), { name: 'x', at: [b] }, { j: a }).slope).toBeCloseTo(slope, 14);
        const closed = mul(ref('p', j), sub(delta(i, j), ref('p', i)));
        expect(here.bounded(closed, { j: a, i: b }).value).toBeCloseTo(slope, 14);
      }
    }
  });

  it('has the Hessian known from books', () => {
    const l = index('l');
    const second = diff(diff(ref('p', j), variable('x', i)), variable('x', l));
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        for (let c = 0; c < 4; c++) {
          const d = (m: number, n: number): number => (m === n ? 1 : 0);
          const expected = p[a]! * ((d(a, b) - p[b]!) * (d(a, c) - p[c]!) - p[b]! * (d(b, c) - p[c]!));
          expect(here.value(second, { j: a, i: b, l: c })).toBeCloseTo(expected, 14);
          expect(
            here.slope(diff(ref('p', j), variable('x', i)), { name: 'x', at: [c] }, { j: a, i: b }).slope,
          ).toBeCloseTo(expected, 14);
        }
      }
    }
  });

  it('is evaluated at once over its index, row by row where there are two', () => {
    expect([...here.all(ref('p', j), [j])]).toEqual(
      [0, 1, 2, 3].map((a) => here.value(ref('p', j), { j: a })),
    );
    const jacobian = here.all(diff(ref('p', j), variable('x', i)), [j, i]);
    expect(jacobian[1 * 4 + 2]).toBeCloseTo(-p[1]! * p[2]!, 14);
    const { values, errors } = here.allBounded(ref('p', j), [j]);
    for (let a = 0; a < 4; a++)
      expect({ value: values[a], error: errors[a] }).toEqual(here.bounded(ref('p', j), { j: a }));
  });

  it('costs a long vector its length, not its square', () => {
    const n = 20_000;
    const long = { shape: [n], data: Float64Array.from({ length: n }, (_, a) => Math.sin(a)) };
    const start = performance.now();
    const values = evaluateAll(ref('p', j), [j], { dims: { n }, values: { x: long } }, softmax);
    // The square would be half a minute.
    expect(performance.now() - start).toBeLessThan(2000);
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
  });

  it('reuses what was compiled for other points, in any order', () => {
    const machine = compile(softmax);
    const [one, other] = [machine.at(point), machine.at({ dims: { n: 2 }, values: { x: vector(0, 0) } })];
    expect(one.value(ref('s'))).toBeCloseTo(total / Math.exp(2.5), 14);
    expect(other.value(ref('s'))).toBe(2);
    expect(one.value(ref('p', j), { j: 2 })).toBeCloseTo(p[2]!, 14);
    expect(other.value(ref('p', j), { j: 1 })).toBe(0.5);
  });
});

describe('every kind of node', () => {
  const here = at({
    x: vector(3, -1, 4, -2),
    u: scalar(2),
    W: matrix(2, 1, 2, 3, 4, 5, 6, 7, 8),
    y: vector(3, 0),
  });
  const m = index('m', 'm');

  it.each<[string, Expr, number]>([
    ['a number in lowest terms', number(rational(2, 3)), 2 / 3],
    ['π', constant('pi'), Math.PI],
    ['∞', neg(constant('inf')), -Infinity],
    ['the length of an axis', size('n'), 4],
    ['an axis of known length', sum(index('a', '3'), ONE), 3],
    ['a sum', sum(k, x(k)), 4],
    ['a product', reduce('prod', k, x(k)), 24],
    ['a maximum', reduce('max', k, x(k)), 4],
    ['a minimum', reduce('min', k, x(k)), -2],
    ['a sum within a sum', sum(m, sum(k, mul(variable('W', m, k), x(k)))), 3 - 2 + 12 - 8 + 15 - 6 + 28 - 16],
    ['bound names used again', sum(k, mul(x(k), sum(k, x(k)))), 16],
    ['a place counted from the front', x(index('a', 'n', 2)), 4],
    ['a place counted from the end', x(index('a', 'n', -1)), -2],
    ['a label', sum(m, variable('W', m, index('a', 'n', { name: 'y', at: [m] }))), 4 + 5],
    ['an index as a number', sum(k, mul(position(k), x(k))), -1 + 8 - 6],
    ['the place of the maximum', sum(k, mul(arg('max', k, j, x(j)), position(k))), 2],
    ['the place of the minimum', sum(k, mul(arg('min', k, j, x(j)), position(k))), 3],
    ['δ under a sum', sum(k, mul(delta(k, index('a', 'n', -2)), x(k))), 4],
    ['a power', power(u, 5), 32],
    ['a root', sqrt(mul(u, u, u, u)), 4],
    ['a quotient', div(ONE, mul(u, u)), 0.25],
    ['an inverse root', power(u, rational(-1, 2)), 1 / Math.sqrt(2)],
    ['a variable exponent', pow(number(3), u), 9],
    ['a function of two', fn('max2', u, number(7)), 7],
    ['a comparison', add(compare('<', u, ONE), mul(number(2), compare('<=', u, number(2)))), 2],
    ['equality', sub(compare('=', u, number(2)), compare('!=', u, number(2))), 1],
    ['the branch taken alone', where(compare('<', ZERO, u), u, variable('missing')), 2],
    ['the other branch', where(compare('<', u, ZERO), variable('missing'), neg(u)), -2],
    ['a derivative', diff(power(u, 3), u), 12],
    ['a derivative in a sum', sum(k, diff(power(x(k), 2), variable('x', index('a', 'n', 0)))), 6],
    ['a second derivative', diff(diff(power(u, 3), u), u), 12],
    ['a third derivative', diff(diff(diff(power(u, 5), u), u), u), 240],
  ])('%s', (_, e, expected) => {
    expect(here.value(e)).toBeCloseTo(expected, 13);
    expect(here.bounded(e).value).toBe(here.value(e));
    expect(here.slope(e, { name: 'u', at: [] }).value).toBeCloseTo(expected, 13);
  });

  it('takes the first of equal extrema, for value and slope', () => {
    const tied = at({ x: vector(1, 5, 5, 0) });
    expect([...tied.all(arg('max', k, j, x(j)), [k])]).toEqual([0, 1, 0, 0]);
    expect([...tied.all(diff(reduce('max', j, x(j)), variable('x', k)), [k])]).toEqual([0, 1, 0, 0]);
  });

  it('divides as the code does, in one rounding', () => {
    expect(at({ u: scalar(1), v: scalar(49) }).value(div(u, variable('v')))).toBe(1 / 49);
    expect(at({ u: scalar(49), v: scalar(49) }).value(div(u, variable('v')))).toBe(1);
  });

  it('lets a δ of 0 hide what is not defined, and a factor of 0 not', () => {
    const zeros = at({ x: vector(0, 2, 0, 0) });
    expect(zeros.value(sum(k, mul(delta(k, index('a', 'n', 1)), power(x(k), -1))))).toBe(0.5);
    expect(zeros.value(sum(k, mul(x(k), log(x(k)))))).toBeNaN();
  });

  it('hands on what is not a number', () => {
    const bad = at({ x: vector(1, NaN, 3, 2) });
    expect(bad.value(reduce('max', k, x(k)))).toBeNaN();
    expect(bad.value(sum(k, x(k)))).toBeNaN();
    expect([...bad.all(arg('max', k, j, x(j)), [k])]).toEqual([0, 0, 0, 0]);
    expect(
      at({ x: vector(1000, 0, 0, 0) }).value(div(exp(x(index('a', 'n', 0))), sum(k, exp(x(k))))),
    ).toBeNaN();
  });
});

describe('slopes', () => {
  it('know nothing from a zero: no derivative is made up at ‖0‖, none is lost beside ln 0', () => {
    const norm = sqrt(sum(k, power(x(k), 2)));
    const zero = at({ x: vector(0, 0, 0, 0) });
    expect(zero.value(diff(norm, variable('x', index('a', 'n', 0))))).toBeNaN();
    const partly = at({ x: vector(0, 1, 1, 1) });
    const roots = sum(k, sqrt(x(k)));
    expect(partly.value(diff(roots, variable('x', index('a', 'n', 1))))).toBe(0.5);
    expect(partly.value(diff(roots, variable('x', index('a', 'n', 0))))).toBe(Infinity);
    expect(partly.value(diff(diff(roots, x(j) as never), variable('x', i)), { i: 1, j: 1 })).toBe(-0.25);
    expect(partly.value(diff(diff(roots, x(j) as never), variable('x', i)), { i: 1, j: 0 })).toBe(0);
  });

  it('go through definitions that are used at several places', () => {
    const definitions: Definition[] = [
      { name: 'a', indices: [i], body: mul(x(i), sum(k, x(k))) },
      { name: 'b', indices: [], body: sum(i, mul(ref('a', i), ref('a', index('z', 'n', 0)))) },
    ];
    const here = at({ x: vector(1, 2, 3, 4) }, { n: 4 }, definitions);
    // b = S² · x_0 S with S = Σ x, so ∂b/∂x_1 = 3 S² x_0.
    expect(here.value(ref('b'))).toBe(1000);
    expect(here.slope(ref('b'), { name: 'x', at: [1] })).toMatchObject({ value: 1000, slope: 300 });
    expect(here.value(diff(diff(ref('b'), variable('x', i)), variable('x', j)), { i: 1, j: 1 })).toBe(60);
    expect(here.slope(ref('b'), { name: 'x', at: [0] }).slope).toBe(300 + 1000);
  });

  it('and values leave the indices of those who refer to a definition as they were', () => {
    const definitions: Definition[] = [{ name: 'c', indices: [k], body: mul(number(2), x(k)) }];
    const here = at({ x: vector(1, 2, 3, 4) }, { n: 4 }, definitions);
    const last = index('a', 'n', 3);
    const e = sum(k, mul(ref('c', last), x(k)));
    expect(here.value(e)).toBe(80);
    expect(here.bounded(e).value).toBe(80);
    expect(here.slope(e, { name: 'x', at: [3] }).slope).toBe(8 + 20);
    expect(here.value(diff(diff(e, variable('x', last)), variable('x', last)))).toBe(4);
  });

  it('of a product at 0 are those of the factor that is 0', () => {
    const here = at({ x: vector(0, 2, 3, 4) });
    expect([...here.all(diff(reduce('prod', k, x(k)), variable('x', i)), [i])]).toEqual([24, 0, 0, 0]);
    const zeros = at({ x: vector(0, 0, 3, 4) });
    expect(
      zeros.value(diff(diff(reduce('prod', k, x(k)), variable('x', i)), variable('x', j)), { i: 0, j: 1 }),
    ).toBe(12);
  });

  it('of b^x take what varies alone', () => {
    const here = at({ u: scalar(3), v: scalar(-2) });
    expect(here.slope(pow(variable('v'), u), { name: 'v', at: [] }).slope).toBe(12);
    expect(here.slope(pow(u, u), { name: 'u', at: [] }).slope).toBeCloseTo(27 * (1 + Math.log(3)), 12);
    expect(here.value(diff(diff(pow(u, u), u), u))).toBeCloseTo(27 * ((1 + Math.log(3)) ** 2 + 1 / 3), 11);
  });
});

describe('error bounds', () => {
  const condition = ({ value, error }: { value: number; error: number }): number =>
    error / (unitRoundoff * Math.abs(value));

  it('are the condition of what is computed', () => {
    const here = at({ u: scalar(1.7), v: scalar(1.7 * (1 + 1e-8)) });
    expect(condition(here.bounded(u))).toBe(1);
    expect(condition(here.bounded(mul(u, variable('v'))))).toBeLessThan(6);
    const cancels = condition(here.bounded(sub(u, variable('v'))));
    expect(cancels).toBeGreaterThan(1e8);
    expect(cancels).toBeLessThan(1e9);
    expect(condition(here.bounded(exp(mul(number(300), u))))).toBeGreaterThan(510);
    expect(condition(here.bounded(fn('sin', mul(number(1000), u))))).toBeGreaterThan(100);
  });

  it('hold where rounding is all there is', () => {
    const values = Array.from({ length: 50 }, (_, n) => Math.sin(n * 1.7) * 10);
    const here = at({ x: vector(...values) }, { n: 50 });
    const mean = mul(sum(k, x(k)), power(size('n'), -1));
    const rest = here.bounded(sum(i, sub(x(i), mean)));
    expect(Math.abs(rest.value)).toBeLessThanOrEqual(rest.error);
    expect(rest.error).toBeLessThan(1e-12);
    const square = here.bounded(sub(power(sqrt(sum(k, power(x(k), 2))), 2), sum(k, power(x(k), 2))));
    expect(Math.abs(square.value)).toBeLessThanOrEqual(square.error);
  });

  it('of slopes too', () => {
    const here = at({ u: scalar(1e-5) });
    // (1 − cos u) / u² cancels, its derivative more so.
    const f = div(sub(ONE, fn('cos', u)), power(u, 2));
    const { slope, error } = here.slope(f, { name: 'u', at: [] });
    const exact = -1e-5 / 12;
    expect(Math.abs(slope - exact)).toBeLessThanOrEqual(error);
    // u/2 · 2/u³: that of the numerator, over u³.
    expect(error).toBeLessThan(1);
    expect(here.bounded(diff(f, u))).toEqual({ value: slope, error });
    const second = here.bounded(diff(diff(f, u), u));
    expect(Math.abs(second.value + 1 / 12)).toBeLessThanOrEqual(second.error);
  });

  it('are finite where the value is', () => {
    const here = at({ u: scalar(800), v: scalar(0) });
    for (const e of [
      div(ONE, add(ONE, exp(u))),
      fn('sigmoid', neg(u)),
      mul(variable('v'), u),
      sqrt(variable('v')),
      pow(variable('v'), u),
      fn('cbrt', variable('v')),
      where(compare('<', u, variable('v')), u, exp(neg(u))),
    ]) {
      const { value, error } = here.bounded(e);
      expect(Number.isFinite(value)).toBe(true);
      expect(Number.isFinite(error)).toBe(true);
    }
  });

  it('say that a comparison within rounding is uncertain, and equality not', () => {
    const here = at({ x: vector(0.1, 0.2, 0.3, 0.3) });
    const [a, b] = [add(x(index('a', 'n', 0)), x(index('a', 'n', 1))), x(index('a', 'n', 2))];
    expect(here.bounded(compare('<', b, a))).toEqual({ value: 1, error: 1 });
    expect(here.bounded(compare('<=', b, x(index('a', 'n', 3))))).toEqual({ value: 1, error: 0 });
    // So is a branch that hangs on it, and a step that is taken there or not.
    expect(here.bounded(where(compare('<', b, a), ONE, ZERO))).toEqual({ value: 1, error: 1e300 });
    expect(here.bounded(fn('floor', mul(number(10), a))).error).toBeGreaterThan(0.9);
    expect(here.bounded(fn('floor', mul(number(11), a))).error).toBeLessThan(1e-14);
  });
});

describe('where there is no number', () => {
  const here = at({ x: vector(1, 2, 3, 4), u: scalar(1.5), y: vector(4, 1) }, { n: 4, m: 2 }, softmax);
  const m = index('m', 'm');

  it.each<[string, Expr]>([
    ['missing-value v', variable('v')],
    ['missing-value toString', variable('toString')],
    ['missing-size q', size('q')],
    ['missing-size q', sum(index('a', 'q'), ONE)],
    ['free-index k', x(k)],
    ['out-of-range 4', x(index('a', 'n', 4))],
    ['out-of-range -5', x(index('a', 'n', -5))],
    ['out-of-range y', sum(m, x(index('a', 'n', { name: 'y', at: [m] })))],
    ['out-of-range u', x(index('a', 'n', { name: 'u', at: [] }))],
    ['out-of-range x', sum(index('a', '7'), x(index('a', '7')))],
    ['out-of-range p', ref('p', index('a', '9', 5))],
    ['shape x', variable('x')],
    ['shape p', ref('p')],
    ['unknown-function frobnicate', fn('frobnicate', ONE)],
    ['unknown-function exp', fn('exp', ONE, ONE)],
    ['unknown-definition q', ref('q')],
  ])('says %s', (reason, e) => {
    expect(reasonOf(() => here.value(e))).toBe(reason);
    expect(reasonOf(() => here.bounded(e))).toBe(reason);
    expect(reasonOf(() => here.slope(e, { name: 'x', at: [0] }))).toBe(reason);
    // An error leaves nothing behind.
    expect(here.value(sum(k, x(k)))).toBe(10);
  });

  it('says what it cannot derive by', () => {
    expect(reasonOf(() => here.slope(ONE, { name: 'x', at: [4] }))).toBe('out-of-range x');
    expect(reasonOf(() => here.slope(ONE, { name: 'x', at: [] }))).toBe('shape x');
    expect(reasonOf(() => here.slope(ONE, { name: 'v', at: [] }))).toBe('missing-value v');
    expect(reasonOf(() => here.value(x(k), { k: -1 }))).toBe('free-index k');
    expect(reasonOf(() => here.value(x(k), { k: 9 }))).toBe('out-of-range x');
  });

  it('does not begin what would not fit', () => {
    const many = at({ x: vector(1) }, { n: 100_000 });
    expect(reasonOf(() => many.all(delta(i, j), [i, j]))).toBe('too-long 10000000000');
    expect(reasonOf(() => many.all(ONE, [index('i', 'toString')]))).toBe('missing-size toString');
  });

  it('ends with a definition that refers to itself, and with a depth of thousands', () => {
    const circular = at({}, {}, [{ name: 'c', indices: [], body: add(ref('c'), ONE) }]);
    expect(reasonOf(() => circular.value(ref('c')))).toMatch('too-deep');
    let deep: Expr = u;
    for (let n = 0; n < 400; n++) deep = fn('sin', deep);
    for (const run of [
      here.value(deep),
      here.bounded(deep).value,
      here.slope(deep, { name: 'u', at: [] }).value,
    ]) {
      expect(run).toBeCloseTo(0.085, 2);
    }
    expect(here.value(diff(diff(deep, u), u))).not.toBeNaN();
  });
});
