import type { Index } from '../nodes.js';
import { subscript } from './glyphs.js';
import { bareLatex, bareText, prettyName, type Names } from './names.js';

interface Shown {
  readonly latex: string;
  readonly text: string;
  /** A single letter: may stand beside another without a comma. */
  readonly single: boolean;
  readonly digits: boolean;
}

/** Marks a symbol of the code inside LaTeX, to be found again once the whole formula is set. */
export type Mark = (name: string, latex: string) => string;

/** An index alone, as a number or below a sign. */
export const indexName = (name: string): Shown => {
  if (/^[A-Za-z]$/.test(name)) return { latex: name, text: name, single: true, digits: false };
  const pretty = prettyName(name);
  const single = !pretty.word && pretty.subs.length === 0 && pretty.primes === 0;
  return { latex: bareLatex(pretty), text: bareText(pretty), single, digits: false };
};

const shownIndex = (i: Index, names: Names, mark: Mark): Shown => {
  if (i.value === undefined) return indexName(i.name);
  if (typeof i.value === 'number')
    return {
      latex: String(i.value),
      text: String(i.value).replace('-', '−'),
      single: false,
      digits: i.value >= 0,
    };
  const { name, at } = i.value;
  const { text, word, below } = symbolOf(name, at, names);
  return { latex: symbolLatex(name, at, names, mark), text, single: !word && below === '', digits: false };
};

export const indexOf = (
  i: Index,
  names: Names,
  mark: Mark,
): { readonly latex: string; readonly text: string } => shownIndex(i, names, mark);

/** δ of two indices. */
export const deltaOf = (
  a: Index,
  b: Index,
  names: Names,
  mark: Mark,
): { readonly latex: string; readonly text: string } => {
  const [x, y] = [shownIndex(a, names, mark), shownIndex(b, names, mark)];
  const close = x.single && y.single;
  return {
    latex: `\\delta_{${x.latex}${close ? '' : ','}${y.latex}}`,
    text: close ? `δ_${x.text}${y.text}` : `δ[${x.text},${y.text}]`,
  };
};

/** A name with its indices, ready to be put together. */
export interface Symbol {
  readonly text: string;
  /** LaTeX of the name alone, of what stands below it, and its primes. */
  readonly name: string;
  readonly below: string;
  readonly primes: string;
  /** Words need room beside them. */
  readonly word: boolean;
}

/** A name's LaTeX, marked. A label's own mark stands beside that of the name that it indexes, never inside it. */
export const symbolLatex = (name: string, at: readonly Index[], names: Names, mark: Mark): string => {
  if (at.every((i) => typeof i.value !== 'object')) {
    const s = symbolOf(name, at, names);
    return mark(name, `${s.name}${s.below && `_{${s.below}}`}${s.primes}`);
  }
  const s = symbolWith(name, at, names, mark);
  return `${mark(name, s.name)}_{${s.below}}${s.primes}`;
};

/** A name with its indices, remembered with the names of the program. */
export const symbolOf = (name: string, at: readonly Index[], names: Names): Symbol => {
  let key = name;
  for (const i of at) {
    if (typeof i.value === 'object') return symbolWith(name, at, names, (_, latex) => latex);
    key += `\u0000${i.value === undefined ? i.name : `=${i.value}`}`;
  }
  const before = names.symbols.get(key);
  if (before) return before;
  const made = symbolWith(name, at, names, (_, latex) => latex);
  names.symbols.set(key, made);
  return made;
};

/**
 * Where the reader would take a component for another name of the program (x[1] of x beside a name x1), and where a
 * subscript of the name's own would run into its indices, the indices stand in brackets.
 */
const symbolWith = (name: string, at: readonly Index[], names: Names, mark: Mark): Symbol => {
  let form = names.of(name);
  // π without an index is the number; δ with two is Kronecker's.
  const reserved = form.primes === 0 && form.subs.length === 0;
  if (reserved && ((form.text === 'π' && at.length === 0) || (form.text === 'δ' && at.length === 2))) {
    const word = form.text === 'π' ? 'pi' : 'delta';
    form = { ...form, latex: `\\mathrm{${word}}`, text: word, word: true };
  }
  const shown = at.map((i) => shownIndex(i, names, mark));
  const close = shown.length < 2 || shown.every((s) => s.single);
  const listed = (which: 'latex' | 'text'): string => shown.map((s) => s[which]).join(close ? '' : ',');

  const own = bareText(form);
  const primes = "'".repeat(form.primes);
  const subs = form.subs.map((s) => s[0]).join(',');
  const head = { name: form.latex, primes, word: form.word };
  if (shown.length === 0) return { ...head, text: own, below: subs };

  const only = shown.length === 1 ? shown[0]! : undefined;
  const fits = close && !own.includes('_') && (!only || /^[\p{L}\p{M}\p{N}′]+$/u.test(only.text));
  const bracketed = `${own}[${listed('text')}]`;
  const inline = only?.digits
    ? /[₀-₉]$/.test(own)
      ? bracketed
      : `${own}${subscript(only.text)}`
    : `${own}_${listed('text')}`;
  const text = fits && !names.taken(inline) ? inline : bracketed;

  const before = subs && `${subs},`;
  const below = `${before}${listed('latex')}`;
  const clash = names.taken(`${form.latex}_{${below}}${primes}`);
  return { ...head, text, below: clash ? `${before}[${listed('latex')}]` : below };
};
