/** What a line has that the line before had not, as a range of its LaTeX that can be set by itself. */

interface Token {
  readonly text: string;
  readonly at: number;
}

const tokensOf = (latex: string): Token[] =>
  [...latex.matchAll(/\\[a-zA-Z]+|\\.|[^\s]/gsu)].map((match) => ({ text: match[0], at: match.index }));

/** A part of a formula at one level, by places of tokens, end exclusive; `inner` are the groups and brackets inside of it. */
interface Atom {
  readonly start: number;
  readonly end: number;
  readonly inner: readonly (readonly [number, number])[];
}

/** The place after the group or the single token at `k`. */
function afterArgument(tokens: readonly Token[], k: number): number {
  if (tokens[k]?.text !== '{') return k + 1;
  let depth = 0;
  for (let m = k; m < tokens.length; m++) {
    if (tokens[m]?.text === '{') depth++;
    else if (tokens[m]?.text === '}' && --depth === 0) return m + 1;
  }
  return tokens.length;
}

/** The place after the \right and its delimiter that belong to the \left at `k`. */
function afterRight(tokens: readonly Token[], k: number): number {
  let depth = 0;
  for (let m = k; m < tokens.length; m++) {
    if (tokens[m]?.text === '\\left') depth++;
    else if (tokens[m]?.text === '\\right' && --depth === 0) return Math.min(tokens.length, m + 2);
  }
  return tokens.length;
}

/** Cuts a level into atoms: a command with its arguments, brackets with what is in them, a letter with its scripts. */
function atoms(tokens: readonly Token[], start: number, end: number): Atom[] {
  const found: Atom[] = [];
  let k = start;
  while (k < end) {
    const from = k;
    const inner: (readonly [number, number])[] = [];
    const take = (to: number) => {
      if (tokens[k]?.text === '{') inner.push([k + 1, to - 1]);
      k = to;
    };
    const text = tokens[k]?.text ?? '';
    if (text === '\\left') {
      const to = Math.min(end, afterRight(tokens, k));
      inner.push([k + 2, to - 2]);
      k = to;
    } else if (/^\\[a-zA-Z]/.test(text)) {
      k++;
      while (k < end && tokens[k]?.text === '{') take(Math.min(end, afterArgument(tokens, k)));
    } else take(Math.min(end, afterArgument(tokens, k)));
    while (k < end && (tokens[k]?.text === '_' || tokens[k]?.text === '^')) {
      // An index is part of its symbol: x_i that became x_k is new as a whole.
      const isIndex = tokens[k]?.text === '_';
      k++;
      if (isIndex) k = Math.min(end, afterArgument(tokens, k));
      else take(Math.min(end, afterArgument(tokens, k)));
    }
    found.push({ start: from, end: Math.max(k, from + 1), inner });
  }
  return found;
}

/**
 * The smallest run of whole atoms of `after` outside of which both lines are the same. Undefined where nothing is new, or
 * everything is.
 */
export function changedRange(before: string, after: string): readonly [number, number] | undefined {
  const [old, tokens] = [tokensOf(before), tokensOf(after)];
  const shorter = Math.min(old.length, tokens.length);
  let first = 0;
  while (first < shorter && old[first]?.text === tokens[first]?.text) first++;
  let same = 0;
  while (same < shorter - first && old.at(-1 - same)?.text === tokens.at(-1 - same)?.text) same++;
  const last = tokens.length - same;
  if (first >= last) return undefined;

  let level: readonly [number, number] = [0, tokens.length];
  for (;;) {
    const here = atoms(tokens, ...level);
    const run = here.filter((atom) => atom.end > first && atom.start < last);
    const [from, to] = [run[0], run.at(-1)];
    if (!from || !to) return undefined;
    const deeper = run.length === 1 ? from.inner.find(([a, b]) => a <= first && last <= b) : undefined;
    if (deeper) {
      level = deeper;
      continue;
    }
    if (from.start === 0 && to.end === tokens.length) return undefined;
    const end = tokens[to.end - 1];
    return end && [tokens[from.start]?.at ?? 0, end.at + end.text.length];
  }
}
