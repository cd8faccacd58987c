import { describe, expect, it } from 'vitest';
import { speak, spoken } from '../../src/math/print/spoken.js';
import { parseFormula } from './printing/formula.js';

describe('formulas in words', () => {
  const heard: readonly [formula: string, en: string, zh: string][] = [
    ['d($p[j], x[i])', 'the derivative of p j by x i', 'p j 对 x i 的导数'],
    ['d(d($f, x[j]), x[i])', 'the derivative of order 2 of f by x i and x j', 'f 对 x i 和 x j 的 2 阶导数'],
    ['d(exp(x[j]), x[i])', 'the derivative by x i of e to the power of x j', '对 x i 求导： e 的 x j 次方'],
    [
      '$p[j] * (delta(i, j) - $p[i])',
      'p j times open bracket delta i j minus p i close bracket',
      'p j 乘 左括号 delta i j 减 p i 右括号',
    ],
    [
      '-sum(k, y[k] * log($p[k]))',
      'minus the sum over k of y k times the logarithm of p k',
      '负 对 k 求和： y k 乘 p k 的 自然对数',
    ],
    ['1 - tanh(x)^2', '1 minus tanh squared of x', '1 减 x 的 tanh 的平方'],
    ['x_hat[j] / sqrt($sigma2)', 'x hat j over the square root of sigma 2', 'x 帽 j 除以 sigma 2 的平方根'],
    [
      'if(x > 0, x, 0.01 * x)',
      'x if x is greater than 0, else 0.01 times x',
      'x 若 x 大于 0, 否则 0.01 乘 x',
    ],
    ['1/2 * y_true[j]^3', 'one half times y true j cubed', '二分之一 乘 y true j 的立方'],
    [
      '(b > a) * abs(x)',
      'one if a is less than b, else zero, times the absolute value of x',
      '若 a 小于 b 则为一，否则为零， 乘 x 的绝对值',
    ],
  ];
  it.each(heard)('%s', (formula, en, zh) => {
    expect([spoken(parseFormula(formula), 'en'), spoken(parseFormula(formula), 'zh')]).toEqual([en, zh]);
  });

  it('take the matrix form too', () => {
    expect(speak('diag(p) − p pᵀ', 'en')).toBe('the diagonal matrix of p minus p p transposed');
  });

  it('end, whatever the text', () => {
    for (const text of [
      '',
      '(',
      ')',
      '∂',
      '∂/∂',
      '^',
      '√',
      '|',
      '[',
      'Σ_',
      '_',
      '²',
      '((((',
      'x^(',
      '𝟏',
      '\n',
      ', else ',
    ])
      expect(typeof speak(text, 'en')).toBe('string');
  });
});
