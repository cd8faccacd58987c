import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain.js';

const text = readFileSync(path.join(import.meta.dirname, '../source/gradients.txt'), 'utf8');

const cases = text
  .split(/^=== /m)
  .slice(1)
  .map((block) => {
    const [title = '', ...rest] = block.split('\n');
    const at = rest.findIndex((l) => l.startsWith('--- '));
    const [, languageId = '', expected = ''] = /^--- (\S+): (.*)$/.exec(rest[at]!) ?? [];
    return { title, languageId, expected, code: rest.slice(0, at).join('\n') };
  });

/** The key of the finding, or of the note where it is right; 'no gradient' where the function is none. */
const verdict = (code: string, languageId: string): string => {
  const start = code.indexOf('⟦');
  const bare = code.replace('⟦', '');
  const end = bare.indexOf('⟧');
  const e = explain({ text: bare.replace('⟧', ''), languageId, start, end });
  if (!e.ok) return `refused: ${e.message}`;
  if (e.kind !== 'gradient') return 'no gradient';
  const finding = e.findings.find((f) => f.id === 'wrong-gradient');
  return finding?.key ?? e.notes.find((n) => n.key.startsWith('gradient-right'))?.key ?? 'not compared';
};

describe('hand-written derivatives', () => {
  it.each(cases.map((c) => [c.title, c] as const))('%s', (_, c) =>
    expect(verdict(c.code, c.languageId)).toBe(c.expected),
  );

  it('gives a counter-example: an input, what the code gives, what is right', () => {
    const { code, languageId } = cases[0]!;
    const bare = code.replace('⟦', '').replace('⟧', '');
    const e = explain({ text: bare, languageId, start: code.indexOf('⟦'), end: code.indexOf('⟦') });
    const finding = e.ok ? e.findings.find((f) => f.id === 'wrong-gradient') : undefined;
    expect(finding?.example).toEqual({ x: [1, 2, 3] });
    expect(finding?.message).toContain('0.08193');
  });
});
