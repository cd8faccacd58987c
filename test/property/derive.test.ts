import fc from 'fast-check';
import { create, all, type MathNode } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { casesOf } from '../../src/math/cases.js';
import { derive, NoRule } from '../../src/math/derive.js';
import { compile } from '../../src/math/evaluate.js';
import { children, type Expr, type Index } from '../../src/math/expr.js';
import { matrixFormOf } from '../../src/math/matrix.js';
import type { Program } from '../../src/math/program.js';
import { toNumber } from '../../src/math/rational.js';
import { OutOfFuel } from '../../src/math/rules/rule.js';
import { samplePoint } from '../../src/math/sample.js';
import { isVerified, verify } from '../../src/math/verify.js';
import { toText } from '../../src/math/text.js';
import { expressions, output } from '../unit/random-expressions.js';

/**
 * Random functions, derived and then verified as the product does it: line 0 from the code's definitions by dual numbers,
 * each line against the one before, cases and matrix form, finite differences. A disagreement is a bug of the calculus.
 */

const smooth = ['exp', 'tanh', 'sin', 'cos', 'sigmoid', 'softplus', 'log', 'atan', 'erf'];
const row: Index = { name: 'k', dim: 'n' };

const programOf = (body: Expr, indices: readonly Index[], definitions: Program['definitions']): Program => ({
  name: 'f',
  parameters: [
    { name: 'u', dims: [] },
    { name: 'v', dims: [] },
    { name: 'x', dims: ['n'] },
    { name: 'W', dims: ['m', 'n'] },
  ],
  definitions,
  output: { indices, body },
});

const taste = (kinks: boolean, definitions: readonly string[]) => ({
  functions: smooth,
  powers: [2, 3, -1, -2],
  kinks,
  definitions,
});

const definitions = fc
  .tuple(expressions(taste(false, []), [], 2), expressions(taste(false, ['a']), [row], 2))
  .map(([a, b]): Program['definitions'] => [
    { name: 'a', indices: [], body: a },
    { name: 'b', indices: [row], body: b },
  ]);

const programs = (indices: readonly Index[], kinks: boolean): fc.Arbitrary<Program> =>
  fc
    .tuple(expressions(taste(kinks, ['a', 'b']), indices, 2), definitions)
    .map(([body, d]) => programOf(body, indices, d));

/** What became of a derivation: 'verified', or why there is none that can be shown. */
const outcome = (program: Program, wrt: string, productRule: boolean): string => {
  try {
    const d = derive(program, wrt, { productRule, fuel: 60_000 });
    const cases = casesOf(d.entry, new Set(d.by.at.map((i) => i.name)));
    const [a, b] = d.indices;
    const matrix = d.indices.length === 2 ? matrixFormOf(d.entry, a!, b!) : undefined;
    const checked = verify(program, d, { cases, ...(matrix ? { matrix } : {}) });
    if (isVerified(checked)) return 'verified';
    return checked.what === 'domain'
      ? 'domain'
      : `${checked.what} ${checked.rule} of ${toText(program.output.body)}`;
  } catch (error) {
    if (error instanceof OutOfFuel) return 'fuel';
    if (error instanceof NoRule) return 'no rule';
    throw error;
  }
};

const check = (indices: readonly Index[], kinks: boolean, numRuns: number): void => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      programs(indices, kinks),
      fc.constantFrom('x', 'u', 'W'),
      fc.boolean(),
      (program, wrt, product) => {
        const result = outcome(program, wrt, product);
        seen.set(result, (seen.get(result) ?? 0) + 1);
        expect(['verified', 'domain', 'fuel']).toContain(result);
      },
    ),
    { seed: 20_261_122, numRuns },
  );
  // Refusals must stay the exception, or the property would say little.
  expect((seen.get('verified') ?? 0) / numRuns).toBeGreaterThan(0.8);
};

describe('random functions', () => {
  it('scalar, smooth', () => check([], false, 700));
  it('vector, smooth', () => check([output], false, 700));
  it('with maxima, indicators and branches', () => check([output], true, 600));
});

describe('against mathjs', () => {
  const math = create(all, {});
  const scalars = expressions(
    {
      functions: ['exp', 'tanh', 'sin', 'cos', 'atan', 'log'],
      powers: [2, 3, -1, -2],
      kinks: false,
      definitions: [],
    },
    [],
    3,
  );

  /** The expression in mathjs' syntax, or undefined where it has an index or a length. */
  const mathjsOf = (e: Expr): string | undefined => {
    const inner = children(e).map(mathjsOf);
    if (inner.some((s) => s === undefined)) return undefined;
    switch (e.kind) {
      case 'num':
        return `(${toNumber(e.value)})`;
      case 'var':
        return e.at.length ? undefined : e.name;
      case 'add':
        return `(${inner.join('+')})`;
      case 'mul':
        return `(${toNumber(e.coef)}*${e.factors.map((f, n) => `(${inner[n]!})^(${toNumber(f.power)})`).join('*')})`;
      case 'fn':
        return `${e.name}(${inner[0]!})`;
      default:
        return undefined;
    }
  };

  it('scalar derivatives agree', () => {
    let compared = 0;
    fc.assert(
      fc.property(scalars, (body) => {
        const text = mathjsOf(body);
        if (text === undefined || !text.includes('u')) return;
        const program = programOf(body, [], []);
        const d = derive(program, 'u');
        const theirs: MathNode = math.derivative(text, 'u', { simplify: false });
        for (let seed = 1; seed <= 3; seed++) {
          const point = samplePoint(program, seed);
          const ours = point && compile(d.named).at(point).bounded(d.entry);
          const value =
            point &&
            Number(theirs.evaluate({ u: point.values['u']!.data[0]!, v: point.values['v']!.data[0]! }));
          if (!ours || value === undefined || !Number.isFinite(ours.value) || !Number.isFinite(value))
            continue;
          const scale = Math.max(Math.abs(value), ours.error / 2 ** -53, 1e-200);
          if (scale > 1e7 * Math.abs(value)) continue;
          compared++;
          expect(Math.abs(ours.value - value) / scale).toBeLessThan(1e-9);
        }
      }),
      { seed: 7, numRuns: 1600 },
    );
    expect(compared).toBeGreaterThan(150);
  });
});
