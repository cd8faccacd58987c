import type { Span } from '../math/program.js';

/**
 * The syntax that all readers of code share: Python, TypeScript and JavaScript are lowered to it, and one interpreter reads
 * it symbolically. It keeps what means something for arrays and numbers; everything else is an `other` with its text,
 * refused only where its value is needed.
 */
export type Syntax = { readonly span: Span } & (
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Python None; null and undefined. */
  | { readonly kind: 'none' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly object: Syntax; readonly name: string }
  | {
      readonly kind: 'call';
      readonly callee: Syntax;
      readonly args: readonly Argument[];
      readonly isNew?: boolean;
    }
  | { readonly kind: 'index'; readonly object: Syntax; readonly items: readonly Subscript[] }
  | { readonly kind: 'unary'; readonly op: '-' | '+' | 'not'; readonly operand: Syntax }
  | { readonly kind: 'binary'; readonly op: BinaryOperator; readonly left: Syntax; readonly right: Syntax }
  /** a < b <= c: `rest` has one entry per operator. */
  | {
      readonly kind: 'compare';
      readonly first: Syntax;
      readonly rest: readonly { readonly op: CompareOperator; readonly right: Syntax }[];
    }
  /** 'default' is ?? : the right side only for null. */
  | {
      readonly kind: 'logic';
      readonly op: 'and' | 'or' | 'default';
      readonly left: Syntax;
      readonly right: Syntax;
    }
  | { readonly kind: 'conditional'; readonly test: Syntax; readonly then: Syntax; readonly otherwise: Syntax }
  | {
      readonly kind: 'lambda';
      readonly parameters: readonly ParameterSyntax[];
      readonly body: Syntax | readonly Statement[];
    }
  | { readonly kind: 'list'; readonly items: readonly Syntax[] }
  | { readonly kind: 'tuple'; readonly items: readonly Syntax[] }
  | { readonly kind: 'spread'; readonly value: Syntax }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: string; readonly value: Syntax }[] }
  | {
      readonly kind: 'comprehension';
      readonly element: Syntax;
      readonly clauses: readonly {
        readonly target: Syntax;
        readonly iterable: Syntax;
        readonly conditions: readonly Syntax[];
      }[];
    }
  /** Anything else, by its grammar's node name; an error node of the parser has type '⚠'. */
  | { readonly kind: 'other'; readonly type: string }
);

/** '@' is the matrix product; '**' the power; '//' floor division. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '**' | '@' | '//' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type CompareOperator = '<' | '<=' | '>' | '>=' | '==' | '!=' | 'is' | 'is not' | 'in' | 'not in';

export interface Argument {
  readonly name?: string;
  readonly value: Syntax;
}

export type Subscript =
  | { readonly kind: 'at'; readonly value: Syntax }
  | { readonly kind: 'slice'; readonly from?: Syntax; readonly to?: Syntax; readonly step?: Syntax }
  | { readonly kind: 'ellipsis' };

export interface ParameterSyntax {
  readonly name: string;
  readonly span: Span;
  readonly default?: Syntax;
  /** The annotation's source text, without the colon. */
  readonly type?: string;
  readonly rest?: boolean;
}

export type Statement = { readonly span: Span } &
  /** target = value; with `op`, target op= value. `declares` for const/let/var. A chain a = b = v has several targets. */
  (
    | {
        readonly kind: 'assign';
        readonly targets: readonly Syntax[];
        readonly op?: BinaryOperator;
        readonly value: Syntax;
        readonly declares?: 'const' | 'let' | 'var';
        readonly type?: string;
      }
    | { readonly kind: 'expression'; readonly value: Syntax }
    | { readonly kind: 'return'; readonly value?: Syntax }
    | {
        readonly kind: 'if';
        readonly test: Syntax;
        readonly then: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    /** for target in iterable; for (const target of iterable). */
    | {
        readonly kind: 'for-each';
        readonly target: Syntax;
        readonly iterable: Syntax;
        readonly body: readonly Statement[];
      }
    /** for (let name = from; name < to; name += step): `to` exclusive. */
    | {
        readonly kind: 'for-count';
        readonly name: string;
        readonly from: Syntax;
        readonly to: Syntax;
        readonly step: number;
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'function'; readonly definition: FunctionSyntax }
    | {
        readonly kind: 'class';
        readonly name: string;
        readonly bases: readonly Syntax[];
        readonly body: readonly Statement[];
      }
    /**
     * `name` '' is the module itself (import numpy as np; import * as tf), '*' all that it has (from numpy import *),
     * 'default' JavaScript's default export. `import a.b` binds a: module 'a', name '', alias 'a'.
     */
    | {
        readonly kind: 'import';
        readonly module: string;
        readonly names: readonly { readonly name: string; readonly alias: string }[];
      }
    /** throw, raise, assert: the branch that ends so is a guard. */
    | { readonly kind: 'raise' }
    | { readonly kind: 'pass' }
    | { readonly kind: 'other'; readonly type: string }
  );

export interface FunctionSyntax {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly parameters: readonly ParameterSyntax[];
  readonly body: readonly Statement[];
  readonly decorators: readonly string[];
  readonly docstring?: string;
  /** A method: the class around it. */
  readonly className?: string;
}

/** A parsed document: its statements, and what the parser could not make sense of. */
export interface Module {
  readonly language: 'python' | 'javascript';
  readonly body: readonly Statement[];
  readonly errors: readonly Span[];
}
