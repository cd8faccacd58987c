import type { Parser, SyntaxNode } from '@lezer/common';
import type { Grammar } from '../choice.js';
import type { Target } from '../interpret/types.js';
import { maskLongLiterals } from '../literal.js';
import type { FunctionSyntax } from '../syntax.js';
import { childrenOf, spanOf, textOf, type Source } from '../tree.js';
import { scriptModule } from '../typescript.js';
import { scriptExpression } from './expressions.js';
import { scriptDefinition, scriptFunction } from './functions.js';
import { bindingsOf, scriptStatement } from './statements.js';

/** What the parser is given: as long as the text, long number lists blanked. */
export const scriptText = (text: string): string => maskLongLiterals(text);

const isFunction = (node: SyntaxNode): boolean =>
  node.name === 'ArrowFunction' || node.name === 'FunctionExpression';

const classNameOf = (source: Source, node: SyntaxNode): string | undefined => {
  const name = node.parent?.parent?.getChild('VariableDefinition');
  return name ? textOf(source, name) : undefined;
};

const definitionOf = (source: Source, node: SyntaxNode): FunctionSyntax | undefined =>
  node.name === 'FunctionDeclaration'
    ? scriptDefinition(source, node)
    : node.name === 'MethodDeclaration'
      ? scriptDefinition(source, node, classNameOf(source, node))
      : undefined;

/** The name that a function expression is given where it stands; '' for `export default`; undefined for a callback. */
const givenName = (source: Source, node: SyntaxNode): string | undefined => {
  const outer = node.parent;
  if (!outer) return undefined;
  switch (outer.name) {
    case 'VariableDeclaration':
    case 'PropertyDeclaration': {
      const binding = bindingsOf(outer).find((b) => b.value.from === node.from);
      return binding && textOf(source, binding.name).replace(/^#/, '');
    }
    case 'AssignmentExpression': {
      const target = outer.firstChild;
      const last = target && (childrenOf(target).at(-1) ?? target);
      return last ? textOf(source, last) : undefined;
    }
    case 'Property': {
      const key = outer.firstChild;
      return key ? textOf(source, key).replace(/^["']|["']$/g, '') : undefined;
    }
    case 'ExportDeclaration':
      return '';
    default: {
      const own = node.getChild('VariableDefinition');
      return own && outer.name !== 'ArgList' ? textOf(source, own) : undefined;
    }
  }
};

const named = (source: Source, node: SyntaxNode): Target | undefined => {
  const definition = definitionOf(source, node);
  if (definition) return { kind: 'function', definition };
  if (node.name === 'Property' && node.getChild('ParamList')) {
    const value = scriptFunction(source, node);
    const name = node.getChild('PropertyDefinition');
    return value ? { kind: 'lambda', name: name ? textOf(source, name) : '', value } : undefined;
  }
  const inner = isFunction(node) ? node : holder.has(node.name) ? heldFunction(node) : undefined;
  const name = inner && givenName(source, inner);
  const value = inner && name !== undefined ? scriptFunction(source, inner) : undefined;
  return value ? { kind: 'lambda', name: name!, value } : undefined;
};

const holder = new Set(['VariableDeclaration', 'PropertyDeclaration', 'Property', 'ExpressionStatement']);

/** The function that is the whole value of a declaration, property or assignment. */
const heldFunction = (node: SyntaxNode): SyntaxNode | undefined => {
  const value = node.name === 'Property' ? node.lastChild : undefined;
  if (value) return isFunction(value) ? value : undefined;
  const inner = node.firstChild;
  if (inner?.name === 'AssignmentExpression') {
    const right = inner.lastChild;
    return right && isFunction(right) ? right : undefined;
  }
  const bindings = bindingsOf(node);
  return bindings.length === 1 && isFunction(bindings[0]!.value) ? bindings[0]!.value : undefined;
};

const around = (source: Source, node: SyntaxNode): FunctionSyntax | undefined => {
  const definition = definitionOf(source, node);
  if (definition) return definition;
  if (!isFunction(node) && !(node.name === 'Property' && node.getChild('ParamList'))) return undefined;
  const value = scriptFunction(source, node);
  if (!value) return undefined;
  const span = spanOf(source, node);
  return {
    name: '',
    span,
    nameSpan: { start: span.start, end: span.start },
    parameters: value.parameters,
    // A body that is one expression binds nothing.
    body: Array.isArray(value.body) ? value.body : [],
    decorators: [],
  };
};

const isStatement = (node: SyntaxNode): boolean =>
  /(Statement|Declaration)$/.test(node.name) &&
  node.parent?.name !== 'ForSpec' &&
  node.name !== 'MethodDeclaration';

const transparent = new Set([
  'IfStatement',
  'TryStatement',
  'Block',
  'ExportDeclaration',
  'ClassDeclaration',
  'ClassBody',
  'LabeledStatement',
]);
const atoms = new Set(['VariableName', 'Number', 'ArrowFunction', 'this', 'String', 'TemplateString']);

const isExpression = (node: SyntaxNode): boolean =>
  atoms.has(node.name) ||
  (/Expression$/.test(node.name) &&
    node.name !== 'AssignmentExpression' &&
    node.name !== 'SequenceExpression' &&
    !(
      /^(Postfix|Unary)/.test(node.name) &&
      childrenOf(node).some((c) => c.name === 'ArithOp' && c.to - c.from === 2)
    ));

export const scriptGrammar = (parser: Parser): Grammar => ({
  language: 'javascript',
  parse: (text) => parser.parse(scriptText(text)),
  module: scriptModule,
  expression: scriptExpression,
  statements: scriptStatement,
  isExpression,
  isStatement,
  isTransparent: (node) => transparent.has(node.name),
  isLiteral: (node) =>
    node.name === 'ArrayExpression' ||
    node.name === 'CallExpression' ||
    node.name === 'NewExpression' ||
    (node.name === 'BinaryExpression' && node.getChild('as') !== null),
  named,
  around,
  bindings: bindingsOf,
});
