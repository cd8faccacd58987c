import type { Tree } from '@lezer/common';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/source/document.js';

/** All pieces of a tree that can be kept: nodes of their own, and the buffers that small nodes are packed into. */
function piecesOf(tree: Tree): Set<unknown> {
  const found = new Set<unknown>();
  const visit = (node: Tree): void => {
    for (const child of node.children) {
      found.add(child);
      if ('children' in child) visit(child);
    }
  };
  visit(tree);
  return found;
}

describe('a tree that is brought up to date', () => {
  for (const [languageId, line] of [
    ['python', 'def f(x):\n    return x + 1\n\n'],
    ['typescript', 'function f(x: number): number {\n  return x + 1;\n}\n'],
  ] as const) {
    it(`${languageId}: keeps what the keystroke did not touch`, () => {
      const text = line.repeat(1000);
      const at = line.length * 500 + line.indexOf('1');
      const before = parseDocument(text, languageId);
      const typed = `${text.slice(0, at)}2${text.slice(at)}`;
      const after = parseDocument(typed, languageId, { tree: before });
      expect(after.toString()).toBe(parseDocument(typed, languageId).toString());
      const known = piecesOf(before);
      const kept = [...piecesOf(after)].filter((piece) => known.has(piece)).length;
      expect(known.size).toBeGreaterThan(20);
      expect(kept).toBeGreaterThan(known.size * 0.8);
    });
  }
});
