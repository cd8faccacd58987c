import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Span } from '../math/program.js';
import { pythonStatement } from './python/statements.js';
import type { Module, Statement } from './syntax.js';
import { lazily, type Source } from './tree.js';

export const pythonParser = parser;

/** A Python file's statements, lowered where they are looked at. */
export const pythonModule = (source: Source, tree: Tree): Module =>
  lazily<Module, 'body' | 'errors'>(
    { language: 'python' },
    { body: () => statementsOf(source, tree.topNode), errors: () => errorsIn(source, tree.topNode) },
  );

const statementsOf = (source: Source, top: SyntaxNode): Statement[] => {
  const statements: Statement[] = [];
  for (let child = top.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment') statements.push(...pythonStatement(source, child));
  return statements;
};

/** Where the parser inserted or skipped something, in order. */
export const errorsIn = (source: Source, node: SyntaxNode): Span[] => {
  const errors: Span[] = [];
  node.cursor().iterate((n) => {
    if (n.type.isError) errors.push({ start: n.from + source.shift, end: n.to + source.shift });
  });
  return errors;
};

/** Cell magics below which the cell is still Python. */
const harmless = /^%%(time|timeit|capture|prun|memit|mprun|lprun|snakeviz|wandb)\b/;
const magic = /^[ \t]*(?:%[a-zA-Z%]|!|\?|[\w.]+\?{1,2}[ \t]*\r?$|[\w, \t]+=[ \t]*[!%][a-zA-Z])/;

/** The `%%magic` that hands a cell to another program. */
export const foreignMagic = (text: string): string | undefined => {
  const line = /^\s*(%%\w[^\n]*)/.exec(text)?.[1]?.trim();
  return line !== undefined && !harmless.test(line) ? line : undefined;
};

/**
 * A notebook cell's `%magic`, `!shell` and `?help` lines as blanks of the same length. Undefined for a cell that a `%%magic`
 * hands to another language.
 */
export const blankMagics = (text: string): string | undefined => {
  if (!/[%!?]/.test(text)) return text;
  if (foreignMagic(text) !== undefined) return undefined;
  return text.replace(/^[^\n]*[%!?][^\n]*$/gm, (line) => (magic.test(line) ? ' '.repeat(line.length) : line));
};
