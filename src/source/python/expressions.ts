import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../math/program.js';
import { longLiteral } from '../literal.js';
import type {
  Argument,
  BinaryOperator,
  CompareOperator,
  ParameterSyntax,
  Subscript,
  Syntax,
} from '../syntax.js';
import { childrenOf, isBroken, maxDepth, other, spanOf, splitAt, textOf, type Source } from '../tree.js';

/** A Python expression as syntax. Anything that is not arithmetic on arrays becomes an `other`. */
export const pythonExpression = (source: Source, node: SyntaxNode, depth = 0): Syntax => {
  const span = spanOf(source, node);
  if (depth > maxDepth) return other(span, 'too-deep');
  const lower = (n: SyntaxNode): Syntax => pythonExpression(source, n, depth + 1);
  switch (node.name) {
    case 'Number':
      return pythonNumber(textOf(source, node), span);
    case 'String':
      return { kind: 'string', value: unquote(textOf(source, node)), span };
    case 'ContinuedString': {
      const parts = childrenOf(node);
      return parts.every((p) => p.name === 'String')
        ? { kind: 'string', value: parts.map((p) => unquote(textOf(source, p))).join(''), span }
        : other(span, node.name);
    }
    case 'Boolean':
      return { kind: 'boolean', value: textOf(source, node) === 'True', span };
    case 'None':
      return { kind: 'none', span };
    case 'VariableName':
      return { kind: 'name', name: textOf(source, node), span };
    case 'BinaryExpression':
      return binary(source, node, depth);
  }
  const long = node.name === 'ArrayExpression' && longLiteral(source.text, node.from, node.to, source.shift);
  if (long) return long;
  const children = childrenOf(node);
  if (isBroken(children)) return other(span, '⚠');
  switch (node.name) {
    case 'ParenthesizedExpression':
    case 'AwaitExpression': {
      const inner = children.find((c) => c.name !== '(' && c.name !== 'await');
      return inner && children.every((c) => c === inner || /^([()]|await)$/.test(c.name))
        ? lower(inner)
        : other(span, node.name);
    }
    case 'UnaryExpression':
      return unary(source, children, span, depth);
    case 'CallExpression': {
      const [callee, list] = children;
      if (!callee || list?.name !== 'ArgList') return other(span, node.name);
      const inner = childrenOf(list);
      if (isBroken(inner)) return other(span, '⚠');
      return { kind: 'call', callee: lower(callee), args: args(source, inner.slice(1, -1), depth), span };
    }
    case 'MemberExpression': {
      const [object, open, name] = children;
      if (!object || !open) return other(span, node.name);
      if (open.name === '.')
        return name
          ? { kind: 'attribute', object: lower(object), name: textOf(source, name), span }
          : other(span, '⚠');
      return {
        kind: 'index',
        object: lower(object),
        items: subscripts(source, children.slice(2, -1), depth),
        span,
      };
    }
    case 'ArrayExpression':
    case 'TupleExpression': {
      const items = splitAt(children.slice(1, -1), ',').map((g) => starred(source, g, depth));
      return { kind: node.name === 'ArrayExpression' ? 'list' : 'tuple', items, span };
    }
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
      return comprehension(source, children.slice(1, -1), span, depth);
    case 'DictionaryExpression': {
      const entries = splitAt(children.slice(1, -1), ',').map(([key, colon, value, ...more]) =>
        key?.name === 'String' && colon?.name === ':' && value && more.length === 0
          ? { key: unquote(textOf(source, key)), value: lower(value) }
          : undefined,
      );
      return entries.every((e) => e !== undefined)
        ? { kind: 'object', entries, span }
        : other(span, node.name);
    }
    case 'LambdaExpression': {
      const body = children.at(-1);
      const list = children.find((c) => c.name === 'ParamList');
      return body && list
        ? { kind: 'lambda', parameters: pythonParameters(source, childrenOf(list)), body: lower(body), span }
        : other(span, node.name);
    }
    case 'ConditionalExpression': {
      const [then, , test, , otherwise] = children;
      return then && test && otherwise
        ? { kind: 'conditional', test: lower(test), then: lower(then), otherwise: lower(otherwise), span }
        : other(span, node.name);
    }
    default:
      return other(span, node.name);
  }
};

const pythonNumber = (text: string, span: Span): Syntax => {
  const plain = text.replaceAll('_', '');
  if (/[jJ]$/.test(plain)) return other(span, 'ComplexNumber');
  return { kind: 'number', text: /^0[xob]/i.test(plain) ? String(Number(plain)) : plain, span };
};

const unquote = (text: string): string => text.replace(/^[a-zA-Z]*("""|'''|"|')([\s\S]*?)\1?$/, '$2');

const arithmetic = new Set<string>(['+', '-', '*', '/', '**', '@', '//', '%', '&', '|', '^', '<<', '>>']);
const comparisons = new Set<string>(['<', '<=', '>', '>=', '==', '!=', 'is', 'is not', 'in', 'not in']);
const isArithmetic = (op: string): op is BinaryOperator => arithmetic.has(op);
const isComparison = (op: string): op is CompareOperator => comparisons.has(op);

/** Chains like a + b + … are left-deep: walked by a loop, however long they are. Comparisons in a row are one chain. */
const binary = (source: Source, node: SyntaxNode, depth: number): Syntax => {
  const steps: { op: string; right: SyntaxNode; end: number }[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.name === 'BinaryExpression') {
    const children = childrenOf(left);
    const right = children.at(-1);
    if (isBroken(children) || children.length < 3 || !right) return other(spanOf(source, left), '⚠');
    const op = children.slice(1, -1).map((c) => textOf(source, c));
    steps.push({ op: op.join(' '), right, end: left.to + source.shift });
    left = children[0];
  }
  let value = pythonExpression(source, left!, depth + 1);
  const start = node.from + source.shift;
  let chain = false;
  for (const { op, right, end } of steps.reverse()) {
    const operand = pythonExpression(source, right, depth + 1);
    const span = { start, end };
    if (isComparison(op)) {
      const link = { op, right: operand };
      value =
        chain && value.kind === 'compare'
          ? { ...value, rest: [...value.rest, link], span }
          : { kind: 'compare', first: value, rest: [link], span };
    } else if (op === 'and' || op === 'or') value = { kind: 'logic', op, left: value, right: operand, span };
    else if (isArithmetic(op)) value = { kind: 'binary', op, left: value, right: operand, span };
    else value = other(span, op);
    chain = isComparison(op);
  }
  return value;
};

const unary = (source: Source, children: readonly SyntaxNode[], span: Span, depth: number): Syntax => {
  const [sign, operand] = children;
  if (!sign || !operand) return other(span, '⚠');
  const op = textOf(source, sign);
  const value = pythonExpression(source, operand, depth + 1);
  if (op === 'not')
    return operand.name === 'BinaryExpression' ? negateFirst(value, span.start) : not(value, span);
  if (op === '-' || op === '+') return { kind: 'unary', op, operand: value, span };
  // ~mask is a mask's complement; on numbers it is -x - 1, which nobody means in a formula.
  return op === '~' && value.kind !== 'number' ? not(value, span) : other(span, op);
};

const not = (operand: Syntax, span: Span): Syntax => ({ kind: 'unary', op: 'not', operand, span });

/** The grammar reads `not a and b` as not (a and b); Python's `not` binds tighter than `and` and `or`. */
const negateFirst = (value: Syntax, start: number): Syntax => {
  const logic: Extract<Syntax, { kind: 'logic' }>[] = [];
  let first = value;
  while (first.kind === 'logic') {
    logic.push(first);
    first = first.left;
  }
  let result = not(first, { start, end: first.span.end });
  for (const l of logic.reverse()) result = { ...l, left: result, span: { start, end: l.span.end } };
  return result;
};

const starred = (source: Source, group: readonly SyntaxNode[], depth: number): Syntax => {
  const [first, second] = group;
  if (first?.name === '*' && second) {
    const value = pythonExpression(source, second, depth + 1);
    return { kind: 'spread', value, span: { start: first.from + source.shift, end: value.span.end } };
  }
  if (!first) return other({ start: 0, end: 0 }, '⚠');
  return group.length === 1
    ? pythonExpression(source, first, depth + 1)
    : other({ start: first.from + source.shift, end: group.at(-1)!.to + source.shift }, '⚠');
};

/** A comma-separated list without brackets: one expression, or a tuple. */
export const pythonGroup = (source: Source, group: readonly SyntaxNode[]): Syntax | undefined => {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return undefined;
  const span = { start: first.from + source.shift, end: last.to + source.shift };
  if (isBroken(group)) return other(span, '⚠');
  const items = splitAt(group, ',').map((g) => starred(source, g, 0));
  return items.length === 1 && last.name !== ',' && items[0]!.kind !== 'spread'
    ? items[0]!
    : { kind: 'tuple', items, span };
};

const args = (source: Source, children: readonly SyntaxNode[], depth: number): Argument[] => {
  if (children.some((c) => c.name === 'for')) {
    const span = { start: children[0]!.from + source.shift, end: children.at(-1)!.to + source.shift };
    return [{ value: comprehension(source, children, span, depth) }];
  }
  return splitAt(children, ',').map((group): Argument => {
    const [first, second, third] = group;
    if (second?.name === 'AssignOp' && third && first)
      return { name: textOf(source, first), value: pythonExpression(source, third, depth + 1) };
    if (first?.name === '**') return { value: other(spanOf(source, first), 'KeywordSpread') };
    return { value: starred(source, group, depth) };
  });
};

const subscripts = (source: Source, children: readonly SyntaxNode[], depth: number): Subscript[] =>
  splitAt(children, ',').map((group): Subscript => {
    if (group.length === 1 && group[0]!.name === 'Ellipsis') return { kind: 'ellipsis' };
    if (!group.some((c) => c.name === ':')) return { kind: 'at', value: starred(source, group, depth) };
    const parts: (Syntax | undefined)[] = [undefined, undefined, undefined];
    let place = 0;
    for (const child of group)
      if (child.name === ':') place++;
      else parts[place] = pythonExpression(source, child, depth + 1);
    const [from, to, step] = parts;
    return { kind: 'slice', ...(from && { from }), ...(to && { to }), ...(step && { step }) };
  });

/** element for target in iterable if condition …: the children without the brackets. */
const comprehension = (
  source: Source,
  children: readonly SyntaxNode[],
  span: Span,
  depth: number,
): Syntax => {
  const lower = (n: SyntaxNode): Syntax => pythonExpression(source, n, depth + 1);
  const start = children.findIndex((c) => c.name === 'for' || c.name === 'async');
  if (start !== 1 || isBroken(children)) return other(span, 'Comprehension');
  const clauses: { target: Syntax; iterable: Syntax; conditions: Syntax[] }[] = [];
  let i = start;
  while (i < children.length) {
    const word = children[i]!.name;
    if (word === 'if' && children[i + 1] && clauses.length > 0) {
      clauses.at(-1)!.conditions.push(lower(children[i + 1]!));
      i += 2;
      continue;
    }
    const inAt = children.findIndex((c, k) => k > i && c.name === 'in');
    const target = word === 'for' && inAt > 0 ? pythonGroup(source, children.slice(i + 1, inAt)) : undefined;
    if (!target || !children[inAt + 1]) return other(span, 'Comprehension');
    clauses.push({ target, iterable: lower(children[inAt + 1]!), conditions: [] });
    i = inAt + 2;
  }
  return { kind: 'comprehension', element: lower(children[0]!), clauses, span };
};

/** The parameters of a def or lambda; the bare * and / only order them. */
export const pythonParameters = (source: Source, children: readonly SyntaxNode[]): ParameterSyntax[] =>
  splitAt(
    children.filter((c) => c.name !== '(' && c.name !== ')'),
    ',',
  ).flatMap((group): ParameterSyntax[] => {
    const name = group.find((c) => c.name === 'VariableName');
    if (!name) return [];
    const typed = group.find((c) => c.name === 'TypeDef');
    const equals = group.findIndex((c) => c.name === 'AssignOp');
    const value = equals >= 0 ? group[equals + 1] : undefined;
    const rest = group[0]!.name === '*' || group[0]!.name === '**';
    return [
      {
        name: textOf(source, name),
        span: spanOf(source, name),
        ...(value && { default: pythonExpression(source, value) }),
        ...(typed && { type: textOf(source, typed).replace(/^:\s*/, '') }),
        ...(rest && { rest }),
      },
    ];
  });
