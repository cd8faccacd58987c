import type { MathNode } from 'mathjs/number';
import type { Span } from '../math/program.js';
import { plainConstants, plainFunctions, plainOperators } from './plain/names.js';
import { parsePlain } from './plain/parse.js';
import type { Message, ReadRefusal } from './reading.js';
import { refuse } from './refuse.js';
import type { BinaryOperator, CompareOperator, Module, Statement, Syntax } from './syntax.js';
import { maxDepth, other } from './tree.js';

export interface PlainText {
  readonly ok: true;
  readonly statements: readonly Statement[];
  readonly notes: readonly Message[];
}

/** A text in mathjs' syntax (exp(x)/(1+exp(x)), f(x) = x^2) as syntax; `start` is where it stands in the document. */
export const plainStatements = (text: string, start: number): PlainText | ReadRefusal => {
  const parsed = parsePlain(text, start);
  if (!parsed.ok) return parsed;
  const lowering: Lowering = { text, start, tokens: tokensOf(text), at: 0, notes: new Map(), nodes: 0 };
  try {
    const statements = statementsOf(lowering, parsed.node);
    return { ok: true, statements, notes: [...lowering.notes.values()] };
  } catch (error) {
    if (error instanceof Unread) return error.refusal;
    throw error;
  }
};

/** The names that plain mathematics takes for granted, as imports of a module without text. */
export const plainModule = (body: readonly Statement[]): Module => ({
  language: 'python',
  errors: [],
  body: [
    ...['numpy', 'scipy', 'torch'].map((module): Statement => ({
      kind: 'import',
      module,
      names: [{ name: '', alias: hidden(module) }],
      span: { start: 0, end: 0 },
    })),
    ...body,
  ],
});

/** No text can spell this name. */
const hidden = (module: string): string => `${module}·`;

const maxNodes = 2048;

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Lowering {
  readonly text: string;
  readonly start: number;
  /** Names and numbers in the order of the text. mathjs' nodes have no places: they are found by walking both in step. */
  readonly tokens: readonly Token[];
  at: number;
  readonly notes: Map<string, Message>;
  nodes: number;
}

class Unread extends Error {
  readonly refusal: ReadRefusal;
  constructor(refusal: ReadRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

const wordOperators = new Set(['mod', 'and', 'or', 'xor', 'not', 'to', 'in']);
const tokensOf = (text: string): Token[] =>
  [
    ...text
      .replace(/#[^\n]*/g, (c) => ' '.repeat(c.length))
      .matchAll(/\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[^\W\d][\w$]*|[\u0080-\uffff]+\w*/gu),
  ]
    .map((m) => ({ text: m[0], start: m.index, end: m.index + m[0].length }))
    .filter((t) => !wordOperators.has(t.text));

/** The span of the next name or number of the text; the whole text where the walk lost step. */
const take = (l: Lowering, text?: string): Span => {
  const token = l.tokens[l.at];
  if (!token || (text !== undefined && token.text !== text))
    return { start: l.start, end: l.start + l.text.length };
  l.at++;
  return { start: l.start + token.start, end: l.start + token.end };
};

/** A span with the brackets right around it. */
const bracketed = (l: Lowering, span: Span): Span => {
  let [start, end] = [span.start - l.start, span.end - l.start];
  while (start > 0 && /\s/.test(l.text[start - 1]!)) start--;
  while (end < l.text.length && /\s/.test(l.text[end]!)) end++;
  return l.text[start - 1] === '(' && l.text[end] === ')'
    ? { start: start - 1 + l.start, end: end + 1 + l.start }
    : span;
};

const hull = (...parts: readonly Syntax[]): Span => ({
  start: Math.min(...parts.map((p) => p.span.start)),
  end: Math.max(...parts.map((p) => p.span.end)),
});

type Node = MathNode & Readonly<Record<string, unknown>>;

const statementsOf = (l: Lowering, root: MathNode): readonly Statement[] => {
  const node = root as Node;
  switch (node.type as string) {
    case 'BlockNode':
      return (node['blocks'] as { readonly node: MathNode }[]).flatMap((b) => statementsOf(l, b.node));
    case 'AssignmentNode': {
      if (node['index']) throw unread(l, 'index');
      const target = lower(l, node['object'] as MathNode, 0);
      const value = lower(l, node['value'] as MathNode, 0);
      return [{ kind: 'assign', targets: [target], value, span: hull(target, value) }];
    }
    case 'FunctionAssignmentNode': {
      const nameSpan = take(l, node['name'] as string);
      const parameters = (node['params'] as string[]).map((name) => ({ name, span: take(l, name) }));
      const value = lower(l, node['expr'] as MathNode, 0);
      const span = { start: nameSpan.start, end: Math.max(nameSpan.end, value.span.end) };
      const definition = {
        name: node['name'] as string,
        span,
        nameSpan,
        parameters,
        body: [{ kind: 'return' as const, value, span: value.span }],
        decorators: [],
      };
      return [{ kind: 'function', definition, span }];
    }
    default: {
      const value = lower(l, root, 0);
      return [{ kind: 'expression', value, span: value.span }];
    }
  }
};

const unread = (l: Lowering, what: string, span?: Span): Unread =>
  new Unread(
    refuse('unsupported', span ?? { start: l.start, end: l.start + l.text.length }, 'plain-unread', [what]),
  );

const binaryOperators: Readonly<Record<string, BinaryOperator>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '^': '**',
  '.*': '*',
  './': '/',
  '.^': '**',
  mod: '%',
};
const compareOperators: Readonly<Record<string, CompareOperator>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '!=': '!=',
  smaller: '<',
  smallerEq: '<=',
  larger: '>',
  largerEq: '>=',
  equal: '==',
  unequal: '!=',
};

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const lower = (l: Lowering, root: MathNode, depth: number): Syntax => {
  if (++l.nodes > maxNodes || depth > maxDepth)
    throw new Unread(refuse('too-large', { start: l.start, end: l.start + l.text.length }, 'too-deep'));
  const node = root as Node;
  const children = (key: string): Syntax[] => (node[key] as MathNode[]).map((n) => lower(l, n, depth + 1));
  switch (node.type as string) {
    case 'ParenthesisNode': {
      const inner = lower(l, node['content'] as MathNode, depth + 1);
      return { ...inner, span: bracketed(l, inner.span) };
    }
    case 'ConstantNode': {
      const value = node['value'];
      const span = take(l);
      if (typeof value === 'number') return { kind: 'number', text: String(value), span };
      if (typeof value === 'boolean') return { kind: 'boolean', value, span };
      return other(span, 'ConstantNode');
    }
    case 'SymbolNode':
      return symbol(l, node['name'] as string);
    case 'OperatorNode':
      return operator(l, node, depth);
    case 'RelationalNode': {
      const params = children('params');
      const rest = (node['conditionals'] as string[]).map((op, i) => ({
        op: own(compareOperators, op) ?? ('==' as const),
        right: params[i + 1]!,
      }));
      return { kind: 'compare', first: params[0]!, rest, span: hull(...params) };
    }
    case 'ConditionalNode': {
      const [test, then, otherwise] = (['condition', 'trueExpr', 'falseExpr'] as const).map((key) =>
        lower(l, node[key] as MathNode, depth + 1),
      ) as [Syntax, Syntax, Syntax];
      return { kind: 'conditional', test, then, otherwise, span: hull(test, then, otherwise) };
    }
    case 'ArrayNode': {
      const items = children('items');
      if (items.length === 0)
        throw new Unread(
          refuse('empty', { start: l.start, end: l.start + l.text.length }, 'empty-selection'),
        );
      return { kind: 'list', items, span: hull(...items) };
    }
    case 'FunctionNode':
      return call(l, node, depth);
    case 'AccessorNode': {
      const object = lower(l, node['object'] as MathNode, depth + 1);
      const index = node['index'] as Node;
      if (index['dotNotation']) throw unread(l, '.', object.span);
      const items = (index['dimensions'] as MathNode[]).map((d) => lower(l, d, depth + 1));
      // mathjs counts from 1.
      if (!items.every((i) => i.kind === 'number' && Number(i.text) >= 1))
        throw unread(l, '[ ]', object.span);
      return {
        kind: 'index',
        object,
        items: items.map((i) => ({
          kind: 'at',
          value: { kind: 'number', text: String(Number(i.kind === 'number' ? i.text : 1) - 1), span: i.span },
        })),
        span: hull(object, ...items),
      };
    }
    default:
      throw unread(l, node.type);
  }
};

const path = (dotted: string, span: Span): Syntax => {
  const [module, ...names] = dotted.split('.');
  return names.reduce<Syntax>((object, name) => ({ kind: 'attribute', object, name, span }), {
    kind: 'name',
    name: hidden(module!),
    span,
  });
};

const symbol = (l: Lowering, name: string): Syntax => {
  const span = take(l, name);
  const constant = own(plainConstants, name);
  if (constant !== undefined) {
    if (constant === 'numpy.e') l.notes.set('e', { key: 'e-is-euler', args: [name] });
    return path(constant, span);
  }
  if (name === 'i') throw new Unread(refuse('ambiguous', span, 'imaginary-unit', [name]));
  if (own(plainFunctions, name) !== undefined)
    throw new Unread(refuse('syntax', span, 'function-without-brackets', [name]));
  return { kind: 'name', name, span };
};

const operator = (l: Lowering, node: Node, depth: number): Syntax => {
  const op = node['op'] as string;
  // Left-deep chains by a loop: 1 + 1 + … of a thousand terms is one.
  const chain: { readonly op: string; readonly right: MathNode; readonly implicit: boolean }[] = [];
  let first: Node = node;
  while (first.type === 'OperatorNode' && (first['args'] as MathNode[]).length === 2) {
    const [left, right] = first['args'] as [Node, Node];
    chain.push({ op: first['op'] as string, right, implicit: first['implicit'] === true });
    first = left;
  }
  if (chain.length === 0) {
    const operand = lower(l, (node['args'] as MathNode[])[0]!, depth + 1);
    const { span } = operand;
    if (op === '-' || op === '+') return { kind: 'unary', op, operand, span };
    if (op === 'not') return { kind: 'unary', op, operand, span };
    if (op === "'") return { kind: 'attribute', object: operand, name: 'T', span };
    throw unread(l, op, span);
  }
  let value = lower(l, first, depth + 1);
  for (const step of chain.reverse()) {
    const right = lower(l, step.right, depth + 1);
    const span = hull(value, right);
    if (step.implicit && isWord(value) && isWord(right))
      throw new Unread(
        refuse('not-mathematics', span, 'plain-prose', [
          l.text.slice(span.start - l.start, span.end - l.start),
        ]),
      );
    const binary = own(binaryOperators, step.op);
    const compare = own(compareOperators, step.op);
    if (binary) value = { kind: 'binary', op: binary, left: value, right, span };
    else if (compare) value = { kind: 'compare', first: value, rest: [{ op: compare, right }], span };
    else if (step.op === 'and' || step.op === 'or')
      value = { kind: 'logic', op: step.op, left: value, right, span };
    else throw unread(l, step.op, span);
  }
  return value;
};

/** Two words beside each other are prose, not a product. */
const isWord = (s: Syntax): boolean => {
  const last = s.kind === 'binary' ? s.right : s;
  return last.kind === 'name' && /^[A-Za-z]{2,}$/.test(last.name);
};

const call = (l: Lowering, node: Node, depth: number): Syntax => {
  const fn = node['fn'] as Node;
  const name = fn.type === 'SymbolNode' ? (fn['name'] as string) : undefined;
  if (name === undefined) throw unread(l, '.');
  const place = take(l, name);
  const given = (node['args'] as MathNode[]).map((n) => lower(l, n, depth + 1));
  const inner = given.length > 0 ? bracketed(l, { start: place.end + 1, end: hull(...given).end }) : place;
  const span = { start: place.start, end: Math.max(place.end, inner.end) };
  const callOf = (dotted: string, args: readonly Syntax[], ddof?: Syntax): Syntax => ({
    kind: 'call',
    callee: path(dotted, place),
    args: [...args.map((value) => ({ value })), ...(ddof ? [{ name: 'ddof', value: ddof }] : [])],
    span,
  });
  const [first, second] = given;
  const infix = own(plainOperators, name);
  if (infix && first && second && given.length === 2)
    return { kind: 'binary', op: infix, left: first, right: second, span };
  if (name === 'cube' && first)
    return { kind: 'binary', op: '**', left: first, right: { kind: 'number', text: '3', span }, span };
  if (name === 'log' && first && second)
    return {
      kind: 'binary',
      op: '/',
      left: callOf('numpy.log', [first]),
      right: callOf('numpy.log', [second]),
      span,
    };
  if (name === 'max' || name === 'min') {
    if (given.length === 1) return callOf(`numpy.${name}`, given);
    return given.reduce((a, b) => callOf(`numpy.${name}imum`, [a, b]));
  }
  // mathjs divides by n - 1.
  if ((name === 'std' || name === 'variance') && given.length === 1)
    return callOf(name === 'std' ? 'numpy.std' : 'numpy.var', given, { kind: 'number', text: '1', span });
  const known = own(plainFunctions, name);
  if (known === undefined)
    return {
      kind: 'call',
      callee: { kind: 'name', name, span: place },
      args: given.map((value) => ({ value })),
      span,
    };
  if (/^(sum|prod|mean)$/.test(name) && given.length > 1)
    return callOf(known, [{ kind: 'list', items: given, span }]);
  return callOf(known, given);
};
