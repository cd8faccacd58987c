import { atom } from './atoms.js';
import { accents, functionNames, greek } from './names.js';
import type { Latex } from './nodes.js';
import { fault, isChar, isCommand, next, over, peek, type Parser } from './parser.js';
import { scripts } from './scripts.js';
import type { Token } from './tokens.js';

export const sum = (p: Parser): Latex => {
  if (++p.depth > 60) fault(peek(p).span, 'too-deep');
  const terms: Latex[] = [];
  let sign: Token | undefined;
  do {
    sign = isChar(peek(p), '+', '-') ? next(p) : undefined;
    while (isChar(peek(p), '+')) next(p);
    const term = product(p);
    terms.push(
      sign?.text === '-' ? { kind: 'negative', value: term, span: over(sign.span, term.span) } : term,
    );
  } while (isChar(peek(p), '+', '-'));
  p.depth--;
  return terms.length === 1
    ? terms[0]!
    : { kind: 'add', terms, span: over(terms[0]!.span, terms.at(-1)!.span) };
};

export const product = (p: Parser): Latex => {
  const factors: Latex[] = [factor(p)];
  const by: ('' | 'dot' | 'odot' | '/')[] = [''];
  for (;;) {
    const t = peek(p);
    let tie: '' | 'dot' | 'odot' | '/' = '';
    if (isCommand(t, 'cdot', 'times', 'ast', 'bullet') || isChar(t, '*')) tie = 'dot';
    else if (isCommand(t, 'odot', 'circ')) tie = 'odot';
    else if (isChar(t, '/') || isCommand(t, 'div')) tie = '/';
    else if (!startsFactor(t) || t.text === p.bar) break;
    if (tie !== '') next(p);
    by.push(tie);
    factors.push(isChar(peek(p), '-', '+') && tie !== '' ? signed(p) : factor(p));
  }
  return factors.length === 1
    ? factors[0]!
    : { kind: 'product', factors, by, span: over(factors[0]!.span, factors.at(-1)!.span) };
};

export const signed = (p: Parser): Latex => {
  const sign = next(p);
  const value = factor(p);
  return sign.text === '-' ? { kind: 'negative', value, span: over(sign.span, value.span) } : value;
};

export const startsFactor = (t: Token): boolean =>
  t.kind === 'number' ||
  (t.kind === 'text' && !/^(if|for|when|where|otherwise|else|and|or|with|s\.t\.)\b/.test(t.text)) ||
  (t.kind === 'char' && (/^\p{L}$/u.test(t.text) || isChar(t, '(', '[', '{', '|'))) ||
  (t.kind === 'command' &&
    (starters.has(t.text) ||
      functionNames[t.text] !== undefined ||
      greek[t.text] !== undefined ||
      accents[t.text] !== undefined));
const starters = new Set(
  'frac tfrac dfrac cfrac sqrt sum prod max min | Vert lVert vert lvert infty mathbf boldsymbol bm vec mathcal mathbb ell { lbrace cases operatorname'.split(
    ' ',
  ),
);

/** An atom with what is written below and above it. */
export const factor = (p: Parser): Latex => {
  if (++p.depth > 120) fault(peek(p).span, 'too-deep');
  const value = scripts(p, atom(p));
  p.depth--;
  return value;
};

export const group = (p: Parser, close: string): Latex => {
  const open = next(p);
  const bar = p.bar;
  p.bar = undefined;
  const value = sum(p);
  p.bar = bar;
  const end = next(p);
  if (!isChar(end, close) && !(isCommand(end, '}', 'rbrace') && close === '}')) {
    if (end.kind === 'end') fault(open.span, 'unbalanced', [open.text]);
    fault(end.span);
  }
  return { ...value, span: over(open.span, end.span) };
};
