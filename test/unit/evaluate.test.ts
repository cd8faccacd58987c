import { describe, expect, it } from 'vitest';
import { evaluator, unitRoundoff, type Point } from '../../src/math/evaluate.js';
import {
  add,
  delta,
  diff,
  div,
  exp,
  mul,
  neg,
  ref,
  reduce,
  sum,
  sub,
  variable,
  type Index,
} from '../../src/math/expr.js';
import type { Definition } from '../../src/math/program.js';

const index = (name: string, dim = 'n'): Index => ({ name, dim });
const [i, j, k] = [index('i'), index('j'), index('k')];
const vector = (...data: number[]) => ({ shape: [data.length], data: Float64Array.from(data) });

const softmax: readonly Definition[] = [
  { name: 'e', indices: [j], body: exp(sub(variable('x', j), reduce('max', k, variable('x', k)))) },
  { name: 's', indices: [], body: sum(k, ref('e', k)) },
  { name: 'p', indices: [j], body: div(ref('e', j), ref('s')) },
];
const x = [0.3, -1.2, 2.5, 0.1];
const point: Point = { dims: { n: 4 }, values: { x: vector(...x) } };
const total = x.reduce((t, xi) => t + Math.exp(xi), 0);
const p = x.map((xi) => Math.exp(xi) / total);

describe('a softmax in index notation', () => {
  const at = evaluator(softmax, point);

  it('has the values and the derivative known from books', () => {
    for (let a = 0; a < 4; a++) {
      expect(at.value(ref('p', j), { j: a })).toBeCloseTo(p[a]!, 14);
      for (let b = 0; b < 4; b++) {
        const slope = p[a]! * ((a === b ? 1 : 0) - p[b]!);
        expect(at.value(diff(ref('p', j), variable('x', i)), { j: a, i: b })).toBeCloseTo(slope, 14);
        expect(at.slope(ref('p', j), { name: 'x', at: [b] }, { j: a }).slope).toBeCloseTo(slope, 14);
        const closed = mul(ref('p', j), sub(delta(i, j), ref('p', i)));
        const { value, error } = at.bounded(closed, { j: a, i: b });
        expect(value).toBeCloseTo(slope, 14);
        expect(error / (unitRoundoff * Math.abs(value))).toBeGreaterThan(1);
        expect(error / (unitRoundoff * Math.abs(value))).toBeLessThan(200);
      }
    }
    expect([...at.all(ref('p', j), [j])].reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    expect(at.value(add(sum(j, ref('p', j)), neg(sum(k, ref('p', k)))))).toBe(0);
  });
});
