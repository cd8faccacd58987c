import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fill,
  formatBound,
  formatInput,
  formatNumber,
  parseInput,
  unravel,
  withIndices,
} from '../../src/webview/format.js';

describe('numbers for people', () => {
  test.each([
    [0.24472847105479767, 4, '0.2447'],
    [0.6590011388859679, 4, '0.6590'],
    [-0.06495790567, 4, '−0.06496'],
    [0, 4, '0'],
    [-0, 4, '0'],
    [2, 4, '2'],
    [-1000, 4, '−1000'],
    [1.2e-9, 4, '1.2e−9'],
    [1.23456e-9, 4, '1.235e−9'],
    [0.000123456, 4, '0.0001235'],
    [12345.678, 4, '12346'],
    [99999.6, 4, '100000'],
    [1e21, 4, '1.0e21'],
    [0.99996, 4, '1.000'],
    [Infinity, 4, '∞'],
    [-Infinity, 4, '−∞'],
    [NaN, 4, 'NaN'],
  ])('%f to %i digits is %s', (x, digits, shown) => {
    expect(formatNumber(x, digits)).toBe(shown);
  });

  test('what is shown is the number, to the digits that are shown', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 4, max: 12 }),
        (x, digits) => {
          const back = Number(formatNumber(x, digits).replaceAll('−', '-'));
          expect(Math.abs(back - x)).toBeLessThanOrEqual(Math.abs(x) * 10 ** (1 - digits) + Number.MIN_VALUE);
        },
      ),
    );
  });

  test('a bound is short', () => {
    expect(formatBound(3.14e-16)).toBe('3.1e−16');
    expect(formatBound(-0.2549)).toBe('−0.25');
    expect(formatBound(0)).toBe('0');
  });
});

describe('numbers that are typed', () => {
  test.each([
    ['1.5', 1.5],
    [' −2 ', -2],
    ['1,5', 1.5],
    ['1/4', 0.25],
    ['1e-3', 0.001],
    ['.5', 0.5],
    ['1_000', 1000],
    ['-inf', -Infinity],
  ])('%s is %f', (text, x) => expect(parseInput(text)).toBe(x));

  test.each(['', '-', '1e', 'abc', '1/0', '0x10', '1,2,3', '1e999', 'NaN', '1 2'])(
    '%j is no number',
    (text) => expect(parseInput(text)).toBeUndefined(),
  );

  test('a number that is written is read back the same', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(parseInput(formatInput(x))).toBe(x === 0 ? 0 : x);
      }),
    );
  });
});

test('arguments go into texts, and only those that are there', () => {
  expect(fill('{0} of {1}', 3, 'n')).toBe('3 of n');
  expect(fill('{0} {2}', 'a')).toBe('a {2}');
});

test('places have indices, row-major', () => {
  expect(unravel(5, [2, 3])).toEqual([1, 2]);
  expect(unravel(0, [])).toEqual([]);
  expect(withIndices('p', [1, 2])).toBe('p₁₂');
  expect(withIndices('p', [1, 12])).toBe('p₁,₁₂');
});
