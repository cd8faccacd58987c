import { canonicalModule, isKnownModule, meaningOf } from '../names.js';
import type { FunctionSyntax, Statement, Syntax } from '../syntax.js';
import { evaluate } from './expressions.js';
import { functionValue } from './functions.js';
import { valueOf } from './globals.js';
import type { Machine } from './machine.js';
import { numbersIn } from './numbers.js';
import type { Scope } from './scope.js';
import { freeRecord } from './self.js';
import { isSignal } from './signals.js';
import { calleeText } from './text.js';
import type { Record_, Value } from './values.js';

type Of<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

/** What an import gives a name: a module of the vocabulary, something in one, or a function that nobody knows. */
export const importedValue = (module: string, name: string, m: Machine): Value | undefined => {
  if (name === '')
    return isKnownModule(module) || module === 'scipy'
      ? { kind: 'module', path: canonicalModule(module) }
      : unknownModule(module);
  if (name === 'default')
    return isKnownModule(module) ? { kind: 'module', path: canonicalModule(module) } : unknownModule(module);
  const meaning = meaningOf(module, name);
  if (meaning) return valueOf(meaning, name, m);
  // Types and settings of a known module, and all of an unknown one: refused where they are called.
  return {
    kind: 'function',
    name: module.startsWith('.') ? name : `${module}.${name}`,
    unknown: true,
    call: (_args, machine) =>
      machine.fail(
        'unknown-function',
        'unknown-function',
        module.startsWith('.') ? name : `${module}.${name}`,
      ),
  };
};

const unknownModule = (path: string): Value => ({ kind: 'module', path });

/** Binds the names of an import inside a function. */
export const importInto = (s: Of<'import'>, scope: Scope, m: Machine): void => {
  for (const { name, alias } of s.names) {
    if (name === '*') continue;
    const value = importedValue(s.module, name, m);
    if (value) scope.names.set(alias, value);
  }
};

/** A class: its methods, called on an object of which the constructor's plain settings are known. */
export const classValue = (s: Of<'class'>, scope: Scope, m: Machine): Value => {
  void m;
  return { kind: 'record', name: s.name, get: (name) => staticMethod(s, name, scope) };
};

const staticMethod = (s: Of<'class'>, name: string, scope: Scope): Value | undefined => {
  const method = methodsOf(s).find((f) => f.name === name);
  return method?.decorators.some((d) => /staticmethod|static/.test(d))
    ? functionValue(method, scope)
    : undefined;
};

const methodsOf = (s: Of<'class'>): readonly FunctionSyntax[] =>
  s.body.flatMap((b) => (b.kind === 'function' ? [b.definition] : []));

/** `self` in a method of this class. */
export const instanceOf = (s: Of<'class'>, scope: Scope, m: Machine, base?: Record_): Record_ => {
  const own = new Map<string, Value>();
  const busy = new Set<string>();
  const record: Record_ = freeRecord(s.name, own, m, (name) => {
    if (m.leaves.has(name)) return undefined;
    const method = methodsOf(s).find((f) => f.name === name);
    if (method) {
      const isStatic = method.decorators.some((d) => /staticmethod|^static$/.test(d));
      if (method.decorators.some((d) => /property|^get$/.test(d)))
        return functionValue(method, scope, record).call(
          { positional: [], named: new Map(), spread: new Set(), span: m.site },
          m,
        );
      return functionValue(method, scope, isStatic ? undefined : record);
    }
    if (busy.has(name)) return undefined;
    busy.add(name);
    const value = settingOf(s, name, scope, m);
    busy.delete(name);
    const inherited = value ?? (base ? base.get(name) : undefined);
    if (inherited) own.set(name, inherited);
    return inherited;
  });
  return record;
};

/** self.name = … in the constructor, or a field of the class, where it is plain: a number, a parameter's default, a layer. */
const settingOf = (s: Of<'class'>, name: string, scope: Scope, m: Machine): Value | undefined => {
  const init = methodsOf(s).find((f) => f.name === '__init__' || f.name === 'constructor');
  const assigned = init ? assignmentsTo(init.body, name) : [];
  const field = s.body.flatMap((b) =>
    b.kind === 'assign' && b.targets.some((t) => t.kind === 'name' && t.name === name) ? [b.value] : [],
  );
  const value = assigned.length === 1 ? assigned[0] : assigned.length === 0 ? field.at(-1) : undefined;
  if (!value) return undefined;
  return plainSetting(value, name, init, scope, m);
};

const assignmentsTo = (body: readonly Statement[], name: string): readonly Syntax[] =>
  body.flatMap((b): readonly Syntax[] => {
    if (b.kind === 'if') return [...assignmentsTo(b.then, name), ...assignmentsTo(b.otherwise, name)];
    if (b.kind !== 'assign' || b.op !== undefined) return [];
    return b.targets.some((t) => t.kind === 'attribute' && t.name === name) ? [b.value] : [];
  });

const plainSetting = (
  value: Syntax,
  name: string,
  init: FunctionSyntax | undefined,
  scope: Scope,
  m: Machine,
): Value | undefined => {
  const numbers = numbersIn(value);
  if (numbers !== undefined) return m.freeName(name, numbers);
  if (value.kind === 'string' || value.kind === 'boolean' || value.kind === 'none')
    return evaluate(value, scope, m);
  if (value.kind === 'name') {
    const parameter = init?.parameters.find((p) => p.name === value.name);
    const standard = parameter?.default;
    if (!standard) return parameter ? m.freeName(name) : undefined;
    const known = numbersIn(standard);
    if (known !== undefined) return m.freeName(name, known);
    return standard.kind === 'none' ? m.freeName(name) : evaluate(standard, scope, m);
  }
  // A layer that is made once and called in other methods.
  if (value.kind === 'call' && /(?:^|\.)[A-Z]\w*$/.test(calleeText(value.callee))) {
    const { site, depth } = m;
    try {
      const made = evaluate(value, scope, m);
      if (made.kind === 'function') return made;
    } catch (thrown) {
      if (!isSignal(thrown) || thrown.signal === 'demand') throw thrown;
      m.site = site;
      m.depth = depth;
    }
  }
  const rank = madeRank(value);
  if (rank !== undefined && !m.knowledge.ranks.has(name)) m.knowledge.ranks.set(name, rank);
  return undefined;
};

/** nn.Parameter(torch.ones(d)): an array of one axis, whatever is in it. */
const madeRank = (value: Syntax): number | undefined => {
  if (value.kind !== 'call') return undefined;
  const callee = calleeText(value.callee).split('.').at(-1) ?? '';
  const [only] = value.args;
  if (callee === 'Parameter' || callee === 'Variable') return only && madeRank(only.value);
  if (!/^(?:ones|zeros|randn|rand|empty|full|normal)$/.test(callee)) return undefined;
  if (only && (only.value.kind === 'tuple' || only.value.kind === 'list')) return only.value.items.length;
  if (callee === 'full' || callee === 'normal') return undefined;
  return value.args.filter((a) => a.name === undefined).length || undefined;
};
