import type { FunctionSyntax, Statement, Syntax } from '../syntax.js';
import { used } from './expressions.js';
import { functionValue } from './functions.js';
import { assignedNames } from './loops.js';
import type { Machine } from './machine.js';
import { importedValue, instanceOf, classValue } from './modules.js';
import { meaningOf } from '../names.js';
import { valueOf } from './globals.js';
import { numbersIn } from './numbers.js';
import { innerScope, type Scope } from './scope.js';
import { number } from '../../math/expr.js';
import { scalar } from '../array.js';
import { isSignal } from './signals.js';
import { run } from './statements.js';
import { calleeText } from './text.js';
import type { Record_, Value } from './values.js';

type Of<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

/** A text's statements, in order; of all texts only the last is the one that is being read. */
interface Unit {
  readonly body: readonly Statement[];
  readonly foreign: boolean;
}

/** A place between statements: what is above it can be followed from there. */
interface Place {
  readonly unit: number;
  readonly offset: number;
}

/**
 * The names of a document around a construct. Nothing is run beforehand: a name is followed to what bound it last above
 * the place, when it is asked for. What cannot be read stays a free name.
 */
export const documentScope = (m: Machine): Scope => {
  const units: readonly Unit[] = [
    ...m.context.preceding.map((module): Unit => ({ body: module.body, foreign: true })),
    { body: m.context.module.body, foreign: false },
  ];
  const scopeAt = (place: Place): Scope => {
    const scope: Scope = {
      names: new Map(),
      barrier: true,
      follow: (name) => {
        const value = find(name, place);
        if (value !== undefined) scope.names.set(name, value);
        return value;
      },
    };
    return scope;
  };
  const busy = new Set<string>();

  const find = (name: string, place: Place): Value | undefined => {
    if (place.offset !== Infinity && m.leaves.has(name)) return undefined;
    const key = `${name} ${place.unit} ${place.offset}`;
    if (busy.has(key)) return undefined;
    busy.add(key);
    try {
      for (let n = place.unit; n >= 0; n--) {
        const unit = units[n]!;
        const limit = n === place.unit ? place.offset : Infinity;
        const value = findIn(name, unit, n, limit);
        if (value !== undefined) return value;
      }
      return starImport(name);
    } finally {
      busy.delete(key);
    }
  };

  const findIn = (name: string, unit: Unit, n: number, limit: number): Value | undefined => {
    const last = bindersOf(unit.body, name, limit, unit.foreign ? undefined : m.context.text);
    if (last.length > 0) return valueFrom(last, name, unit, n);
    // Functions, classes and imports are there when the construct runs, wherever they stand.
    const later = unit.body.filter((s) => declares(s, name));
    return later.length > 0 ? valueFrom(later.slice(-1), name, unit, n) : undefined;
  };

  const valueFrom = (
    binders: readonly Statement[],
    name: string,
    unit: Unit,
    n: number,
  ): Value | undefined => {
    const last = binders.at(-1)!;
    const end = scopeAt({ unit: n, offset: Infinity });
    switch (last.kind) {
      case 'function':
        return functionValue(last.definition, end, undefined, unit.foreign);
      case 'class':
        return classValue(last, end, m);
      case 'import': {
        const entry = last.names.find((e) => e.alias === name)!;
        return importedValue(last.module, entry.name, m);
      }
      default:
    }
    return followAssignments(binders, name, unit.foreign, (offset) => scopeAt({ unit: n, offset }), m);
  };

  const starImport = (name: string): Value | undefined => {
    for (const unit of units)
      for (const s of unit.body)
        if (s.kind === 'import' && s.names.some((e) => e.name === '*')) {
          const meaning = meaningOf(s.module, name);
          if (meaning && meaning.kind !== 'module') return valueOf(meaning, name, m);
        }
    return undefined;
  };

  return scopeAt({ unit: units.length - 1, offset: m.context.before });
};

const declares = (s: Statement, name: string): boolean =>
  s.kind === 'function'
    ? s.definition.name === name
    : s.kind === 'class'
      ? s.name === name
      : s.kind === 'import' && s.names.some((e) => e.alias === name);

const binds = (s: Statement, name: string): boolean => declares(s, name) || assignedNames([s]).has(name);

const isPlain = (s: Statement, name: string): s is Of<'assign'> =>
  s.kind === 'assign' && s.op === undefined && s.targets.some((t) => namesOf(t).includes(name));

const namesOf = (t: Syntax): readonly string[] =>
  t.kind === 'name' ? [t.name] : t.kind === 'tuple' || t.kind === 'list' ? t.items.flatMap(namesOf) : [];

/** The statements that give `name` its value above `limit`: from the last that binds it plainly. */
const bindersOf = (
  body: readonly Statement[],
  name: string,
  limit: number,
  text?: string,
): readonly Statement[] => {
  const found: Statement[] = [];
  // Statements are lowered where they are looked at: those that do not have the name at all are passed over.
  let at = text?.indexOf(name) ?? 0;
  for (const s of body) {
    if (s.span.end > limit) break;
    if (text !== undefined) {
      if (at >= 0 && at < s.span.start) at = text.indexOf(name, s.span.start);
      if (at < 0) break;
      if (at >= s.span.end) continue;
    }
    if (!binds(s, name)) continue;
    if (isPlain(s, name) || declares(s, name)) found.length = 0;
    found.push(s);
  }
  return found;
};

/** The value that statements gave to a name; a free name with its numbers where they stand in the text, or where it cannot be read. */
const followAssignments = (
  binders: readonly Statement[],
  name: string,
  foreign: boolean,
  scopeAt: (offset: number) => Scope,
  m: Machine,
): Value | undefined => {
  const [first] = binders;
  if (!first) return undefined;
  const { site, depth, foreign: wasForeign } = m;
  m.foreign = foreign || m.foreign;
  try {
    if (binders.length === 1 && isPlain(first, name)) {
      const numbers = first.targets.every((t) => t.kind === 'name') ? numbersIn(first.value) : undefined;
      if (typeof numbers === 'number' && isMathematicalConstant(numbers)) return scalar(number(numbers));
      if (numbers !== undefined) return m.freeName(name, numbers);
      const sample = randomShape(first.value);
      if (sample !== undefined) {
        if (!m.knowledge.ranks.has(name)) m.knowledge.ranks.set(name, sample);
        return m.freeName(name);
      }
    }
    const scope = innerScope(scopeAt(first.span.start), true);
    m.active.push(scope);
    try {
      const flow = run(binders, scope, m);
      const value = flow.kind === 'next' ? scope.names.get(name) : undefined;
      if (value?.kind === 'unreadable') return leftFree(name, m);
      return value && used(value);
    } finally {
      m.active.pop();
    }
  } catch (thrown) {
    if (!isSignal(thrown) || thrown.signal === 'demand' || thrown.refusal.reason === 'too-large')
      throw thrown;
    return leftFree(name, m);
  } finally {
    m.site = site;
    m.depth = depth;
    m.foreign = wasForeign;
  }
};

/** 0.044715, 1.702: a number of many digits is part of a formula, not a setting. */
const isMathematicalConstant = (x: number): boolean =>
  String(Math.abs(x))
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length >= 4;

/** What the code makes in a way that cannot be read (data, a model's output) is a free name. */
const leftFree = (name: string, m: Machine): Value => {
  m.note('left-free', name);
  return m.freeName(name);
};

/** np.random.randn(3, 4): two axes of unknown numbers. */
const randomShape = (value: Syntax): number | undefined => {
  if (value.kind !== 'call') return undefined;
  const callee = calleeText(value.callee);
  if (!/(?:^|\.)(?:randn|rand|random|standard_normal|normal|uniform|random_sample)$/.test(callee))
    return undefined;
  if (!/rand|random|rng/i.test(callee)) return undefined;
  const shape = value.args.find((a) => a.name === 'size' || a.name === 'shape')?.value;
  if (shape) return shape.kind === 'tuple' || shape.kind === 'list' ? shape.items.length : 1;
  if (!/(?:randn|rand)$/.test(callee))
    return value.args[0]?.value.kind === 'tuple' ? value.args[0].value.items.length : undefined;
  const [only] = value.args;
  if (value.args.length === 1 && only && (only.value.kind === 'tuple' || only.value.kind === 'list'))
    return only.value.items.length;
  return value.args.filter((a) => a.name === undefined).length || undefined;
};

/** The names that a function around the construct binds above `offset`: its parameters are free names. */
export const enclosedScope = (
  f: FunctionSyntax,
  parent: Scope,
  offset: number,
  m: Machine,
  parameter: (f: FunctionSyntax, n: number) => Value | undefined,
): Scope => {
  const statements = flattened(f.body, offset);
  const parameterNamed = (name: string): Value | undefined => {
    const n = f.parameters.findIndex((p) => p.name === name);
    return n >= 0 ? parameter(f, n) : undefined;
  };
  const local = (binders: readonly Statement[], name: string): Value | undefined => {
    const last = binders.at(-1)!;
    if (last.kind === 'function') return functionValue(last.definition, scope);
    if (last.kind === 'import')
      return importedValue(last.module, last.names.find((e) => e.alias === name)!.name, m);
    const above = enclosedScope(f, parent, binders[0]!.span.start, m, parameter);
    return followAssignments(binders, name, false, () => above, m);
  };
  const scope: Scope = {
    names: new Map(),
    parent,
    barrier: true,
    follow: (name) => {
      if (m.leaves.has(name)) return undefined;
      const binders = bindersOf(statements, name, offset, m.context.text);
      const value = binders.length > 0 ? local(binders, name) : parameterNamed(name);
      if (value !== undefined) scope.names.set(name, value);
      return value;
    },
  };
  return scope;
};

/** Statements of the blocks that hold the offset, as if they stood one after the other. */
const flattened = (body: readonly Statement[], offset: number): readonly Statement[] =>
  body.flatMap((s): readonly Statement[] => {
    if (s.span.start >= offset || s.span.end <= offset) return [s];
    if (s.kind === 'if') {
      const branch = s.then.some((t) => t.span.start <= offset && offset < t.span.end) ? s.then : s.otherwise;
      return flattened(branch, offset);
    }
    if (s.kind === 'for-each' || s.kind === 'for-count') return flattened(s.body, offset);
    return [];
  });

/** `self` for a method of a class of this document. */
export const selfOf = (className: string, scope: Scope, m: Machine): Record_ | undefined => {
  const classes = new Map<string, Of<'class'>>();
  const gather = (body: readonly Statement[], nested: boolean): void =>
    body.forEach((s) => {
      if (s.kind === 'class') {
        classes.set(s.name, s);
        if (nested) gather(s.body, true);
      }
    });
  const modules = [...m.context.preceding, m.context.module];
  modules.forEach((module) => gather(module.body, false));
  if (!classes.has(className)) modules.forEach((module) => gather(module.body, true));
  const build = (name: string, seen: ReadonlySet<string>): Record_ | undefined => {
    const s = classes.get(name);
    if (!s || seen.has(name)) return undefined;
    const parent = s.bases.map(calleeText).find((b) => classes.has(b));
    return instanceOf(
      s,
      scope,
      m,
      parent === undefined ? undefined : build(parent, new Set([...seen, name])),
    );
  };
  return build(className, new Set());
};
