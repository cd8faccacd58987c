import type { Expr, Index } from './nodes.js';
import { isOne, keyQ } from './rational.js';

/** Direct subexpressions, in display order. */
export const children = (e: Expr): readonly Expr[] => {
  switch (e.kind) {
    case 'add':
      return e.terms;
    case 'mul':
      return e.factors.map((f) => f.base);
    case 'pow':
      return [e.base, e.exponent];
    case 'fn':
      return e.args;
    case 'reduce':
    case 'arg':
      return [e.body];
    case 'compare':
      return [e.left, e.right];
    case 'where':
      return [e.cond, e.then, e.otherwise];
    case 'diff':
      return [e.body];
    default:
      return [];
  }
};

/** Pre-order walk over all subexpressions; stop descending where `visit` returns false. */
export const walk = (e: Expr, visit: (e: Expr) => boolean | void): void => {
  if (visit(e) === false) return;
  for (const c of children(e)) walk(c, visit);
};

/** What has been computed of a node, kept on the node itself: a symbol, so that neither cloning nor comparing sees it. */
interface Memo {
  key?: string;
  height?: number;
  size?: number;
  free?: ReadonlySet<string>;
}
const memo = Symbol('memo');
const memoOf = (e: Expr): Memo => ((e as { [memo]?: Memo })[memo] ??= {});

/** A key that is equal for expressions that are equal up to the order of terms and factors and the names of bound indices. */
export const keyOf = (e: Expr): string => {
  const known = memoOf(e).key;
  if (known !== undefined) return known;
  const key = keyWith(e, noBinders);
  memoOf(e).key = key;
  return key;
};

const noBinders: ReadonlyMap<string, string> = new Map();

/** Long keys are replaced by a 106-bit hash, so that a key costs its node and not its subtree. */
const shorten = (s: string): string => {
  if (s.length <= 96) return s;
  let [h1, h2, h3, h4] = [0xdeadbeef, 0x41c6ce57, 0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    h1 = Math.imul(h1 ^ c, 2654435761);
    h2 = Math.imul(h2 ^ c, 1597334677);
    h3 = Math.imul(h3 ^ c, 2246822507) + h1;
    h4 = Math.imul(h4 ^ c, 3266489909) + h2;
  }
  return `#${(h1 >>> 0).toString(36)}.${(h2 >>> 0).toString(36)}.${(h3 >>> 0).toString(36)}.${(h4 >>> 0).toString(36)}`;
};

const keyWith = (e: Expr, bound: ReadonlyMap<string, string>): string => {
  const sub = (c: Expr): string => {
    for (const name of freeIndices(c)) if (bound.has(name)) return keyWith(c, bound);
    return keyOf(c);
  };
  const ix = (i: Index): string => {
    if (i.value === undefined) return bound.get(i.name) ?? `${i.name}:${i.dim}`;
    return typeof i.value === 'number'
      ? `=${i.value}:${i.dim}`
      : `=${i.value.name}[${i.value.at.map(ix).join()}]:${i.dim}`;
  };
  const binder = (index: Index, body: Expr): string => {
    const inner = new Map(bound).set(index.name, `$${binderHeight(body) + 1}:${index.dim}`);
    return `${index.dim}|${keyWith(body, inner)}`;
  };
  switch (e.kind) {
    case 'num':
      return keyQ(e.value);
    case 'const':
      return e.name === 'inf' ? '∞' : e.name === 'pi' ? 'π' : 'ℯ';
    case 'var':
      return `v${JSON.stringify(e.name)}[${e.at.map(ix).join()}]`;
    case 'ref':
      return `r${JSON.stringify(e.name)}[${e.at.map(ix).join()}]`;
    case 'size':
      return `size(${e.dim})`;
    case 'pos':
      return `pos(${ix(e.index)})`;
    case 'delta':
      return `δ(${[ix(e.a), ix(e.b)].sort().join()})`;
    case 'add':
      return shorten(`(+ ${e.terms.map(sub).sort().join(' ')})`);
    case 'mul':
      return shorten(
        `(* ${keyQ(e.coef)} ${e.factors
          .map((f) => `${sub(f.base)}^${keyQ(f.power)}`)
          .sort()
          .join(' ')})`,
      );
    case 'pow':
      return shorten(`(^ ${sub(e.base)} ${sub(e.exponent)})`);
    case 'fn':
      return shorten(`(${e.name} ${e.args.map(sub).join(' ')})`);
    case 'reduce':
      return shorten(`(${e.op} ${binder(e.index, e.body)})`);
    case 'arg':
      return shorten(`(arg${e.op} ${ix(e.at)} ${binder(e.index, e.body)})`);
    case 'compare':
      return shorten(`(${e.rel} ${sub(e.left)} ${sub(e.right)})`);
    case 'where':
      return shorten(`(where ${sub(e.cond)} ${sub(e.then)} ${sub(e.otherwise)})`);
    case 'diff':
      return shorten(`(∂ ${sub(e.body)} ${sub(e.by)})`);
  }
};

export const equal = (a: Expr, b: Expr): boolean => a === b || keyOf(a) === keyOf(b);

const binderHeight = (e: Expr): number => {
  const known = memoOf(e).height;
  if (known !== undefined) return known;
  let h = 0;
  for (const c of children(e)) h = Math.max(h, binderHeight(c));
  if (e.kind === 'reduce' || e.kind === 'arg') h++;
  memoOf(e).height = h;
  return h;
};

/** Number of nodes as a reader counts them: a coefficient other than ±1 and a power other than 1 are one each. */
export const nodeCount = (e: Expr): number => {
  const known = memoOf(e).size;
  if (known !== undefined) return known;
  let n = 1;
  for (const c of children(e)) n += nodeCount(c);
  if (e.kind === 'mul') {
    n += e.factors.filter((f) => !isOne(f.power)).length;
    if (Math.abs(e.coef.n) !== 1 || e.coef.d !== 1) n++;
  }
  memoOf(e).size = n;
  return n;
};

const nothing: ReadonlySet<string> = new Set();

/** Names of the free indices (labels and constant places have none of their own; the indices inside a label count). */
export const freeIndices = (e: Expr): ReadonlySet<string> => {
  const known = memoOf(e).free;
  if (known) return known;
  const found = new Set<string>();
  const put = (i: Index): void => {
    if (i.value === undefined) found.add(i.name);
    else if (typeof i.value === 'object') i.value.at.forEach(put);
  };
  switch (e.kind) {
    case 'var':
    case 'ref':
      e.at.forEach(put);
      break;
    case 'pos':
      put(e.index);
      break;
    case 'delta':
      put(e.a);
      put(e.b);
      break;
    default:
      for (const c of children(e)) for (const name of freeIndices(c)) found.add(name);
      if (e.kind === 'reduce' || e.kind === 'arg') found.delete(e.index.name);
      if (e.kind === 'arg') put(e.at);
      if (e.kind === 'diff') e.by.at.forEach(put);
  }
  const result = found.size ? found : nothing;
  memoOf(e).free = result;
  return result;
};

/** Names of the free variables (not of definitions), in order of appearance; labels count. */
export const freeVariables = (e: Expr): ReadonlySet<string> => {
  const found = new Set<string>();
  const place = (i: Index): void => {
    if (typeof i.value === 'object') {
      found.add(i.value.name);
      i.value.at.forEach(place);
    }
  };
  walk(e, (x) => {
    if (x.kind === 'var') {
      found.add(x.name);
      x.at.forEach(place);
    } else if (x.kind === 'ref') x.at.forEach(place);
    else if (x.kind === 'delta') [x.a, x.b].forEach(place);
    else if (x.kind === 'pos') place(x.index);
  });
  return found;
};
