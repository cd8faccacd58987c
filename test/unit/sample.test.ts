import { describe, expect, it } from 'vitest';
import { compile, type Point } from '../../src/math/evaluate.js';
import {
  add,
  compare,
  delta,
  div,
  exp,
  fn,
  log,
  mul,
  neg,
  number,
  ONE,
  power,
  reduce,
  ref,
  sqrt,
  sub,
  sum,
  variable,
  where,
  type Expr,
  type Index,
} from '../../src/math/expr.js';
import type { Parameter, Program } from '../../src/math/program.js';
import { randomFrom } from '../../src/math/random.js';
import { samplePoint } from '../../src/math/sample.js';

const index = (name: string, dim = 'n', value?: Index['value']): Index =>
  value === undefined ? { name, dim } : { name, dim, value };
const [i, j, k] = [index('i', 'm'), index('j'), index('k')];
const x = (at = j): Expr => variable('x', at);

const program = (
  body: Expr,
  parameters: readonly Parameter[],
  indices: readonly Index[] = [],
  definitions: Program['definitions'] = [],
): Program => ({ name: 'f', parameters, definitions, output: { indices, body } });

const points = (p: Program, count = 25): readonly Point[] =>
  Array.from({ length: count }, (_, seed) => {
    const point = samplePoint(p, seed);
    if (!point) throw new Error(`no point for seed ${seed}`);
    return point;
  });

const all = (p: Program, name: string): readonly number[] =>
  points(p).flatMap((point) => [...point.values[name]!.data]);

const vector: Parameter = { name: 'x', dims: ['n'] };

describe('sample points', () => {
  it('are the same for the same seed, and others for another', () => {
    const p = program(exp(x()), [vector], [j]);
    expect(samplePoint(p, 5)).toEqual(samplePoint(p, 5));
    expect(samplePoint(p, 5)).not.toEqual(samplePoint(p, 6));
    expect(samplePoint({ ...p }, 5)).toEqual(samplePoint(p, 5));
  });

  it('give axes of different names different lengths, and digits their number', () => {
    const w = (a: Index, b: Index): Expr => variable('W', a, b);
    const p = program(
      add(sum(j, mul(w(i, j), x())), variable('c', index('a', '3'))),
      [{ name: 'W', dims: ['m', 'n'] }, vector, { name: 'c', dims: ['3'] }],
      [i, index('a', '3')],
    );
    const seen = new Set<number>();
    for (const { dims, values } of points(p)) {
      expect(dims['m']).not.toBe(dims['n']);
      expect(values['W']!.shape).toEqual([dims['m'], dims['n']]);
      expect(values['c']!.shape).toEqual([3]);
      expect(Object.values(dims)).not.toContain(3);
      for (const length of Object.values(dims)) {
        expect(length).toBeGreaterThanOrEqual(2);
        expect(length).toBeLessThanOrEqual(5);
        seen.add(length);
      }
    }
    expect([...seen].sort()).toEqual([2, 4, 5]);
  });

  it('have axes as long as constant places ask for', () => {
    const p = program(add(x(index('a', 'n', 6)), x(index('b', 'n', -3))), [vector]);
    for (const { dims } of points(p)) expect(dims['n']).toBeGreaterThanOrEqual(7);
  });

  it('are positive under logarithms, roots and odd powers, also through definitions', () => {
    const definitions = [{ name: 's', indices: [], body: sum(k, mul(number(3), x(k))) }];
    for (const body of [
      log(x()),
      sqrt(x()),
      power(x(), { n: 3, d: 2 }),
      log(div(x(), ref('s'))),
      fn('xlogy', ONE, x()),
    ]) {
      expect(Math.min(...all(program(body, [vector], [j], definitions), 'x'))).toBeGreaterThan(0);
    }
    const both = all(program(add(log(x()), log(sub(ONE, x()))), [vector], [j]), 'x');
    expect(Math.min(...both)).toBeGreaterThan(0);
    expect(Math.max(...both)).toBeLessThan(1);
    expect(Math.max(...both) - Math.min(...both)).toBeGreaterThan(0.7);
  });

  it('lie between −1 and 1 under an arcsine, and under the root of 1 − x²', () => {
    for (const body of [fn('asin', x()), fn('atanh', x()), sqrt(sub(ONE, power(x(), 2)))]) {
      const values = all(program(body, [vector], [j]), 'x');
      expect(Math.max(...values.map(Math.abs))).toBeLessThan(1);
      expect(Math.min(...values)).toBeLessThan(0);
    }
  });

  it('stay off 0 where they are divided by', () => {
    const values = all(program(div(ONE, variable('T')), [{ name: 'T', dims: [] }]), 'T');
    expect(Math.min(...values.map(Math.abs))).toBeGreaterThan(0.3);
  });

  it('obey what is assumed', () => {
    const p = (assume: Parameter['assume']): Program => program(x(), [{ ...vector, assume: assume! }], [j]);
    for (const { values } of points(p(['sums-to-one']))) {
      expect(values['x']!.data.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(Math.min(...values['x']!.data)).toBeGreaterThan(0);
    }
    for (const { values } of points(p(['one-hot']))) {
      expect([...values['x']!.data].sort().slice(-2)).toEqual([0, 1]);
    }
    const probabilities = all(p(['probability']), 'x');
    expect(Math.min(...probabilities)).toBeGreaterThan(0);
    expect(Math.max(...probabilities)).toBeLessThan(1);
    expect(Math.min(...all(p(['positive']), 'x'))).toBeGreaterThan(0);
  });

  it('take labels from their axis, declared or only used', () => {
    const label = index('y', 'n', { name: 'y', at: [i] });
    for (const y of [
      { name: 'y', dims: ['m'], labelOf: 'n' },
      { name: 'y', dims: ['m'] },
    ]) {
      const p = program(log(exp(variable('x', label))), [vector, y], [i]);
      const seen = points(p).map(({ dims, values }) => {
        expect(values['y']!.shape).toEqual([dims['m']]);
        for (const place of values['y']!.data) {
          expect(Number.isInteger(place)).toBe(true);
          expect(place).toBeLessThan(dims['n']!);
        }
        return values['y']!.data[0]!;
      });
      expect(new Set(seen).size).toBeGreaterThan(2);
    }
  });

  it('visit both sides of a comparison', () => {
    const p = program(where(compare('<', number(20), variable('u')), ONE, exp(variable('u'))), [
      { name: 'u', dims: [] },
    ]);
    const values = all(p, 'u');
    expect(values.some((u) => u > 20)).toBe(true);
    expect(values.some((u) => u < 20)).toBe(true);
  });

  it('are mostly, not always, where a clip lets them through to a logarithm', () => {
    const p = fn('max2', variable('eps'), fn('min2', sub(ONE, variable('eps')), x()));
    const values = all(
      program(add(log(p), log(sub(ONE, p))), [vector, { name: 'eps', dims: [], assume: ['positive'] }], [j]),
      'x',
    );
    const through = values.filter((v) => v > 0 && v < 1).length / values.length;
    expect(through).toBeGreaterThan(0.6);
    expect(through).toBeLessThan(0.98);
  });

  it('are further apart now and then', () => {
    const spread = (seeds: readonly number[]): number =>
      Math.max(
        ...seeds.flatMap((seed) =>
          [...samplePoint(program(x(), [vector], [j]), seed)!.values['x']!.data].map(Math.abs),
        ),
      );
    expect(spread([0, 1, 2, 3, 5, 6, 7, 8])).toBeLessThan(2.01);
    expect(spread([4, 9, 14])).toBeGreaterThan(3);
  });

  it('have a finite output, or there is none', () => {
    const difference = program(log(sub(variable('u'), mul(number(2), variable('v')))), [
      { name: 'u', dims: [] },
      { name: 'v', dims: [] },
    ]);
    for (const point of points(difference)) {
      expect(compile([]).at(point).value(difference.output.body)).not.toBeNaN();
    }
    // Of each factor alone one would ask that it be positive.
    const u = variable('u');
    const product = program(
      log(mul(u, ref('a'))),
      [{ name: 'u', dims: [] }],
      [],
      [{ name: 'a', indices: [], body: neg(add(u, { kind: 'size', dim: 'n' })) }],
    );
    for (const { values } of points(product)) expect(values['u']!.data[0]).toBeLessThan(0);
    const nowhere = program(log(neg(exp(variable('u')))), [{ name: 'u', dims: [] }]);
    expect(samplePoint(nowhere, 1)).toBeUndefined();
  });

  it('take given lengths and values', () => {
    const given = { shape: [3], data: Float64Array.of(1, 2, 3) };
    const p = program(mul(x(), delta(j, j), reduce('max', k, x(k))), [vector], [j]);
    const point = samplePoint(p, 1, { dims: { n: 3 }, values: { x: given } });
    expect(point).toEqual({ dims: { n: 3 }, values: { x: given } });
  });
});

it('random numbers are even', () => {
  const random = randomFrom(42);
  const counts = new Array<number>(10).fill(0);
  for (let n = 0; n < 10_000; n++) counts[Math.floor(random() * 10)]!++;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
