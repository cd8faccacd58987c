import type { SyntaxNode } from '@lezer/common';
import type { ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';
import { spanOf, type Source } from '../tree.js';

// NUL, and what turns the direction of text around: code that does not say what it shows.
const controls = /[\0\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}' };
const isOpen = (name: string): boolean => Object.hasOwn(closing, name);
/** Nodes within nodes; a long chain a + b + … is not deep. */
const maxNesting = 1200;

/** A control character anywhere in text[from, to). */
export const controlIn = (text: string, from: number, to: number, shift: number): ReadRefusal | undefined => {
  const at = text.slice(from, to).search(controls);
  if (at < 0) return undefined;
  const start = from + at + shift;
  const code = text
    .charCodeAt(from + at)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0');
  return refuse('control-character', { start, end: start + 1 }, 'control-character', [`U+${code}`]);
};

/** What makes a construct unreadable as a whole: control characters, half-typed code, brackets without their partners. */
export const faultIn = (source: Source, node: SyntaxNode): ReadRefusal | undefined => {
  // With the rest of its last line: what stands there can turn around what is shown before it.
  const newline = source.text.indexOf('\n', node.to);
  const end = newline < 0 ? source.text.length : Math.min(newline, node.to + 500);
  const control = controlIn(source.text, node.from, end, source.shift);
  if (control) return control;
  let error: SyntaxNode | undefined;
  let depth = 0;
  let deepest: SyntaxNode | undefined;
  node.cursor().iterate(
    (n) => {
      if (deepest) return false;
      if (n.type.isError && !error) error = n.node;
      if (n.name !== 'BinaryExpression' && ++depth > maxNesting) deepest = n.node;
      return true;
    },
    (n) => {
      if (n.name !== 'BinaryExpression') depth--;
    },
  );
  if (deepest) return refuse('too-large', spanOf(source, deepest), 'too-deep');
  if (!error) return undefined;
  const bracket = unmatched(source, node);
  if (bracket)
    return refuse('unbalanced', bracket, 'unbalanced', [
      source.text.slice(bracket.start - source.shift, bracket.end - source.shift),
    ]);
  return refuse('syntax', widened(source, error), 'syntax');
};

/** The first bracket of the construct that has no partner. */
const unmatched = (
  source: Source,
  node: SyntaxNode,
): { readonly start: number; readonly end: number } | undefined => {
  const open: SyntaxNode[] = [];
  let stray: SyntaxNode | undefined;
  node.cursor().iterate((n) => {
    if (stray) return false;
    const text = n.type.isError && n.to === n.from + 1 ? source.text[n.from]! : n.name;
    if (isOpen(text)) open.push(n.node);
    else if (/^[)\]}]$/.test(text)) {
      const last = open.pop();
      if (!last || closing[source.text.slice(last.from, last.to)] !== text) stray = last ?? n.node;
    }
    return true;
  });
  const found = stray ?? open[0];
  return found && spanOf(source, found);
};

/** An error without extent marks the token that was not expected, or the last one before the end. */
const widened = (source: Source, error: SyntaxNode): { readonly start: number; readonly end: number } => {
  if (error.to > error.from) return spanOf(source, error);
  const { text, shift } = source;
  const line = /^[ \t]*([^\s]?)/.exec(text.slice(error.from, error.from + 200))!;
  if (line[1]) {
    const start = error.from + line[0].length - 1;
    return { start: start + shift, end: start + 1 + shift };
  }
  let end = error.from;
  while (end > 0 && /\s/.test(text[end - 1]!)) end--;
  return { start: Math.max(0, end - 1) + shift, end: end + shift };
};
