import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, unitRoundoff } from '../../src/math/evaluate.js';
import { diff, fn, variable, walk } from '../../src/math/expr.js';
import type { ElementaryFunction } from '../../src/math/functions/function.js';
import { functionNamed, functions } from '../../src/math/functions/index.js';
import { ruleTexts } from '../../src/wording/rules.js';

const names = ['u', 'v', 'w'].map((name) => variable(name));
const compiled = compile([]);
const at = (xs: readonly number[]) =>
  compiled.at({
    dims: {},
    values: Object.fromEntries(xs.map((x, k) => [names[k]!.name, { shape: [], data: Float64Array.of(x) }])),
  });

/** Where each argument is taken from; the whole line where nothing else is said. */
const ranges: Record<string, readonly (readonly [number, number])[]> = {
  positive: [[0.3, 9]],
  nonnegative: [[0, 12]],
  unit: [[-0.9, 0.9]],
  'open-unit': [[-0.9, 0.9]],
  'above-one': [[1.1, 9]],
  'above-minus-one': [[-0.9, 9]],
  everywhere: [[-6, 6]],
  xlogy: [
    [-4, 4],
    [0.05, 12],
  ],
  leakyrelu: [
    [-6, 6],
    [0.01, 0.9],
  ],
  elu: [
    [-6, 6],
    [0.1, 2],
  ],
  clip: [
    [-6, 6],
    [-3, 2],
    [-2, 3],
  ],
  mod: [
    [-9, 9],
    [1.5, 4],
  ],
  polygamma: [
    [1, 1],
    [0.2, 12],
  ],
};

const argumentsOf = (f: ElementaryFunction): fc.Arbitrary<number[]> =>
  fc.tuple(
    ...Array.from({ length: f.arity }, (_, k) => {
      const chosen = ranges[f.name] ?? ranges[f.domain ?? 'everywhere']!;
      const [min, max] = (chosen[k] ?? chosen[0])!;
      // Evenly over the range; fc.double would take nearly all from around 0.
      return fc.integer({ min: 0, max: 1 << 20 }).map((n) => min + ((max - min) * n) / (1 << 20));
    }),
  );

/** Arguments at which a small step crosses no kink and no jump. */
const isSmooth = (f: ElementaryFunction, xs: readonly number[]): boolean => {
  const far = (a: number, b: number): boolean => Math.abs(a - b) > 4e-3;
  if (f.kinks?.some((kink) => !far(xs[0]!, kink))) return false;
  if (f.arity > 1 && !xs.every((x, k) => xs.every((y, l) => k === l || far(x, y)))) return false;
  if (['floor', 'ceil', 'round'].includes(f.name)) return far(xs[0]! * 2, Math.round(xs[0]! * 2));
  if (f.name === 'mod') return far(xs[0]! / xs[1]!, Math.round(xs[0]! / xs[1]!));
  if (f.name === 'tan') return Math.abs(Math.cos(xs[0]!)) > 0.05;
  if (f.name === 'atan2') return Math.hypot(xs[0]!, xs[1]!) > 0.1 && far(xs[0]!, 0);
  return true;
};

/** Central difference with one extrapolation: error of order h⁴. */
const difference = (g: (x: number) => number, x: number): number => {
  const h = 1e-3 * Math.max(Math.min(1, Math.abs(x)), 0.02);
  const d = (step: number): number => (g(x + step) - g(x - step)) / (2 * step);
  return (4 * d(h / 2) - d(h)) / 3;
};

const close = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) <= tolerance || (a !== a && b !== b);

describe.each([...functions.values()])('$name', (f) => {
  const args = names.slice(0, f.arity);
  const partials = f.partials(...args);
  const varied = args.map((_, k) => k).filter((k) => f.name !== 'polygamma' || k === 1);

  it('has one derivative: symbolic, numeric and by differences', () => {
    fc.assert(
      fc.property(argumentsOf(f), (xs) => {
        fc.pre(isSmooth(f, xs));
        const here = at(xs);
        const slopes = f.slopes(...xs);
        for (const k of varied) {
          const { value, error } = here.bounded(partials[k]!);
          const scale = 40 * error + 1e-15;
          if (!close(value, slopes[k]!, scale))
            throw new Error(`partial ${k} is ${value}, slope ${slopes[k]}`);
          const measured = difference((x) => f.evaluate(...xs.map((y, n) => (n === k ? x : y))), xs[k]!);
          const size = Math.max(1, Math.abs(f.evaluate(...xs)), Math.abs(slopes[k]!));
          if (!close(measured, slopes[k]!, 1e-6 * size))
            throw new Error(`measured ${k}: ${measured} for ${slopes[k]}`);
        }
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  it('has a second derivative that agrees with its first', () => {
    fc.assert(
      fc.property(argumentsOf(f), (xs) => {
        fc.pre(isSmooth(f, xs));
        for (const k of varied) {
          const second = at(xs).value(diff(diff(fn(f.name, ...args), args[k]!), args[k]!));
          const slope = (x: number): number => f.slopes(...xs.map((y, n) => (n === k ? x : y)))[k]!;
          const size = Math.max(1, Math.abs(slope(xs[k]!)), Math.abs(second));
          expect(Math.abs(second - difference(slope, xs[k]!))).toBeLessThan(1e-5 * size);
        }
      }),
      { seed: 8, numRuns: 8 },
    );
  });

  it('is derived in terms of functions of the table', () => {
    for (const partial of partials) {
      walk(partial, (e) => {
        if (e.kind === 'fn') expect(functionNamed(e.name)?.arity).toBe(e.args.length);
      });
    }
  });

  it('has a rule that can be put into words', () => {
    expect(ruleTexts[f.rule]).toBeDefined();
  });

  it('is written in one line, with balanced brackets', () => {
    const set = args.map((a) => a.name);
    for (const latex of [f.latex(set), f.latex(set, '2')]) {
      expect(latex.match(/\{/g)?.length).toBe(latex.match(/\}/g)?.length);
      expect(latex.match(/\\left/g)?.length).toBe(latex.match(/\\right/g)?.length);
    }
    expect(f.text(set)).not.toMatch(/[\\{}\n]/);
  });
});

describe('far from the origin', () => {
  const value = (name: string, ...xs: number[]): number => functionNamed(name)!.evaluate(...xs);

  it('nothing overflows that has a value', () => {
    expect(value('sigmoid', -745)).toBeCloseTo(5e-324, 323);
    expect(value('sigmoid', 1000)).toBe(1);
    expect(value('softplus', 1000)).toBe(1000);
    expect(value('softplus', -40)).toBeCloseTo(Math.exp(-40), 30);
    expect(value('logsigmoid', -1000)).toBe(-1000);
    expect(value('logsigmoid', 40)).toBeCloseTo(-Math.exp(-40), 30);
    expect(value('silu', -800)).toBe(-0);
    expect(value('mish', 800)).toBe(800);
    expect(value('geluTanh', -50)).toBe(-0);
    expect(value('hypot', 3e200, 4e200) / 5e200).toBeCloseTo(1, 14);
    for (const name of [
      'sigmoid',
      'softplus',
      'logsigmoid',
      'tanh',
      'silu',
      'mish',
      'gelu',
      'geluTanh',
      'elu',
      'selu',
    ]) {
      const f = functionNamed(name)!;
      const rest = f.arity === 2 ? [1] : [];
      for (const x of [-1000, 1000]) expect(f.slopes(x, ...rest).every(Number.isFinite), name).toBe(true);
    }
  });

  it('keeps the digits of the tails', () => {
    // Φ(−10) = 7.61985302416052606597e−24 (Abramowitz and Stegun, table 26.2)
    expect(value('gelu', -10) / (-10 * 7.619853024160525e-24)).toBeCloseTo(1, 12);
    expect(functionNamed('sigmoid')!.slopes(40)[0]! / Math.exp(-40)).toBeCloseTo(1, 14);
    expect(value('erfc', 10) / 2.088487583762545e-45).toBeCloseTo(1, 12);
  });
});

describe('at kinks and borders', () => {
  it('takes the value that the libraries take', () => {
    expect(functionNamed('relu')!.slopes(0)).toEqual([0]);
    expect(functionNamed('abs')!.slopes(0)).toEqual([0]);
    expect(functionNamed('xlogy')!.evaluate(0, 0)).toBe(0);
    expect(functionNamed('round')!.evaluate(2.5)).toBe(2);
    expect(functionNamed('round')!.evaluate(-1.5)).toBe(-2);
    expect(functionNamed('mod')!.evaluate(-1, 3)).toBe(2);
    expect(functionNamed('max2')!.slopes(1, 1)).toEqual([0, 0]);
    expect(functionNamed('clip')!.evaluate(9, -1, 1)).toBe(1);
  });

  it('is NaN where its argument is', () => {
    for (const f of functions.values()) {
      expect(f.evaluate(...Array.from({ length: f.arity }, () => NaN)), f.name).toBeNaN();
    }
  });
});

it('rounds as little as its error bound says', () => {
  // sin² + cos² − 1 is nothing but rounding error.
  const x = names[0]!;
  const e = { s: fn('sin', x), c: fn('cos', x) };
  for (const angle of [0.1, 1, 2, 30]) {
    const [s, c] = [at([angle]).bounded(e.s), at([angle]).bounded(e.c)];
    const rest = Math.abs(s.value ** 2 + c.value ** 2 - 1);
    expect(rest).toBeLessThan(2 * (s.error + c.error) + 4 * unitRoundoff);
  }
});
