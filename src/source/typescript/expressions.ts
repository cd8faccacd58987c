import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../math/program.js';
import { longLiteral } from '../literal.js';
import type { Argument, BinaryOperator, CompareOperator, Syntax } from '../syntax.js';
import { childrenOf, isBroken, maxDepth, other, spanOf, splitAt, textOf, type Source } from '../tree.js';
import { scriptFunction } from './functions.js';

/** A TypeScript or JavaScript expression as syntax: types are dropped, `?.` is `.`, `x!` is x. */
export const scriptExpression = (source: Source, node: SyntaxNode, depth = 0): Syntax => {
  const span = spanOf(source, node);
  if (depth > maxDepth) return other(span, 'too-deep');
  const lower = (n: SyntaxNode): Syntax => scriptExpression(source, n, depth + 1);
  switch (node.name) {
    case 'Number':
      return scriptNumber(textOf(source, node), span);
    case 'String':
      return { kind: 'string', value: textOf(source, node).slice(1, -1), span };
    case 'TemplateString':
      return node.firstChild
        ? other(span, node.name)
        : { kind: 'string', value: textOf(source, node).slice(1, -1), span };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: textOf(source, node) === 'true', span };
    case 'null':
      return { kind: 'none', span };
    case 'VariableName': {
      const name = textOf(source, node);
      return name === 'undefined' ? { kind: 'none', span } : { kind: 'name', name, span };
    }
    case 'this':
    case 'super':
      return { kind: 'name', name: node.name, span };
    case 'BinaryExpression':
      return binary(source, node, depth);
    case 'ArrowFunction':
    case 'FunctionExpression':
      return scriptFunction(source, node) ?? other(span, '⚠');
  }
  const long = node.name === 'ArrayExpression' && longLiteral(source.text, node.from, node.to, source.shift);
  if (long) return long;
  const children = childrenOf(node);
  if (isBroken(children)) return other(span, '⚠');
  switch (node.name) {
    case 'ParenthesizedExpression':
      return children.length === 3 ? lower(children[1]!) : other(span, node.name);
    case 'AwaitExpression':
    case 'PrefixCast':
      return lower(children.at(-1)!);
    case 'InstantiationExpression':
      return lower(children[0]!);
    case 'UnaryExpression':
      return unary(source, children, span, depth);
    case 'PostfixExpression': {
      const [operand, sign] = children;
      return operand && sign && textOf(source, sign) === '!' ? lower(operand) : other(span, node.name);
    }
    case 'MemberExpression':
      return member(source, children, span, depth);
    case 'CallExpression':
    case 'NewExpression': {
      const isNew = node.name === 'NewExpression';
      const callee = children[isNew ? 1 : 0];
      const list = children.at(-1);
      if (!callee || (list?.name !== 'ArgList' && !isNew)) return other(span, node.name);
      const inner = list?.name === 'ArgList' ? childrenOf(list) : [];
      if (isBroken(inner)) return other(span, '⚠');
      const args = splitAt(inner.slice(1, -1), ',').map((g): Argument => ({
        value: item(source, g, depth, span),
      }));
      return { kind: 'call', callee: lower(callee), args, ...(isNew && { isNew }), span };
    }
    case 'ArrayExpression': {
      const items = holed(children.slice(1, -1)).map((g) => item(source, g, depth, span));
      return { kind: 'list', items, span };
    }
    case 'ObjectExpression':
      return object(source, children.slice(1, -1), span, depth);
    case 'ConditionalExpression': {
      const [test, , then, , otherwise] = children;
      return test && then && otherwise
        ? { kind: 'conditional', test: lower(test), then: lower(then), otherwise: lower(otherwise), span }
        : other(span, node.name);
    }
    default:
      return other(span, node.name);
  }
};

const scriptNumber = (text: string, span: Span): Syntax => {
  const plain = text.replaceAll('_', '');
  if (/n$/.test(plain)) return other(span, 'BigInt');
  return { kind: 'number', text: /^0[xob]/i.test(plain) ? String(Number(plain)) : plain, span };
};

const arithmetic = new Set<string>(['+', '-', '*', '/', '**', '%', '&', '|', '^', '<<', '>>']);
const isArithmetic = (op: string): op is BinaryOperator => arithmetic.has(op);
const comparisons: Readonly<Record<string, CompareOperator>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '===': '==',
  '!=': '!=',
  '!==': '!=',
};
const logic: Readonly<Record<string, 'and' | 'or' | 'default'>> = {
  '&&': 'and',
  '||': 'or',
  '??': 'default',
};

/** Left-deep chains by a loop. The grammar takes ** for left-associative; the language does not. */
const binary = (source: Source, node: SyntaxNode, depth: number): Syntax => {
  const steps: { op: string; right: SyntaxNode; left: SyntaxNode; end: number }[] = [];
  let first: SyntaxNode = node;
  while (first.name === 'BinaryExpression') {
    const children = childrenOf(first);
    const [left, op, right] = children;
    if (isBroken(children) || !left || !op || !right) return other(spanOf(source, first), '⚠');
    // `x as T`: what stands on the right is a type.
    if (op.name === 'as' || op.name === 'satisfies' || children.length === 3)
      steps.push({ op: textOf(source, op), left, right, end: first.to + source.shift });
    else return other(spanOf(source, first), '⚠');
    first = left;
  }
  let value = scriptExpression(source, first, depth + 1);
  const start = node.from + source.shift;
  steps.reverse();
  for (let i = 0; i < steps.length; i++) {
    const { op, right, left, end } = steps[i]!;
    const span = { start, end };
    if (op === 'as' || op === 'satisfies') continue;
    // -x ** 2 is a syntax error of the language.
    if (op === '**' && left.name === 'UnaryExpression') return other(span, '⚠');
    let operand = scriptExpression(source, right, depth + 1);
    const compare = Object.hasOwn(comparisons, op) ? comparisons[op] : undefined;
    const joined = Object.hasOwn(logic, op) ? logic[op] : undefined;
    if (op === '**' && steps[i + 1]?.op === '**') {
      const chain = [operand];
      while (steps[i + 1]?.op === '**') chain.push(scriptExpression(source, steps[++i]!.right, depth + 1));
      const last = steps[i]!.end;
      operand = chain.reduceRight((exponent, base) => ({
        kind: 'binary',
        op: '**',
        left: base,
        right: exponent,
        span: { start: base.span.start, end: last },
      }));
      value = { kind: 'binary', op, left: value, right: operand, span: { start, end: last } };
    } else if (compare)
      value = { kind: 'compare', first: value, rest: [{ op: compare, right: operand }], span };
    else if (joined) value = { kind: 'logic', op: joined, left: value, right: operand, span };
    else if (isArithmetic(op)) value = { kind: 'binary', op, left: value, right: operand, span };
    else value = other(span, op);
  }
  return value;
};

const unary = (source: Source, children: readonly SyntaxNode[], span: Span, depth: number): Syntax => {
  const [sign, operand] = children;
  if (!sign || !operand) return other(span, '⚠');
  const op = textOf(source, sign);
  if (op !== '-' && op !== '+' && op !== '!') return other(span, op);
  const value = scriptExpression(source, operand, depth + 1);
  return { kind: 'unary', op: op === '!' ? 'not' : op, operand: value, span };
};

const member = (source: Source, children: readonly SyntaxNode[], span: Span, depth: number): Syntax => {
  const [object, ...rest] = children.filter((c) => c.name !== '?.' && c.name !== '.');
  const [open, key] = rest;
  if (!object || !open) return other(span, '⚠');
  const value = scriptExpression(source, object, depth + 1);
  if (open.name !== '[') return { kind: 'attribute', object: value, name: textOf(source, open), span };
  if (!key || rest.length !== 3) return other(span, 'MemberExpression');
  const at = scriptExpression(source, key, depth + 1);
  return { kind: 'index', object: value, items: [{ kind: 'at', value: at }], span };
};

/** The elements of an array; a hole is an empty group. */
const holed = (children: readonly SyntaxNode[]): SyntaxNode[][] => {
  const groups: SyntaxNode[][] = [[]];
  for (const child of children)
    if (child.name === ',') groups.push([]);
    else groups.at(-1)!.push(child);
  if (groups.at(-1)!.length === 0) groups.pop();
  return groups;
};

const item = (source: Source, group: readonly SyntaxNode[], depth: number, around: Span): Syntax => {
  const [first, second] = group;
  if (!first) return other(around, 'Hole');
  if (first.name === 'Spread' && second) {
    const value = scriptExpression(source, second, depth + 1);
    return { kind: 'spread', value, span: { start: first.from + source.shift, end: value.span.end } };
  }
  return group.length === 1
    ? scriptExpression(source, first, depth + 1)
    : other({ start: first.from + source.shift, end: group.at(-1)!.to + source.shift }, '⚠');
};

const object = (source: Source, children: readonly SyntaxNode[], span: Span, depth: number): Syntax => {
  const entries: { key: string; value: Syntax }[] = [];
  for (const property of children.filter((c) => c.name === 'Property')) {
    const parts = childrenOf(property);
    const [key, colon, value] = parts;
    if (!key || isBroken(parts)) return other(span, '⚠');
    const name = key.name === 'String' ? textOf(source, key).slice(1, -1) : textOf(source, key);
    if (parts.some((p) => p.name === 'ParamList')) {
      const method = scriptFunction(source, property);
      const named = parts.find((p) => p.name === 'PropertyDefinition');
      // A getter runs code where it is read: left out, so that reading it is refused.
      if (method && named && parts[0]!.name !== 'get' && parts[0]!.name !== 'set')
        entries.push({ key: textOf(source, named), value: method });
    } else if (key.name === 'Spread' || key.name === '[') return other(span, 'ObjectExpression');
    else if (!colon) entries.push({ key: name, value: { kind: 'name', name, span: spanOf(source, key) } });
    else if (value) entries.push({ key: name, value: scriptExpression(source, value, depth + 1) });
  }
  return { kind: 'object', entries, span };
};
