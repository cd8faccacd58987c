import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/javascript';
import { errorsIn } from './python.js';
import type { Module, Statement } from './syntax.js';
import { lazily, type Source } from './tree.js';
import { scriptStatement } from './typescript/statements.js';

/** One parser for each mixture of types and markup. */
export const scriptParsers = {
  typescript: parser.configure({ dialect: 'ts' }),
  typescriptreact: parser.configure({ dialect: 'ts jsx' }),
  javascript: parser.configure({ dialect: 'jsx' }),
} as const;

/** A TypeScript or JavaScript file's statements, lowered where they are looked at. */
export const scriptModule = (source: Source, tree: Tree): Module =>
  lazily<Module, 'body' | 'errors'>(
    { language: 'javascript' },
    { body: () => statementsOf(source, tree.topNode), errors: () => errorsIn(source, tree.topNode) },
  );

const statementsOf = (source: Source, top: SyntaxNode): Statement[] => {
  const statements: Statement[] = [];
  for (let child = top.firstChild; child; child = child.nextSibling)
    if (!/Comment$/.test(child.name)) statements.push(...scriptStatement(source, child));
  return statements;
};
