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
}

export interface Names {
  readonly of: (name: string) => Name;
  /** Whether another name of the program is shown like this. */
  readonly taken: (shown: string) => boolean;
}

const accents: Readonly<Record<string, readonly [command: string, mark: string]>> = {
  hat: ['\\hat', '\u0302'],
  bar: ['\\bar', '\u0304'],
  tilde: ['\\tilde', '\u0303'],
  dot: ['\\dot', '\u0307'],
};
const marks = new Map(Object.values(accents).map((a) => [a[1], a]));

/** English words that only look like a letter with an accent. */
const words = new Set(['what', 'that', 'chat', 'phat', 'dot', 'idot']);

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

const accented = (word: string, [command, mark]: readonly [string, string]): Name | undefined => {
  const base = letter(word);
  return (
    base && {
      latex: `${command}{${base[0]}}`,
      text: `${base[1]}${mark}`.normalize('NFC'),
      subs: [],
      primes: 0,
      word: false,
    }
  );
};

const ownSubscript = (word: string): readonly [string, string] | undefined => {
  if (/^[0-9]{1,4}$/.test(word)) return [word, subscript(word)];
  const one = letter(word);
  if (one) return [one[0], `_${one[1]}`];
  return /^[A-Za-z][A-Za-z0-9]{0,11}$/.test(word) ? [`\\mathrm{${word}}`, `_${word}`] : undefined;
};

/** The name as people write it: x_hat is x̂, W1 is W₁, lambda_ is λ, sigma_f is σ with an f; else upright as it is. */
export const prettyName = (name: string): Name => {
  const [, stem = name, tail = ''] = /^(.*?)(['′]*)$/su.exec(name) ?? [];
  const primes = tail.length;
  const plain = (): Name => ({ ...uprightName(stem), primes });
  if (stem.length > 40) return plain();
  const parts = stem.split('_').filter((part) => part !== '');
  const base = parts[0] === undefined ? undefined : symbol(parts[0]);
  if (!base)
    return parts.length === 1 && /^[A-Za-z]\w*$/.test(parts[0]!)
      ? { ...uprightName(parts[0]!), primes }
      : plain();
  let result: Name = { ...base, primes };
  for (const part of parts.slice(1)) {
    if (Object.hasOwn(accents, part) && result === undefined) return plain();
    const sub = ownSubscript(part);
    if (Object.hasOwn(accents, part) && !/[{\u0300-\u036f]/.test(result.latex)) {
      const with_ = accents[part]!;
      result = {
        ...result,
        latex: `${with_[0]}{${result.latex}}`,
        text: `${result.text}${with_[1]}`.normalize('NFC'),
      };
    } else if (part === 'prime') result = { ...result, primes: result.primes + 1 };
    else if (sub) result = { ...result, subs: [...result.subs, sub] };
    else return plain();
  }
  return result.subs.length > 2 ? plain() : result;
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
  const table = new Map<string, Name>();
  const shown = new Map<string, string[]>();
  const all = [...new Set(names)];
  for (const name of all) {
    const pretty = prettyName(name);
    table.set(name, pretty);
    for (const key of new Set([bareLatex(pretty), bareText(pretty)]))
      shown.set(key, [...(shown.get(key) ?? []), name]);
  }
  for (const alike of shown.values()) {
    if (alike.length === 1) continue;
    for (const name of alike) if (bareText(prettyName(name)) !== name) table.set(name, uprightName(name));
  }
  // What made them look alike may have been taken out of both, or be out of sight.
  const used = new Map<string, string>();
  for (const name of all) {
    let form = table.get(name)!;
    for (let n = 2; used.has(bareText(form)) || used.has(bareLatex(form)); n++)
      form = { ...uprightName(name), subs: [[`(${n})`, `₍${subscript(n)}₎`]] };
    table.set(name, form);
    used.set(bareText(form), name).set(bareLatex(form), name);
  }
  const result: Names = {
    of: (name) => {
      const form = table.get(name);
      if (form) return form;
      const pretty = prettyName(name);
      return used.has(bareText(pretty)) || used.has(bareLatex(pretty)) ? uprightName(name) : pretty;
    },
    taken: (text) => used.has(text),
  };
  known.set(names, result);
  return result;
};
