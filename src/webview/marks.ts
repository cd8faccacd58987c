import type { Formula, Part } from '../explanation.js';

/**
 * Symbols of a typeset formula are found again by colours that nobody sees: each is wrapped in \textcolor with a number as its
 * colour, and after typesetting the colour is taken off and a data attribute put on. So KaTeX needs no trust, and the LaTeX
 * that is copied stays clean.
 */
export interface Marked {
  readonly latex: string;
  /** Name of mark number k, counted from 1. */
  readonly names: readonly string[];
}

const limit = 0xffff;

/** The LaTeX with its symbols marked. Ranges that overlap another or cut a group in two are left unmarked. */
export function mark({ latex, parts = [] }: Formula): Marked {
  const ranges = parts
    .flatMap((part: Part) => part.ranges.map(([start, end]) => ({ start, end, name: part.name })))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const names: string[] = [];
  let marked = '';
  let done = 0;
  for (const { start, end, name } of ranges) {
    const inside = latex.slice(start, end);
    if (start < done || end <= start || end > latex.length || !isWhole(inside) || names.length >= limit)
      continue;
    names.push(name);
    marked += `${latex.slice(done, start)}\\textcolor{${colourOf(names.length)}}{${inside}}`;
    done = end;
  }
  return { latex: marked + latex.slice(done), names };
}

/** Mark number k as a colour: #000001, … */
const colourOf = (k: number): string => `#${k.toString(16).padStart(6, '0')}`;

/** The number behind a computed colour, rgb(0, 1, 44) → 300, or undefined for a colour that is none of ours. */
export const markOf = (colour: string): number | undefined => {
  const match = /^rgb\(0, (\d+), (\d+)\)$/.exec(colour) ?? /^#00([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!match) return undefined;
  const base = colour.startsWith('#') ? 16 : 10;
  return parseInt(match[1] ?? '', base) * 256 + parseInt(match[2] ?? '', base);
};

/** Braces balance and no \left or \right is cut from its partner. */
const isWhole = (latex: string): boolean => {
  let depth = 0;
  for (const [token] of latex.matchAll(/\\.|[{}]/gs)) {
    if (token === '{') depth++;
    else if (token === '}' && --depth < 0) return false;
  }
  return depth === 0 && !/\\(left|right)(?![a-z])/.test(latex) && !latex.endsWith('\\');
};
