import { NodeProp, Tree, TreeFragment, type Parser, type PartialParse } from '@lezer/common';
import type { Grammar } from './choice.js';
import { pythonGrammar, pythonText } from './python/grammar.js';
import { pythonParser } from './python.js';
import { scriptParsers } from './typescript.js';
import { scriptGrammar, scriptText } from './typescript/grammar.js';
import { windowOf } from './window.js';

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
  const fragments = before === undefined ? undefined : fragmentsBetween(previous!.tree, before, input);
  if (isTooDeep(input)) return Tree.empty;
  const { tree } = parseWithin(language.parser, input, keptBudget, fragments);
  return new Tree(tree.type, tree.children, tree.positions, tree.length, [[parsedText, input]]);
};

/** Parser steps for a tree that is kept: some hundred thousand lines. */
const keptBudget = 1_500_000;
/** Parser steps for a text that is parsed while somebody waits: some ten thousand lines, or a few of broken code. */
const promptBudget = 80_000;
/** Putting broken code right tries many ways at once. */
const recoveryCost = 25;

/** Parses at most so much; `whole` is false where the text was cut off. */
const parseWithin = (
  parser: Parser,
  input: string,
  budget: number,
  fragments?: readonly TreeFragment[],
): { readonly tree: Tree; readonly whole: boolean } => {
  // `recovering` is no public property: where a version lacks it, each step costs 1.
  const parse: PartialParse & { readonly recovering?: number } = parser.startParse(input, fragments);
  let left = budget;
  for (;;) {
    const tree = parse.advance();
    if (tree) return { tree, whole: parse.stoppedAt === null };
    left -= (parse.recovering ?? 0) > 0 ? recoveryCost : 1;
    if (left < 0 && parse.stoppedAt === null) parse.stopAt(Math.min(input.length, parse.parsedPos));
  }
};

/** From this length on, only what is needed is parsed on the spot. */
const longText = 100_000;

/** More brackets or signs within each other than these are not parsed: the cost grows with the square of them. */
const maxNesting = 600;

const isTooDeep = (text: string): boolean => {
  let depth = 0;
  let signs = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 40 || c === 91 || c === 123) depth++;
    else if (c === 41 || c === 93 || c === 125) depth = Math.max(0, depth - 1);
    if (depth > maxNesting) return true;
    // - + ! ~ < and blanks between them
    if (c === 45 || c === 43 || c === 33 || c === 126 || c === 60) {
      if (++signs > maxNesting) return true;
    } else if (c > 32) signs = 0;
  }
  return false;
};

/** Characters other than blanks. */
const writtenIn = (text: string): number => {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 32) count++;
  return count;
};

/**
 * A tree for one question, where none was kept: of the whole text, or of the part around the place and what it mentions
 * where the text is long. Undefined where even that is too much.
 */
export const promptTree = (
  language: CodeLanguage,
  text: string,
  start: number,
  end: number,
): Tree | undefined => {
  if (text.length <= longText) {
    const input = language.prepared(text);
    const { tree, whole } = isTooDeep(input)
      ? { tree: Tree.empty, whole: false }
      : parseWithin(language.parser, input, promptBudget);
    if (whole) return tree;
  }
  const part = language.prepared(windowOf(text, start, end, language.grammar.language));
  // What was too much is too much again, unless the window is a good deal smaller.
  if (isTooDeep(part) || (text.length <= longText && writtenIn(part) * 2 > writtenIn(text))) return undefined;
  const { tree, whole } = parseWithin(language.parser, part, promptBudget);
  return whole ? tree : undefined;
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
