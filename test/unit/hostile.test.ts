import { describe, expect, test } from 'vitest';
import { read } from '../../src/source/read.js';

/**
 * Texts that hung or killed an evaluator, or that are long or deep enough to: each must end, quickly, in a reading or in a
 * refusal. The bound is on processor time and generous: other programs take turns on the machine, and code is compiled on
 * its first run. What is expected of a warm reader is below 250 ms.
 */
const rep = (text: string, times: number): string => text.repeat(times);
const mostMilliseconds = 1500;

const texts: Readonly<Record<string, string>> = {
  'a huge power': '9^9^9^9',
  'a huge factorial': '10000000!',
  'a range': '1:1000000000',
  'a huge matrix': 'zeros(100000,100000)',
  'brackets 100,000 deep': `${rep('(', 100_000)}x${rep(')', 100_000)}`,
  'brackets 5,000 deep': `x = ${rep('[', 5000)}${rep(']', 5000)}`,
  'brackets that stay open': `x = ${rep('(', 5000)}`,
  'braces that stay open': rep('{', 5000),
  'calls in calls': `${rep('f(', 3000)}x${rep(')', 3000)}`,
  'signs 100,000': `y = ${rep('-', 100_000)}1`,
  'not, not, not': `y = ${rep('not ', 5000)}x`,
  'a sum of 20,000': `y = ${Array(20_000).fill('1').join(' + ')}`,
  'a tower of powers': `y = x${rep(' ** x', 3000)}`,
  'a chain of conditionals': `y = ${rep('a if b else ', 3000)}c`,
  'a chain of arrows': `f = ${rep('x => ', 3000)}x`,
  'a vector of 100,000': `[${Array(100_000).fill('1.5').join(',')}]`,
  'too many numbers': `x = [${rep('1, ', 200_001)}1]`,
  'a line of a megabyte': `x = ${rep('a + ', 262_144)}1`,
  'a name of a megabyte': rep('x', 1_000_000),
  'a megabyte of line ends': `${rep('\n', 1_000_000)}x = y + 1`,
  'a number of 100,000 digits': rep('9', 100_000),
  'quotes 50,000': `x = ${rep('"', 50_001)}`,
  backslashes: rep('\\', 50_000),
  dollars: rep('$x$ ', 20_000),
  'fractions in fractions': rep('\\frac{', 2000),
  'subscripts in subscripts': rep('x_{', 3000),
  'sums of sums': `$${rep('\\sum_i ', 2000)}x$`,
  fences: rep('```python\nx = 1\n```\n', 10_000),
  bars: rep('|', 5000),
  'NUL and turned text': 'x = y + \0 1 # \u202e evil',
  'a constructor': 'cos.constructor("return process")()',
  'a prototype': 'a={}; a.__proto__.polluted=1',
  'calls itself': 'fib(n)= n<2 ? n : fib(n-1)+fib(n-2); fib(27)',
  'evaluate in evaluate': 'evaluate("evaluate(\\"1+1\\")")',
  nothing: '',
};

describe('texts that mean harm', () => {
  for (const [title, text] of Object.entries(texts))
    test(title, () => {
      for (const languageId of ['plaintext', 'python', 'typescript', 'markdown'])
        for (const [start, end] of [
          [0, text.length],
          [text.length >> 1, text.length >> 1],
        ] as const) {
          const before = process.cpuUsage();
          const result = read({ text, languageId, start, end });
          const { user, system } = process.cpuUsage(before);
          expect(typeof result.ok).toBe('boolean');
          expect(result.span.end).toBeLessThanOrEqual(text.length);
          expect((user + system) / 1000, `${languageId} ${start}–${end}`).toBeLessThan(mostMilliseconds);
        }
    });

  test('nothing was changed by it', () => {
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('requests that mean nothing', () => {
  const text = 'x = y + 1';
  test.each([
    [-1, 2],
    [3, 2],
    [0, 100],
    [0.5, 2],
    [NaN, NaN],
  ])('offsets %d–%d are refused', (start, end) => {
    expect(read({ text, languageId: 'python', start, end })).toMatchObject({ ok: false, reason: 'range' });
  });
});
