import type { Latex, Sub } from './nodes.js';

/** What the formula as a whole says of its subscripts, collected before it is read. */
export interface Surroundings {
  /** Letters that a Σ, Π or max runs over, or that stand below the left-hand side's name: indices wherever they stand. */
  readonly letters: ReadonlySet<string>;
  /** Names that carry such an index somewhere, and how many. */
  readonly indexed: ReadonlyMap<string, number>;
  /** \mathbf and \vec are used: then what is not bold is a scalar. */
  readonly bold: boolean;
}

const customary = new Set(['i', 'j', 'k', 'l', 'm', 'n']);
/** d_k, n_j, N_i are numbers that belong to a k, j or i. */
const countNames = new Set(['d', 'n', 'N', 'K', 'C', 'T', 'D']);

/** Whether a subscript picks a component by an index letter. */
export const isIndex = (name: string, sub: Sub, s: Pick<Surroundings, 'letters'>): boolean =>
  s.letters.has(sub.text) || (customary.has(sub.text) && !countNames.has(name));

const labels = new Set(['y', 'c', 't']);

/** A subscript that is a class label, where the name is a vector otherwise: the y of z_y. */
export const isLabel = (name: string, sub: Sub, s: Surroundings): boolean =>
  labels.has(sub.text) && (s.indexed.get(name) ?? 0) > 0 && !s.letters.has(sub.text);

/** The part of the subscripts that belongs to the name: x_{\max} is a name of its own. */
export const nameWith = (name: string, subs: readonly Sub[]): string =>
  subs.length === 0 ? name : `${name}_${subs.map((s) => s.text).join('')}`;

export const childrenOf = (node: Latex): readonly Latex[] => {
  switch (node.kind) {
    case 'add':
      return node.terms;
    case 'product':
      return node.factors;
    case 'negative':
    case 'transpose':
    case 'root':
    case 'norm':
    case 'abs':
    case 'component':
      return [node.value];
    case 'power':
      return [node.base, node.exponent];
    case 'call':
      return node.args;
    case 'big':
      return [node.body];
    case 'cases':
      return node.rows.flatMap((r) => [r.value, ...(r.left ? [r.left] : []), ...(r.right ? [r.right] : [])]);
    default:
      return [];
  }
};

export const surroundings = (body: Latex, left: readonly Sub[]): Surroundings => {
  const letters = new Set(left.map((s) => s.text).filter((t) => /^\p{L}$/u.test(t)));
  const indexed = new Map<string, number>();
  let bold = false;
  const walk = (node: Latex, visit: (n: Latex) => void): void => {
    visit(node);
    for (const child of childrenOf(node)) walk(child, visit);
  };
  walk(body, (n) => {
    if (n.kind === 'big') for (const i of n.indices) letters.add(i.text);
    if (n.kind === 'symbol' && n.bold) bold = true;
  });
  walk(body, (n) => {
    if (n.kind !== 'symbol') return;
    const count = n.subs.filter((s) => isIndex(n.name, s, { letters })).length;
    if (count > 0) indexed.set(n.name, Math.max(indexed.get(n.name) ?? 0, count));
  });
  return { letters, indexed, bold };
};

/** The index letters that a Σ, Π or max inside runs over. */
const boundIn = (node: Latex): ReadonlySet<string> =>
  new Set([
    ...(node.kind === 'big' ? node.indices.map((i) => i.text) : []),
    ...childrenOf(node).flatMap((c) => [...boundIn(c)]),
  ]);

/** The index letters that stand in it unbound. */
const freeIn = (node: Latex, s: Surroundings): ReadonlySet<string> => {
  const own =
    node.kind === 'symbol' ? node.subs.filter((x) => isIndex(node.name, x, s)).map((x) => x.text) : [];
  const inner = childrenOf(node).flatMap((c) => [...freeIn(c, s)]);
  const bound = new Set(node.kind === 'big' ? node.indices.map((i) => i.text) : []);
  return new Set([...own, ...inner].filter((x) => !bound.has(x)));
};

/** Σ_i a_i + b_i: whoever writes that means the sum to reach to the end, and mathematics says that it does not. */
export const sharedIndex = (
  terms: readonly Latex[],
  s: Surroundings,
): { term: Latex; letter: string } | undefined => {
  const summed = new Set<string>();
  for (const term of terms) {
    const letter = [...freeIn(term, s)].find((x) => summed.has(x));
    if (letter !== undefined) return { term, letter };
    for (const x of boundIn(term)) summed.add(x);
  }
  return undefined;
};
