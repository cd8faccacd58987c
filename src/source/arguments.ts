import type { Target } from './interpret/types.js';
import { scanLiteral } from './literal.js';
import type { ReadRefusal, Value } from './reading.js';
import type { Argument, Statement, Syntax } from './syntax.js';
import type { Source } from './tree.js';

export interface Opened {
  readonly target: Target;
  readonly name: string;
  readonly value: Value;
}

/**
 * softmax([1, 2, 3]) with nothing else that could vary: the numbers that are handed over are the variable. The first list of
 * numbers among the arguments (else the first number) becomes a name with these numbers as its value; undefined where
 * there is none.
 */
export const openArgument = (source: Source, target: Target): Opened | ReadRefusal | undefined => {
  const value = valueOf(target);
  if (!value) return undefined;
  for (const scalars of [false, true]) {
    const search: Search = { source, scalars, names: namesIn(value) };
    const opened = replaced(value, search, 0);
    if (search.fault) return search.fault;
    if (search.found) return { target: withValue(target, opened), ...search.found };
  }
  return undefined;
};

interface Search {
  readonly source: Source;
  readonly scalars: boolean;
  readonly names: ReadonlySet<string>;
  found?: { readonly name: string; readonly value: Value };
  fault?: ReadRefusal;
}

const valueOf = (target: Target): Syntax | undefined => {
  if (target.kind === 'expression') return target.value;
  const only = target.kind === 'statements' && target.body.length === 1 ? target.body[0] : undefined;
  return only?.kind === 'assign' || only?.kind === 'expression' ? only.value : undefined;
};

const withValue = (target: Target, value: Syntax): Target => {
  if (target.kind === 'expression') return { kind: 'expression', value };
  const only = target.kind === 'statements' ? target.body[0] : undefined;
  if (only?.kind === 'assign') {
    const { targets, span, declares, type } = only;
    const statement: Statement = {
      kind: 'assign',
      targets,
      value,
      span,
      ...(declares && { declares }),
      ...(type !== undefined && { type }),
    };
    return { kind: 'statements', body: [statement] };
  }
  return { kind: 'statements', body: [{ kind: 'expression', value, span: value.span }] };
};

const namesIn = (s: Syntax): Set<string> => {
  const names = new Set<string>();
  const walk = (n: Syntax, depth: number): void => {
    if (depth > 40) return;
    if (n.kind === 'name') names.add(n.name);
    else if (n.kind === 'attribute') walk(n.object, depth + 1);
    else if (n.kind === 'call') [n.callee, ...n.args.map((a) => a.value)].forEach((c) => walk(c, depth + 1));
    else if (n.kind === 'binary') [n.left, n.right].forEach((c) => walk(c, depth + 1));
  };
  walk(s, 0);
  return names;
};

const replaced = (s: Syntax, search: Search, depth: number): Syntax => {
  if (search.found || search.fault || depth > 40) return s;
  switch (s.kind) {
    case 'call': {
      // x.reshape([-1, 1]): what the object is comes first.
      const callee =
        s.callee.kind === 'attribute'
          ? { ...s.callee, object: replaced(s.callee.object, search, depth + 1) }
          : s.callee;
      const args = s.args.map((a): Argument =>
        a.name !== undefined && shapes.test(a.name) ? a : argument(a, search, depth),
      );
      return { ...s, callee, args };
    }
    case 'unary':
      return { ...s, operand: replaced(s.operand, search, depth + 1) };
    case 'binary': {
      const left = replaced(s.left, search, depth + 1);
      return { ...s, left, right: replaced(s.right, search, depth + 1) };
    }
    case 'attribute':
    case 'index':
      return { ...s, object: replaced(s.object, search, depth + 1) };
    default:
      return s;
  }
};

const shapes = /^(axis|axes|dim|dims|shape|keepdims?|keep_dims|dtype|ddof|reduction)$/;

const argument = (a: Argument, search: Search, depth: number): Argument => {
  if (search.found || search.fault) return a;
  const value = numbersOf(a.value, search);
  if (value === undefined) return { ...a, value: replaced(a.value, search, depth + 1) };
  const name = ['o', 'x', 'z', 'logits'].find((n) => !search.names.has(n)) ?? 'argument';
  search.found = { name, value };
  return { ...a, value: { kind: 'name', name, span: a.value.span } };
};

const numbersOf = (s: Syntax, search: Search): Value | undefined => {
  if (search.scalars) {
    const operand = s.kind === 'unary' && s.op === '-' ? s.operand : s;
    if (operand.kind !== 'number') return undefined;
    return operand === s ? Number(operand.text) : -Number(operand.text);
  }
  if (s.kind !== 'list' && s.kind !== 'tuple' && s.kind !== 'call') return undefined;
  const { shift, text } = search.source;
  const literal = scanLiteral(text, s.span.start - shift, s.span.end - shift, 'code');
  if (!literal) return undefined;
  if (!literal.ok) {
    search.fault = {
      ...literal,
      span: { start: literal.span.start + shift, end: literal.span.end + shift },
    };
    return undefined;
  }
  if (literal.shape === 'scalar') return undefined;
  return literal.shape === 'matrix' ? literal.rows : literal.rows[0]!;
};
