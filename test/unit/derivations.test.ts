import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain, type Explanation, type Request } from '../../src/explain.js';

/**
 * Golden derivations, line by line with their rule ids: test/math/derivations/*.txt. A case is
 *
 *     === title
 *     code or formula
 *     --- python by z, product rule          (language; variable, notation and form where not the default)
 *     lines …
 *
 * To take over what comes out now, after reading it: UPDATE=1 npx vitest run test/unit/derivations.test.ts
 */
const folder = path.join(import.meta.dirname, '../math/derivations');

interface Case {
  readonly title: string;
  readonly code: string;
  readonly how: string;
  readonly expected: string;
}

const parse = (text: string): readonly Case[] =>
  text
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [title = '', ...rest] = block.split('\n');
      const at = rest.findIndex((l) => l.startsWith('--- '));
      return {
        title,
        code: rest.slice(0, at).join('\n').trim(),
        how: rest[at]!.slice(4),
        expected: rest
          .slice(at + 1)
          .join('\n')
          .trim(),
      };
    });

const request = ({ code, how }: Case): Request => {
  const [, languageId = 'python', wrt, options = ''] =
    /^(\S+?)(?: by ([^\s,]+))?(?:, (.*))?$/.exec(how) ?? [];
  return {
    text: code,
    languageId,
    start: 0,
    end: code.length,
    ...(wrt ? { wrt } : {}),
    ...(options.includes('product rule') ? { quotient: 'product' } : {}),
    ...(/J·v/.test(options)
      ? { form: 'jvp' }
      : /vᵀ·J/.test(options)
        ? { form: 'vjp' }
        : /second/.test(options)
          ? { form: 'second' }
          : {}),
  };
};

/** An explanation as a page of text: what a reader of the panel would see. */
const written = (e: Explanation): string => {
  const wide = Math.max(...e.lines.map((l) => l.of?.text.length ?? 0));
  return [
    `${e.name || '(no name)'}: ${e.formula.text}`,
    ...e.lines.map(
      (l) => `${(l.of?.text ?? '').padEnd(wide)} = ${l.formula.text}   [${l.rule}${l.depth ? ' ·' : ''}]`,
    ),
    ...e.cases.map((c) => `${c.when.text}: ${c.then.text}`),
    ...(e.matrixForm ? [`matrix: ${e.matrixForm.text}`] : []),
  ].join('\n');
};

const outcome = (c: Case): string => {
  const e = explain(request(c));
  return e.ok ? written(e) : `refused: ${e.message}`;
};

for (const file of readdirSync(folder)
  .filter((f) => f.endsWith('.txt'))
  .sort()) {
  const full = path.join(folder, file);
  const text = readFileSync(full, 'utf8');
  let cases = parse(text);
  if (process.env['UPDATE']) {
    const head = text.slice(0, text.search(/^=== /m));
    cases = cases.map((c) => ({ ...c, expected: outcome(c) }));
    writeFileSync(
      full,
      head + cases.map((c) => `=== ${c.title}\n${c.code}\n--- ${c.how}\n${c.expected}\n`).join('\n'),
    );
  }
  describe(file, () => {
    it.each(cases.map((c) => [c.title, c] as const))('%s', (_, c) => expect(outcome(c)).toBe(c.expected));
  });
}

describe('no template', () => {
  const softmax = (name: string, base: string): string =>
    `def f(${name}):\n    e = ${base}${name} - np.max(${name}))\n    return e / np.sum(e)`;
  const lines = (code: string): readonly string[] => {
    const e = explain({ text: code, languageId: 'python', start: 0, end: code.length });
    if (!e.ok) throw new Error(e.message);
    return e.lines.map((l) => `${l.of?.text ?? ''} = ${l.formula.text} [${l.rule}]`);
  };

  it('other names change nothing but names', () => {
    const [a, b] = [lines(softmax('x', 'np.exp(')), lines(softmax('q', 'np.exp('))];
    expect(b.map((l) => l.replace(/q(?=_)/g, 'x'))).toEqual(a);
  });

  it('2^x for e^x changes the lines that derive the power, and brings ln 2', () => {
    const [e, two] = [lines(softmax('x', 'np.exp(')), lines(softmax('x', '2**('))];
    const rules = (l: readonly string[]): readonly string[] => l.map((s) => /\[(.*)\]$/.exec(s)![1]!);
    expect(
      rules(two)
        .map((r) => (r === 'general-power' ? 'exponential' : r))
        .filter((r) => r !== 'constant-out-of-sum'),
    ).toEqual(rules(e));
    const at = rules(two).indexOf('general-power');
    expect(two.slice(0, at).every((l) => !l.includes('ln(2)'))).toBe(true);
    expect(two.slice(at, -1).filter((l) => l.includes('ln(2)')).length).toBeGreaterThan(3);
    expect(two.at(-1)).toContain('ln(2)');
  });
});
