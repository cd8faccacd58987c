import type { Part } from '../formula.js';
import type { Span } from '../program.js';
import type { Mark } from './indices.js';

/**
 * Marks are single characters of the private use area, which no name can bring in (see `inert`): one says which symbol
 * begins, another that it ends. They survive the functions' own notations, which only know strings.
 */
const FIRST = 0xe100;
const LAST = 0xf8ff;
const END = 0xe001;
const end = String.fromCharCode(END);

export interface Marks {
  readonly mark: Mark;
  /** The LaTeX without marks, and where each symbol stands in it. */
  readonly read: (
    marked: string,
    spans?: ReadonlyMap<string, readonly Span[]>,
  ) => {
    readonly latex: string;
    readonly parts: readonly Part[];
  };
}

export const startMarks = (): Marks => {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  return {
    mark: (name, latex) => {
      let n = numbers.get(name);
      if (n === undefined) {
        n = names.push(name) - 1;
        numbers.set(name, n);
      }
      return FIRST + n > LAST ? latex : `${String.fromCharCode(FIRST + n)}${latex}${end}`;
    },
    read: (marked, spans) => {
      const ranges = names.map((): (readonly [number, number])[] => []);
      const open: (readonly [number, number])[] = [];
      const pieces: string[] = [];
      let length = 0;
      let from = 0;
      for (let i = 0; i <= marked.length; i++) {
        const code = marked.charCodeAt(i);
        if (i < marked.length && !(code >= FIRST && code <= LAST) && code !== END) continue;
        pieces.push(marked.slice(from, i));
        length += i - from;
        from = i + 1;
        if (code === END) {
          const [n, start] = open.pop()!;
          ranges[n]!.push([start, length]);
        } else if (i < marked.length) open.push([code - FIRST, length]);
      }
      const parts = names.map((name, n) => ({ name, ranges: ranges[n]!, spans: spans?.get(name) ?? [] }));
      return { latex: pieces.join(''), parts: parts.filter((p) => p.ranges.length > 0) };
    },
  };
};

export const unmarked: Mark = (_, latex) => latex;
