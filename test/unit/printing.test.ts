import katex from 'katex';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { add, exp, fn, mul, number, pow, power, ref, sum, variable, type Expr } from '../../src/math/expr.js';
import { toLatex } from '../../src/math/latex.js';
import { print, printCondition, printEquation, printFactor, printName } from '../../src/math/print.js';
import { toText } from '../../src/math/text.js';
import { parseFormula } from './printing/formula.js';

const j = { name: 'j', dim: 'n' };
const k = { name: 'k', dim: 'n' };

const typeset = (latex: string): string =>
  katex.renderToString(latex, { throwOnError: true, strict: 'error' });

describe('test/math/printing.txt', () => {
  const source = readFileSync(new URL('../math/printing.txt', import.meta.url), 'utf8');
  const cases = source.split(/\n\n+/).filter((block) => block.startsWith('# '));
  it.each(cases.map((block) => block.trimEnd().split('\n')))('%s: %s', (_, formula, arrow, latex, text) => {
    expect(arrow).toBe('==>');
    const printed = print(parseFormula(formula!));
    expect([printed.latex, printed.text]).toEqual([latex, text]);
    expect(typeset(printed.latex)).toContain('katex');
  });
});

describe('names', () => {
  const shown = (...names: string[]): string[] => names.map((name) => toText(variable(name), { names }));
  const latex = (...names: string[]): string[] => names.map((name) => toLatex(variable(name), { names }));

  it('are set as people write them', () => {
    expect(shown('x_hat', 'W1', 'sigma_f', 'lambda_', 'theta0', 'y_true', "x'")).toEqual([
      'x̂',
      'W₁',
      'σ_f',
      'λ',
      'θ₀',
      'y_true',
      'x′',
    ]);
    expect(latex('x_hat', 'W1', 'sigma_f', 'lambda_', 'theta0', 'y_true', "x'")).toEqual([
      '\\hat{x}',
      'W_{1}',
      '\\sigma_{f}',
      '\\lambda',
      '\\theta_{0}',
      'y_{\\mathrm{true}}',
      "x'",
    ]);
    expect(latex('what', 'learning_rate', 'logProbs', 'd_model', 'mu_hat', 'W_ih_l0', '_x')).toEqual([
      '\\mathrm{what}',
      '\\mathrm{learning\\_rate}',
      '\\mathrm{logProbs}',
      'd_{\\mathrm{model}}',
      '\\hat{\\mu}',
      'W_{\\mathrm{ih},\\mathrm{l0}}',
      'x',
    ]);
  });

  it('of one program never look alike', () => {
    const families = [
      ['x_hat', 'xhat', 'x̂', 'x_hat_', 'x__hat'],
      ['lambda', 'lambda_', 'lam', 'λ', 'lambd'],
      ['x1', 'x_1', 'x', 'x_', '_x', '__x'],
      ["x'", 'x′', 'x_prime', "x''"],
      ['eps', 'epsilon', 'ε', 'ϵ'],
      ['Sigma', 'Σ', 'sigma', 'σ'],
      ['a\u202eb', 'ab', 'a\u200bb'],
      ['$x', '＄x', '\u0000', '\u0001'],
      ['x'.repeat(60), 'x'.repeat(61), 'x'.repeat(62)],
      ['constructor', '__proto__', 'toString', 'hasOwnProperty'],
      ['א', 'u05D0'],
    ];
    for (const names of families) {
      expect(new Set(shown(...names)).size, shown(...names).join(' ')).toBe(names.length);
      expect(new Set(latex(...names)).size, latex(...names).join(' ')).toBe(names.length);
    }
  });

  it('stay the same in every formula of a program', () => {
    const names = ['x', 'x1', 'x_1'];
    const alone = toLatex(variable('x1'), { names });
    expect(toLatex(add(variable('x1'), variable('x'), variable('y')), { names })).toContain(alone);
  });
});

describe('hostile names', () => {
  const hostile = [
    '\\def\\x{y}',
    '$$',
    '$x$',
    '}',
    '{{',
    '<img src=x onerror=alert(1)>',
    '](command:workbench.action.quit)',
    '`code`',
    '**bold**',
    '\\href{javascript:alert(1)}{x}',
    '\u202eevil\u202c',
    'שלום',
    'a\u0300\u0301\u0302\u0303\u0304',
    'Z͑ͫ̓ͪ̂ͫ̽͏̴̙',
    '',
    ' ',
    '%',
    'a%b',
    '\n',
    '~^#&',
    '\ue100',
    '\ud800',
    '变量',
    'переменная',
    'é',
    '𝑥',
    '😀',
    '|',
    'x'.repeat(100_000),
    'a_'.repeat(5000),
  ];
  it.each(hostile.map((name) => [JSON.stringify(name.slice(0, 40)), name]))(
    '%s prints as inert text',
    (_, name) => {
      for (const e of [
        variable(name),
        mul(ref(name, j), sum(k, variable(name, k))),
        power(variable(name), 2),
        variable('x', { name, dim: 'n' }),
        variable('x', { name, dim: 'n', value: { name, at: [{ name, dim: name }] } }),
        fn(name, variable('x')),
      ]) {
        const { latex, text, parts } = print(e);
        expect(katex.renderToString(latex, { throwOnError: true, strict: 'ignore' })).toContain('katex');
        expect(latex).not.toMatch(/\\(def|href|x)|[$%#&~<>`\n]|\p{Cf}|\p{Co}|\p{Cs}/u);
        expect(text).not.toMatch(/[$`<>&\\#*!\n]|\]\(|\p{Cf}|\p{Co}|\p{Cs}/u);
        expect(latex.length).toBeLessThan(3000);
        expect(text.length).toBeLessThan(1000);
        expect((parts ?? []).every((p) => p.name === name || p.name === 'x')).toBe(true);
      }
    },
  );
});

describe('parts', () => {
  it('say where the symbols of the code are', () => {
    const spans = new Map([['p', [{ start: 3, end: 4 }]]]);
    const { latex, parts = [] } = print(parseFormula("$p[j] * (delta(i, j) - $p[@y]) * 'x′'^2"), { spans });
    const pieces = parts.map((p) => [p.name, ...p.ranges.map(([start, end]) => latex.slice(start, end))]);
    expect(latex).toBe("p_{j} (\\delta_{ij} - p_{y}) {x'}^{2}");
    expect(pieces).toEqual([
      ['p', 'p_{j}', 'p'],
      ['y', 'y'],
      ['x′', "x'"],
    ]);
    expect(parts.map((p) => p.spans)).toEqual([[{ start: 3, end: 4 }], [], []]);
  });

  it('run on over both sides of an equation', () => {
    const { latex, text, parts = [] } = printEquation(variable('y'), exp(variable('y')));
    expect([latex, text]).toEqual(['y = e^{y}', 'y = e^y']);
    expect(parts[0]!.ranges).toEqual([
      [0, 1],
      [7, 8],
    ]);
  });
});

describe('size', () => {
  const deep = (n: number, f: (e: Expr) => Expr): Expr => {
    let e: Expr = variable('x');
    for (let i = 0; i < n; i++) e = f(e);
    return e;
  };
  const nests: [string, (e: Expr) => Expr][] = [
    ['sines', (e) => fn('sin', e)],
    ['fractions', (e) => power(add(number(1), e), -1)],
    ['exponentials', exp],
    ['towers', (e) => pow(variable('x'), e)],
    ['roots', (e) => power(add(e, variable('a')), 0.5)],
    ['sums', (e) => sum(k, add(e, ref('p', k)))],
    ['products of one thing by itself', (e) => add(mul(e, variable('a')), mul(e, variable('b')))],
    ['derivatives', (e) => mul(variable('a'), { kind: 'diff', body: e, by: variable('x') }, e)],
    ['words', (e) => mul(variable('lr'), add(e, variable('logits', k)))],
    ['calls', (e) => add(fn('relu', e), fn('relu', variable('x', k)))],
    ['branches', (e) => ({ kind: 'where', cond: e, then: e, otherwise: e })],
  ];
  it.each(nests)('400 nested %s stop with an ellipsis', (_, f) => {
    const { latex, text } = print(deep(400, f));
    expect(latex).toMatch(/\\[cl]dots/);
    expect(text).toContain('…');
    expect(latex.length).toBeLessThan(20_000);
    expect(typeset(latex)).toContain('katex');
  });

  it('2,000 terms stop at the budget', () => {
    const many = add(...Array.from({ length: 2000 }, (_, n) => variable(`a${n}`)));
    expect(toText(many, { maxNodes: 4 })).toBe('a₀ + a₁ + a₂ + …');
    expect(toLatex(many).length).toBeLessThan(10_000);
    expect(toText(mul(...Array.from({ length: 9 }, (_, n) => variable(`a${n}`))), { maxNodes: 3 })).toBe(
      'a₀·a₁·…',
    );
  });

  it('KaTeX takes as many words as the budget allows', () => {
    const words = Array.from({ length: 700 }, (_, n) =>
      fn('relu', variable(`word${'abcdefghij'[n % 10]!}${n}`)),
    );
    expect(typeset(toLatex(mul(...words)))).toContain('katex');
    expect(typeset(toLatex(mul(...words.map((w) => (w.kind === 'fn' ? w.args[0]! : w)))))).toContain('katex');
  });

  it('what fits is printed whole', () => {
    expect(toText(deep(20, (e) => fn('sin', e)))).toBe(`${'sin('.repeat(20)}x${')'.repeat(20)}`);
  });
});

describe('pieces for others to put together', () => {
  const both = (f: { latex: string; text: string }): string[] => [f.latex, f.text];

  it('conditions are not the brackets that are numbers', () => {
    expect(both(printCondition(parseFormula('x > 0')))).toEqual(['x > 0', 'x > 0']);
    expect(both(printCondition(parseFormula('delta(i, j)')))).toEqual(['i = j', 'i = j']);
    expect(both(printCondition(parseFormula('argmax(l, k, x[k])')))).toEqual([
      'l = \\arg\\max_{k} x_{k}',
      'l = argmax_k x_k',
    ]);
  });

  it('factors may have something after them', () => {
    expect(both(printFactor(parseFormula('sum(k, y[k])')))).toEqual([
      '\\left(\\sum_{k} y_{k}\\right)',
      '(Σ_k y_k)',
    ]);
    expect(both(printFactor(parseFormula('log(sum(k, y[k]))')))).toEqual([
      '\\ln\\left(\\sum_{k} y_{k}\\right)',
      'ln(Σ_k y_k)',
    ]);
    expect(both(printFactor(parseFormula('a + b')))).toEqual(['(a + b)', '(a + b)']);
    expect(both(printFactor(parseFormula('1 / (2 * size(n))')))).toEqual(['\\frac{1}{2 n}', '1/(2·n)']);
    expect(both(printFactor(parseFormula('a / sum(k, y[k])')))).toEqual([
      '\\frac{a}{\\sum_{k} y_{k}}',
      'a / (Σ_k y_k)',
    ]);
  });

  it('names alone or with indices', () => {
    expect(both(printName('W1'))).toEqual(['W_{1}', 'W₁']);
    expect(both(printName('x_hat', [j]))).toEqual(['\\hat{x}_{j}', 'x̂_j']);
  });
});
