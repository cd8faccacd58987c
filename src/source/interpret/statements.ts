import { isNumber } from '../../math/expr.js';
import { looksLikeMatrix, type Quantity } from '../array.js';
import { branch } from './branches.js';
import type { Statement, Subscript, Syntax } from '../syntax.js';
import { iterableOf, quantityOf } from './convert.js';
import { evaluate, itemsOf, used } from './expressions.js';
import { functionValue } from './functions.js';
import { countingUp } from './library/lists.js';
import { assignedNames, loopOver } from './loops.js';
import type { Machine } from './machine.js';
import { binary } from './operators.js';
import { numbersIn } from './numbers.js';
import { bind, innerScope, lookUp, replaceEverywhere, type Scope } from './scope.js';
import { isSignal, refusal } from './signals.js';
import { written } from './stores.js';
import { assignTarget, parts } from './targets.js';
import { calleeText } from './text.js';
import { sequence, type Value } from './values.js';
import { classValue, importInto } from './modules.js';

type Of<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

/** How statements ended. */
export type Flow =
  | { readonly kind: 'next' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'raise' }
  | { readonly kind: 'continue' };

const next: Flow = { kind: 'next' };

/** Runs a function's body: the value returned; without one, the array that it changed last. */
export const runBody = (body: readonly Statement[], scope: Scope, m: Machine): Value | undefined => {
  const flow = run(body, scope, m);
  if (flow.kind === 'raise') return m.fail('raises', 'always-raises');
  return flow.kind === 'return' ? flow.value : undefined;
};

export const run = (statements: readonly Statement[], scope: Scope, m: Machine): Flow => {
  for (let n = 0; n < statements.length; n++) {
    const s = statements[n]!;
    m.spend(1);
    const flow = s.kind === 'if' ? branch(s, statements.slice(n + 1), scope, m) : one(s, scope, m);
    if (flow === 'taken') return next;
    if (flow.kind !== 'next') return flow;
  }
  return next;
};

const one = (s: Statement, scope: Scope, m: Machine): Flow => {
  const site = m.site;
  if (!m.foreign) m.site = s.span;
  switch (s.kind) {
    case 'assign':
      assign(s, scope, m);
      break;
    case 'expression':
      expression(s.value, scope, m);
      break;
    case 'return':
      return { kind: 'return', value: s.value ? evaluate(s.value, scope, m) : { kind: 'none' } };
    case 'for-each':
      forEach(s, scope, m);
      break;
    case 'for-count':
      forCount(s, scope, m);
      break;
    case 'function':
      bind(scope, s.definition.name, functionValue(s.definition, scope), m.python, true);
      break;
    case 'class':
      bind(scope, s.name, classValue(s, scope, m), m.python, true);
      break;
    case 'import':
      importInto(s, scope, m);
      break;
    case 'raise':
      return { kind: 'raise' };
    case 'pass':
      break;
    case 'other':
      if (/Continue/.test(s.type)) return { kind: 'continue' };
      throw refusal(
        s.type === '⚠' ? 'syntax' : /While|Do/.test(s.type) ? 'loop' : 'unsupported',
        s.type === '⚠' ? 'half-typed' : /While|Do/.test(s.type) ? 'while-loop' : 'unsupported-syntax',
        m.site,
        s.type,
      );
    case 'if':
      break;
  }
  m.site = site;
  return next;
};

/* ---------- assignment ---------- */

const assign = (s: Of<'assign'>, scope: Scope, m: Machine): void => {
  const [target] = s.targets;
  if (!target) return;
  if (s.op !== undefined) return update(s, target, scope, m);
  if (s.targets.every((t) => t.kind === 'name') && leafKept(s, scope, m)) return;
  const value = attempt(s, scope, m);
  let shared = value;
  for (const t of [...s.targets].reverse()) shared = store(t, shared, scope, m, s.declares);
};

/** The names to derive by, and those with given numbers, are what they are at the beginning: their definitions are not followed. */
const leafKept = (s: Of<'assign'>, scope: Scope, m: Machine): boolean => {
  const [target] = s.targets;
  if (target?.kind !== 'name' || !m.leaves.has(target.name)) return false;
  const { name } = target;
  if (lookUp(scope, name) !== undefined || m.free.has(name)) return false;
  const q = m.freeName(name);
  bind(scope, name, q, m.python, true);
  m.mention(q, name, target.span);
  return true;
};

/** The value; or, where it cannot be read, a note of that: it may never be needed. */
const attempt = (s: Of<'assign'>, scope: Scope, m: Machine): Value => {
  const { site, depth, foreign } = m;
  try {
    const literal = literalName(s, m);
    return literal ?? evaluate(s.value, scope, m);
  } catch (thrown) {
    if (!isSignal(thrown) || thrown.signal !== 'refusal' || thrown.refusal.reason === 'too-large')
      throw thrown;
    m.site = site;
    m.depth = depth;
    m.foreign = foreign;
    return { kind: 'unreadable', refusal: thrown.refusal };
  }
};

/** w = np.array([0.2, 0.8]): a free name with these numbers. */
const literalName = (s: Of<'assign'>, m: Machine): Value | undefined => {
  const [target] = s.targets;
  if (target?.kind !== 'name' || s.targets.length > 1) return undefined;
  const numbers = numbersIn(s.value);
  if (numbers === undefined || typeof numbers === 'number' || m.free.has(target.name)) return undefined;
  return m.freeName(target.name, numbers);
};

/** Binds one target; the value that it now names. */
export const store = (
  target: Syntax,
  value: Value,
  scope: Scope,
  m: Machine,
  declares: Of<'assign'>['declares'],
): Value => {
  switch (target.kind) {
    case 'name': {
      const named = value.kind === 'quantity' ? m.define(target.name, value, target.span) : value;
      // `var` is bound in the function, wherever it stands.
      bind(scope, target.name, named, m.python || declares === 'var', declares !== undefined);
      if (named.kind === 'quantity') m.mention(named, target.name, target.span);
      m.lastName = target.name;
      if (m.active.length === 1 && !m.foreign) m.bound.add(target.name);
      return named;
    }
    case 'tuple':
    case 'list': {
      if (target.items.some((t) => t.kind === 'spread')) m.fail('unsupported', 'unsupported-syntax', 'star');
      if (value.kind === 'unreadable') {
        target.items.forEach((t) => store(t, value, scope, m, declares));
        return value;
      }
      // W, b = params: parameters of a model, each by its own name.
      const bundle = value.kind === 'quantity' && value.free !== undefined && value.roots.length > 0;
      if (bundle && target.items.some((t) => t.kind === 'name' && looksLikeMatrix(t.name))) {
        target.items.forEach((t) => t.kind === 'name' && store(t, m.freeName(t.name), scope, m, declares));
        return value;
      }
      parts(value, target.items.length, m).forEach((v, n) => store(target.items[n]!, v, scope, m, declares));
      return value;
    }
    case 'attribute': {
      const object = evaluate(target.object, scope, m);
      if (object.kind !== 'record' || !object.set) {
        // x.grad = …: nobody asks for it.
        return value;
      }
      const named = value.kind === 'quantity' ? m.define(target.name, value, undefined) : value;
      object.set(target.name, named);
      m.lastName = `.${target.name}`;
      m.lastValue = named;
      return named;
    }
    case 'index': {
      writeAt(target, undefined, used(value), scope, m);
      return value;
    }
    default:
      return m.fail('unsupported', 'unsupported-syntax', target.kind);
  }
};

const update = (s: Of<'assign'>, target: Syntax, scope: Scope, m: Machine): void => {
  const op = s.op!;
  const right = used(evaluate(s.value, scope, m));
  if (target.kind === 'index') return writeAt(target, op, right, scope, m);
  const old = used(evaluate(target, scope, m));
  if (op === '+' && old.kind === 'sequence' && right.kind === 'sequence') {
    const now = sequence([...old.items, ...right.items], old.tuple);
    for (const active of m.active) replaceEverywhere(active, old, now);
    return;
  }
  if (old.kind === 'quantity') viewIsAlone(old, scope, m);
  const now = binary(op, old, right, m);
  const array = old.kind === 'quantity' && old.dims.length > 0 && m.python && !old.list;
  if (array && old.free !== undefined && target.kind === 'name') m.note('changes-argument', target.name);
  if (array && now.kind === 'quantity' && now.dims.length > old.dims.length)
    m.fail('shape', 'too-many-axes', now.dims.length);
  const named = store(target, now, scope, m, undefined);
  // In place: every name of this array sees it.
  if (array) for (const active of m.active) replaceEverywhere(active, old, named);
};

/** A part of an array that is changed changes the array: refused where that still has a name. */
const viewIsAlone = (q: Quantity, scope: Scope, m: Machine): void => {
  for (let base = q.view; base; base = base.view)
    for (const active of [scope, ...m.active])
      for (let s: Scope | undefined = active; s; s = s.parent)
        for (const value of s.names.values())
          if (value === base || (value.kind === 'quantity' && value !== q && value.view === base))
            m.fail('view', 'view-changed');
};

/** object[…] op= value; x[i][j] is x[i, j]. */
const writeAt = (
  target: Extract<Syntax, { kind: 'index' }>,
  op: Of<'assign'>['op'],
  value: Value,
  scope: Scope,
  m: Machine,
): void => {
  const subscripts: Subscript[] = [];
  let object: Syntax = target;
  while (object.kind === 'index') {
    subscripts.unshift(...object.items);
    object = object.object;
  }
  let base = evaluate(object, scope, m);
  if (base.kind === 'record') {
    const key = subscripts[0]?.kind === 'at' ? evaluate(subscripts[0].value, scope, m) : undefined;
    if (key?.kind === 'string' && base.set) return base.set(key.value, value);
    return m.fail('index', 'index-not-plain');
  }
  if (base.kind === 'unreadable') used(base);
  const old = base;
  if (base.kind === 'sequence' && base.items.length === 0) {
    // out[i] = [] only makes room for a row.
    if (value.kind === 'sequence' && value.items.length === 0) return;
    const inner = value.kind === 'quantity' ? value.dims : [];
    const dims = [...subscripts.map(() => m.dims.fresh()), ...inner.map(() => m.dims.fresh())];
    base = { kind: 'quantity', list: true, dims, roots: [], at: () => m.fail('index', 'hole-in-array') };
  }
  if (
    base.kind === 'sequence' &&
    subscripts.length === 1 &&
    subscripts[0]?.kind === 'at' &&
    op === undefined
  ) {
    const at = m.known(used(evaluate(subscripts[0].value, scope, m)));
    const e = used(evaluate(subscripts[0].value, scope, m));
    if (at !== undefined && e.kind === 'quantity' && isNumber(e.at([])) && base.items.at(at)) {
      const items = [...base.items];
      items[at < 0 ? at + items.length : at] = value;
      return rebind(object, old, { ...base, items }, scope, m);
    }
  }
  const q = quantityOf(base, m);
  viewIsAlone(q, scope, m);
  const items = itemsOf(q, subscripts, scope, m);
  rebind(object, old, written(q, items, op, value, m), scope, m);
};

const rebind = (object: Syntax, old: Value, now: Value, scope: Scope, m: Machine): void => {
  const root = object.kind === 'name' ? object.name : object.kind === 'attribute' ? object.name : undefined;
  if (root === undefined) return m.fail('index', 'index-not-plain');
  for (const active of m.active) replaceEverywhere(active, old, now);
  replaceEverywhere(scope, old, now);
  const q = now.kind === 'quantity' && !now.store ? m.define(root, now) : now;
  for (const active of m.active) replaceEverywhere(active, now, q);
  replaceEverywhere(scope, now, q);
  if (object.kind === 'name') {
    if (lookUp(scope, root) !== q) bind(scope, root, q, m.python, false);
    m.lastName = root;
    if (q.kind === 'quantity') m.mention(q, root, object.span);
    return;
  }
  const owner = object.kind === 'attribute' ? evaluate(object.object, scope, m) : undefined;
  if (owner?.kind !== 'record' || !owner.set) return m.fail('index', 'index-not-plain');
  owner.set(root, q);
  m.lastName = `.${root}`;
  m.lastValue = q;
};

/* ---------- expressions for their effect ---------- */

const idle =
  /^(?:print|console|logging|logger|log|plt|warnings|pytest|assert\w*|expect|super|np\.testing|sys|time|gc|tf\.debugging|tf\.print)(?:\.|$|\()/;

const expression = (value: Syntax, scope: Scope, m: Machine): void => {
  if (value.kind === 'string' || value.kind === 'none') return;
  if (value.kind === 'call' && idle.test(calleeText(value.callee))) return;
  if (
    value.kind === 'call' &&
    /^(?:np\.(?:seterr|set_printoptions|random\.seed)|torch\.manual_seed)$/.test(calleeText(value.callee))
  )
    return;
  m.lastName = undefined;
  const result = evaluate(value, scope, m);
  if (m.lastName === undefined) m.lastValue = result;
};

/* ---------- loops ---------- */

const forEach = (s: Of<'for-each'>, scope: Scope, m: Machine): void => {
  const iterable = used(evaluate(s.iterable, scope, m));
  const inner = m.python ? scope : innerScope(scope, false);
  const enter = (value: Value, to: Scope): void => {
    if (m.python && s.target.kind === 'name') bind(to, s.target.name, value, true, true);
    else assignTargetHere(s.target, value, to, m);
    if (value.kind === 'quantity' && s.target.kind === 'name') m.mention(value, s.target.name, s.target.span);
  };
  if (iterable.kind === 'sequence' && !iterable.shapeOf) {
    for (const item of iterable.items) {
      enter(item, inner);
      finished(run(s.body, inner, m), m);
    }
    return;
  }
  const over = iterableOf(iterable, m);
  loopOver(over, assignedNames(s.body), scope, m, (index) => {
    const round = m.python ? scope : innerScope(scope, false);
    enter(over.element(index), round);
    finished(run(s.body, round, m), m);
  });
};

const assignTargetHere = (target: Syntax, value: Value, scope: Scope, m: Machine): void =>
  assignTarget(target, value, m.python ? scope : { ...scope, barrier: true, names: scope.names }, m);

const forCount = (s: Of<'for-count'>, scope: Scope, m: Machine): void => {
  const [from, to] = [
    quantityOf(used(evaluate(s.from, scope, m)), m),
    quantityOf(used(evaluate(s.to, scope, m)), m),
  ];
  const over = countingUp(from, to, s.step, m);
  if (over.kind === 'sequence') {
    for (const value of over.items) {
      const round = innerScope(scope, false);
      round.names.set(s.name, value);
      finished(run(s.body, round, m), m);
    }
    return;
  }
  loopOver(over, assignedNames(s.body), scope, m, (index) => {
    const round = innerScope(scope, false);
    round.names.set(s.name, over.element(index));
    finished(run(s.body, round, m), m);
  });
};

const finished = (flow: Flow, m: Machine): void => {
  if (flow.kind === 'return') m.fail('loop', 'return-in-loop');
  if (flow.kind === 'raise') m.fail('raises', 'always-raises');
};
