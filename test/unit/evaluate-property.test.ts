import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, type Evaluator, type Point } from '../../src/math/evaluate.js';
import { diff, nodeCount, variable, type Expr, type Index, type Variable } from '../../src/math/expr.js';
import { functionNamed } from '../../src/math/functions/index.js';
import type { Definition } from '../../src/math/program.js';
import { toNumber } from '../../src/math/rational.js';
import { exactly, difference } from './exact-jets.js';
import { expressions, output } from './random-expressions.js';

/** Named like a bound index of the expressions, so that one is not mistaken for the other. */
const row: Index = { name: 'k', dim: 'n' };

const definitionsOf = (taste: Parameters<typeof expressions>[0]): fc.Arbitrary<readonly Definition[]> =>
  fc
    .tuple(
      expressions({ ...taste, definitions: [] }, [], 2),
      expressions({ ...taste, definitions: ['a'] }, [row], 2),
    )
    .map(([a, b]) => [
      { name: 'a', indices: [], body: a },
      { name: 'b', indices: [row], body: b },
    ]);

/** Dyadic numbers, so that they are exact as doubles and short as fractions. */
const numbers = fc.integer({ min: -32, max: 32 }).map((n) => n / 16);
const array = (...shape: number[]) =>
  fc
    .array(numbers, {
      minLength: shape.reduce((a, b) => a * b, 1),
      maxLength: shape.reduce((a, b) => a * b, 1),
    })
    .map((data) => ({ shape, data: Float64Array.from(data) }));
const points: fc.Arbitrary<Point> = fc
  .record({ u: array(), v: array(), x: array(3), W: array(2, 3) })
  .map((values) => ({ dims: { n: 3, m: 2 }, values }));

const variables: readonly Variable[] = [
  variable('u'),
  variable('x', { name: 'z', dim: 'n', value: 0 }),
  variable('x', output),
  variable('W', { name: 'z', dim: 'm', value: 1 }, output),
];

const cases = (taste: Parameters<typeof expressions>[0]) =>
  fc.record({
    e: expressions(taste, [output], 3),
    definitions: definitionsOf(taste),
    point: points,
    by: fc.constantFrom(...variables),
    by2: fc.constantFrom(...variables),
    i: fc.integer({ min: 0, max: 2 }),
  });

const everything = {
  functions: ['exp', 'sin', 'tanh', 'sigmoid', 'softplus', 'atan', 'abs', 'log'],
  powers: [-1, 2, 3, -2],
  kinks: true,
  definitions: ['a', 'b'],
};

/** The plainest interpreter: no memo, no compilation; definitions by their bodies. */
const naive = (e: Expr, at: Readonly<Record<string, number>>, p: Point, d: readonly Definition[]): number => {
  const go = (c: Expr, where = at): number => naive(c, where, p, d);
  const place = (i: Index): number => (typeof i.value === 'number' ? i.value : at[i.name]!);
  const each = (index: Index, body: Expr): number[] =>
    Array.from({ length: p.dims[index.dim]! }, (_, k) => go(body, { ...at, [index.name]: k }));
  switch (e.kind) {
    case 'num':
      return toNumber(e.value);
    case 'size':
      return p.dims[e.dim]!;
    case 'pos':
      return place(e.index);
    case 'var': {
      const { shape, data } = p.values[e.name]!;
      return data[e.at.reduce((offset, i, axis) => offset * shape[axis]! + place(i), 0)]!;
    }
    case 'ref': {
      const { indices, body } = d.find((x) => x.name === e.name)!;
      return go(body, Object.fromEntries(indices.map((i, n) => [i.name, place(e.at[n]!)])));
    }
    case 'delta':
      return place(e.a) === place(e.b) ? 1 : 0;
    case 'add':
      return e.terms.map((t) => go(t)).reduce((a, b) => a + b);
    case 'mul': {
      const selects = e.factors.filter((f) => f.power.n > 0 && ['delta', 'arg'].includes(f.base.kind));
      if (selects.some((f) => go(f.base) === 0)) return 0;
      return e.factors.reduce((v, f) => v * go(f.base) ** toNumber(f.power), toNumber(e.coef));
    }
    case 'fn':
      return functionNamed(e.name)!.evaluate(...e.args.map((a) => go(a)));
    case 'reduce': {
      const values = each(e.index, e.body);
      if (e.op === 'sum') return values.reduce((a, b) => a + b);
      if (e.op === 'prod') return values.reduce((a, b) => a * b);
      return e.op === 'max' ? Math.max(...values) : Math.min(...values);
    }
    case 'arg': {
      const values = each(e.index, e.body);
      return values.indexOf(e.op === 'max' ? Math.max(...values) : Math.min(...values)) === place(e.at)
        ? 1
        : 0;
    }
    case 'compare':
      return (e.rel === '<' ? go(e.left) < go(e.right) : go(e.left) <= go(e.right)) ? 1 : 0;
    case 'where':
      return go(e.cond) ? go(e.then) : go(e.otherwise);
    default:
      throw new Error(e.kind);
  }
};

const settings = { seed: 20, numRuns: 100 };

describe('random expressions', () => {
  it('have the value that the plainest interpreter gives them', () => {
    fc.assert(
      fc.property(cases(everything), ({ e, definitions, point, i }) => {
        const here = compile(definitions).at(point);
        const { values, errors } = here.allBounded(e, [output]);
        values.forEach((value, place) => {
          const expected = naive(e, { i: place }, point, definitions);
          if (!Number.isFinite(expected)) expect(value).toBe(expected);
          else expect(Math.abs(value - expected)).toBeLessThanOrEqual(2 * errors[place]!);
        });
        expect(here.bounded(e, { i })).toEqual({ value: values[i], error: errors[i] });
        expect(here.all(e, [output])).toEqual(values);
      }),
      { ...settings, numRuns: 180 },
    );
  });

  it('made of + · / and powers are within their error bounds of what fractions give, to the second derivative', () => {
    const algebra = { functions: [], powers: [-1, 2, -2], kinks: false, definitions: ['a', 'b'] };
    let compared = 0;
    fc.assert(
      fc.property(cases(algebra), ({ e, definitions, point, by, by2, i }) => {
        fc.pre(nodeCount(e) < 40);
        const here = compile(definitions).at(point);
        const exact = exactly(e, { i }, point, definitions, [by, by2]);
        if (!exact) return;
        const results = [e, diff(e, by), diff(e, by2), diff(diff(e, by), by2)].map((x) =>
          here.bounded(x, { i }),
        );
        results.forEach(({ value, error }, order) => {
          if (!Number.isFinite(value) || error >= 1e300) return;
          compared++;
          const off = difference(value, exact[order]!);
          if (off > error * (1 + 1e-9))
            throw new Error(`derivative ${order} is ${value}, off by ${off}, bound ${error}`);
        });
        expect(here.slope(diff(e, by), componentOf(by2, i), { i }).slope).toBe(results[3]!.value);
      }),
      settings,
    );
    expect(compared).toBeGreaterThan(settings.numRuns * 2);
  });

  it('have the slopes that differences measure', () => {
    const smooth = {
      ...everything,
      kinks: false,
      functions: everything.functions.slice(0, 6),
      powers: [-1, 2, 3],
    };
    let compared = 0;
    fc.assert(
      fc.property(cases(smooth), ({ e, definitions, point, by, i }) => {
        const machine = compile(definitions);
        const component = componentOf(by, i);
        const near = (step: number): Evaluator => machine.at(moved(point, component, step));
        for (const f of [e, diff(e, by)]) {
          const { value, error } = near(0).bounded(diff(f, by), { i });
          const [h, g] = [1e-4, 5e-5].map((step) => {
            const [up, down] = [near(step).value(f, { i }), near(-step).value(f, { i })];
            return (up - down) / (2 * step);
          });
          const measured = (4 * g! - h!) / 3;
          if (!Number.isFinite(value) || !Number.isFinite(measured)) continue;
          const noise = near(0).bounded(f, { i }).error / 5e-5 + error;
          const trust = Math.abs(g! - h!) + 1e-7 * (1 + Math.abs(value)) + 10 * noise;
          if (trust > 1e-4 * (1 + Math.abs(value))) continue;
          compared++;
          expect(Math.abs(value - measured)).toBeLessThan(trust);
        }
      }),
      settings,
    );
    expect(compared).toBeGreaterThan(settings.numRuns);
  });
});

const componentOf = (by: Variable, i: number) => ({
  name: by.name,
  at: by.at.map((a) => (typeof a.value === 'number' ? a.value : i)),
});

const moved = (point: Point, by: { name: string; at: readonly number[] }, step: number): Point => {
  const { shape, data } = point.values[by.name]!;
  const offset = by.at.reduce((o, place, axis) => o * shape[axis]! + place, 0);
  const next = data.map((value, at) => (at === offset ? value + step : value));
  return { dims: point.dims, values: { ...point.values, [by.name]: { shape, data: next } } };
};
