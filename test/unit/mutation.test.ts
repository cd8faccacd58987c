import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as Expr from '../../src/math/expr.js';
import type { Program } from '../../src/math/program.js';

/**
 * Breaks one rule at a time and asks whether the verification notices: a derivation that comes out wrong must be refused,
 * never shown. What each mutant breaks is a mistake that people (and programs) really make in index notation.
 */

const n = (name: string): Expr.Index => ({ name, dim: 'n' });

/** Built from the mutant's own modules, so that nothing of the intact ones gets in. */
const load = async () => ({
  ...(await import('../../src/math/expr.js')),
  ...(await import('../../src/math/derive.js')),
  ...(await import('../../src/math/verify.js')),
});

type Kit = Awaited<ReturnType<typeof load>>;

const program = (
  parameters: Program['parameters'],
  indices: readonly Expr.Index[],
  body: Expr.Expr,
  definitions: Program['definitions'] = [],
): Program => ({
  name: 'f',
  parameters,
  definitions,
  output: { indices, body },
});
const x = { name: 'x', dims: ['n'] };

const softmax = (k: Kit): Program =>
  program(
    [x],
    [n('j')],
    k.div(k.exp(k.variable('x', n('j'))), k.sum(n('k'), k.exp(k.variable('x', n('k'))))),
  );

/** Σ_i x_i x_j: the summed index has the letter that the derivative's index will have. */
const captured = (k: Kit): Program =>
  program(
    [x],
    [n('j')],
    k.mul(
      k.variable('x', n('j')),
      k.sum(n('i'), k.exp(k.mul(k.variable('x', n('i')), k.variable('x', n('j'))))),
    ),
  );

/** x_j − mean(x): its sum over j is 0, and a sum of ones is n. */
const centred = (k: Kit): Program =>
  program(
    [x],
    [],
    k.sum(
      n('k'),
      k.power(k.sub(k.variable('x', n('k')), k.div(k.sum(n('l'), k.variable('x', n('l'))), k.size('n'))), 2),
    ),
  );

const outcome = (k: Kit, p: Program): 'verified' | 'refused' => {
  const d = k.derive(p, 'x');
  return k.isVerified(k.verify(p, d)) ? 'verified' : 'refused';
};

afterEach(() => {
  vi.doUnmock('../../src/math/algebra/sums.js');
  vi.doUnmock('../../src/math/algebra/fold.js');
  vi.doUnmock('../../src/math/substitute.js');
  vi.doUnmock('../../src/math/rules/index.js');
  vi.resetModules();
});

describe('intact', () => {
  it.each([
    ['softmax', softmax],
    ['captured', captured],
    ['centred', centred],
  ] as const)('%s is verified', async (_, make) => {
    const k = await load();
    expect(outcome(k, make(k))).toBe('verified');
  });
});

describe('mutants are refused', () => {
  it('an index that is captured', async () => {
    vi.doMock('../../src/math/substitute.js', async (original) => {
      const real = await original<typeof import('../../src/math/substitute.js')>();
      return { ...real, open: (e: Expr.Of<'reduce'>) => [e.index, e.body] };
    });
    const k = await load();
    expect(outcome(k, captured(k))).toBe('refused');
  });

  it('a delta that picks without putting its index in', async () => {
    vi.doMock('../../src/math/algebra/sums.js', async (original) => {
      const real = await original<typeof import('../../src/math/algebra/sums.js')>();
      const { ONE, rewrite } = {
        ...(await import('../../src/math/expr.js')),
        ...(await import('../../src/math/substitute.js')),
      };
      return {
        ...real,
        pickRule: {
          ...real.pickRule,
          apply: (e: Expr.Expr) =>
            e.kind === 'reduce' ? rewrite(e.body, (y) => (y.kind === 'delta' ? ONE : undefined)) : undefined,
        },
      };
    });
    const k = await load();
    expect(outcome(k, softmax(k))).toBe('refused');
  });

  it('a sum of ones that is 1 instead of n', async () => {
    vi.doMock('../../src/math/algebra/sums.js', async (original) => {
      const real = await original<typeof import('../../src/math/algebra/sums.js')>();
      const { freeIndices } = await import('../../src/math/expr.js');
      return {
        ...real,
        constantOutOfSumRule: {
          ...real.constantOutOfSumRule,
          apply: (e: Expr.Expr, c: Parameters<typeof real.constantOutOfSumRule.apply>[1]) =>
            e.kind === 'reduce' && e.op === 'sum' && !freeIndices(e.body).has(e.index.name)
              ? e.body
              : real.constantOutOfSumRule.apply(e, c),
        },
      };
    });
    const k = await load();
    const p = program([x], [], k.sum(n('k'), k.exp(k.variable('x', { name: '0', dim: 'n', value: 0 }))));
    expect(outcome(k, p)).toBe('refused');
  });

  it('a name written back once too often', async () => {
    vi.doMock('../../src/math/algebra/fold.js', async (original) => {
      const real = await original<typeof import('../../src/math/algebra/fold.js')>();
      const { mul, rewrite } = {
        ...(await import('../../src/math/expr.js')),
        ...(await import('../../src/math/substitute.js')),
      };
      return {
        ...real,
        foldBack: (...args: Parameters<typeof real.foldBack>) => {
          const folded = real.foldBack(...args);
          let done = false;
          return rewrite(folded, (e) => {
            if (done || e.kind !== 'ref' || folded === args[0]) return undefined;
            done = true;
            return mul(e, e);
          });
        },
      };
    });
    const k = await load();
    expect(outcome(k, softmax(k))).toBe('refused');
  });

  it('a quotient rule with the wrong sign', async () => {
    vi.doMock('../../src/math/rules/index.js', async (original) => {
      const real = await original<typeof import('../../src/math/rules/index.js')>();
      const { neg } = await import('../../src/math/expr.js');
      return {
        derivativeRules: real.derivativeRules.map((r) =>
          r.id === 'quotient'
            ? {
                ...r,
                apply: (...args: Parameters<typeof r.apply>) => {
                  const e = r.apply(...args);
                  return e && neg(e);
                },
              }
            : r,
        ),
      };
    });
    const k = await load();
    expect(outcome(k, softmax(k))).toBe('refused');
  });
});
