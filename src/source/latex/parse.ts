import type { Span } from '../../math/program.js';
import type { ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';
import { accents, functionNames, greek } from './names.js';
import type { Equation, Latex, Sub } from './nodes.js';
import { latexTokens, type Token } from './tokens.js';

/** Thrown inside the parser, a value outside. */
export class LatexFault extends Error {
  readonly refusal: ReadRefusal;
  constructor(refusal: ReadRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}
const fault = (
  span: Span,
  key: Parameters<typeof refuse>[2] = 'syntax',
  args: readonly string[] = [],
): never => {
  throw new LatexFault(refuse(key === 'syntax' ? 'syntax' : key.replace(/^latex-/, ''), span, key, args));
};

export interface Parser {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** An equation or a bare expression. */
export const parseLatex = (text: string, start: number): Equation | ReadRefusal => {
  const tokens = latexTokens(text, start);
  if ('ok' in tokens) return tokens;
  try {
    return equation(tokens);
  } catch (error) {
    if (error instanceof LatexFault) return error.refusal;
    throw error;
  }
};

const relations = new Set(['=', 'equiv', 'triangleq', 'coloneqq', 'approx', ':=']);
const isRelation = (t: Token): boolean => relations.has(t.text) && t.kind !== 'text' && t.kind !== 'number';
const openers = new Set(['(', '[', '{']);
const closers = new Set([')', ']', '}']);

/** Cuts at the first equals sign, and off what follows the formula: `, \quad i = 1, …`, a full stop, a further `= …`. */
const equation = (tokens: readonly Token[]): Equation => {
  const cuts: number[] = [];
  let depth = 0;
  let end = tokens.length - 1;
  for (let i = 0; i < tokens.length - 1; i++) {
    const t = tokens[i]!;
    if (t.kind === 'command' && t.text === 'cases') depth++;
    else if (t.kind === 'command' && t.text === 'endcases') depth--;
    if (t.kind === 'char' && openers.has(t.text)) depth++;
    else if (t.kind === 'char' && closers.has(t.text)) depth--;
    if (depth !== 0) continue;
    if (isRelation(t)) cuts.push(i);
    else if (t.kind === 'char' && (t.text === ',' || t.text === ';' || t.text === '.')) {
      end = i;
      break;
    } else if (t.kind === 'command' && t.text === '\\' && cuts.length > 0) {
      end = i;
      break;
    }
  }
  const first = cuts[0];
  const from = first === undefined ? 0 : first + 1;
  const to = Math.min(cuts[1] ?? end, end);
  const parser: Parser = { tokens: [...tokens.slice(from, to), endAt(tokens[to]!)], at: 0, depth: 0 };
  const body = sum(parser);
  if (peek(parser).kind !== 'end') fault(peek(parser).span);
  return { body, ...leftSide(first === undefined ? [] : tokens.slice(0, first)) };
};

const endAt = (t: Token): Token => ({
  kind: 'end',
  text: '',
  span: { start: t.span.start, end: t.span.start },
});

/** p_i, \sigma(z)_j, \text{softmax}(z_i): a name and the last subscript that is an index. */
const leftSide = (tokens: readonly Token[]): Omit<Equation, 'body'> => {
  if (tokens.length === 0) return { name: '', indices: [] };
  const parser: Parser = {
    tokens: [...tokens.filter((t) => t.text !== ':'), endAt(tokens.at(-1)!)],
    at: 0,
    depth: 0,
  };
  try {
    const left = sum(parser);
    const value = left.kind === 'component' ? left.value : left;
    if (value.kind === 'symbol')
      return { name: value.name, indices: left.kind === 'component' ? left.subs : value.subs };
    if (value.kind === 'call') {
      const arg = value.args[0];
      const own = left.kind === 'component' ? left.subs : [];
      return { name: value.name, indices: own.length > 0 ? own : arg?.kind === 'symbol' ? arg.subs : [] };
    }
  } catch (error) {
    if (!(error instanceof LatexFault)) throw error;
  }
  // What stands there is only a title: P(y = k | x).
  const letter = tokens.find((t) => t.kind === 'text' || /^[a-zA-Z]$/.test(t.text));
  return { name: letter?.text ?? '', indices: [] };
};

const peek = (p: Parser, ahead = 0): Token => p.tokens[Math.min(p.at + ahead, p.tokens.length - 1)]!;
const next = (p: Parser): Token => {
  const t = peek(p);
  if (p.at < p.tokens.length - 1) p.at++;
  return t;
};
const isChar = (t: Token, ...texts: string[]): boolean => t.kind === 'char' && texts.includes(t.text);
const isCommand = (t: Token, ...texts: string[]): boolean => t.kind === 'command' && texts.includes(t.text);
const over = (a: Span, b: Span): Span => ({ start: a.start, end: Math.max(a.end, b.end) });

const sum = (p: Parser): Latex => {
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

const product = (p: Parser): Latex => {
  const factors: Latex[] = [factor(p)];
  const by: ('' | 'dot' | 'odot' | '/')[] = [''];
  for (;;) {
    const t = peek(p);
    let tie: '' | 'dot' | 'odot' | '/' = '';
    if (isCommand(t, 'cdot', 'times', 'ast', 'bullet') || isChar(t, '*')) tie = 'dot';
    else if (isCommand(t, 'odot', 'circ')) tie = 'odot';
    else if (isChar(t, '/') || isCommand(t, 'div')) tie = '/';
    else if (!startsFactor(t)) break;
    if (tie !== '') next(p);
    by.push(tie);
    factors.push(isChar(peek(p), '-', '+') && tie !== '' ? signed(p) : factor(p));
  }
  return factors.length === 1
    ? factors[0]!
    : { kind: 'product', factors, by, span: over(factors[0]!.span, factors.at(-1)!.span) };
};

const signed = (p: Parser): Latex => {
  const sign = next(p);
  const value = factor(p);
  return sign.text === '-' ? { kind: 'negative', value, span: over(sign.span, value.span) } : value;
};

const startsFactor = (t: Token): boolean =>
  t.kind === 'number' ||
  t.kind === 'text' ||
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
const factor = (p: Parser): Latex => {
  if (++p.depth > 120) fault(peek(p).span, 'too-deep');
  const value = scripts(p, atom(p));
  p.depth--;
  return value;
};

const scripts = (p: Parser, base: Latex): Latex => {
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

const subscripted = (value: Latex, subs: readonly Sub[], p: Parser): Latex => {
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

const raised = (p: Parser, base: Latex): Latex => {
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
const script = (p: Parser): Latex => {
  if (isChar(peek(p), '{')) return group(p, '}');
  if (isChar(peek(p), '-', '+')) return fault(peek(p).span);
  return atom(p, true);
};

const group = (p: Parser, close: string): Latex => {
  const open = next(p);
  const value = sum(p);
  const end = next(p);
  if (!isChar(end, close) && !(isCommand(end, '}', 'rbrace') && close === '}')) {
    if (end.kind === 'end') fault(open.span, 'unbalanced', [open.text]);
    fault(end.span);
  }
  return { ...value, span: over(open.span, end.span) };
};

/** The pieces of a subscript: ij, {i,j}, {k=1}, 12, \text{max}. */
const subscript = (p: Parser): Sub[] => {
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

const atom = (p: Parser, single = false): Latex => {
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

const character = (p: Parser, t: Token): Latex => {
  if (/^\p{L}$/u.test(t.text)) return letter(p, t);
  if (t.text === '(' || t.text === '[' || t.text === '{') {
    p.at--;
    return group(p, t.text === '(' ? ')' : t.text === '[' ? ']' : '}');
  }
  if (t.text === '|') {
    const doubled = isChar(peek(p), '|') && peek(p).span.start === t.span.end;
    if (doubled) next(p);
    const value = sum(p);
    const end = next(p);
    if (!isChar(end, '|')) fault(t.span, 'unbalanced', ['|']);
    if (doubled && !isChar(next(p), '|')) fault(t.span, 'unbalanced', ['|']);
    const whole = over(t.span, peek(p, -1).span);
    return doubled ? { kind: 'norm', value, order: '2', span: whole } : { kind: 'abs', value, span: whole };
  }
  return fault(t.span, closers.has(t.text) ? 'unbalanced' : 'syntax', closers.has(t.text) ? [t.text] : []);
};

/** A letter before a bracket that holds one letter, f(x): a function nobody knows, or a product. */
const letter = (p: Parser, t: Token): Latex => {
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

const command = (p: Parser, t: Token): Latex => {
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
      const value = sum(p);
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

/** \operatorname{softmax}(…), \text{ReLU}(…), \mathrm{d}. */
const named = (p: Parser, t: Token): Latex => {
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

const callArguments = (p: Parser): Latex[] => {
  const open = next(p);
  const args: Latex[] = [];
  do args.push(sum(p));
  while (isChar(peek(p), ',') && next(p));
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
const application = (p: Parser, t: Token, name: string): Latex => {
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

const bareArgument = (p: Parser, t: Token): Latex => {
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
  if (startsFactor(follows) && !applied && !isCommand(follows, 'sum', 'prod') && follows.kind !== 'text')
    return fault(follows.span, 'latex-ambiguous', [t.text]);
  return first;
};

const argument = (p: Parser): Latex => (isChar(peek(p), '{') ? group(p, '}') : atom(p, true));

/** \sum_{j=1}^{K} body: the body reaches to the next + or − of the same level. */
const big = (p: Parser, t: Token, op: 'sum' | 'prod' | 'max' | 'min'): Latex => {
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
    return { ...rest, indices: [below[0]!] };
  const letters = below.filter((s) => /^\p{L}$/u.test(s.text));
  if (equals < 0 && letters.length === below.length) return { ...rest, indices: letters };
  return fault(over(below[0]!.span, below.at(-1)!.span), 'latex-bounds', [`\\${op}`]);
};

const cases = (p: Parser, t: Token): Latex => {
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
