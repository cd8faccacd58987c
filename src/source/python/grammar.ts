import type { SyntaxNode, Tree } from '@lezer/common';
import type { Grammar } from '../choice.js';
import type { Target } from '../interpret/types.js';
import { maskLongLiterals } from '../literal.js';
import { blankMagics, pythonModule, pythonParser } from '../python.js';
import type { FunctionSyntax } from '../syntax.js';
import { childrenOf, spanOf, textOf, type Source } from '../tree.js';
import { pythonExpression, pythonParameters } from './expressions.js';
import { repairBrackets } from './repair.js';
import { pythonFunction, pythonStatement } from './statements.js';

const parse = (text: string): Tree => pythonParser.parse(pythonText(text));

/** What the parser is given: as long as the text, without what would throw it off. */
export const pythonText = (text: string): string =>
  repairBrackets(
    joinBlankLines(maskLongLiterals((blankMagics(text) ?? ' '.repeat(text.length)).replace(bareDot, '$1 '))),
  );

/** Many lines of nothing (blanked magics, comments) as one. */
const joinBlankLines = (text: string): string =>
  text.replace(/^(?:[ \t]*(?:#[^\n]*)?\n){40,}/gm, (lines) => `${' '.repeat(lines.length - 1)}\n`);

/** `2.` with nothing behind the point: the grammar takes the point for an attribute's. */
const bareDot = /(?<![\w.])(\d+)\.(?![\w.])/g;

const functionOf = (source: Source, node: SyntaxNode): FunctionSyntax | undefined => {
  if (node.name !== 'FunctionDefinition') return undefined;
  const decorated = node.parent?.name === 'DecoratedStatement' ? node.parent : undefined;
  const outer = (decorated ?? node).parent?.parent;
  const name = outer?.name === 'ClassDefinition' ? outer.getChild('VariableName') : null;
  const decorators = decorated ? childrenOf(decorated).filter((c) => c.name === 'Decorator') : [];
  return pythonFunction(source, node, name ? textOf(source, name) : undefined, decorators);
};

const named = (source: Source, node: SyntaxNode): Target | undefined => {
  const inner = node.name === 'DecoratedStatement' ? node.getChild('FunctionDefinition') : node;
  const definition = inner && functionOf(source, inner);
  if (definition) return { kind: 'function', definition };
  const [binding] = bindings(node);
  if (binding?.value.name !== 'LambdaExpression') return undefined;
  const value = pythonExpression(source, binding.value);
  return value.kind === 'lambda' ? { kind: 'lambda', name: textOf(source, binding.name), value } : undefined;
};

const bindings = (node: SyntaxNode): { readonly name: SyntaxNode; readonly value: SyntaxNode }[] => {
  if (node.name !== 'AssignStatement') return [];
  const parts = childrenOf(node).filter((c) => c.name !== 'TypeDef');
  const [name, equals, value] = parts;
  return parts.length === 3 && name && value && name.name === 'VariableName' && equals?.name === 'AssignOp'
    ? [{ name, value }]
    : [];
};

const around = (source: Source, node: SyntaxNode): FunctionSyntax | undefined => {
  if (node.name === 'FunctionDefinition') return functionOf(source, node);
  const list = node.name === 'LambdaExpression' ? node.getChild('ParamList') : null;
  if (!list) return undefined;
  const parameters = pythonParameters(source, childrenOf(list));
  const span = spanOf(source, node);
  return {
    name: '',
    span,
    nameSpan: { start: span.start, end: span.start },
    parameters,
    body: [],
    decorators: [],
  };
};

export const pythonGrammar: Grammar = {
  language: 'python',
  parse,
  module: pythonModule,
  expression: pythonExpression,
  statements: pythonStatement,
  isExpression: (node) => node.type.is('Expression') || expressions.has(node.name),
  isStatement: (node) => node.type.is('Statement') || node.name === 'StatementGroup',
  isTransparent: (node) => transparent.has(node.name),
  isLiteral: (node) =>
    node.name === 'ArrayExpression' ||
    node.name === 'TupleExpression' ||
    node.name === 'CallExpression' ||
    (node.name === 'ExpressionStatement' && node.getChild(',') !== null),
  named,
  around,
  bindings,
};

const transparent = new Set([
  'IfStatement',
  'WithStatement',
  'TryStatement',
  'StatementGroup',
  'DecoratedStatement',
  'ClassDefinition',
  'Body',
]);
const expressions = new Set([
  'ConditionalExpression',
  'LambdaExpression',
  'BinaryExpression',
  'UnaryExpression',
]);
