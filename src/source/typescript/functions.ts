import type { SyntaxNode } from '@lezer/common';
import type { FunctionSyntax, ParameterSyntax, Statement, Syntax } from '../syntax.js';
import { childrenOf, lazily, spanOf, splitAt, textOf, type Source } from '../tree.js';
import { scriptExpression } from './expressions.js';
import { scriptBlock, unpack } from './statements.js';

type Lambda = Extract<Syntax, { kind: 'lambda' }>;

interface Parts {
  readonly parameters: readonly ParameterSyntax[];
  /** Unpacks what destructuring parameters bind. */
  readonly prologue: readonly Statement[];
  readonly body: SyntaxNode;
}

const partsOf = (source: Source, node: SyntaxNode): Parts | undefined => {
  const children = childrenOf(node);
  const list = children.find((c) => c.name === 'ParamList');
  const body = children.at(-1);
  if (!list || !body || body === list || children.some((c) => c.name === 'Star')) return undefined;
  if (node.name !== 'ArrowFunction' && body.name !== 'Block') return undefined;
  return { ...parametersOf(source, list), body };
};

/** An arrow function, a function expression or an object's method, as a lambda. */
export const scriptFunction = (source: Source, node: SyntaxNode): Lambda | undefined => {
  const parts = partsOf(source, node);
  if (!parts) return undefined;
  const { parameters, prologue, body } = parts;
  const value = (): Syntax | readonly Statement[] => {
    if (body.name === 'Block') return [...prologue, ...scriptBlock(source, body)];
    const result = scriptExpression(source, body);
    return prologue.length === 0
      ? result
      : [...prologue, { kind: 'return', value: result, span: result.span }];
  };
  return lazily<Lambda, 'body'>({ kind: 'lambda', parameters, span: spanOf(source, node) }, { body: value });
};

/** A function declaration or a class's method; undefined for an overload without body. */
export const scriptDefinition = (
  source: Source,
  node: SyntaxNode,
  className?: string,
): FunctionSyntax | undefined => {
  const parts = partsOf(source, node);
  if (!parts) return undefined;
  const children = childrenOf(node);
  const name = children.find((c) => /^(VariableDefinition|(Private)?PropertyDefinition)$/.test(c.name));
  const span = spanOf(source, node);
  const decorators = children.flatMap((c) =>
    c.name === 'static' ? ['staticmethod'] : c.name === 'get' ? ['property'] : [],
  );
  return lazily<FunctionSyntax, 'body'>(
    {
      name: name ? textOf(source, name).replace(/^#/, '') : '',
      span,
      nameSpan: name ? spanOf(source, name) : { start: span.start, end: span.start },
      parameters: parts.parameters,
      decorators,
      ...docstringBefore(source, node),
      ...(className !== undefined && { className }),
    },
    { body: () => [...parts.prologue, ...scriptBlock(source, parts.body)] },
  );
};

/** A JSDoc comment right before the function. */
const docstringBefore = (source: Source, node: SyntaxNode): { readonly docstring?: string } => {
  const outer = node.parent?.name === 'ExportDeclaration' ? node.parent : node;
  const before = outer.prevSibling;
  if (!before || !/Comment$/.test(before.name)) return {};
  return {
    docstring: textOf(source, before)
      .replace(/^\/\*+|\*+\/$|^\/\/|^[ \t]*\*[ ]?/gm, '')
      .trim(),
  };
};

const parametersOf = (source: Source, list: SyntaxNode): Omit<Parts, 'body'> => {
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
