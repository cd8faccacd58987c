import { arg, delta, diff, mapChildren, position, reduce, ref, variable } from './expr.js';
import { freeIndices } from './keys.js';
import type { Expr, Index, Of } from './nodes.js';

const letters = ['k', 'l', 'm', 'q', 'r', 's', 't', 'u'];

/** An index name that is not in `taken`: `wish` itself if it is free, else the next letter a teacher would take. */
export const freshName = (taken: ReadonlySet<string>, wish?: string): string => {
  if (wish !== undefined && !taken.has(wish)) return wish;
  for (const l of letters) if (!taken.has(l)) return l;
  for (let n = 1; ; n++) if (!taken.has(`k${n}`)) return `k${n}`;
};

/** Opens a binder: its index and body, the index renamed if it is free in one of `beside`, so that those may move under it. */
export const open = (e: Of<'reduce'> | Of<'arg'>, ...beside: readonly Expr[]): readonly [Index, Expr] => {
  if (!beside.some((b) => freeIndices(b).has(e.index.name))) return [e.index, e.body];
  const taken = new Set<string>(freeIndices(e.body));
  for (const b of beside) for (const name of freeIndices(b)) taken.add(name);
  const index = { name: freshName(taken), dim: e.index.dim };
  return [index, substitute(e.body, new Map([[e.index.name, index]]))];
};

/** Replaces free indices by others, all at once; bound indices are renamed where they would capture. */
export const substitute = (e: Expr, map: ReadonlyMap<string, Index>): Expr => {
  let touched = false;
  for (const name of freeIndices(e)) if (map.has(name)) touched = true;
  if (!touched) return e;
  const ix = (i: Index): Index => {
    if (i.value === undefined) return map.get(i.name) ?? i;
    return typeof i.value === 'object' ? { ...i, value: { name: i.value.name, at: i.value.at.map(ix) } } : i;
  };
  switch (e.kind) {
    case 'var':
      return variable(e.name, ...e.at.map(ix));
    case 'ref':
      return ref(e.name, ...e.at.map(ix));
    case 'pos':
      return position(ix(e.index));
    case 'delta':
      return delta(ix(e.a), ix(e.b));
    case 'reduce':
    case 'arg': {
      const inner = new Map(map);
      inner.delete(e.index.name);
      const taken = new Set<string>();
      for (const name of freeIndices(e.body)) {
        if (name === e.index.name) continue;
        const to = inner.get(name);
        if (!to) taken.add(name);
        else if (to.value === undefined) taken.add(to.name);
        else if (typeof to.value === 'object') for (const a of to.value.at) taken.add(a.name);
      }
      let index = e.index;
      if (taken.has(index.name)) {
        index = { name: freshName(new Set([...taken, ...freeIndices(e.body)])), dim: e.index.dim };
        inner.set(e.index.name, index);
      }
      const body = substitute(e.body, inner);
      return e.kind === 'reduce' ? reduce(e.op, index, body) : arg(e.op, ix(e.at), index, body);
    }
    case 'diff':
      return diff(substitute(e.body, map), variable(e.by.name, ...e.by.at.map(ix)));
    default:
      return mapChildren(e, (c) => substitute(c, map));
  }
};

/** Replaces every subexpression for which `by` gives another; inside binders of whose names nothing given is free. */
export const rewrite = (e: Expr, by: (e: Expr) => Expr | undefined): Expr =>
  by(e) ?? mapChildren(e, (c) => rewrite(c, by));

/** Renames bound indices so that none has the name of a free index or of a binder around it: for reading, not for meaning. */
export const renameApart = (e: Expr, taken: ReadonlySet<string> = freeIndices(e)): Expr => {
  if (e.kind !== 'reduce' && e.kind !== 'arg') return mapChildren(e, (c) => renameApart(c, taken));
  const name = freshName(
    new Set([...taken, ...[...freeIndices(e.body)].filter((n) => n !== e.index.name)]),
    e.index.name,
  );
  const index: Index = name === e.index.name ? e.index : { name, dim: e.index.dim };
  const body = name === e.index.name ? e.body : substitute(e.body, new Map([[e.index.name, index]]));
  const inner = renameApart(body, new Set([...taken, name]));
  if (inner === e.body) return e;
  return e.kind === 'reduce' ? reduce(e.op, index, inner) : arg(e.op, e.at, index, inner);
};
