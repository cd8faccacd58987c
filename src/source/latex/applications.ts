import { atom } from './atoms.js';
import { factor, group, signed, startsFactor, sum } from './expressions.js';
import { functionNames } from './names.js';
import type { Latex } from './nodes.js';
import { fault, isChar, isCommand, next, over, peek, type Parser } from './parser.js';
import { script, subscript } from './scripts.js';
import type { Token } from './tokens.js';

/** \operatorname{softmax}(…), \text{ReLU}(…), \mathrm{d}. */
export const named = (p: Parser, t: Token): Latex => {
  const known = functionNames[t.text] ?? functionNames[t.text.toLowerCase()];
  if (known !== undefined && (isChar(peek(p), '(', '[', '{', '_', '^') || startsFactor(peek(p))))
    return application(p, t, known);
  if (isChar(peek(p), '(')) {
    const args = callArguments(p);
    return { kind: 'call', name: t.text, args, nameSpan: t.span, span: over(t.span, peek(p, -1).span) };
  }
  if (!/^[\p{L}\d-]+$/u.test(t.text)) return fault(t.span, 'latex-unread', [t.text]);
  return { kind: 'symbol', name: t.text, subs: [], bold: false, span: t.span };
};

export const callArguments = (p: Parser): Latex[] => {
  const open = next(p);
  const bar = p.bar;
  p.bar = undefined;
  const args: Latex[] = [];
  do args.push(sum(p));
  while (isChar(peek(p), ',') && next(p));
  p.bar = bar;
  const close = next(p);
  const wanted = open.text === '(' ? ')' : open.text === '[' ? ']' : '}';
  if (close.text !== wanted && close.text !== 'rbrace')
    fault(
      close.kind === 'end' ? open.span : close.span,
      close.kind === 'end' ? 'unbalanced' : 'syntax',
      close.kind === 'end' ? [open.text] : [],
    );
  return args;
};

/** A function with its argument: in brackets, or the one factor that follows (sin 2x: a number takes the next one, too). */
export const application = (p: Parser, t: Token, name: string): Latex => {
  let base: string | undefined;
  let power: Latex | undefined;
  for (;;) {
    if (isChar(peek(p), '_')) {
      next(p);
      base = subscript(p)
        .map((s) => s.text)
        .join('');
    } else if (isChar(peek(p), '^')) {
      next(p);
      power = script(p);
      if (power.kind === 'negative' || power.kind === 'transpose')
        return fault(power.span, 'latex-ambiguous', [`${t.text}^{-1}`]);
    } else break;
  }
  const bracket = peek(p);
  const enclosed = isChar(bracket, '(', '[') || isChar(bracket, '{') || isCommand(bracket, '{', 'lbrace');
  const args = enclosed ? callArguments(p) : [bareArgument(p, t)];
  const span = over(t.span, peek(p, -1).span);
  const call: Latex = {
    kind: 'call',
    name,
    args,
    nameSpan: t.span,
    ...(base !== undefined && { base }),
    span,
  };
  return power ? { kind: 'power', base: call, exponent: power, span } : call;
};

export const bareArgument = (p: Parser, t: Token): Latex => {
  if (!startsFactor(peek(p)) && !isChar(peek(p), '-'))
    return fault(t.span, 'function-without-brackets', [t.text]);
  if (isChar(peek(p), '-')) return signed(p);
  const first = factor(p);
  const follows = peek(p);
  if (first.kind === 'number' && startsFactor(follows)) {
    const second = factor(p);
    return { kind: 'product', factors: [first, second], by: ['', ''], span: over(first.span, second.span) };
  }
  // log p (1 - p): is the bracket part of the argument?
  const applied = isCommand(follows) && functionNames[follows.text] !== undefined;
  if (
    startsFactor(follows) &&
    follows.text !== p.bar &&
    !applied &&
    !isCommand(follows, 'sum', 'prod') &&
    follows.kind !== 'text'
  )
    return fault(follows.span, 'latex-ambiguous', [t.text]);
  return first;
};

export const argument = (p: Parser): Latex => (isChar(peek(p), '{') ? group(p, '}') : atom(p, true));
