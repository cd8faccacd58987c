import type { Symbol } from './indices.js';
import { greekLetter, inert, subscript } from './glyphs.js';

/** How a name of the code is set. */
export interface Name {
  /** The letter or word, with its accent, without subscripts. */
  readonly latex: string;
  readonly text: string;
  /** Subscripts of its own: the 1 of W1, the f of sigma_f. */
  readonly subs: readonly (readonly [latex: string, text: string])[];
  readonly primes: number;
  /** A word: set upright, and kept apart from its neighbours. */
  readonly word: boolean;
  readonly accented?: true;
}

export interface Names {
  readonly of: (name: string) => Name;
  /** Whether another name of the program is shown like this. */
  readonly taken: (shown: string) => boolean;
  /** Names with indices that were set before. */
  readonly symbols: Map<string, Symbol>;
}

type Accent = readonly [command: string, mark: string];

const accents: Readonly<Record<string, Accent>> = {
  hat: ['\\hat', '\u0302'],
  bar: ['\\bar', '\u0304'],
  tilde: ['\\tilde', '\u0303'],
  dot: ['\\dot', '\u0307'],
};
const marks = new Map(Object.values(accents).map((a) => [a[1], a]));

/** English words that only look like a letter with an accent. */
const words = new Set(['what', 'that', 'chat', 'phat']);

/** The name as the code has it, upright. */
export const uprightName = (name: string): Name => {
  const shown = inert(name);
  const latex = shown.map((c) => (c === '_' ? '\\_' : c === '…' ? '\\ldots ' : c)).join('');
  const ascii = shown.every((c) => c === '…' || /^[A-Za-z0-9_]+$/.test(c));
  return {
    latex: `\\${ascii ? 'mathrm' : 'text'}{${ascii ? latex : latex.replace('\\ldots ', '…')}}`,
    text: shown.join(''),
    subs: [],
    primes: 0,
    word: true,
  };
};

const letter = (word: string): readonly [latex: string, text: string] | undefined =>
  /^[A-Za-z]$/.test(word) ? [word, word] : greekLetter(word);

/** A letter, perhaps with digits (W1, theta0) or an accent (xhat, x̂) in the same word. */
const symbol = (word: string): Name | undefined => {
  const plain = letter(word);
  if (plain) return { latex: plain[0], text: plain[1], subs: [], primes: 0, word: false };
  const numbered = /^(\D+)([0-9]{1,4}|[₀-₉]{1,4})$/u.exec(word);
  if (numbered) {
    const base = symbol(numbered[1]!);
    const digits = numbered[2]!.normalize('NFKC');
    return base && { ...base, subs: [...base.subs, [digits, subscript(digits)]] };
  }
  const apart = [...word.normalize('NFD')];
  const mark = apart.length === 2 ? marks.get(apart[1]!) : undefined;
  if (mark) return accented(apart[0]!, mark);
  const ending = /^(.+?)_?(hat|bar|tilde)$/.exec(word);
  return ending && !words.has(word) ? accented(ending[1]!, accents[ending[2]!]!) : undefined;
};

const accented = (word: string, accent: Accent): Name | undefined => {
  const base = letter(word);
  return base && withAccent({ latex: base[0], text: base[1], subs: [], primes: 0, word: false }, accent);
};

const withAccent = (name: Name, [command, mark]: Accent): Name => ({
  ...name,
  latex: `${command}{${name.latex}}`,
  text: `${name.text}${mark}`.normalize('NFC'),
  accented: true,
});

const ownSubscript = (word: string): readonly [string, string] | undefined => {
  if (/^[0-9]{1,4}$/.test(word)) return [word, subscript(word)];
  const one = letter(word);
  if (one) return [one[0], `_${one[1]}`];
  return /^[A-Za-z][A-Za-z0-9]{0,11}$/.test(word) ? [`\\mathrm{${word}}`, `_${word}`] : undefined;
};

/** The name as people write it: x_hat is x̂, W1 is W₁, lambda_ is λ, sigma_f is σ with an f; else upright as it is. */
export const prettyName = (name: string): Name => {
  const [, stem = name, tail = ''] = /^(.*?)(['′]*)$/su.exec(name) ?? [];
  const primes = Math.min(tail.length, 4);
  const plain = (shown: string): Name => ({ ...uprightName(shown), primes });
  if (stem.length > 40) return plain(stem);
  const [first, ...rest] = stem.split('_').filter((part) => part !== '');
  const base = first === undefined ? undefined : symbol(first);
  // in_ and _cache are words; a name of several words keeps its underscores.
  if (!base) return plain(rest.length === 0 && first !== undefined && /^[A-Za-z]/.test(first) ? first : stem);
  let result: Name = { ...base, primes };
  for (const part of rest) {
    const accent = Object.hasOwn(accents, part) && !result.accented ? accents[part] : undefined;
    const sub = ownSubscript(part);
    if (accent) result = withAccent(result, accent);
    else if (part === 'prime') result = { ...result, primes: result.primes + 1 };
    else if (sub) result = { ...result, subs: [...result.subs, sub] };
    else return plain(stem);
  }
  return result.subs.length > 2 ? plain(stem) : result;
};

/** A name without indices, in LaTeX. */
export const bareLatex = (name: Name): string =>
  `${name.latex}${name.subs.length ? `_{${name.subs.map((s) => s[0]).join(',')}}` : ''}${"'".repeat(name.primes)}`;

/** A name without indices, in text. */
export const bareText = (name: Name): string =>
  `${name.text}${name.subs.map((s) => s[1]).join('')}${'′'.repeat(name.primes)}`;

const known = new WeakMap<readonly string[], Names>();

/** How the names of one program are set, each unlike every other: those that would look alike stay as the code has them. */
export const namesOf = (names: readonly string[]): Names => {
  const cached = known.get(names);
  if (cached) return cached;
  const all = [...new Set(names)];
  const pretty = new Map(all.map((name) => [name, prettyName(name)]));
  const shown = new Map<string, string[]>();
  const bare = new Set([...pretty.values()].filter((n) => n.subs.length === 0).map((n) => n.latex));
  for (const [name, form] of pretty)
    for (const key of looks(form)) shown.set(key, [...(shown.get(key) ?? []), name]);

  const table = new Map<string, Name>();
  const used = new Set<string>();
  for (const [name, form] of pretty) {
    const alike = looks(form).some((key) => shown.get(key)!.length > 1) && bareText(form) !== name;
    // x_i beside x would be taken for its component.
    const component = form.subs.length === 1 && /^[ijkl]$/.test(form.subs[0]![0]) && bare.has(form.latex);
    let chosen = alike || component ? uprightName(name) : form;
    // What told them apart may have been cut off, or be nothing that can be shown.
    for (let n = 2; looks(chosen).some((key) => used.has(key)); n++)
      chosen = { ...uprightName(name), subs: [[`(${n})`, `₍${subscript(n)}₎`]] };
    table.set(name, chosen);
    for (const key of looks(chosen)) used.add(key);
  }
  const result: Names = {
    of: (name) => {
      const form = table.get(name) ?? prettyName(name);
      return table.has(name) || !looks(form).some((key) => used.has(key)) ? form : uprightName(name);
    },
    taken: (text) => used.has(text),
    symbols: new Map(),
  };
  known.set(names, result);
  return result;
};

/** Whether the letter of a function (σ of the sigmoid) is a name of the program too, so that the function needs its full name. */
export const hidden = (application: string, names: Names): boolean =>
  application[1] === '(' && names.taken(application[0]!);

const looks = (name: Name): readonly string[] => [...new Set([bareLatex(name), bareText(name)])];
