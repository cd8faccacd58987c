import { compare, number, ONE, position, variable, where, type Expr, type Index } from '../../math/expr.js';
import { substitute } from '../../math/substitute.js';
import { scalar, type Quantity, type Store } from '../array.js';
import type { Statement, Syntax } from '../syntax.js';
import { gathered } from './comprehensions.js';
import { quantityOf } from './convert.js';
import { carry, mentions, release, settle, solve, total, type Carried } from './fold.js';
import type { Machine } from './machine.js';
import { lookUp, replaceEverywhere, restore, snapshot, type Scope } from './scope.js';
import { isSignal } from './signals.js';
import { freshStore } from './stores.js';
import type { Iterable, Sequence, Value } from './values.js';

/** Names that statements bind or change, in order of appearance; true for those that are only written into at an index. */
export const assignedNames = (statements: readonly Statement[]): ReadonlyMap<string, boolean> => {
  const found = new Map<string, boolean>();
  const add = (name: string, written: boolean): void =>
    void found.set(name, (found.get(name) ?? true) && written);
  const target = (node: Syntax, written = false): void => {
    if (node.kind === 'name') add(node.name, written);
    else if (node.kind === 'index' || node.kind === 'attribute') {
      if (node.kind === 'attribute' && node.object.kind === 'name')
        add(`${node.object.name}.${node.name}`, written);
      else target(node.object, true);
    } else if (node.kind === 'tuple' || node.kind === 'list')
      node.items.forEach((item) => target(item, written));
    else if (node.kind === 'spread') target(node.value);
  };
  const visit = (s: Statement): void => {
    switch (s.kind) {
      case 'assign':
        s.targets.forEach((t) => target(t));
        break;
      case 'expression': {
        const { value } = s;
        if (value.kind !== 'call' || value.callee.kind !== 'attribute') break;
        const { object, name } = value.callee;
        if (/^(?:append|push|extend|add|fill)$|_$/.test(name)) target(object);
        // A callback changes what is around it.
        for (const a of value.args)
          if (a.value.kind === 'lambda' && Array.isArray(a.value.body))
            (a.value.body as readonly Statement[]).forEach(visit);
        break;
      }
      case 'if':
        s.then.forEach(visit);
        s.otherwise.forEach(visit);
        break;
      case 'for-each':
        target(s.target);
        s.body.forEach(visit);
        break;
      case 'for-count':
        add(s.name, false);
        s.body.forEach(visit);
        break;
      case 'function':
        add(s.definition.name, false);
        break;
      default:
    }
  };
  statements.forEach(visit);
  return found;
};

interface Held {
  readonly name: string;
  readonly scope: Scope;
  readonly carried?: Carried;
  /** A list that grows. */
  readonly list?: Sequence;
}

/**
 * A loop over an axis, read in one symbolic round: what is written at the loop's place becomes an array by its index, what
 * is added up (multiplied, maximised) becomes a reduction. Anything else that one round hands to the next is refused.
 */
export const loopOver = (
  over: Iterable,
  names: ReadonlyMap<string, boolean>,
  scope: Scope,
  m: Machine,
  round: (index: Index, inner: Scope) => void,
): void => {
  const before = snapshot(scope);
  try {
    symbolically(over, names, scope, m, round);
  } catch (thrown) {
    // A short loop of known length can be written out.
    const known = over.known;
    const rounds = known ? Math.ceil((known.to - known.from) / known.step) : Infinity;
    if (
      !isSignal(thrown) ||
      thrown.signal !== 'refusal' ||
      thrown.refusal.reason !== 'loop' ||
      rounds > 32 ||
      !known
    )
      throw thrown;
    restore(before);
    for (let i = known.from; known.step > 0 ? i < known.to : i > known.to; i += known.step)
      round({ name: '', dim: over.dim, value: i }, scope);
  }
};

const symbolically = (
  over: Iterable,
  names: ReadonlyMap<string, boolean>,
  scope: Scope,
  m: Machine,
  round: (index: Index, inner: Scope) => void,
): void => {
  const index = m.fresh(over.dim);
  const held: Held[] = [];
  for (const [name, written] of names) {
    const owner = ownerOf(scope, name);
    const value = owner?.names.get(name) ?? lookUp(scope, name) ?? (written ? m.freeName(name) : undefined);
    if (value?.kind === 'quantity') {
      const carried = carry(name, value, m);
      held.push({ name, scope: owner ?? scope, carried });
      // All names of an array see what a round writes into it.
      if (value.dims.length > 0) everywhere(scope, value, carried.quantity, m);
      (owner ?? scope).names.set(name, carried.quantity);
    } else if (value?.kind === 'sequence' && !value.tuple) {
      if (value.items.length > 0) {
        const carried = carry(name, quantityOf(value, m), m);
        held.push({ name, scope: owner ?? scope, carried });
        (owner ?? scope).names.set(name, carried.quantity);
      } else {
        const list: Sequence = { ...value, items: [] };
        held.push({ name, scope: owner ?? scope, list });
        (owner ?? scope).names.set(name, list);
      }
    }
  }
  const existing = new Set(scope.names.keys());
  round(index, scope);
  const left = held.map((h) => ({ h, value: h.scope.names.get(h.name)! }));
  const places = left.flatMap(({ h, value }) => ownPlaces(h, value, index));
  const results = left.map(({ h, value }) => ({ h, value: atOwnPlaces(value, places, index, m) }));
  const after = new Map<Held, Value>();
  for (const { h, value } of results)
    after.set(h, h.carried ? afterRound(h.carried, value, over, index, m) : grown(value, over, index, m));
  // What a round only looked at is what it was; what else one round hands to the next is no sum.
  for (const [h, value] of after) {
    let settled = value;
    if (settled.kind === 'quantity')
      for (const { h: other } of results) {
        if (!other.carried || other === h) continue;
        settled = withReleased(
          settled,
          other.carried,
          results.find((r) => r.h === other)!.value === other.carried.quantity,
          m,
        );
      }
    const changed = settled.kind === 'quantity' && settled !== h.carried?.initial && !settled.store;
    const final = changed ? m.define(h.name, settled as Quantity) : settled;
    const round = results.find((r) => r.h === h)!.value;
    if (h.carried && h.carried.initial.dims.length > 0) {
      everywhere(scope, round, final, m);
      everywhere(scope, h.carried.quantity, h.carried.initial, m);
    }
    h.scope.names.set(h.name, final);
  }
  for (const name of scope.names.keys())
    if (!existing.has(name) && m.python)
      scope.names.set(name, {
        kind: 'unreadable',
        refusal: { ok: false, reason: 'loop', key: 'after-loop', args: [name], span: m.site },
      });
};

const everywhere = (scope: Scope, old: Value, now: Value, m: Machine): void => {
  for (const active of m.active) replaceEverywhere(active, old, now);
  replaceEverywhere(scope, old, now);
};

const ownerOf = (scope: Scope, name: string): Scope | undefined => {
  for (let s: Scope | undefined = scope; s; s = s.parent) if (s.names.has(name)) return s;
  return undefined;
};

const withReleased = (q: Quantity, other: Carried, unchanged: boolean, m: Machine): Quantity => {
  const sample = q.at(q.dims.map((d) => (d === '1' ? { name: '', dim: '1', value: 0 } : m.fresh(d))));
  if (!mentions(sample, other.name)) return q;
  if (!unchanged) return m.fail('loop', 'loop-recurrence');
  return {
    ...q,
    draft: undefined,
    store: undefined,
    at: (ix) => release(q.at(ix), other.name, (at) => other.initial.at(at)),
  };
};

/** An array of which each round writes the element at its own place. */
interface Own {
  readonly name: string;
  readonly axis: number;
  readonly initial: Quantity;
}

const ownPlaces = (h: Held, value: Value, index: Index): readonly Own[] => {
  if (!h.carried || value.kind !== 'quantity' || value.store?.base !== h.carried.quantity) return [];
  const axis = value.store.fixed.findIndex((f) => f?.name === index.name && f.value === undefined);
  return axis < 0 ? [] : [{ name: h.carried.name, axis, initial: h.carried.initial }];
};

/** What a round reads at its own place of such an array, before it writes there, is what the array was before the loop. */
const atOwnPlaces = (value: Value, places: readonly Own[], index: Index, m: Machine): Value => {
  if (value.kind === 'sequence' && places.length > 0) {
    const items = value.items.map((item) => atOwnPlaces(item, places, index, m));
    return items.every((item, n) => item === value.items[n]) ? value : { ...value, items };
  }
  if (value.kind !== 'quantity' || places.length === 0) return value;
  const ks = value.dims.map((d) => (d === '1' ? { name: '', dim: '1', value: 0 } : m.fresh(d)));
  const sample = value.at(ks);
  const { store } = value;
  // Its own reads are seen to where the array itself is settled.
  const others = places.filter(
    (p) => mentions(sample, p.name) && !(store && mentions(store.base.at(ks), p.name)),
  );
  if (others.length === 0) return value;
  const put = (e: Expr): Expr =>
    others.reduce(
      (x, p) =>
        release(x, p.name, (at) => {
          const i = at[p.axis];
          return i?.name === index.name && i.value === undefined ? p.initial.at(at) : variable(p.name, ...at);
        }),
      e,
    );
  return {
    ...value,
    draft: undefined,
    at: (ix) => put(value.at(ix)),
    ...(store && { store: { ...store, value: (ix: readonly Index[]) => put(store.value(ix)) } }),
  };
};

const afterRound = (held: Carried, value: Value, over: Iterable, index: Index, m: Machine): Value => {
  if (value.kind === 'unreadable') return value;
  const next = quantityOf(value, m);
  if (next === held.quantity) return held.initial;
  if (next.store) return afterStores(held, next.store, next, over, index, m);
  const settled = settle(held, next, over, index, m);
  if (settled) return settled;
  // A name that each round binds anew and nobody carries on: of no use after the loop.
  const sample = next.at(next.dims.map((d) => (d === '1' ? { name: '', dim: '1', value: 0 } : m.fresh(d))));
  if (!mentions(sample, held.name))
    return {
      kind: 'unreadable',
      refusal: { ok: false, reason: 'loop', key: 'after-loop', args: [''], span: m.site },
    };
  return m.fail('loop', 'loop-not-sum');
};

/** An array that a round writes into at one place: by its index after all rounds. */
const afterStores = (
  held: Carried,
  store: Store,
  next: Quantity,
  over: Iterable,
  index: Index,
  m: Machine,
): Value => {
  if (store.base !== held.quantity) return m.fail('loop', 'loop-recurrence');
  const ks = next.dims.map(
    (d, a) => store.fixed[a] ?? (d === '1' ? { name: '', dim: '1', value: 0 } : m.fresh(d)),
  );
  const body = store.value(ks);
  const swept = store.fixed.findIndex(
    (f) => f !== undefined && f.value === undefined && f.name === index.name,
  );
  if (store.fixed.filter((f) => f?.name === index.name && f.value === undefined).length > 1)
    return { ...next, ...diagonalStore(held, store, ks, body, over, index, m) };
  if (swept >= 0) {
    const own = held.quantity.at(ks);
    const others = release(body, held.name, (at) =>
      sameAt(at, own) ? ONE : m.fail('loop', 'loop-recurrence'),
    );
    void others;
    const value = (ix: readonly Index[]): Expr => {
      const plain = release(body, held.name, () => held.initial.at(ks));
      const written = put(plain, ks, ix);
      const masked = over.mask ? where(put(over.mask(index), ks, ix), written, held.initial.at(ix)) : written;
      return over.from > 0
        ? where(compare('<=', number(over.from), position(ix[swept]!)), masked, held.initial.at(ix))
        : masked;
    };
    const fixed = store.fixed.map((f, a) => (a === swept ? undefined : f));
    return freshStore(held.initial, fixed, value);
  }
  const solution = solve(body, held.quantity.at(ks), held.name, index.name);
  if (!solution) return m.fail('loop', 'loop-not-sum');
  return freshStore(held.initial, store.fixed, (ix) => {
    const round = m.fresh(over.dim);
    const start = held.initial.at(ix);
    const moved =
      solution.kind === 'same'
        ? solution
        : { ...solution, body: substitute(put(solution.body, ks, ix), new Map([[index.name, round]])) };
    return total(start, moved, over, round, m);
  });
};

/** out[i][i] = … : only the diagonal is written. */
const diagonalStore = (
  held: Carried,
  store: Store,
  ks: readonly Index[],
  body: Expr,
  over: Iterable,
  index: Index,
  m: Machine,
): Quantity => {
  if (over.from > 0 || over.mask) return m.fail('loop', 'loop-recurrence');
  const own = held.quantity.at(ks);
  const written = release(body, held.name, (at) =>
    sameAt(at, own) ? held.initial.at(ks) : m.fail('loop', 'loop-recurrence'),
  );
  const axes = store.fixed.flatMap((f, a) => (f?.name === index.name ? [a] : []));
  const [a, b] = axes;
  if (
    axes.length !== 2 ||
    a === undefined ||
    b === undefined ||
    store.fixed.some((f, n) => f && !axes.includes(n))
  )
    return m.fail('loop', 'loop-recurrence');
  return {
    kind: 'quantity',
    dims: held.initial.dims,
    roots: held.initial.roots,
    at: (ix) => where({ kind: 'delta', a: ix[a]!, b: ix[b]! }, put(written, ks, ix), held.initial.at(ix)),
  };
};

const sameAt = (at: readonly Index[], own: Expr): boolean =>
  own.kind === 'var' &&
  at.length === own.at.length &&
  at.every((i, n) => {
    const o = own.at[n]!;
    return i === o || (i.name === o.name && i.value === o.value);
  });

/** Indices of a store put in place of those that it was written with. */
const put = (e: Expr, from: readonly Index[], to: readonly Index[]): Expr =>
  substitute(
    e,
    new Map(
      from.flatMap((f, n) => (f.value === undefined && f.name !== '' ? [[f.name, to[n]!] as const] : [])),
    ),
  );

/** A list to which each round appends one value. */
const grown = (value: Value, over: Iterable, index: Index, m: Machine): Value => {
  if (value.kind === 'quantity' && value.store) {
    // A JavaScript array that is filled by its index.
    const { store } = value;
    const swept = store.fixed.findIndex((f) => f?.name === index.name && f.value === undefined);
    if (swept < 0 || over.from > 0) return m.fail('loop', 'loop-recurrence');
    const ks = value.dims.map((d, a) => store.fixed[a] ?? m.fresh(d));
    const body = store.value(ks);
    return freshStore(
      { ...store.base, list: true },
      store.fixed.map((f, a) => (a === swept ? undefined : f)),
      (ix) => put(body, ks, ix),
    );
  }
  if (value.kind !== 'sequence') return m.fail('loop', 'loop-not-sum');
  if (value.items.length === 0) return value;
  if (value.items.length > 1 || over.from > 0) return m.fail('loop', 'loop-appends');
  const item = value.items[0]!;
  if (item.kind === 'sequence' && item.tuple) return m.fail('loop', 'loop-appends');
  const q = quantityOf(item, m);
  const mask = over.mask?.(index) ?? ONE;
  return gathered(q, [index], mask, over.mask !== undefined, m);
};

/** The number of a loop's round. */
export const roundNumber = (index: Index): Quantity => scalar(position(index));
