import { atom } from './atoms.js';
import { group } from './expressions.js';
import type { Latex, Sub } from './nodes.js';
import { fault, isChar, isCommand, next, over, peek, type Parser } from './parser.js';
import type { Token } from './tokens.js';

export const scripts = (p: Parser, base: Latex): Latex => {
  let value = base;
  for (;;) {
    const t = peek(p);
    if (isChar(t, '_')) {
      next(p);
      const subs = subscript(p);
      value = subscripted(value, subs, p);
    } else if (isChar(t, '^')) {
      next(p);
      value = raised(p, value);
    } else if (isChar(t, "'") || isCommand(t, 'prime')) {
      next(p);
      value =
        value.kind === 'symbol'
          ? { ...value, name: `${value.name}′`, span: over(value.span, t.span) }
          : fault(t.span, 'latex-unread', ["'"]);
    } else if (isChar(t, '!')) fault(t.span, 'latex-unread', ['!']);
    else return value;
  }
};

export const subscripted = (value: Latex, subs: readonly Sub[], p: Parser): Latex => {
  const span = over(value.span, peek(p, -1).span);
  if (value.kind === 'symbol') return { ...value, subs: [...value.subs, ...subs], span };
  if (value.kind === 'norm') {
    const order = subs[0]?.text;
    if (order !== '1' && order !== '2' && order !== 'infty' && order !== 'F')
      return fault(span, 'latex-unread', [order ?? '_']);
    return { ...value, order: order === 'infty' ? 'inf' : order === '1' ? '1' : '2', span };
  }
  return { kind: 'component', value, subs, span };
};

export const raised = (p: Parser, base: Latex): Latex => {
  const t = peek(p);
  const inner = isChar(t, '{') ? peek(p, 1) : t;
  const closes = isChar(t, '{') ? isChar(peek(p, 2), '}') : true;
  if (
    closes &&
    (isCommand(inner, 'top', 'intercal', 'mathsf') ||
      isChar(inner, 'T') ||
      (inner.kind === 'text' && inner.text === 'T'))
  ) {
    p.at += isChar(t, '{') ? 3 : 1;
    return { kind: 'transpose', value: base, span: over(base.span, inner.span) };
  }
  if (isCommand(inner, 'prime', '*', 'ast', 'dagger', 'circ', 'star') || isChar(inner, "'", '*', '+'))
    return fault(inner.span, 'latex-unread', ['^']);
  // x^{(i)}: the i-th sample.
  if (
    isChar(t, '{') &&
    isChar(inner, '(') &&
    isChar(peek(p, 3), ')') &&
    isChar(peek(p, 4), '}') &&
    base.kind === 'symbol'
  ) {
    const letter = peek(p, 2);
    p.at += 5;
    return {
      ...base,
      subs: [{ text: letter.text, span: letter.span }, ...base.subs],
      span: over(base.span, peek(p, -1).span),
    };
  }
  const exponent = script(p);
  return { kind: 'power', base, exponent, span: over(base.span, exponent.span) };
};

/** What follows ^ : one token or a group. */
export const script = (p: Parser): Latex => {
  if (isChar(peek(p), '{')) return group(p, '}');
  if (isChar(peek(p), '-', '+')) return fault(peek(p).span);
  return atom(p, true);
};

/** The pieces of a subscript: ij, {i,j}, {k=1}, 12, \text{max}. */
export const subscript = (p: Parser): Sub[] => {
  const t = next(p);
  const sub = (token: Token): Sub => ({ text: token.text, span: token.span });
  if (!isChar(t, '{'))
    return t.kind === 'end' || (t.kind === 'char' && !/^[\p{L}\d]$/u.test(t.text)) ? fault(t.span) : [sub(t)];
  const subs: Sub[] = [];
  let depth = 1;
  for (let c = next(p); depth > 0; c = next(p)) {
    if (c.kind === 'end') fault(t.span, 'unbalanced', ['{']);
    if (isChar(c, '{')) depth++;
    else if (isChar(c, '}') && --depth === 0) return subs;
    else if (isChar(c, '_')) subs.push({ text: '_', span: c.span });
    else if (!isChar(c, ',', '}')) subs.push(sub(c));
  }
  return subs;
};
