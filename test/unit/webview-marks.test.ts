import katex from 'katex';
import { describe, expect, test } from 'vitest';
import type { Formula } from '../../src/explanation.js';
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
