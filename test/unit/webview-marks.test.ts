import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import type { Formula } from '../../src/explanation.js';
import { changedRange } from '../../src/webview/changes.js';
import { mark, markOf } from '../../src/webview/marks.js';

const withParts = (latex: string, ...ranges: (readonly [number, number])[]): Formula => ({
  latex,
  text: '',
  parts: ranges.map(([start, end]) => ({ name: latex.slice(start, end), ranges: [[start, end]], spans: [] })),
});

describe('marks on symbols', () => {
  test('wrap them in colours that count', () => {
    const { latex, names } = mark(withParts('p_{j} - o', [0, 1], [8, 9]));
    expect(latex).toBe('\\textcolor{#000001}{p_{j}} - \\textcolor{#000002}{o}');
    expect(names).toEqual(['p', 'o']);
  });

  test('leave out ranges that overlap, are empty, outside, or cut a group', () => {
    expect(mark(withParts('p_{j}', [0, 5], [3, 4])).names).toEqual(['p_{j}']);
    expect(mark(withParts('p_{j}', [2, 4])).names).toEqual([]);
    expect(mark(withParts('p', [1, 1], [0, 9])).names).toEqual([]);
    expect(mark(withParts('\\left(p\\right)', [0, 7])).names).toEqual([]);
  });

  test('are found again in what the browser says of a colour', () => {
    expect(markOf('rgb(0, 1, 44)')).toBe(300);
    expect(markOf('#00012c')).toBe(300);
    expect(markOf('rgb(59, 59, 59)')).toBeUndefined();
  });

  test('keep a symbol and its scripts together, unless another symbol is in them', () => {
    expect(mark(withParts('W_{1}^{2}x', [0, 1])).latex).toBe('\\textcolor{#000001}{W_{1}^{2}}x');
    expect(mark(withParts('p_{y}', [0, 1], [3, 4])).latex).toBe(
      '\\textcolor{#000001}{p}_{\\textcolor{#000002}{y}}',
    );
  });

  test.each([
    ['\\frac{e^{o_{j}}}{\\sum_{k} e^{o_{k}}}', 'o'],
    ['W_{ij} - f^{2} W_{i}^{3}', 'W'],
    ['f_{j}\\left(1 - f_{i}\\right)', 'f'],
  ])('change nothing of how %s is set but the colours', (latex, name) => {
    const at = [...latex.matchAll(new RegExp(`(?<![a-z])${name}(?=_)`, 'g'))].map(
      (m) => [m.index, m.index + 1] as const,
    );
    const plain = katex.renderToString(latex, { output: 'html' });
    const marked = katex.renderToString(mark(withParts(latex, ...at)).latex, {
      output: 'html',
      trust: false,
    });
    expect(marked).not.toBe(plain);
    expect(marked.replaceAll(/color:#[0-9a-f]{6};/g, '').replaceAll(' style=""', '')).toBe(plain);
  });
});

describe('what is new in a line', () => {
  const changed = (before: string, after: string): string | undefined => {
    const range = changedRange(before, after);
    return range && after.slice(...range);
  };

  test.each([
    ['a + b', 'a + c', 'c'],
    ['\\frac{a}{b} + c', '\\frac{a}{d} + c', 'd'],
    ['\\frac{a}{b} + c', 'a + c', 'a'],
    ['p_{j} \\delta_{ij} - p_{j} p_{i}', 'p_{j} \\delta_{ij} - p_{k}', 'p_{k}'],
    ['x^{2} + y', 'x^{3} + y', '3'],
    ['\\left(a + b\\right) c', '\\left(a + d\\right) c', 'd'],
    ['\\sum_{k} e^{x_{k}} + a', '\\sum_{l} e^{x_{l}} + a', '\\sum_{l} e^{x_{l}}'],
    ['S - \\frac{u}{v}', 'S - \\frac{1}{v} u', '\\frac{1}{v} u'],
  ])('%s → %s', (before, after, expected) => expect(changed(before, after)).toBe(expected));

  test('is nothing where nothing or everything is new', () => {
    expect(changed('a + b', 'a + b')).toBeUndefined();
    expect(changed('a', '\\frac{b}{c}')).toBeUndefined();
    expect(changed('a + b + c', 'a + c')).toBeUndefined();
  });

  test('can be set by itself, whatever the two lines are', () => {
    const parts = [
      'a',
      '\\frac{a}{b}',
      'x_{i}^{2}',
      '\\left(a - b\\right)',
      '\\sum_{k} x_{k}',
      '\\sqrt{\\frac{1}{n}}',
      ' + ',
      ' - ',
    ];
    const line = fc
      .array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 })
      .map((all) => all.join(' '));
    fc.assert(
      fc.property(line, line, (before, after) => {
        const range = changedRange(before, after);
        if (!range) return;
        const { latex } = mark(withParts(after), range);
        expect(() => katex.renderToString(latex, { throwOnError: true })).not.toThrow();
      }),
    );
  });

  test('is marked around the symbols in it, which know that they are new', () => {
    const { latex, isNew } = mark(withParts('p + q_{j}', [0, 1], [4, 5]), [4, 9]);
    expect(latex).toBe('\\textcolor{#000001}{p} + \\textcolor{#010000}{\\textcolor{#000002}{q_{j}}}');
    expect(isNew).toEqual([false, true]);
  });
});
