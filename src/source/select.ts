import type { SyntaxNode, Tree } from '@lezer/common';
import type { Choice, Grammar } from './choice.js';
import { nameLiteral } from './choose/names.js';
import { literalAround, literalAt } from './choose/literals.js';
import { faultIn } from './choose/faults.js';
import type { Target } from './interpret/types.js';
import type { ReadRefusal } from './reading.js';
import { refuse } from './refuse.js';
import type { FunctionSyntax, Module, Statement, Syntax } from './syntax.js';
import { childrenOf, spanOf, textOf, type Source } from './tree.js';

export interface Place {
  readonly grammar: Grammar;
  readonly source: Source;
  readonly tree: Tree;
  readonly module: Module;
  /** Earlier cells, with their texts. */
  readonly preceding: readonly { readonly source: Source; readonly module: Module }[];
}

/** What is meant by a cursor: the innermost numeric literal, else the innermost named function, else the statement. */
export const atCursor = (place: Place, offset: number): Choice | ReadRefusal => {
  const { grammar, source, tree } = place;
  const pos = offset - source.shift;
  const inside = [tree.resolveInner(pos, 1), tree.resolveInner(pos, -1)];
  for (const node of inside) {
    const literal = literalAround(place, node, pos);
    if (literal) return literal;
  }
  for (const node of inside)
    for (let n: SyntaxNode | null = node; n; n = n.parent) {
      const target = holds(source, n, pos) ? grammar.named(source, n) : undefined;
      if (target) return faultIn(source, n) ?? targetAt(place, n, target);
    }
  const statement = inside.map((n) => statementAround(grammar, n)).find((n) => n) ?? onLine(place, pos);
  if (!statement) return nothing(offset);
  return fromStatement(place, statement, pos);
};

/** A function ends with its last token: the line below it is no longer in it. */
const holds = (source: Source, node: SyntaxNode, pos: number): boolean =>
  pos <= node.to && (pos < node.to || !/\s/.test(source.text[pos - 1] ?? ' '));

/** What is meant by a selection: what it covers, grown to whole tokens. */
export const selected = (place: Place, start: number, end: number): Choice | ReadRefusal => {
  const { grammar, source } = place;
  const grown = grow(place, start - source.shift, end - source.shift);
  if (!grown) return nothing(start);
  const { from, to } = grown;
  const span = { start: from + source.shift, end: to + source.shift };
  const bound = boundHere(place, from, to);
  if (bound) return bound;
  let cover: SyntaxNode = place.tree.resolveInner(from, 1);
  while (cover.parent && (cover.to < to || cover.from > from)) cover = cover.parent;
  while (cover.parent && cover.parent.from === from && cover.parent.to === to) cover = cover.parent;
  if (cover.from === from && cover.to === to) {
    for (let n: SyntaxNode | null = cover; n && n.from === from; n = n.firstChild) {
      const literal = n.to === to || source.text.slice(n.to, to) === ';' ? literalAt(place, n) : undefined;
      if (literal) return literal;
    }
    for (let n: SyntaxNode | null = cover; n && n.from === from && n.to === to; n = n.firstChild) {
      const target = grammar.named(source, n);
      if (target) return faultIn(source, n) ?? targetAt(place, n, target);
      if (grammar.isStatement(n)) return fromStatement(place, n, undefined);
      if (grammar.isExpression(n)) return fromExpression(place, n);
    }
  }
  const run = childrenOf(cover).filter((c) => c.from >= from && c.to <= to);
  if (run.length > 0 && run[0]!.from === from && run.at(-1)!.to === to && run.every(grammar.isStatement)) {
    const fault = run.map((n) => faultIn(source, n)).find((f) => f);
    if (fault) return fault;
    return fromStatements(place, run, span);
  }
  return alone(place, span, cover);
};

/** A name selected where it is bound means what it is given: a double click on `logits = […]` is a click on the vector. */
const boundHere = (place: Place, from: number, to: number): Choice | ReadRefusal | undefined => {
  const { grammar, source } = place;
  for (let n: SyntaxNode | null = place.tree.resolveInner(from, 1); n; n = n.parent) {
    if (n.to - n.from > to - from && grammar.isStatement(n)) {
      const named = grammar.bindings(n).some((b) => b.name.from === from && b.name.to === to);
      if (named) return fromStatement(place, n, from);
    }
    const target = grammar.named(source, n);
    if (target?.kind !== 'function') continue;
    const { start, end } = target.definition.nameSpan;
    if (start === from + source.shift && end === to + source.shift)
      return faultIn(source, n) ?? targetAt(place, n, target);
  }
  return undefined;
};

const nothing = (at: number): ReadRefusal => refuse('empty', { start: at, end: at }, 'empty-selection');

/** Grows a selection to whole tokens, without blanks and comments at its ends; undefined where nothing is left. */
const grow = (
  { source, tree }: Place,
  start: number,
  end: number,
): { readonly from: number; readonly to: number } | undefined => {
  let from = start;
  let to = end;
  const { text } = source;
  for (let before = -1; before !== from && from < to;) {
    before = from;
    while (from < to && /[\s;]/.test(text[from]!)) from++;
    const leaf = tree.resolveInner(from, 1);
    if (isComment(leaf) && leaf.from >= start && leaf.to <= to) from = leaf.to;
  }
  for (let before = -1; before !== to && from < to;) {
    before = to;
    while (to > from && /[\s;]/.test(text[to - 1]!)) to--;
    const leaf = tree.resolveInner(to, -1);
    if (isComment(leaf) && leaf.from >= from && leaf.to <= end) to = leaf.from;
  }
  if (from >= to) return undefined;
  const [first, last] = [tree.resolveInner(from, 1), tree.resolveInner(to, -1)];
  if (!first.firstChild && first.parent && first.from < from && !isComment(first)) from = first.from;
  if (!last.firstChild && last.parent && last.to > to && !isComment(last)) to = last.to;
  // np.exp(x) without its np. is cut through, too.
  const head = tree.resolveInner(from, 1);
  const member = head.parent;
  if (member?.name === 'MemberExpression' && member.to <= to && /^(PropertyName|\.|\?\.)$/.test(head.name))
    from = member.from;
  return { from, to };
};

const isComment = (node: SyntaxNode): boolean => /Comment$/.test(node.name);

const enclosing = ({ grammar, source }: Place, node: SyntaxNode): FunctionSyntax[] => {
  const around: FunctionSyntax[] = [];
  for (let n = node.parent; n; n = n.parent) {
    const definition = grammar.around(source, n);
    if (definition) around.unshift(definition);
  }
  return around;
};

const targetAt = (place: Place, node: SyntaxNode, target: Target): Choice => ({
  kind: 'target',
  target,
  span: target.kind === 'function' ? target.definition.span : spanOf(place.source, node),
  enclosing: enclosing(place, node),
});

const statementAround = (grammar: Grammar, node: SyntaxNode): SyntaxNode | undefined => {
  const path: SyntaxNode[] = [];
  for (let n: SyntaxNode | null = node; n; n = n.parent) path.unshift(n);
  let found: SyntaxNode | undefined;
  for (const n of path.slice(1)) {
    if (grammar.isStatement(n)) found = n;
    if (found && !grammar.isTransparent(n)) break;
  }
  return found;
};

/** The statement on the cursor's line, where the cursor is in a blank or comment beside it. */
const onLine = ({ grammar, source, tree }: Place, pos: number): SyntaxNode | undefined => {
  const start = source.text.lastIndexOf('\n', pos - 1) + 1;
  const newline = source.text.indexOf('\n', pos);
  const line = source.text.slice(start, newline < 0 ? source.text.length : newline);
  const first = start + /^\s*/.exec(line)![0].length;
  return line.trim() === '' ? undefined : statementAround(grammar, tree.resolveInner(first, 1));
};

const fromStatement = (place: Place, node: SyntaxNode, pos: number | undefined): Choice | ReadRefusal => {
  const { grammar, source } = place;
  const span = spanOf(source, node);
  const bindings = grammar.bindings(node);
  const binding =
    bindings.length === 1
      ? bindings[0]
      : bindings.find((b) => pos !== undefined && b.name.from <= pos && pos <= b.value.to);
  if (binding) {
    const literal = literalAt(place, binding.value, textOf(source, binding.name));
    if (literal) return 'ok' in literal ? literal : { ...literal, span };
  }
  const fault = faultIn(source, node);
  if (fault) return fault;
  const value = node.name === 'ExpressionStatement' ? node.firstChild : null;
  const itself = value && literalAt(place, value);
  if (itself) return itself;
  if (value && !value.nextSibling?.name.match(/^,$/)) {
    if (grammar.isExpression(value)) return fromExpression(place, value);
  }
  return fromStatements(place, [node], span);
};

const fromStatements = (
  place: Place,
  nodes: readonly SyntaxNode[],
  span: Choice['span'],
): Choice | ReadRefusal => {
  const { grammar, source } = place;
  const body = nodes.flatMap((n) => grammar.statements(source, n));
  const reads = (s: Statement): boolean =>
    s.kind !== 'import' && s.kind !== 'pass' && !(s.kind === 'expression' && s.value.kind === 'string');
  const meant = body.filter(reads);
  const only = meant[0];
  if (!only) return nothing(span.start);
  const around = enclosing(place, nodes[0]!);
  if (meant.length === 1) {
    if (only.kind === 'function')
      return {
        kind: 'target',
        target: { kind: 'function', definition: only.definition },
        span: only.definition.span,
        enclosing: around,
      };
    if (only.kind === 'class') return refuse('class', span, 'class-whole', [only.name]);
    if (only.kind === 'assign' && only.value.kind === 'lambda' && only.targets[0]?.kind === 'name')
      return {
        kind: 'target',
        target: { kind: 'lambda', name: only.targets[0].name, value: only.value },
        span,
        enclosing: around,
      };
  }
  return { kind: 'target', target: { kind: 'statements', body }, span, enclosing: around };
};

const fromExpression = (place: Place, node: SyntaxNode): Choice | ReadRefusal => {
  const { grammar, source } = place;
  const fault = faultIn(source, node);
  if (fault) return fault;
  const named = nameLiteral(place, node);
  if (named) return named;
  const value = shown(grammar.expression(source, node));
  const target: Target =
    value.kind === 'lambda' ? { kind: 'lambda', name: '', value } : { kind: 'expression', value };
  return { kind: 'target', target, span: spanOf(source, node), enclosing: enclosing(place, node) };
};

/** print(p) and console.log('p', p) show p. */
const shown = (value: Syntax): Syntax => {
  if (value.kind !== 'call') return value;
  const { callee } = value;
  const isPrint =
    (callee.kind === 'name' && (callee.name === 'print' || callee.name === 'display')) ||
    (callee.kind === 'attribute' &&
      callee.object.kind === 'name' &&
      callee.object.name === 'console' &&
      callee.name === 'log');
  const meant = value.args.filter((a) => a.name === undefined && a.value.kind !== 'string');
  return isPrint && meant.length === 1 ? meant[0]!.value : value;
};

/** A selection that is no node of the tree (the `b + c` of `a * b + c`) means what its own text means. */
const alone = (place: Place, span: Choice['span'], cover: SyntaxNode): Choice | ReadRefusal => {
  const { grammar } = place;
  const from = span.start - place.source.shift;
  const to = span.end - place.source.shift;
  const source: Source = { text: place.source.text.slice(from, to), shift: span.start };
  const tree = grammar.parse(source.text);
  const inner: Place = { ...place, source, tree };
  const fault = faultIn(source, tree.topNode);
  if (fault) return fault;
  const statements = childrenOf(tree.topNode);
  const single = statements.length === 1 ? statements[0]! : undefined;
  if (!single && statements.length === 0) return nothing(span.start);
  const choice = single ? fromStatement(inner, single, undefined) : fromStatements(inner, statements, span);
  if ('ok' in choice || choice.kind === 'literal') return choice;
  return { ...choice, enclosing: [...enclosing(place, cover), ...around(place, cover)] };
};

const around = ({ grammar, source }: Place, node: SyntaxNode): FunctionSyntax[] => {
  const definition = grammar.around(source, node);
  return definition ? [definition] : [];
};
