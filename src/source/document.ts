import { NodeProp, Tree, TreeFragment, type Parser } from '@lezer/common';
import type { Grammar } from './choice.js';
import { pythonGrammar, pythonText } from './python/grammar.js';
import { pythonParser } from './python.js';
import { scriptParsers } from './typescript.js';
import { scriptGrammar, scriptText } from './typescript/grammar.js';

/** How a language's documents are read: by a grammar, or as mathematics. */
export interface CodeLanguage {
  readonly grammar: Grammar;
  readonly parser: Parser;
  /** What the parser is given for a text: as long as it. */
  readonly prepared: (text: string) => string;
}

export const codeLanguage = (languageId: string): CodeLanguage | undefined => {
  switch (languageId) {
    case 'python':
      return { grammar: pythonGrammar, parser: pythonParser, prepared: pythonText };
    case 'typescript':
      return scriptLanguage(scriptParsers.typescript);
    case 'typescriptreact':
      return scriptLanguage(scriptParsers.typescriptreact);
    case 'javascript':
    case 'javascriptreact':
      return scriptLanguage(scriptParsers.javascript);
    default:
      return undefined;
  }
};

const scriptLanguage = (parser: Parser): CodeLanguage => ({
  grammar: scriptGrammar(parser),
  parser,
  prepared: scriptText,
});

/** A byte order mark is no part of the code. */
export const bomLength = (text: string): number => (text.charCodeAt(0) === 0xfeff ? 1 : 0);

/** The text that the parser saw: what of it is unchanged need not be parsed again. */
const parsedText = new NodeProp<string>({ perNode: true });

export interface Previous {
  readonly tree: Tree;
  /** Changes of the document since then; they are found by comparing if left out. */
  readonly changes?: readonly {
    readonly fromA: number;
    readonly toA: number;
    readonly fromB: number;
    readonly toB: number;
  }[];
}

/**
 * The tree of a document, to be handed to `read` as a service; what did not change since `previous` is kept. A tree without
 * extent for languages that are not parsed. What the parser is given differs from the text (see repair.ts), so the changed
 * part is found by comparing that, not by the editor's list of changes.
 */
export const parseDocument = (text: string, languageId: string, previous?: Previous): Tree => {
  const language = codeLanguage(languageId);
  if (!language) return Tree.empty;
  const input = language.prepared(text.slice(bomLength(text)));
  const before = previous?.tree.prop(parsedText);
  const tree =
    before === undefined
      ? language.parser.parse(input)
      : language.parser.parse(input, fragmentsBetween(previous!.tree, before, input));
  return new Tree(tree.type, tree.children, tree.positions, tree.length, [[parsedText, input]]);
};

const fragmentsBetween = (tree: Tree, before: string, after: string): readonly TreeFragment[] => {
  const fragments = TreeFragment.addTree(tree);
  const start = commonLength(before, after);
  if (start === before.length && start === after.length) return fragments;
  const end = commonLength(before, after, Math.min(before.length, after.length) - start);
  return TreeFragment.applyChanges(fragments, [
    { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end },
  ]);
};

/** How many characters two texts have in common from their start, or with `most` from their end, but no more than that. */
const commonLength = (a: string, b: string, most?: number): number => {
  const limit = most ?? Math.min(a.length, b.length);
  const same = (from: number, to: number): boolean =>
    most === undefined
      ? a.slice(from, to) === b.slice(from, to)
      : a.slice(a.length - to, a.length - from) === b.slice(b.length - to, b.length - from);
  // Whole blocks first: the engine compares them many times faster than a loop over characters does.
  let length = 0;
  for (const block of [4096, 64, 1])
    while (length + block <= limit && same(length, length + block)) length += block;
  return length;
};
