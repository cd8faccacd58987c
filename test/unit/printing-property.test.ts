import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { mul, power, variable, type Expr } from '../../src/math/expr.js';
import { print } from '../../src/math/print.js';
import { expressions } from './printing/generate.js';
import { meaning, type Meaning } from './printing/meaning.js';
import { readLatex } from './printing/read-latex.js';
import { readText } from './printing/read-text.js';

const environments = [
  { i: 0, j: 0 },
  { i: 1, j: 2 },
  { i: 2, j: 0 },
];
const options = { maxNodes: 5000 };

/** Compares at the points where the formula has a value that rounding does not decide; says how many there were. */
const readsBack = (e: Expr, form: string, read: (form: string) => Meaning): number => {
  const again = read(form);
  let compared = 0;
  for (const env of environments) {
    const [was, near] = [meaning(e, env), meaning(e, env, 1e-13)];
    if (was === undefined || near === undefined || Math.abs(was - near) > 1e-10 * Math.max(1, Math.abs(was)))
      continue;
    compared++;
    const is = again(env);
    if (!(Math.abs(was - is) <= 1e-9 * Math.max(1, Math.abs(was))))
      throw new Error(`${was} became ${is} at ${JSON.stringify(env)}: ${form}`);
  }
  return compared;
};

const everyOneReadsBack = (form: 'text' | 'latex', read: (form: string) => Meaning, seed: number): void => {
  const numRuns = 700;
  let compared = 0;
  fc.assert(
    fc.property(expressions(4), (e) => {
      compared += readsBack(e, print(e, options)[form], read);
    }),
    { seed, numRuns },
  );
  expect(compared).toBeGreaterThan(numRuns * environments.length * 0.6);
};

describe('what is printed can be read in one way only', () => {
  it('text, read again, has the same value', () => everyOneReadsBack('text', readText, 11));

  it('LaTeX, read again, has the same value', () => everyOneReadsBack('latex', readLatex, 12));

  it('KaTeX takes it', () => {
    fc.assert(
      fc.property(expressions(3), (e) => {
        expect(
          katex.renderToString(print(e, options).latex, { throwOnError: true, strict: 'error' }),
        ).toContain('katex');
      }),
      { seed: 13, numRuns: 80 },
    );
  });

  it('parts lie in order, apart, and hold the same LaTeX for the same symbol', () => {
    fc.assert(
      fc.property(expressions(3), (e) => {
        const { latex, parts = [] } = print(e, options);
        const ranges = parts.flatMap((p) => p.ranges).sort((a, b) => a[0] - b[0]);
        ranges.forEach(([start, end], n) => {
          const piece = latex.slice(start, end);
          expect(piece).toMatch(/^(\\?[A-Za-z]|\\(hat|mathrm)\{)/);
          expect(braces(piece)).toBe(0);
          expect(start).toBeGreaterThanOrEqual(ranges[n - 1]?.[1] ?? 0);
        });
      }),
      { seed: 14, numRuns: 150 },
    );
  });
});

/** What people call things, and what nobody would. */
const name = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('x', 'W', 'sigma', 'λ', 'logits', 'e', 'pi', 'delta', 'n', 'i', 'x̂', 'Σ', ''),
      fc.constantFrom(
        '',
        '1',
        '_1',
        '_i',
        '_hat',
        'hat',
        '_',
        '__',
        '_true',
        '_hat_1',
        "'",
        '′',
        '_prime',
        '_a_b',
      ),
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const index = { name: 'i', dim: 'n' };

describe('names', () => {
  it('of one program never look alike, with the same indices or none', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 8 }), (names) => {
        for (const at of [[], [index]]) {
          const printed = names.map((n) => print(variable(n, ...at), { names }));
          expect(new Set(printed.map((f) => f.text)).size).toBe(names.length);
          expect(new Set(printed.map((f) => f.latex)).size).toBe(names.length);
        }
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it('are inert text, whatever they are', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const { latex, text } = print(mul(variable(a, index), power(variable(b), 2)));
        expect(katex.renderToString(latex, { throwOnError: true, strict: 'ignore' })).toContain('katex');
        expect(latex).not.toMatch(/[$%#&~<>`\p{C}]/u);
        expect(text).not.toMatch(/[$`<>&\\#*!\p{C}]|\]\(/u);
      }),
      { seed: 16, numRuns: 150 },
    );
  });
});

const braces = (s: string): number => [...s].reduce((n, c) => n + (c === '{' ? 1 : c === '}' ? -1 : 0), 0);
