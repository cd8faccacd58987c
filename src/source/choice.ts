import type { SyntaxNode, Tree } from '@lezer/common';
import type { Span } from '../math/program.js';
import type { Target } from './interpret/types.js';
import type { Literal } from './literal.js';
import type { FunctionSyntax, Module, Statement, Syntax } from './syntax.js';
import type { Source } from './tree.js';

/** What the selection or the cursor means. */
export type Choice =
  | { readonly kind: 'literal'; readonly literal: Literal; readonly name?: string; readonly span: Span }
  | {
      readonly kind: 'target';
      readonly target: Target;
      readonly span: Span;
      readonly enclosing: readonly FunctionSyntax[];
    };

/** What choosing and lowering have to know of a grammar. */
export interface Grammar {
  readonly language: Module['language'];
  readonly parse: (text: string) => Tree;
  readonly module: (source: Source, tree: Tree) => Module;
  readonly expression: (source: Source, node: SyntaxNode) => Syntax;
  readonly statements: (source: Source, node: SyntaxNode) => readonly Statement[];
  readonly isExpression: (node: SyntaxNode) => boolean;
  readonly isStatement: (node: SyntaxNode) => boolean;
  /** A statement that only holds others: what is inside counts as standing at its level. */
  readonly isTransparent: (node: SyntaxNode) => boolean;
  readonly isLiteral: (node: SyntaxNode) => boolean;
  /** A named function, a method, or a lambda or arrow function that is given a name. */
  readonly named: (source: Source, node: SyntaxNode) => Target | undefined;
  /** Any function, callbacks too: what it binds is seen inside. */
  readonly around: (source: Source, node: SyntaxNode) => FunctionSyntax | undefined;
  /** name = value, where the statement is that: the parts of it that give a name a value. */
  readonly bindings: (
    node: SyntaxNode,
  ) => readonly { readonly name: SyntaxNode; readonly value: SyntaxNode }[];
}
