import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../math/program.js';
import type { Syntax } from './syntax.js';

/** The text that a Lezer tree was made from, and where it lies in the document: a byte order mark or a window shifts it. */
export interface Source {
  readonly text: string;
  readonly shift: number;
}

/** Deeper nesting than this is not lowered: every later step recurses over the syntax tree. */
export const maxDepth = 200;

export const spanOf = (source: Source, node: SyntaxNode): Span => ({
  start: node.from + source.shift,
  end: node.to + source.shift,
});

export const textOf = (source: Source, node: SyntaxNode): string => source.text.slice(node.from, node.to);

const comments = new Set(['Comment', 'LineComment', 'BlockComment']);

/** The children of a node, comments left out. */
export const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (!comments.has(child.name)) children.push(child);
  return children;
};

/** True where the parser inserted, skipped or lost something directly in this node. */
export const isBroken = (children: readonly SyntaxNode[]): boolean => children.some((c) => c.type.isError);

/** Splits children at separators; a separator at the end leaves no empty group behind it. */
export const splitAt = (children: readonly SyntaxNode[], separator: string): SyntaxNode[][] => {
  const groups: SyntaxNode[][] = [[]];
  for (const child of children)
    if (child.name === separator) groups.push([]);
    else groups.at(-1)!.push(child);
  if (groups.at(-1)!.length === 0) groups.pop();
  return groups;
};

export const other = (span: Span, type: string): Syntax => ({ kind: 'other', type, span });

/**
 * An object some of whose properties are computed when first asked for: a document of thousands of lines is lowered only
 * where somebody looks.
 */
export const lazily = <T extends object, K extends keyof T>(
  ready: Omit<T, K>,
  thunks: { readonly [P in K]: () => T[P] },
): T => {
  const target = { ...ready } as T;
  for (const key of Object.keys(thunks) as K[])
    Object.defineProperty(target, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        const value = thunks[key]();
        Object.defineProperty(target, key, { value, enumerable: true });
        return value;
      },
    });
  return target;
};
