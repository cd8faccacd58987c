import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossEntropyGradient,
  logSoftmax,
  logSumExp,
  prepareSoftmax,
  softmax,
  softmaxJacobian,
  softmaxJacobianEntry,
  softmaxJacobianTimes,
} from '../../src/math/softmax.js';
import { exactSoftmax, ulps } from './softmax-oracle.js';

/** The bounds that the kernels promise, in ulps. */
const BOUND = { p: 2, logP: 1, logSumExp: 1, jacobian: 4, crossEntropy: 2 };

interface ReferenceCase {
  id: string;
  n: number;
  x: string[];
  defined: boolean;
  p: string[];
  log_p: string[];
  lse: string;
  jacobian: { i: number; j: number; v: string }[];
  cross_entropy: { target: number; loss: string; grad: { i: number; v: string }[] }[];
}

const reference = JSON.parse(
  readFileSync(new URL('../reference/softmax_reference.json', import.meta.url), 'utf8'),
) as { cases: ReferenceCase[] };

const vector = (values: Iterable<number>): Float64Array => Float64Array.from(values);

/** `expect` for each of many thousand numbers would be most of the run. */
function within(bound: number, got: number, want: number, what: () => string): void {
  if (ulps(got, want) > bound) expect.fail(`${what()}: ${got}, not ${want} (${ulps(got, want)} ulp)`);
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the reference values (mpmath, 50 digits)', () => {
  for (const c of reference.cases) {
    const x = vector(c.x.map(Number));
    if (!c.defined) {
      it(`${c.id}: refused`, () => {
        for (const f of [softmax, logSoftmax, logSumExp, softmaxJacobian])
          expect(() => f(x)).toThrow(RangeError);
      });
      continue;
    }
    it(c.id, () => {
      const p = softmax(x);
      const logP = logSoftmax(x);
      const jacobian = softmaxJacobian(x);
      for (let i = 0; i < c.n; i++) {
        within(BOUND.p, p[i]!, Number(c.p[i]), () => `p[${i}]`);
        within(BOUND.logP, logP[i]!, Number(c.log_p[i]), () => `log p[${i}]`);
      }
      within(BOUND.logSumExp, logSumExp(x), Number(c.lse), () => 'log-sum-exp');
      for (const { i, j, v } of c.jacobian) {
        within(BOUND.jacobian, jacobian[i * c.n + j]!, Number(v), () => `J[${i},${j}]`);
      }
      for (const { target, loss, grad } of c.cross_entropy) {
        const gradient = crossEntropyGradient(x, target);
        within(BOUND.logP, -logP[target]!, Number(loss), () => 'loss');
        for (const { i, v } of grad) {
          within(BOUND.crossEntropy, gradient[i]!, Number(v), () => `gradient[${i}]`);
        }
      }
    });
  }
});

describe('hard vectors against an oracle of 80 digits', () => {
  const random = seeded(20261122);
  const normal = (scale: number): number =>
    scale * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const fill = (n: number, f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i));
  const families: Record<string, (n: number) => number[]> = {
    'logits of everyday': (n) => fill(n, () => normal(3)),
    'a wide spread': (n) => fill(n, () => normal(200)),
    'up to the largest doubles': (n) => fill(n, () => Math.tanh(normal(1)) * 1.7e308),
    'neighbouring doubles': (n) => fill(n, () => 3 + Math.floor(random() * 4) * 2 ** -51),
    'near one-hot': (n) => fill(n, (i) => (i === 0 ? 30 + random() * 400 : normal(2))),
    'a rest of denormals': (n) => fill(n, (i) => (i === n >> 1 ? 0 : -700 - random() * 55)),
    'a rest below the denormals': (n) => fill(n, (i) => (i === 0 ? 0 : -744 - random() * 4)),
    'denormal logits': (n) => fill(n, () => Math.floor(random() * 9 - 4) * 5e-324),
    'masked components': (n) => fill(n, (i) => (i > 0 && random() < 0.4 ? -Infinity : normal(5))),
    'log-probabilities': (n) => [...logSoftmax(vector(fill(n, () => normal(3))))],
    'log-probabilities near one-hot': (n) => [
      ...logSoftmax(vector(fill(n, (i) => (i === 0 ? random() * 700 : normal(3))))),
    ],
    'far from the origin': (n) => fill(n, () => 1e12 + normal(5)),
  };
  for (const [name, family] of Object.entries(families)) {
    it(name, () => {
      for (const n of [1, 2, 2, 3, 7, 20]) check(family(n));
    });
  }
  it('a thousand components', () => {
    check(fill(1000, (i) => (i === 17 ? 21 : Math.round(normal(8)) / 4)));
  });

  function check(logits: number[]): void {
    const x = vector(logits);
    const n = x.length;
    const exact = exactSoftmax(logits);
    const top = logits.indexOf(Math.max(...logits));
    const far = (what: string, got: number, want: number, bound: number): void =>
      within(bound, got, want, () => `${what} for [${logits.join(', ')}]`);
    softmax(x).forEach((p, i) => far(`p[${i}]`, p, exact.p[i]!, BOUND.p));
    logSoftmax(x).forEach((l, i) => far(`log p[${i}]`, l, exact.logP[i]!, BOUND.logP));
    far('log-sum-exp', logSumExp(x), exact.logSumExp, BOUND.logSumExp);
    const jacobian = softmaxJacobian(x);
    const some = [top, 0, n - 1, n >> 1];
    for (const i of some) {
      for (const j of some) far(`J[${i},${j}]`, jacobian[i * n + j]!, exact.jacobian(i, j), BOUND.jacobian);
      const gradient = crossEntropyGradient(x, i);
      for (const j of some) {
        far(`gradient[${j}]`, gradient[j]!, exact.crossEntropyGradient(i, j), BOUND.crossEntropy);
      }
    }
  }
});

describe('what must hold for any logits', () => {
  const logits = fc
    .array(fc.double({ min: -300, max: 300, noNaN: true }), { minLength: 1, maxLength: 19 })
    .map(vector);
  const options = { seed: 7, numRuns: 50 };

  it('p is a distribution, rows of J sum to 0, J is symmetric, and an entry alone is the same number', () => {
    fc.assert(
      fc.property(logits, (x) => {
        const n = x.length;
        const state = prepareSoftmax(x);
        const jacobian = softmaxJacobian(x);
        expect(Math.abs(state.p.reduce((a, b) => a + b) - 1)).toBeLessThan(n * 2e-16);
        let worstSum = 0;
        const different: string[] = [];
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) {
            const entry = jacobian[i * n + j]!;
            sum += entry;
            if (entry !== jacobian[j * n + i]) different.push(`J[${i},${j}] and J[${j},${i}]`);
            if (entry !== softmaxJacobianEntry(state, i, j)) different.push(`J[${i},${j}] alone`);
          }
          worstSum = Math.max(worstSum, Math.abs(sum) / (n * jacobian[i * n + i]! + Number.MIN_VALUE));
        }
        expect(different).toEqual([]);
        expect(worstSum).toBeLessThan(4e-16);
      }),
      options,
    );
  });

  it('an exact shift of all logits changes nothing', () => {
    const eighths = fc.array(fc.integer({ min: -800, max: 800 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(eighths, fc.integer({ min: -1e9, max: 1e9 }), (ks, shift) => {
        const x = vector(ks.map((k) => k / 8));
        const shifted = vector(ks.map((k) => k / 8 + shift));
        expect(softmax(shifted)).toEqual(softmax(x));
        expect(logSoftmax(shifted)).toEqual(logSoftmax(x));
        expect(softmaxJacobian(shifted)).toEqual(softmaxJacobian(x));
      }),
      options,
    );
  });

  it('J·v is the product with the full J', () => {
    const pairs = fc.array(
      fc.tuple(fc.double({ min: -30, max: 30, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })),
      { minLength: 1, maxLength: 19 },
    );
    fc.assert(
      fc.property(pairs, (rows) => {
        const n = rows.length;
        const x = vector(rows.map((r) => r[0]));
        const v = vector(rows.map((r) => r[1]));
        const jacobian = softmaxJacobian(x);
        softmaxJacobianTimes(x, v).forEach((got, i) => {
          let want = 0;
          let size = 0;
          for (let j = 0; j < n; j++) {
            const term = jacobian[i * n + j]! * v[j]!;
            want += term;
            size += Math.abs(term);
          }
          expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-14 * size + 1e-300);
        });
      }),
      options,
    );
  });
});

describe('J·v', () => {
  it('keeps its digits near one-hot, where v − p·v would cancel', () => {
    // J·v = e^-40 / (1 + e^-40)² · (−1, 1) for v = (7, 8)
    const [first, second] = softmaxJacobianTimes(vector([40, 0]), vector([7, 8]));
    const q = Math.exp(-40);
    expect(first! / -q).toBeCloseTo(1, 14);
    expect(second! / q).toBeCloseTo(1, 14);
  });
  it('is exactly 0 for a constant v, and survives a difference that overflows', () => {
    expect(softmaxJacobianTimes(vector([1, 2, 3]), vector([0.1, 0.1, 0.1]))).toEqual(vector([0, 0, 0]));
    const huge = softmaxJacobianTimes(vector([0, 0]), vector([1.7e308, -1.7e308]));
    expect(huge[0]! / 8.5e307).toBeCloseTo(1, 14);
    expect(huge[1]! / -8.5e307).toBeCloseTo(1, 14);
  });
  it('refuses a v of another length or without end', () => {
    expect(() => softmaxJacobianTimes(vector([1, 2]), vector([1]))).toThrow(/v has 1 components, x has 2/);
    expect(() => softmaxJacobianTimes(vector([1, 2]), vector([1, Infinity]))).toThrow(/component 1 of v/);
    expect(() => softmaxJacobianTimes(vector([0, -Infinity]), vector([1, NaN]))).toThrow(RangeError);
  });
});

describe('buffers', () => {
  const x = vector([0.3, -1, 2, 5, -Infinity, 1, 1, 0.5, 4]);
  const v = vector([1, -2, 3, 0.5, 9, 2, 8, -1, 0]);
  const n = x.length;

  it('are filled and returned where they are given, whatever they held', () => {
    const out = new Float64Array(n).fill(NaN);
    const square = new Float64Array(n * n).fill(NaN);
    for (let turn = 0; turn < 2; turn++) {
      expect(softmax(x, out)).toBe(out);
      expect(out).toEqual(softmax(x));
      expect(logSoftmax(x, out)).toBe(out);
      expect(out).toEqual(logSoftmax(x));
      expect(crossEntropyGradient(x, 2, out)).toBe(out);
      expect(out).toEqual(crossEntropyGradient(x, 2));
      expect(softmaxJacobianTimes(x, v, out)).toBe(out);
      expect(out).toEqual(softmaxJacobianTimes(x, v));
      expect(softmaxJacobian(x, square)).toBe(square);
      expect(square).toEqual(softmaxJacobian(x));
    }
  });
  it('may be an argument', () => {
    const inPlace = (f: (a: Float64Array) => Float64Array, a: Float64Array): void => {
      const want = f(a.slice());
      const copy = a.slice();
      f(copy);
      expect(copy).toEqual(want);
    };
    inPlace((a) => softmax(a, a), x);
    inPlace((a) => logSoftmax(a, a), x);
    inPlace((a) => crossEntropyGradient(a, 3, a), x);
    const want = softmaxJacobianTimes(x, v);
    const direction = v.slice();
    expect(softmaxJacobianTimes(x, direction, direction)).toEqual(want);
    const logits = x.slice();
    expect(softmaxJacobianTimes(logits, v, logits)).toEqual(want);
    const square = new Float64Array(n * n);
    square.set(x, 3);
    expect(softmaxJacobian(square.subarray(3, 3 + n), square)).toEqual(softmaxJacobian(x));
  });
  it('leave the logits alone otherwise', () => {
    const copy = x.slice();
    softmaxJacobian(x);
    logSumExp(x);
    softmaxJacobianTimes(x, v);
    expect(x).toEqual(copy);
  });
  it('of a wrong length are refused', () => {
    expect(() => softmax(x, new Float64Array(n - 1))).toThrow(/out has 8 numbers, the result has 9/);
    expect(() => softmaxJacobian(x, new Float64Array(n))).toThrow(RangeError);
  });
});

describe('what is not defined is said in words', () => {
  const all = [
    softmax,
    logSoftmax,
    logSumExp,
    softmaxJacobian,
    prepareSoftmax,
    (x: Float64Array) => softmaxJacobianTimes(x, new Float64Array(x.length)),
    (x: Float64Array) => crossEntropyGradient(x, 0),
  ];
  const refused: [string, number[], RegExp | undefined][] = [
    ['an empty vector', [], undefined],
    ['NaN', [0, NaN, 1], /component 1 is NaN/],
    ['+∞', [0, 1, Infinity], /component 2 is \+∞/],
    ['NaN after +∞', [Infinity, NaN], /component 1 is NaN/],
    ['all −∞', [-Infinity, -Infinity], /all components are −∞/],
  ];
  for (const [name, values, words] of refused) {
    it(name, () => {
      for (const f of all) {
        expect(() => f(vector(values))).toThrow(RangeError);
        if (words) expect(() => f(vector(values))).toThrow(words);
      }
    });
  }
  it('a target or an entry outside the vector', () => {
    const x = vector([1, 2]);
    for (const target of [-1, 2, 0.5, NaN]) {
      const out = x.slice();
      expect(() => crossEntropyGradient(out, target, out)).toThrow(RangeError);
      expect(out).toEqual(x);
      expect(() => softmaxJacobianEntry(prepareSoftmax(x), 0, target)).toThrow(RangeError);
    }
  });
});

it('a hundred thousand components: any entry, without building J', () => {
  const n = 100_000;
  const x = new Float64Array(n);
  x[5] = 50;
  const state = prepareSoftmax(x);
  const q = Math.exp(-50);
  expect(softmaxJacobianEntry(state, 5, 5) / (q * (n - 1))).toBeCloseTo(1, 12);
  expect(softmaxJacobianEntry(state, 5, n - 1) / -q).toBeCloseTo(1, 12);
  expect(softmaxJacobianEntry(state, 0, n - 1) / -(q * q)).toBeCloseTo(1, 12);
});
