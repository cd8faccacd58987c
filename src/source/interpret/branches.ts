import { isNumber, sameIndex, where } from '../../math/expr.js';
import type { Quantity } from '../array.js';
import type { Statement } from '../syntax.js';
import { choose, conditionOf, quantityOf, type Condition } from './convert.js';
import { isTargetName } from './conventions.js';
import { evaluate, used } from './expressions.js';
import type { Machine } from './machine.js';
import { innerScope, restore, snapshot, type Scope, type Snapshot } from './scope.js';
import { isSignal } from './signals.js';
import { run, type Flow } from './statements.js';
import { freshStore } from './stores.js';
import type { Value } from './values.js';

type Of<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

const leaves = (body: readonly Statement[]): boolean =>
  body.some(
    (s) =>
      s.kind === 'return' ||
      s.kind === 'raise' ||
      isContinue(s) ||
      (s.kind === 'if' && (leaves(s.then) || leaves(s.otherwise))),
  );
const isContinue = (s: Statement): boolean => s.kind === 'other' && /Continue/.test(s.type);
const raises = (body: readonly Statement[]): boolean => body.at(-1)?.kind === 'raise';

/** One `if` and all that follows it in the same block. 'taken' where the rest was run here. */
export const branch = (s: Of<'if'>, rest: readonly Statement[], scope: Scope, m: Machine): Flow | 'taken' => {
  const site = m.site;
  if (!m.foreign) m.site = s.test.span;
  const guard = raises(s.then) || (s.otherwise.length > 0 && raises(s.otherwise));
  const cond = guard ? guardCondition(s, scope, m) : conditionOf(used(evaluate(s.test, scope, m)), m);
  m.site = site;
  if (typeof cond === 'boolean') return block(cond ? s.then : s.otherwise, scope, m);
  if (raises(s.then) || (s.otherwise.length > 0 && raises(s.otherwise))) {
    noteGuard(s, m);
    return block(raises(s.then) ? s.otherwise : s.then, scope, m);
  }
  if (cond.dims.length > 0) m.fail('condition', 'array-as-condition');
  const special = specialValue(cond, s, m);
  if (special !== undefined) return block(special ? s.then : s.otherwise, scope, m);
  const before = snapshot(scope);
  if (!leaves(s.then) && !leaves(s.otherwise)) {
    block(s.then, scope, m);
    const after = snapshot(scope);
    restore(before);
    block(s.otherwise, scope, m);
    merge(cond, after, before, m);
    return { kind: 'next' };
  }
  // Each branch with all that follows it; the two results by the condition.
  const then = run([...s.then, ...rest], branchScope(scope, m), m);
  const after = snapshot(scope);
  restore(before);
  const otherwise = run([...s.otherwise, ...rest], branchScope(scope, m), m);
  if (then.kind === 'return' && otherwise.kind === 'return')
    return { kind: 'return', value: either(cond, then.value, otherwise.value, m) };
  if (then.kind === 'return' || otherwise.kind === 'return')
    return m.fail('condition', 'return-in-one-branch');
  merge(cond, after, before, m);
  return 'taken';
};

const branchScope = (scope: Scope, m: Machine): Scope => (m.python ? scope : innerScope(scope, false));
const block = (body: readonly Statement[], scope: Scope, m: Machine): Flow =>
  run(body, branchScope(scope, m), m);

/** A guard's condition matters only where the text decides it. */
const guardCondition = (s: Of<'if'>, scope: Scope, m: Machine): Condition => {
  const { site, depth, foreign } = m;
  try {
    const cond = conditionOf(used(evaluate(s.test, scope, m)), m);
    // A guard that would always raise guards against something else than the inputs that are meant here.
    return cond;
  } catch (thrown) {
    if (!isSignal(thrown) || thrown.signal === 'demand' || thrown.refusal.reason === 'too-large')
      throw thrown;
    m.site = site;
    m.depth = depth;
    m.foreign = foreign;
    const unknown: Quantity = {
      kind: 'quantity',
      dims: [],
      roots: [],
      truth: true,
      at: () => ({ kind: 'size', dim: '?' }),
    };
    return unknown;
  }
};

const noteGuard = (s: Of<'if'>, m: Machine): void => {
  if (m.foreign) return;
  m.note('guard-passed', m.context.text.slice(s.test.span.start, s.test.span.end));
};

/** x == 0 of a quantity that is not a label: a single point, at which a derivative says nothing. */
const specialValue = (cond: Quantity, s: Of<'if'>, m: Machine): boolean | undefined => {
  const e = cond.at([]);
  if (e.kind !== 'compare' || (e.rel !== '=' && e.rel !== '!=')) return undefined;
  const other = isNumber(e.right, 0) ? e.left : isNumber(e.left, 0) ? e.right : undefined;
  if (!other || (other.kind === 'var' && isTargetName(other.name))) return undefined;
  if (!m.foreign) m.note('special-value', m.context.text.slice(s.test.span.start, s.test.span.end));
  return e.rel === '!=';
};

const either = (cond: Quantity, a: Value, b: Value, m: Machine): Value => {
  if (a.kind === 'none' && b.kind === 'none') return a;
  if (a.kind === 'sequence' && b.kind === 'sequence' && a.items.length === b.items.length)
    return { ...a, items: a.items.map((v, n) => either(cond, v, b.items[n]!, m)) };
  return choose(cond, quantityOf(a, m), quantityOf(b, m), m);
};

/** Names that the branches left with different values: each by the condition. */
const merge = (cond: Quantity, after: Snapshot, before: Snapshot, m: Machine): void => {
  for (const [scope, thenNames] of after) {
    const old = before.get(scope);
    if (!old) continue;
    for (const name of new Set([...thenNames.keys(), ...scope.names.keys()])) {
      const [t, o] = [thenNames.get(name), scope.names.get(name)];
      if (t === o) continue;
      if (t === undefined || o === undefined) {
        // Bound in one branch only: what the other would use is not there.
        scope.names.set(name, (t ?? o)!);
        if (!old.has(name)) scope.names.set(name, missing(name, m));
        continue;
      }
      scope.names.set(name, merged(cond, t, o, name, m));
    }
  }
};

const missing = (name: string, m: Machine): Value => ({
  kind: 'unreadable',
  refusal: { ok: false, reason: 'condition', key: 'bound-in-one-branch', args: [name], span: m.site },
});

const merged = (cond: Quantity, t: Value, o: Value, name: string, m: Machine): Value => {
  if (t.kind === 'unreadable') return t;
  if (o.kind === 'unreadable') return o;
  if (t.kind === 'sequence' && o.kind === 'sequence' && t.items.length !== o.items.length)
    return { kind: 'unreadable', refusal: { ok: false, reason: 'loop', key: 'loop-appends', span: m.site } };
  if (t.kind !== 'quantity' && o.kind !== 'quantity' && t.kind !== 'boolean' && t.kind === o.kind) {
    if (t.kind === 'none') return t;
    if (t.kind === 'sequence') return either(cond, t, o, m);
    if (t.kind === 'string' && o.kind === 'string' && t.value === o.value) return t;
    return {
      kind: 'unreadable',
      refusal: { ok: false, reason: 'condition', key: 'condition-unknown', span: m.site },
    };
  }
  const [a, b] = [quantityOf(t, m), quantityOf(o, m)];
  return mergedStores(cond, a, b) ?? m.define(name, choose(cond, a, b, m));
};

/** Both branches wrote at the same place of the same array: one write, by the condition. */
const mergedStores = (cond: Quantity, a: Quantity, b: Quantity): Quantity | undefined => {
  const [sa, sb] = [a.store, b.store];
  const c = cond.at([]);
  const same = (x: NonNullable<typeof sa>, y: NonNullable<typeof sa>): boolean =>
    x.base === y.base &&
    x.fixed.every((f, n) => {
      const g = y.fixed[n];
      return f === undefined ? g === undefined : g !== undefined && sameIndex(f, g);
    });
  if (sa && sb && same(sa, sb))
    return freshStore(sa.base, sa.fixed, (ix) => where(c, sa.value(ix), sb.value(ix)));
  if (sa && sa.base === b) return freshStore(b, sa.fixed, (ix) => where(c, sa.value(ix), b.at(ix)));
  if (sb && sb.base === a) return freshStore(a, sb.fixed, (ix) => where(c, a.at(ix), sb.value(ix)));
  return undefined;
};
