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
  const s = symbolOf(i.value.name, i.value.at, names, mark);
  const name = names.of(i.value.name);
  return {
    latex: s.latex,
    text: s.text,
    single: i.value.at.length === 0 && !name.word && bareText(name) === name.text,
    digits: false,
  };
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

export interface Symbol {
  readonly latex: string;
  readonly text: string;
  /** Words and primed letters need room or braces. */
  readonly word: boolean;
  readonly primed: boolean;
}

/**
 * A name with its indices. Where the reader would take it for another name of the program (the component x[1] of x
 * beside a name x1), and where its own subscript would run into its indices, the indices stand in brackets.
 */
export const symbolOf = (name: string, at: readonly Index[], names: Names, mark: Mark): Symbol => {
  let form = names.of(name);
  // π without an index is the number; δ with two is Kronecker's.
  const reserved =
    (form.text === 'π' && at.length === 0 && form.subs.length === 0) ||
    (form.text === 'δ' && at.length === 2);
  if (reserved && form.primes === 0)
    form = { ...form, latex: `\\mathrm{${name.replaceAll('_', '\\_')}}`, text: name, word: true };
  const shown = at.map((i) => shownIndex(i, names, mark));
  const close = shown.length < 2 || shown.every((s) => s.single);
  const listed = (which: 'latex' | 'text'): string => shown.map((s) => s[which]).join(close ? '' : ',');

  const ownText = bareText(form);
  const only = shown.length === 1 ? shown[0]! : undefined;
  let text = ownText;
  if (shown.length > 0) {
    const plain = !/[_₀-₉]/.test(ownText);
    const inline = close && (!only || /^[\p{L}\p{M}\p{N}′]+$/u.test(only.text)) && !ownText.includes('_');
    text =
      only?.digits && plain
        ? `${ownText}${subscript(only.text)}`
        : inline && !only?.digits
          ? `${ownText}_${listed('text')}`
          : `${ownText}[${listed('text')}]`;
    if (names.taken(text)) text = `${ownText}[${listed('text')}]`;
  }

  const primes = "'".repeat(form.primes);
  const subs = form.subs.map((s) => s[0]);
  let below = [...subs, ...(shown.length ? [listed('latex')] : [])].join(',');
  let latex = `${form.latex}${below && `_{${below}}`}${primes}`;
  if (shown.length > 0 && names.taken(latex)) {
    below = [...subs, `[${listed('latex')}]`].join(',');
    latex = `${form.latex}_{${below}}${primes}`;
  }
  // A label's own mark stands beside this one, never inside it.
  const marked = at.some((i) => typeof i.value === 'object')
    ? `${mark(name, form.latex)}${below && `_{${below}}`}${primes}`
    : mark(name, latex);
  return { latex: marked, text, word: form.word, primed: form.primes > 0 };
};
