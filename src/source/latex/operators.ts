import { product, sum } from './expressions.js';
import type { Latex, Sub } from './nodes.js';
import { fault, isChar, isCommand, next, over, peek, type Parser } from './parser.js';
import { subscript } from './scripts.js';
import type { Token } from './tokens.js';

/** \sum_{j=1}^{K} body: the body reaches to the next + or − of the same level. */
export const big = (p: Parser, t: Token, op: 'sum' | 'prod' | 'max' | 'min'): Latex => {
  let below: Sub[] = [];
  let to: string | undefined;
  while (isChar(peek(p), '_', '^')) {
    if (next(p).text === '_') below = subscript(p);
    else
      to = subscript(p)
        .map((s) => s.text)
        .join('');
  }
  const body = product(p);
  const span = over(t.span, body.span);
  const texts = below.map((s) => s.text);
  if (below.length === 0) return fault(t.span, 'latex-bounds', [`\\${op}`]);
  const rest = { kind: 'big' as const, op, body, span, ...(to !== undefined && { to }) };
  const unequal = texts.findIndex((x) => x === 'neq' || x === 'ne');
  if (unequal === 1 && below.length === 3) return { ...rest, indices: [below[0]!], not: below[2]! };
  const equals = texts.indexOf('=');
  if (equals === 1 && below.length === 3 && (texts[2] === '1' || texts[2] === '0'))
    return { ...rest, indices: [below[0]!], ...(texts[2] === '0' && { fromZero: true }) };
  const letters = below.filter((s) => /^\p{L}$/u.test(s.text));
  if (equals < 0 && letters.length === below.length) return { ...rest, indices: letters };
  return fault(over(below[0]!.span, below.at(-1)!.span), 'latex-bounds', [`\\${op}`]);
};

export const cases = (p: Parser, t: Token): Latex => {
  const rows: { value: Latex; left?: Latex; rel?: '<' | '<=' | '=' | '!='; right?: Latex }[] = [];
  while (!isCommand(peek(p), 'endcases')) {
    if (peek(p).kind === 'end') fault(t.span, 'unbalanced', ['\\begin{cases}']);
    const value = sum(p);
    while (isChar(peek(p), ',') || (peek(p).kind === 'text' && /^(if|for|when)?,?$/.test(peek(p).text)))
      next(p);
    if (peek(p).kind === 'text' || isCommand(peek(p), '\\', 'endcases')) {
      if (peek(p).kind === 'text' && !/otherwise|else/.test(next(p).text)) fault(peek(p, -1).span);
      rows.push({ value });
    } else {
      const a = sum(p);
      const sign = next(p);
      const rel =
        sign.text === '<' || sign.text === '>'
          ? '<'
          : /^(le|leq|ge|geq|leqslant|geqslant)$/.test(sign.text)
            ? '<='
            : sign.text === '='
              ? '='
              : /^neq?$/.test(sign.text)
                ? '!='
                : fault(sign.span);
      const b = sum(p);
      const turned = sign.text === '>' || /^g/.test(sign.text);
      rows.push({ value, left: turned ? b : a, rel, right: turned ? a : b });
    }
    while (isCommand(peek(p), '\\') || isChar(peek(p), '.', ',', ';')) next(p);
  }
  next(p);
  return { kind: 'cases', rows, span: over(t.span, peek(p, -1).span) };
};
