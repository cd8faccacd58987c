import type { Span } from '../../math/program.js';
import type { ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';

/** A token of LaTeX mathematics: a command without its backslash, a character, a number, or words of a \text{…}. */
export interface Token {
  readonly kind: 'command' | 'char' | 'number' | 'text' | 'end';
  readonly text: string;
  readonly span: Span;
}

const maxCharacters = 8192;
const maxBraces = 64;

// What only sets space or size.
const silent = new Set(
  (
    ', ; : ! > quad qquad displaystyle textstyle scriptstyle limits nolimits left right big Big bigg Bigg bigl bigr Bigl Bigr ' +
    'biggl biggr Biggl Biggr middle nonumber notag mathstrut hspace smash ensuremath boxed underbrace overbrace mathop mathbin mathrel'
  ).split(' '),
);
/** Commands whose braces hold words. */
const wordy = new Set([
  'text',
  'mathrm',
  'operatorname',
  'textrm',
  'textit',
  'textbf',
  'mbox',
  'mathit',
  'mathsf',
  'mathtt',
  'textsc',
  'rm',
]);
const dropped = new Set(['label', 'tag', 'begin', 'end', 'hspace', 'vspace', 'color']);

/** Unicode that people paste, as the command that it is. */
const unicode: Readonly<Record<string, string>> = {
  '·': 'cdot',
  '×': 'times',
  '∑': 'sum',
  '∏': 'prod',
  '√': 'sqrt',
  '‖': '|',
  '∥': '|',
  σ: 'sigma',
  π: 'pi',
  τ: 'tau',
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  θ: 'theta',
  λ: 'lambda',
  μ: 'mu',
  '∞': 'infty',
  '≠': 'neq',
  '≤': 'le',
  '≥': 'ge',
  '⊤': 'top',
  '∈': 'in',
  '⊙': 'odot',
};

/** Splits LaTeX into tokens, spacing dropped; the last one is an 'end'. */
export const latexTokens = (text: string, start: number): readonly Token[] | ReadRefusal => {
  if (text.length > maxCharacters)
    return refuse('too-large', { start, end: start + text.length }, 'too-long', [text.length, maxCharacters]);
  const tokens: Token[] = [];
  let depth = 0;
  const put = (kind: Token['kind'], value: string, from: number, to: number): void => {
    tokens.push({ kind, text: value, span: { start: start + from, end: start + to } });
  };
  for (let at = 0; at < text.length;) {
    const c = text[at]!;
    const rest = text.slice(at, at + 80);
    const number = /^(?:\d+(?:\{,\}\d{3})*(?:\.\d+)?|\.\d+)/.exec(rest)?.[0];
    if (/\s/.test(c) || c === '~' || c === '&' || c === '$') at++;
    else if (c === '%') {
      const newline = text.indexOf('\n', at);
      at = newline < 0 ? text.length : newline;
    } else if (number) {
      put('number', number.replaceAll('{,}', ''), at, at + number.length);
      at += number.length;
    } else if (c === '\\') {
      const name = /^\\(?:([a-zA-Z]+)\*?|[^])/.exec(rest)?.[0] ?? '\\';
      const word = name.slice(1).replace(/\*$/, '');
      const end = at + name.length;
      const braces =
        wordy.has(word) || dropped.has(word) ? /^\s*\{([^{}]*)\}/.exec(text.slice(end, end + 200)) : null;
      if (dropped.has(word)) {
        if (word === 'begin' && braces?.[1] === 'cases') put('command', 'cases', at, end);
        else if (word === 'end' && braces?.[1] === 'cases') put('command', 'endcases', at, end);
        at = end + (braces?.[0].length ?? 0);
        // \begin{array}{cc} has an argument of its own.
        if (word === 'begin' && braces)
          at += /^\s*\{[lcr|@{} ]*\}/.exec(text.slice(at, at + 40))?.[0].length ?? 0;
      } else if (braces) {
        put('text', braces[1]!.trim(), at, end + braces[0].length);
        at = end + braces[0].length;
      } else {
        if (!silent.has(word) && word.trim() !== '') put('command', word, at, end);
        // The . of \left. is no character of the formula.
        at =
          end +
          (/^(left|right|middle)$/.test(word)
            ? (/^\s*\./.exec(text.slice(end, end + 9))?.[0].length ?? 0)
            : 0);
      }
    } else if (Object.hasOwn(unicode, c)) {
      put('command', unicode[c]!, at, at + 1);
      at++;
    } else {
      if (c === '{' && ++depth > maxBraces)
        return refuse('too-large', { start: start + at, end: start + at + 1 }, 'too-deep');
      if (c === '}') depth--;
      const point = String.fromCodePoint(text.codePointAt(at)!);
      put('char', c === '−' ? '-' : c === '′' ? "'" : point, at, at + point.length);
      at += point.length;
    }
  }
  put('end', '', text.length, text.length);
  return tokens;
};
