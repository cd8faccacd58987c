import { describe, expect, test } from 'vitest';
import { caseFiles, casesOf, described, numbersOf, readCase, type Case } from './source-cases.js';

const isNumeric = (expected: string): boolean => /^[-[\d]/.test(expected);
const flat = (v: unknown): number[] => (Array.isArray(v) ? v.flatMap(flat) : [Number(v)]);

const check = (c: Case): void => {
  const result = readCase(c);
  if (c.expected === '?') {
    expect(typeof result.ok).toBe('boolean');
    return;
  }
  const lines = described(c, result);
  if (!isNumeric(c.expected)) {
    for (const line of c.expected.split('\n').filter((l) => l.trim() !== ''))
      expect(lines).toContain(line.trim());
    return;
  }
  if (!result.ok) throw new Error(lines.join('\n'));
  const numbers = numbersOf(result, c.values);
  if (typeof numbers === 'string') throw new Error(`${numbers}\n${lines.join('\n')}`);
  const wanted = flat(JSON.parse(c.expected));
  expect(numbers.length, lines.join('\n')).toBe(wanted.length);
  wanted.forEach((w, i) => {
    expect(
      Math.abs(numbers[i]! - w),
      `${lines.join('\n')}\n${numbers.join()} for ${wanted.join()}`,
    ).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(w)));
  });
};

for (const file of caseFiles())
  describe(file, () => {
    for (const c of casesOf(file)) test(`line ${c.line} ${c.language} ${c.title}`, () => check(c));
  });

describe('held-out.txt', () => {
  // Refusals there are a matter of reach (docs/READING.md has the rate); a wrong number is a matter of honesty.
  for (const c of casesOf('held-out.txt').filter((h) => isNumeric(h.expected)))
    test(`line ${c.line} ${c.language} is right or refused`, () => {
      if (readCase(c).ok) check(c);
    });
});
