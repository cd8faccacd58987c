import type { Expr, Index } from '../../math/expr.js';
import type { Span } from '../../math/program.js';
import type { Dims } from '../dims.js';
import type { Message } from '../reading.js';
import { refuse } from '../refuse.js';
import { LatexFault } from './parser.js';
import type { Surroundings } from './subscripts.js';

export interface Free {
  readonly rank: number;
  readonly spans: Span[];
  labelOf?: string;
}

export interface State {
  readonly around: Surroundings;
  readonly ranks: ReadonlyMap<string, number>;
  readonly dims: Dims;
  /** Lengths by place: `x:0`, `free:i`, `big:17:j`. They outlive the first walk. */
  readonly axes: Map<string, string>;
  /** Symbols that stand above a Σ: K is a length. */
  readonly sizes: Map<string, string>;
  readonly names: ReadonlyMap<string, string>;
  readonly free: Map<string, Free>;
  readonly letters: Map<string, Index>;
  readonly bound: Set<string>;
  readonly taken: ReadonlySet<string>;
  readonly notes: Map<string, Message>;
  /** Capitals that are matrices by convention, not by notation. */
  readonly matrices: Set<string>;
}

/** A name has to have more axes than it was taken to have: the walk begins anew. */
export class RankDemand extends Error {
  constructor(
    readonly symbol: string,
    readonly rank: number,
  ) {
    super(symbol);
  }
}

export const fail = (span: Span, key: Parameters<typeof refuse>[2], ...args: readonly string[]): never => {
  throw new LatexFault(refuse(key.replace(/^latex-/, ''), span, key, args));
};

export const lettersIn = (e: Expr): Set<string> => {
  const found = new Set<string>();
  const text = JSON.stringify(e);
  for (const m of text.matchAll(/"name":"([^"]+)","dim"/g)) found.add(m[1]!);
  return found;
};

export const axis = (s: State, key: string, wish?: string): string => {
  const known = s.axes.get(key);
  if (known !== undefined) return known;
  const dim = s.dims.fresh(wish);
  s.axes.set(key, dim);
  return dim;
};

/** n for the first length, then m, k …, unless the formula names it itself. */
export const namesOfLengths = (s: State): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const used = new Set<string>();
  const roots = [...new Set([...s.axes.values()].map(s.dims.find))];
  for (const root of roots) {
    if (/^\d+$/.test(root)) continue;
    const wish = s.dims.wish(root);
    const name =
      wish !== undefined && !used.has(wish)
        ? wish
        : [...'nmkdlrsuvw'].find((c) => !used.has(c) && !s.sizes.has(c));
    names.set(root, name ?? root.replace('?', 'n'));
    used.add(names.get(root)!);
  }
  return names;
};

export const lengthName = (s: State, dim: string): string => {
  const root = s.dims.find(dim);
  return s.names.get(root) ?? root;
};

export const index = (s: State, name: string, dim: string): Index => ({ name, dim: lengthName(s, dim) });

export const freeLetter = (letter: string, s: State, key: string): Index => {
  const known = s.letters.get(letter);
  if (known) return known;
  const made = index(s, letter, axis(s, `free:${key}`));
  s.letters.set(letter, made);
  return made;
};

/** An index that no other of the formula is named like. */
export const fresh = (s: State, dim: string, wish: string): Index => {
  const pool = [wish, ...'jklmiabcpqrstuvw', ...'jklmiabc'.split('').map((c) => `${c}′`)];
  const name = pool.find((c) => !s.bound.has(c) && !s.taken.has(c) && !s.letters.has(c)) ?? `${wish}″`;
  s.bound.add(name);
  return index(s, name, dim);
};

export type Scope = ReadonlyMap<
  string,
  { readonly index: Index; readonly dim: string; readonly fromZero?: boolean }
>;

export const letterIndex = (
  letter: string,
  s: State,
  scope: Scope,
): { readonly index: Index; readonly dim: string } =>
  scope.get(letter) ?? { index: freeLetter(letter, s, letter), dim: axis(s, `free:${letter}`) };

export const meet = (s: State, a: string, b: string, span: Span): void => {
  if (!s.dims.unify(a, b)) fail(span, 'latex-shapes');
};
