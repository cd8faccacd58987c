import { application, argument, callArguments, named } from './applications.js';
import { big, cases } from './operators.js';
import { group, sum } from './expressions.js';
import { accents, functionNames, greek } from './names.js';
import type { Latex } from './nodes.js';
import { fault, isChar, isCommand, next, over, peek, type Parser } from './parser.js';
import type { Token } from './tokens.js';

const closers = new Set([')', ']', '}']);

export const atom = (p: Parser, single = false): Latex => {
  const t = next(p);
  const { span } = t;
  switch (t.kind) {
    case 'number':
      // x^23 is x² · 3.
      return single && t.text.length > 1
        ? fault(span, 'latex-ambiguous', [t.text])
        : { kind: 'number', text: t.text, span };
    case 'text':
      return named(p, t);
    case 'char':
      return character(p, t);
    case 'command':
      return command(p, t);
    default:
      return fault({ start: Math.max(0, span.start - 1), end: span.end });
  }
};

/** What stands between bars: a further bar ends it. */
const inBars = (p: Parser, bar: string): Latex => {
  const outer = p.bar;
  p.bar = bar;
  const value = sum(p);
  p.bar = outer;
  return value;
};

export const character = (p: Parser, t: Token): Latex => {
  if (/^\p{L}$/u.test(t.text)) return letter(p, t);
  if (t.text === '(' || t.text === '[' || t.text === '{') {
    p.at--;
    return group(p, t.text === '(' ? ')' : t.text === '[' ? ']' : '}');
  }
  if (t.text === '|') {
    const doubled = isChar(peek(p), '|') && peek(p).span.start === t.span.end;
    if (doubled) next(p);
    const value = inBars(p, '|');
    const end = next(p);
    if (!isChar(end, '|')) fault(t.span, 'unbalanced', ['|']);
    if (doubled && !isChar(next(p), '|')) fault(t.span, 'unbalanced', ['|']);
    const whole = over(t.span, peek(p, -1).span);
    return doubled ? { kind: 'norm', value, order: '2', span: whole } : { kind: 'abs', value, span: whole };
  }
  return fault(t.span, closers.has(t.text) ? 'unbalanced' : 'syntax', closers.has(t.text) ? [t.text] : []);
};

/** A letter before a bracket that holds one letter, f(x): a function nobody knows, or a product. */
export const letter = (p: Parser, t: Token): Latex => {
  const call =
    isChar(peek(p), '(') &&
    !isChar(peek(p, 2), '+', '-') &&
    isChar(peek(p, 2), ')') &&
    peek(p, 1).kind !== 'number';
  if (call || (/^[fghFGH]$/.test(t.text) && isChar(peek(p), '('))) {
    const args = callArguments(p);
    return { kind: 'call', name: t.text, args, nameSpan: t.span, span: over(t.span, peek(p, -1).span) };
  }
  return { kind: 'symbol', name: t.text, subs: [], bold: false, span: t.span };
};

export const command = (p: Parser, t: Token): Latex => {
  const { span } = t;
  switch (t.text) {
    case 'frac':
    case 'tfrac':
    case 'dfrac':
    case 'cfrac': {
      const [a, b] = [argument(p), argument(p)];
      return { kind: 'product', factors: [a, b], by: ['', '/'], span: over(span, b.span) };
    }
    case 'sqrt': {
      let degree = 2;
      if (isChar(peek(p), '[')) {
        next(p);
        degree = Number(next(p).text);
        if (!isChar(next(p), ']') || !(degree >= 2)) fault(span);
      }
      const value = argument(p);
      return { kind: 'root', value, degree, span: over(span, value.span) };
    }
    case 'infty':
      return { kind: 'infinity', span };
    case 'sum':
    case 'prod':
      return big(p, t, t.text);
    case 'max':
    case 'min':
      return isChar(peek(p), '_') ? big(p, t, t.text) : application(p, t, t.text);
    case '|':
    case 'Vert':
    case 'lVert':
    case 'vert':
    case 'lvert': {
      const value = inBars(p, t.text);
      const end = next(p);
      const partner = t.text === 'lVert' ? 'rVert' : t.text === 'lvert' ? 'rvert' : t.text;
      if (!isCommand(end, partner)) fault(span, 'unbalanced', [`\\${t.text}`]);
      const whole = over(span, end.span);
      return t.text.toLowerCase().includes('vert') && t.text !== 'Vert' && t.text !== 'lVert'
        ? { kind: 'abs', value, span: whole }
        : { kind: 'norm', value, order: '2', span: whole };
    }
    case '{':
    case 'lbrace':
      p.at--;
      return group(p, '}');
    case 'cases':
      return cases(p, t);
    case 'mathbf':
    case 'boldsymbol':
    case 'bm':
    case 'vec': {
      const inner = argument(p);
      return inner.kind === 'symbol' ? { ...inner, bold: true, span: over(span, inner.span) } : inner;
    }
    case 'mathcal':
      return { ...argument(p), span: over(span, peek(p, -1).span) };
  }
  const accent = accents[t.text];
  if (accent !== undefined) {
    const inner = argument(p);
    if (inner.kind !== 'symbol') return fault(span, 'latex-unread', [`\\${t.text}`]);
    return { ...inner, name: `${inner.name}_${accent}`, span: over(span, inner.span) };
  }
  if (t.text === 'sigma' && isChar(peek(p), '(')) return application(p, t, 'sigmoid');
  if (t.text === 'Phi' && isChar(peek(p), '(')) return application(p, t, 'normcdf');
  if (functionNames[t.text] !== undefined) return application(p, t, functionNames[t.text]!);
  const name = greek[t.text];
  if (name !== undefined) return { kind: 'symbol', name, subs: [], bold: false, span };
  return fault(span, 'latex-unread', [`\\${t.text}`]);
};
