/*
 * Where a text defines functions, found without parsing: enough to know which places are worth asking the readers about.
 */

/** Longer texts are not searched. */
export const longestDocument = 3_000_000;

/** What looks like a call or a method and is none, or is none of ours. */
export const notCalls = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'function',
  'with',
  'print',
  'len',
  'range',
  'super',
  'await',
  'typeof',
  'def',
  'lambda',
  'and',
  'or',
  'not',
  'in',
  'elif',
  'assert',
  'import',
  'require',
]);

export const escaped = (name: string): string => name.replace(/\$/g, '\\$');

const anyName = '[\\p{L}_$][\\p{L}\\p{N}_$]*';

/** A pattern for the places that define a function `name`; the group that matched is the name. */
const definitionOf = (name: string, python: boolean): RegExp =>
  python
    ? new RegExp(
        `^[ \\t]*(?:async[ \\t]+)?(?:def[ \\t]+(${name})(?![\\p{L}\\p{N}_])|(${name})[ \\t]*=[ \\t]*lambda\\b)`,
        'dgmu',
      )
    : new RegExp(
        `\\bfunction[ \\t]*\\*?[ \\t]+(${name})(?![\\p{L}\\p{N}_$])|` +
          `\\b(?:const|let|var)[ \\t]+(${name})(?![\\p{L}\\p{N}_$])[^=\\n]*=[ \\t]*(?:async[ \\t]*)?(?:function\\b|\\([^()\\n]*\\)[^=\\n]*=>|[\\w$]+[ \\t]*=>)|` +
          `^[ \\t]*(?:(?:public|private|protected|static|async|override|get)[ \\t]+)*(${name})[ \\t]*\\([^()\\n]*\\)[ \\t]*(?::[^{;\\n]+)?\\{|` +
          `^[ \\t]*(${name})[ \\t]*:[ \\t]*(?:function\\b|\\([^()\\n]*\\)[^=\\n]*=>|[\\w$]+[ \\t]*=>)`,
        'dgmu',
      );

export interface Definition {
  readonly name: string;
  /** Where the name stands. */
  readonly start: number;
}

function* matches(text: string, name: string, languageId: string): Generator<Definition> {
  if (text.length > longestDocument) return;
  for (const match of text.matchAll(definitionOf(name, languageId === 'python'))) {
    const group = match.findIndex((text, n) => n > 0 && text !== undefined);
    const [start, end] = match.indices?.[group] ?? [0, 0];
    const found = match[group];
    // A function without parameters has nothing to be derived by.
    if (found !== undefined && !notCalls.has(found) && !/^\s*\(\s*\)/.test(text.slice(end, end + 20)))
      yield { name: found, start };
  }
}

/** All functions that a text defines. */
export const definitions = (text: string, languageId: string): Definition[] => [
  ...matches(text, anyName, languageId),
];

/** Where the name of a function stands in its definition: the last one before `before`, else the first one; undefined if there is none. */
export function definitionPlace(
  text: string,
  name: string,
  languageId: string,
  before: number,
): number | undefined {
  if (!text.includes(name)) return undefined;
  let found: number | undefined;
  for (const { start } of matches(text, escaped(name), languageId)) {
    if (found !== undefined && start > before) break;
    found = start;
  }
  return found;
}
