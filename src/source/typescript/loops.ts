import type { SyntaxNode } from '@lezer/common';
import type { Statement, Syntax } from '../syntax.js';
import { childrenOf, isBroken, lazily, spanOf, type Source } from '../tree.js';
import { scriptExpression } from './expressions.js';
import { effect, scriptStatement, scriptTarget } from './statements.js';

/** for (const x of xs), and for (let i = a; i < b; i++) where it counts and the body leaves the counter alone. */
export const scriptLoop = (
  source: Source,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
): readonly Statement[] => {
  const span = spanOf(source, node);
  const unknown = (type: string): readonly Statement[] => [{ kind: 'other', type, span }];
  const spec = children.find((c) => /^For(In|Of)?Spec$/.test(c.name));
  const body = children.at(-1);
  if (!spec || !body || body === spec) return unknown('⚠');
  const parts = childrenOf(spec).filter((c) => c.name !== '(' && c.name !== ')');
  if (isBroken(parts) || children.some((c) => c.name === 'await')) return unknown('⚠');
  if (spec.name === 'ForInSpec') return unknown('ForIn');
  if (spec.name === 'ForOfSpec') {
    const of = parts.findIndex((c) => c.name === 'of');
    const [target, iterable] = [parts[of - 1], parts[of + 1]];
    if (!target || !iterable) return unknown('⚠');
    return [
      lazily<Extract<Statement, { kind: 'for-each' }>, 'body'>(
        {
          kind: 'for-each',
          target: scriptTarget(source, target),
          iterable: scriptExpression(source, iterable),
          span,
        },
        { body: () => scriptStatement(source, body) },
      ),
    ];
  }
  return counting(source, parts, body, span) ?? unknown('ForStatement');
};

const counting = (
  source: Source,
  parts: readonly SyntaxNode[],
  body: SyntaxNode,
  span: Statement['span'],
): readonly Statement[] | undefined => {
  const [start, ...rest] = parts.filter((p) => p.name !== ';');
  const [test, update] = rest;
  if (!start || !test || !update || rest.length !== 2) return undefined;
  const initial =
    start.name === 'VariableDeclaration' ? scriptStatement(source, start) : effect(source, start);
  const counted = updateOf(source, update);
  if (!counted) return undefined;
  const { name, step } = counted;
  const at = initial.findIndex((s) => isAssignTo(s, name));
  const first = initial[at];
  const to = boundOf(source, test, name, step);
  if (!to || first?.kind !== 'assign' || first.op) return undefined;
  const statements = scriptStatement(source, body);
  if (statements.some((s) => changes(s, name))) return undefined;
  return [
    ...initial.filter((_, i) => i !== at),
    { kind: 'for-count', name, from: first.value, to, step, body: statements, span },
  ];
};

const isAssignTo = (s: Statement, name: string): boolean =>
  s.kind === 'assign' &&
  s.targets.length === 1 &&
  s.targets[0]!.kind === 'name' &&
  s.targets[0]!.name === name;

/** i++, --i, i += 2, i = i + 2. */
const updateOf = (
  source: Source,
  node: SyntaxNode,
): { readonly name: string; readonly step: number } | undefined => {
  const [s, ...more] = effect(source, node);
  const target = s?.kind === 'assign' ? s.targets[0] : undefined;
  if (more.length > 0 || s?.kind !== 'assign' || target?.kind !== 'name') return undefined;
  let { op, value } = s;
  if (!op && value.kind === 'binary' && value.left.kind === 'name' && value.left.name === target.name) {
    op = value.op;
    value = value.right;
  }
  if ((op !== '+' && op !== '-') || value.kind !== 'number') return undefined;
  const size = Number(value.text);
  return Number.isInteger(size) && size > 0
    ? { name: target.name, step: op === '+' ? size : -size }
    : undefined;
};

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '!=': '!=' };

/** Where the loop ends, exclusive: n for i < n, n + 1 for i <= n, -1 for i >= 0. */
const boundOf = (source: Source, test: SyntaxNode, name: string, step: number): Syntax | undefined => {
  const value = scriptExpression(source, test);
  if (value.kind !== 'compare' || value.rest.length !== 1) return undefined;
  const [{ op, right }] = value.rest as [(typeof value.rest)[number]];
  const isCounter = (s: Syntax): boolean => s.kind === 'name' && s.name === name;
  const relation = isCounter(value.first) ? op : isCounter(right) ? mirrored[op] : undefined;
  const limit = isCounter(value.first) ? right : value.first;
  if (relation === (step > 0 ? '<' : '>')) return limit;
  if (relation === '!=' && Math.abs(step) === 1) return limit;
  return relation === (step > 0 ? '<=' : '>=') ? shifted(limit, step > 0 ? 1 : -1) : undefined;
};

const shifted = (limit: Syntax, by: 1 | -1): Syntax => {
  const { span } = limit;
  const one: Syntax = { kind: 'number', text: '1', span };
  if (limit.kind === 'binary' && limit.op === (by > 0 ? '-' : '+') && isOne(limit.right)) return limit.left;
  if (limit.kind === 'number' && Number.isInteger(Number(limit.text))) {
    const end = Number(limit.text) + by;
    const size: Syntax = { kind: 'number', text: String(Math.abs(end)), span };
    return end < 0 ? { kind: 'unary', op: '-', operand: size, span } : size;
  }
  return { kind: 'binary', op: by > 0 ? '+' : '-', left: limit, right: one, span };
};

const isOne = (s: Syntax): boolean => s.kind === 'number' && Number(s.text) === 1;

/** Whether a statement of the body changes the counter, or ends the loop early. */
const changes = (s: Statement, name: string): boolean => {
  switch (s.kind) {
    case 'assign':
      return s.targets.some((t) => t.kind === 'name' && t.name === name) && !s.declares;
    case 'if':
      return [...s.then, ...s.otherwise].some((t) => changes(t, name));
    case 'for-each':
    case 'for-count':
      return s.body.some((t) => changes(t, name));
    default:
      return false;
  }
};
