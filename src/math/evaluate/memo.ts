/** What is computed once: definitions and reductions, per tuple of the indices that are free in them. */
import { children, freeIndices } from '../keys.js';
import type { Expr, Index } from '../nodes.js';
import {
  sizeCode,
  slotOf,
  type Code,
  type Machine,
  type Manner,
  type Memo,
  type State,
  type Unit,
} from './machine.js';

/** A table beyond this many numbers is not kept: it would be the Jacobian of a long vector. */
const mostCells = 1 << 22;

/** The dimension of each free index of an expression, by name. */
const freeDims = (e: Expr): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const put = (i: Index): void => {
    if (i.value === undefined) found.set(i.name, i.dim);
    else if (typeof i.value === 'object') i.value.at.forEach(put);
  };
  const visit = (x: Expr): void => {
    if ([...freeIndices(x)].every((name) => found.has(name))) return;
    if (x.kind === 'var' || x.kind === 'ref') x.at.forEach(put);
    else if (x.kind === 'pos') put(x.index);
    else if (x.kind === 'delta') [x.a, x.b].forEach(put);
    else if (x.kind === 'diff') x.by.at.forEach(put);
    else if (x.kind === 'arg') put(x.at);
    if (x.kind === 'reduce' || x.kind === 'arg') {
      // What the binder binds is not free out here, even if its name is.
      for (const [name, dim] of freeDims(x.body)) if (name !== x.index.name) found.set(name, dim);
    } else children(x).forEach(visit);
  };
  visit(e);
  return found;
};

/** The places of the free indices of an expression, as a key. */
export const tupleOf = (m: Machine, s: State, e: Expr): string =>
  [...freeIndices(e)].map((name) => s.frame[slotOf(m, name)]).join();

/**
 * The table of this state: of the point, or for dual numbers of the component derived by. None if it would be too long.
 * Most are of a few numbers and made anew at every point, where a plain array costs a fraction of a typed one.
 */
const tableOf = (s: State, id: number, manner: Manner, sizes: readonly Code[]): Memo | undefined => {
  const memos = manner === 4 ? s.by!.memos : s.memos;
  if (id < memos.length) {
    const known = memos[id];
    if (known !== undefined) return known;
  }
  let cells = manner + 1;
  for (let k = 0; k < sizes.length; k++) cells *= sizes[k]!(s);
  if (cells > mostCells) return undefined;
  while (memos.length < id) memos.push(undefined);
  if (manner === 4) s.cells += cells;
  const memo: Memo = cells > longTable ? new Float64Array(cells) : [];
  if (Array.isArray(memo)) for (let k = 0; k < cells; k++) memo.push(unknown);
  memos[id] = memo;
  return memo;
};

const longTable = 512;

/** Stands first in each row of a table. No small integers, so that the array is one of doubles from the beginning. */
const unknown = 0.5;
const known = 1.5;

const read = (s: State, memo: Memo, manner: Manner, at: number): number => {
  if (manner > 1) s.out[0] = memo[at + 2]!;
  if (manner > 2) {
    s.out[1] = memo[at + 3]!;
    s.out[2] = memo[at + 4]!;
  }
  return memo[at + 1]!;
};

const write = (s: State, memo: Memo, manner: Manner, at: number, value: number): number => {
  memo[at] = known;
  memo[at + 1] = value;
  if (manner > 1) memo[at + 2] = s.out[0]!;
  if (manner > 2) {
    memo[at + 3] = s.out[1]!;
    memo[at + 4] = s.out[2]!;
  }
  return value;
};

/** Keeps the values of a reduction per tuple of its free indices. */
export const keep = (m: Machine, e: Expr, manner: Manner, compute: Code): Code => {
  const free = [...freeDims(e)];
  const slots = free.map(([name]) => slotOf(m, name));
  const sizes = free.map(([, dim]) => sizeCode(dim));
  const id = m.tables++;
  const row = manner + 1;
  return (s) => {
    const memo = tableOf(s, id, manner, sizes);
    if (memo === undefined) return compute(s);
    let at = 0;
    for (let k = 0; k < slots.length; k++) at = at * sizes[k]!(s) + s.frame[slots[k]!]!;
    at *= row;
    return memo[at] === known ? read(s, memo, manner, at) : write(s, memo, manner, at, compute(s));
  };
};

/** Keeps what has no free index, as a function has in a scalar formula: the lines of a derivation repeat it. */
export const keepIfClosed = (m: Machine, e: Expr, manner: Manner, compute: Code): Code =>
  freeIndices(e).size === 0 ? keep(m, e, manner, compute) : compute;

/**
 * Runs a definition's body for the tuple of `places` at which it is referred to, once for each tuple. Those who refer to it
 * share a table; `outOfRange` throws.
 */
export const call = (
  unit: Unit,
  places: readonly Code[],
  manner: Manner,
  body: Code,
  outOfRange: () => never,
): Code => {
  const { slots, sizes } = unit;
  const id = unit.tables[manner];
  const rank = slots.length;
  const row = manner + 1;
  return (s) => {
    let tuple = 0;
    const at = rank === 0 ? none : new Array<number>(rank);
    for (let k = 0; k < rank; k++) {
      const i = places[k]!(s);
      const n = sizes[k]!(s);
      if (i >= n) outOfRange();
      at[k] = i;
      tuple = tuple * n + i;
    }
    tuple *= row;
    const memo = tableOf(s, id, manner, sizes);
    if (memo !== undefined && memo[tuple] === known) return read(s, memo, manner, tuple);
    const { frame } = s;
    for (let k = 0; k < rank; k++) {
      const before = frame[slots[k]!]!;
      frame[slots[k]!] = at[k]!;
      at[k] = before;
    }
    const value = body(s);
    for (let k = rank - 1; k >= 0; k--) frame[slots[k]!] = at[k]!;
    return memo === undefined ? value : write(s, memo, manner, tuple, value);
  };
};

const none: number[] = [];
