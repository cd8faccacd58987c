import type { SyntaxNode } from '@lezer/common';
import type { FunctionSyntax, ParameterSyntax, Statement, Syntax } from '../syntax.js';
import { childrenOf, lazily, spanOf, splitAt, textOf, type Source } from '../tree.js';
import { scriptExpression } from './expressions.js';
import { scriptBlock, unpack } from './statements.js';

type Lambda = Extract<Syntax, { kind: 'lambda' }>;

interface Parts {
  readonly list: SyntaxNode;
  readonly body: SyntaxNode;
}

const partsOf = (node: SyntaxNode): Parts | undefined => {
  const body = node.lastChild;
  const list = node.getChild('ParamList');
  if (!list || !body || body.from <= list.from || node.getChild('Star') || node.getChild('⚠'))
    return undefined;
  return node.name !== 'ArrowFunction' && body.name !== 'Block' ? undefined : { list, body };
};

/** An arrow function, a function expression or an object's method, as a lambda. */
export const scriptFunction = (source: Source, node: SyntaxNode): Lambda | undefined => {
  const parts = partsOf(node);
  if (!parts) return undefined;
  const { parameters, prologue } = parametersOf(source, parts.list);
  const { body } = parts;
  const value = (): Syntax | readonly Statement[] => {
    if (body.name === 'Block') return [...prologue, ...scriptBlock(source, body)];
    const result = scriptExpression(source, body);
    return prologue.length === 0
      ? result
      : [...prologue, { kind: 'return', value: result, span: result.span }];
  };
  return lazily<Lambda, 'body'>({ kind: 'lambda', parameters, span: spanOf(source, node) }, { body: value });
};

/**
 * A function declaration or a class's method; undefined for an overload without body. Its parts are lowered when asked for:
 * a file has many.
 */
export const scriptDefinition = (
  source: Source,
  node: SyntaxNode,
  className?: string,
): FunctionSyntax | undefined => {
  const parts = partsOf(node);
  if (!parts) return undefined;
  let name: SyntaxNode | undefined;
  const decorators: string[] = [];
  for (let c = node.firstChild; c && c.from < parts.list.from; c = c.nextSibling)
    if (/^(VariableDefinition|(Private)?PropertyDefinition)$/.test(c.name)) name = c;
    else if (c.name === 'static') decorators.push('staticmethod');
    else if (c.name === 'get') decorators.push('property');
  const span = spanOf(source, node);
  let taken: ReturnType<typeof parametersOf> | undefined;
  let body: FunctionSyntax['body'] | undefined;
  const bound = (): ReturnType<typeof parametersOf> => (taken ??= parametersOf(source, parts.list));
  return {
    name: name ? textOf(source, name).replace(/^#/, '') : '',
    span,
    nameSpan: name ? spanOf(source, name) : { start: span.start, end: span.start },
    decorators,
    ...(className !== undefined && { className }),
    get docstring() {
      return docstringBefore(source, node);
    },
    get parameters() {
      return bound().parameters;
    },
    get body() {
      return (body ??= [...bound().prologue, ...scriptBlock(source, parts.body)]);
    },
  } as FunctionSyntax;
};

/** A JSDoc comment right before the function. */
const docstringBefore = (source: Source, node: SyntaxNode): string | undefined => {
  const outer = node.parent?.name === 'ExportDeclaration' ? node.parent : node;
  const before = outer.prevSibling;
  if (!before || !/Comment$/.test(before.name)) return undefined;
  return textOf(source, before)
    .replace(/^\/\*+|\*+\/$|^\/\/|^[ \t]*\*[ ]?/gm, '')
    .trim();
};

const parametersOf = (
  source: Source,
  list: SyntaxNode,
): {
  readonly parameters: readonly ParameterSyntax[];
  /** Unpacks what destructuring parameters bind. */
  readonly prologue: readonly Statement[];
} => {
  const parameters: ParameterSyntax[] = [];
  const prologue: Statement[] = [];
  const children = childrenOf(list).filter((c) => c.name !== '(' && c.name !== ')');
  for (const [i, group] of splitAt(children, ',').entries()) {
    const target = group.find((c) => /^(VariableDefinition|ArrayPattern|ObjectPattern)$/.test(c.name));
    if (!target) continue;
    const typed = group.find((c) => c.name === 'TypeAnnotation');
    const equals = group.findIndex((c) => c.name === 'Equals');
    const given = equals >= 0 ? group[equals + 1] : undefined;
    const span = spanOf(source, target);
    const plain = target.name === 'VariableDefinition';
    const name = plain ? textOf(source, target) : `argument${i + 1}`;
    if (!plain) prologue.push(...unpack(source, target, { kind: 'name', name, span }, 'const'));
    parameters.push({
      name,
      span,
      ...(given && { default: scriptExpression(source, given) }),
      ...(typed && { type: textOf(source, typed).replace(/^:\s*/, '') }),
      ...(group[0]!.name === 'Spread' && { rest: true }),
    });
  }
  return { parameters, prologue };
};
