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
  /** Whether it lies in what is new. */
  readonly isNew: readonly boolean[];
}

/** The colour of what is new in a line and no symbol of the code. */
export const newColour = '#010000';

const limit = 0xffff;

/**
 * The LaTeX with its symbols marked, and with `changed`, a range of whole atoms, marked as new. Symbols whose range overlaps
 * another's or cuts a group in two are left unmarked.
 */
export function mark({ latex, parts = [] }: Formula, changed?: readonly [number, number]): Marked {
  const ranges = parts
    .flatMap((part: Part) => part.ranges.map(([start, end]) => ({ start, end, name: part.name })))
    .filter(({ start, end }) => end > start && end <= latex.length && isWhole(latex.slice(start, end)))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const symbols: { start: number; end: number; name: string }[] = [];
  ranges.forEach(({ start, end, name }, k) => {
    if (start < (symbols.at(-1)?.end ?? 0) || symbols.length >= limit) return;
    symbols.push({ start, end: withScripts(latex, end, ranges[k + 1]?.start ?? latex.length), name });
  });
  // A symbol is new as a whole, scripts included.
  const around = (at: number) => symbols.find(({ start, end }) => start < at && at < end);
  const from = changed ? (around(changed[0])?.start ?? changed[0]) : Infinity;
  const to = changed ? (around(changed[1])?.end ?? changed[1]) : -Infinity;

  // What ends at a place is closed before anything is opened there, the inner before the outer.
  const inserted = symbols.flatMap(({ start, end }, k) => [
    { at: end, rank: 0, text: '}' },
    { at: start, rank: 3, text: `\\textcolor{${colourOf(k + 1)}}{` },
  ]);
  if (from < to) {
    inserted.push({ at: to, rank: 1, text: '}' }, { at: from, rank: 2, text: `\\textcolor{${newColour}}{` });
  }
  inserted.sort((a, b) => a.at - b.at || a.rank - b.rank);
  let marked = '';
  let done = 0;
  for (const { at, text } of inserted) {
    marked += latex.slice(done, at) + text;
    done = at;
  }
  return {
    latex: marked + latex.slice(done),
    names: symbols.map(({ name }) => name),
    isNew: symbols.map(({ start, end }) => start >= from && end <= to),
  };
}

/**
 * The end of the scripts that follow a symbol, if no other symbol is in them. TeX sets a script by the shape of the letter
 * before it (W₁, f²), so that the two must stay together.
 */
function withScripts(latex: string, end: number, next: number): number {
  let to = end;
  for (
    let script = /^[_^](\{|\w)/.exec(latex.slice(to));
    script;
    script = /^[_^](\{|\w)/.exec(latex.slice(to))
  ) {
    const close = script[1] === '{' ? closing(latex, to + 1) : to + 2;
    if (close === undefined || close > next) return script[0].startsWith('^') ? end : to;
    to = close;
  }
  return to;
}

/** The place after the brace that closes the one at `open`. */
function closing(latex: string, open: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of latex.slice(open).matchAll(/\\.|[{}]/gs)) {
    if (token === '{') depth++;
    else if (token === '}' && --depth === 0) return open + index + 1;
  }
  return undefined;
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
