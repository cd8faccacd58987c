import type { Expr } from '../expr.js';
import { toText } from '../text.js';
import { digitsOf } from './glyphs.js';
import type { PrintOptions } from './options.js';

/**
 * Formulas for the ear, made from their text form, so that they can be had wherever only that is at hand. In a phrase,
 * {0} {1} stand for what it is said of.
 */
const phrases = {
  '+': { en: 'plus', zh: '加' },
  '−': { en: 'minus', zh: '减' },
  negative: { en: 'minus', zh: '负' },
  '·': { en: 'times', zh: '乘' },
  '/': { en: 'over', zh: '除以' },
  '⊙': { en: 'element by element times', zh: '逐元素乘' },
  '=': { en: 'equals', zh: '等于' },
  '<': { en: 'is less than', zh: '小于' },
  '>': { en: 'is greater than', zh: '大于' },
  '≤': { en: 'is at most', zh: '小于等于' },
  '≥': { en: 'is at least', zh: '大于等于' },
  '≠': { en: 'is not', zh: '不等于' },
  '…': { en: 'and so on', zh: '等等' },
  '∞': { en: 'infinity', zh: '无穷' },
  '½': { en: 'one half', zh: '二分之一' },
  '⅓': { en: 'one third', zh: '三分之一' },
  '⅔': { en: 'two thirds', zh: '三分之二' },
  '¼': { en: 'one quarter', zh: '四分之一' },
  '¾': { en: 'three quarters', zh: '四分之三' },
  '(': { en: 'open bracket', zh: '左括号' },
  ')': { en: 'close bracket', zh: '右括号' },
  ᵀ: { en: 'transposed', zh: '转置' },
  if: { en: 'if', zh: '若' },
  and: { en: 'and', zh: '且' },
  else: { en: 'else', zh: '否则' },
  derivative: { en: 'the derivative of {0} by {1}', zh: '{0} 对 {1} 的导数' },
  operator: { en: 'the derivative by {1} of', zh: '对 {1} 求导：' },
  nth: { en: 'the derivative of order {2} of {0} by {1}', zh: '{0} 对 {1} 的 {2} 阶导数' },
  nthOperator: { en: 'the derivative of order {2} by {1} of', zh: '对 {1} 求 {2} 阶导：' },
  then: { en: 'and', zh: '和' },
  Σ: { en: 'the sum over {0} of', zh: '对 {0} 求和：' },
  Π: { en: 'the product over {0} of', zh: '对 {0} 求积：' },
  max: { en: 'the maximum over {0} of', zh: '对 {0} 取最大：' },
  min: { en: 'the minimum over {0} of', zh: '对 {0} 取最小：' },
  argmax: { en: 'the place {0} of the maximum of', zh: '使其最大的 {0}：' },
  argmin: { en: 'the place {0} of the minimum of', zh: '使其最小的 {0}：' },
  except: { en: '{0} other than {1}', zh: '不等于 {1} 的 {0}' },
  squared: { en: '{0} squared', zh: '{0} 的平方' },
  cubed: { en: '{0} cubed', zh: '{0} 的立方' },
  power: { en: '{0} to the power of {1}', zh: '{0} 的 {1} 次方' },
  '√': { en: 'the square root of {0}', zh: '{0} 的平方根' },
  '∛': { en: 'the cube root of {0}', zh: '{0} 的立方根' },
  absolute: { en: 'the absolute value of {0}', zh: '{0} 的绝对值' },
  floor: { en: '{0} rounded down', zh: '{0} 向下取整' },
  ceiling: { en: '{0} rounded up', zh: '{0} 向上取整' },
  indicator: { en: 'one if {0}, else zero,', zh: '若 {0} 则为一，否则为零，' },
  call: { en: '{0} of {1}', zh: '{1} 的 {0}' },
  ln: { en: 'the logarithm', zh: '自然对数' },
  σ: { en: 'the sigmoid', zh: 'S 型函数' },
  diag: { en: 'the diagonal matrix', zh: '对角矩阵' },
  hat: { en: 'hat', zh: '帽' },
  bar: { en: 'bar', zh: '横' },
  tilde: { en: 'tilde', zh: '波浪' },
  dot: { en: 'dot', zh: '点' },
  prime: { en: 'prime', zh: '撇' },
} as const;
type Language = 'en' | 'zh';

const greek =
  'α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Υ Upsilon Φ Phi Ψ Psi Ω Omega ℓ ell'.split(
    ' ',
  );
const letters = new Map(greek.flatMap((g, i) => (i % 2 ? [] : [[g, greek[i + 1]!] as const])));
const marks = { '\u0302': 'hat', '\u0304': 'bar', '\u0303': 'tilde', '\u0307': 'dot', '′': 'prime' } as const;

const letter = '(?!ᵀ)[\\p{L}\\p{Nd}\\p{M}₀-₉]';
const symbol = `(?!ᵀ)\\p{L}(?:${letter})*′*(?:_(?:${letter})+)?(?:\\[[^\\]]*\\])?`;
const patterns = {
  derivative: new RegExp(`∂([²³⁴-⁹]*)(${symbol})?/((?:∂${symbol}[²³⁴-⁹]*)+)`, 'uy'),
  big: /(Σ|Π|max|min|argmax|argmin)_(?:([\p{L}\p{Nd}₀-₉]+)|\((\p{L})≠([^)]*)\)) ?/uy,
  call: /(\p{L}[\p{L}\p{Nd}_₀-₉]*)([⁰¹²³⁴⁵⁶⁷⁸⁹]*)(?=\()/uy,
  symbol: new RegExp(symbol, 'uy'),
  number: /[0-9]+(?:\.[0-9]+)?/uy,
  lifted: /[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/uy,
};

/** An expression in words, for screen readers. */
export const spoken = (e: Expr, language: Language, options: PrintOptions = {}): string =>
  speak(toText(e, options), language);

/** A formula's text form in words. */
export const speak = (text: string, language: Language): string => {
  const say = (key: keyof typeof phrases, ...args: readonly string[]): string =>
    phrases[key][language].replace(/\{(\d)\}/g, (_, n: string) => args[Number(n)] ?? '');

  const name = (shown: string): string => {
    const [, base = shown, below = '', inside = ''] =
      /^([^_[]*)(?:_([^[]*))?(?:\[(.*)\])?$/u.exec(shown) ?? [];
    const spelled = (s: string): string =>
      [...s.normalize('NFD')]
        .map((c) =>
          c in marks
            ? ` ${say(marks[c as keyof typeof marks])}`
            : /[₀-₉]/.test(c)
              ? ` ${digitsOf(c)}`
              : letters.has(c)
                ? ` ${letters.get(c)!} `
                : c,
        )
        .join('');
    // p_ij is read letter by letter; a word is not.
    const short = /^[a-z]{1,3}$/.test(below) ? [...below].join(' ') : below;
    return `${spelled(base)} ${spelled(short)} ${spelled(inside)
      .replaceAll(',', ' ')
      .replaceAll('−', ` ${say('negative')} `)}`
      .replace(/\s+/g, ' ')
      .trim();
  };

  /** Reads up to the given closing character, or to the end. */
  const read = (from: number, end: string): readonly [string, number] => {
    const words: string[] = [];
    let at = from;
    const match = (re: RegExp): RegExpExecArray | undefined => {
      re.lastIndex = at;
      const m = re.exec(text);
      if (m) at += m[0].length;
      return m ?? undefined;
    };
    /** The group that begins here, in brackets only if it is more than a name or number. */
    const group = (close: string): string => {
      const [inner, next] = read(at + 1, close);
      at = next + 1;
      return inner;
    };
    const bracketed = (inner: string): string =>
      /^[\p{L}\p{N}]+( [\p{L}\p{N}]+)?$/u.test(inner) ? inner : `${say('(')} ${inner} ${say(')')}`;
    const raised = (base: string, exponent: string): string =>
      exponent === '2'
        ? say('squared', base)
        : exponent === '3'
          ? say('cubed', base)
          : say('power', base, exponent);
    const raise = (exponent: string): void => void words.push(raised(words.pop() ?? '', exponent));

    while (at < text.length && text[at] !== end) {
      const c = text[at]!;
      const d = c === '∂' ? match(patterns.derivative) : undefined;
      const big = d ? undefined : match(patterns.big);
      const call = d || big ? undefined : match(patterns.call);
      if (d) {
        const by = [...d[3]!.matchAll(/∂([^∂²³⁴-⁹]+)/gu)].map((m) => name(m[1]!)).join(` ${say('then')} `);
        const order = d[1] ? digitsOf(d[1]) : '';
        const of = d[2] === undefined ? undefined : name(d[2]);
        words.push(
          of === undefined
            ? say(order ? 'nthOperator' : 'operator', '', by, order)
            : say(order ? 'nth' : 'derivative', of, by, order),
        );
      } else if (big) {
        const index = big[2] === undefined ? say('except', name(big[3]!), name(big[4]!)) : name(big[2]);
        words.push(say(big[1] as 'Σ', index));
      } else if (call && !['if', 'else', 'and'].includes(call[1]!)) {
        const f = call[1]! in phrases ? say(call[1] as 'ln') : name(call[1]!);
        words.push(say('call', call[2] ? raised(f, digitsOf(call[2])) : f, bracketed(group(')'))));
      } else if (c === '(') words.push(bracketed(group(')')));
      else if (c === '[') words.push(say('indicator', group(']')));
      else if (c === '⌊') words.push(say('floor', bracketed(group('⌋'))));
      else if (c === '⌈') words.push(say('ceiling', bracketed(group('⌉'))));
      else if (c === '|') words.push(say('absolute', bracketed(group('|'))));
      else if (c === '√' || c === '∛' || c === '^') {
        at++;
        const inner =
          text[at] === '('
            ? bracketed(group(')'))
            : name(match(patterns.symbol)?.[0] ?? match(patterns.number)?.[0] ?? '');
        if (c === '^') raise(inner);
        else words.push(say(c, inner));
      } else {
        const lifted = match(patterns.lifted);
        if (lifted) {
          const n = digitsOf(lifted[0]);
          raise(n.startsWith('-') ? `${say('negative')} ${n.slice(1)}` : n);
          continue;
        }
        const word = match(patterns.symbol)?.[0];
        const plain = word ?? match(patterns.number)?.[0];
        if (plain === 'if' || plain === 'else' || plain === 'and') words.push(say(plain));
        else if (plain !== undefined) words.push(word === undefined ? plain : name(plain));
        else {
          at++;
          const first = words.length === 0 || /^[([]?$/.test(text.slice(from, at - 1).trim());
          if (c === '−' && first) words.push(say('negative'));
          else if (c === ',') words.push(',');
          else if (c in phrases) words.push(say(c as '+'));
          else if (c.trim() !== '') words.push(c);
        }
      }
    }
    return [words.join(' ').replaceAll(' ,', ','), at];
  };
  return read(0, '')[0];
};
