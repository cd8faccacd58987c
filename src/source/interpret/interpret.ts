import type { Span } from '../../math/program.js';
import type { Quantity } from '../array.js';
import { libraryOf, customary } from '../names.js';
import type { ReadRefusal, Reading, Value as Numbers } from '../reading.js';
import type { FunctionSyntax, ParameterSyntax, Statement } from '../syntax.js';
import { callSiteOf, type CallSite } from './callsite.js';
import { isSwitchName, rankOfDocstring, rankOfType } from './conventions.js';
import { quantityOf } from './convert.js';
import { evaluate, used } from './expressions.js';
import { finish } from './finish.js';
import { documentScope, enclosedScope, selfOf } from './follow.js';
import { newMachine, type Knowledge, type Machine } from './machine.js';
import { numbersIn } from './numbers.js';
import { innerScope, lookUp, type Scope } from './scope.js';
import { freeRecord } from './self.js';
import { isSignal } from './signals.js';
import { run } from './statements.js';
import type { Context, Interpret, Interpreted, Target } from './types.js';
import type { Value } from './values.js';

/** A name can gain at most four axes, so this many runs end any reading. */
const maxRuns = 80;

/**
 * Runs code symbolically: the target's value as one component in index notation, with the code's own names as definitions.
 * Free names begin as scalars; where an operation needs more axes (the sum over x) the run begins again with them.
 * Refuses, with the very piece and a reason, whatever it is not certain of.
 */
export const interpret: Interpret = (target, context) => {
  const knowledge: Knowledge = {
    ranks: new Map(),
    lengths: new Set(),
    gains: gainsOf(target),
    matrices: matricesOf(target),
  };
  const library = libraryIn(target, context);
  for (let n = 0; n < maxRuns; n++) {
    const m = newMachine(context, knowledge, library);
    m.site = spanOf(target, context);
    try {
      return interpretOnce(target, m);
    } catch (thrown) {
      if (thrown instanceof RangeError) return tooDeep(m.site);
      if (!isSignal(thrown)) throw thrown;
      if (thrown.signal === 'refusal') {
        const findings = [...m.findings.values()];
        return { ...thrown.refusal, ...(findings.length && { findings }) };
      }
      for (const [name, rank] of thrown.ranks)
        knowledge.ranks.set(name, Math.max(rank, knowledge.ranks.get(name) ?? 0));
      for (const name of thrown.lengths) knowledge.lengths.add(name);
    }
  }
  return { ok: false, reason: 'shape', key: 'shapes-unsettled', span: spanOf(target, context) };
};

const tooDeep = (span: Span): ReadRefusal => ({
  ok: false,
  reason: 'too-large',
  key: 'too-deep',
  args: [200],
  span,
});

const spanOf = (target: Target, context: Context): Span => {
  if (target.kind === 'function') return target.definition.span;
  if (target.kind === 'statements')
    return {
      start: target.body[0]?.span.start ?? context.before,
      end: target.body.at(-1)?.span.end ?? context.before,
    };
  return target.value.span;
};

const interpretOnce = (target: Target, m: Machine): Interpreted => {
  const { context } = m;
  let scope = documentScope(m);
  for (const f of context.enclosing ?? [])
    scope = enclosedScope(f, scope, context.before, m, (g, n) =>
      parameterValue(g, g.parameters[n]!, scope, undefined, m),
    );
  const site = callSiteFor(target, m);
  const inner = innerScope(scope, true);
  m.active.push(inner);
  const { value, name } = outcome(target, inner, site, m);
  m.site = spanOf(target, context);
  const q = outputOf(value, m);
  const parameters = parametersIn(target);
  const order = new Map(parameters.map((p, n) => [p.name, n]));
  for (const p of parameters) mentionParameter(p, m);
  const { program, values, parameters: free } = finish(q, name, order, m);
  const candidates = program.parameters.filter((p) => p.labelOf === undefined).map((p) => p.name);
  const wrt = chosenFirst(candidates, program.parameters, m);
  void free;
  return {
    ok: true,
    program,
    wrt,
    values,
    notes: [...m.notes.values()],
    findings: [...m.findings.values()],
    library: libraryUsed(m),
    ...(site && { callSite: site.span }),
  };
};

/** The default variable: the one asked for, the only one with given numbers, the first vector, the first of all. */
const chosenFirst = (
  candidates: readonly string[],
  parameters: Interpreted['program']['parameters'],
  m: Machine,
): readonly string[] => {
  const { wrt, values } = m.context;
  if (wrt !== undefined && !candidates.includes(wrt)) m.fail('unknown-name', 'wrt-unknown', wrt);
  const given = Object.keys(values ?? {}).filter((k) => candidates.includes(k));
  const vector = parameters.find((p) => p.dims.length > 0 && candidates.includes(p.name))?.name;
  const chosen = wrt ?? (given.length === 1 ? given[0] : undefined) ?? vector ?? candidates[0];
  return chosen === undefined ? [] : [chosen, ...candidates.filter((c) => c !== chosen)];
};

/** Runs the target: its value and its name. */
const outcome = (
  target: Target,
  scope: Scope,
  site: CallSite | undefined,
  m: Machine,
): { readonly value: Value; readonly name: string } => {
  switch (target.kind) {
    case 'function': {
      bindTarget(target.definition, scope, site, m);
      m.running.add(target.definition.body);
      return { value: ran(target.definition.body, scope, m), name: target.definition.name };
    }
    case 'lambda': {
      const { value, name } = target;
      for (const p of value.parameters) bindOne(undefined, p, scope, site, m);
      m.running.add(value.body);
      return {
        value: isBlock(value.body) ? ran(value.body, scope, m) : evaluate(value.body, scope, m),
        name,
      };
    }
    case 'expression':
      return { value: evaluate(target.value, scope, m), name: '' };
    case 'statements': {
      const value = ran(target.body, scope, m);
      return { value, name: m.lastName?.replace(/^\./, '') ?? '' };
    }
  }
};

const isBlock = (body: unknown): body is readonly Statement[] => Array.isArray(body);

/** The value that statements return, or bound last. */
const ran = (body: readonly Statement[], scope: Scope, m: Machine): Value => {
  const flow = run(body, scope, m);
  if (flow.kind === 'return' && flow.value.kind !== 'none') {
    // What is returned has the name only if it is that name's value.
    const named =
      m.lastName !== undefined && !m.lastName.startsWith('.') ? lookUp(scope, m.lastName) : undefined;
    if (named !== flow.value) m.lastName = undefined;
    return flow.value;
  }
  if (flow.kind === 'raise') return m.fail('raises', 'always-raises');
  const last =
    m.lastName !== undefined && !m.lastName.startsWith('.') ? lookUp(scope, m.lastName) : m.lastValue;
  return last ?? m.fail('nothing', 'no-value');
};

/** What comes out, as an array: of several values the first, of a layer what it makes of x. */
const outputOf = (value: Value, m: Machine): Quantity => {
  const v = used(value);
  if (v.kind === 'function' && !v.own)
    return outputOf(
      v.call({ positional: [m.freeName('x')], named: new Map(), spread: new Set(), span: m.site }, m),
      m,
    );
  if (v.kind === 'sequence' && v.tuple && v.items.length > 0) {
    if (v.items.length > 1) m.note('first-of-several', v.items.length);
    return outputOf(v.items[0]!, m);
  }
  const q = quantityOf(v, m);
  if (q.mask) return m.fail('mask', 'mask-index');
  return q;
};

/* ---------- parameters ---------- */

const parametersIn = (target: Target): readonly ParameterSyntax[] =>
  target.kind === 'function'
    ? target.definition.parameters
    : target.kind === 'lambda'
      ? target.value.parameters
      : [];

const mentionParameter = (p: ParameterSyntax, m: Machine): void => {
  const free = m.free.get(p.name);
  const span = { start: p.span.start, end: p.span.start + p.name.length };
  if (
    free &&
    m.context.text.slice(span.start, span.end) === p.name &&
    !free.spans.some((s) => s.start === span.start)
  )
    free.spans.push(span);
};

const bindTarget = (f: FunctionSyntax, scope: Scope, site: CallSite | undefined, m: Machine): void => {
  if (f.className !== undefined && m.context.module.language === 'javascript')
    scope.names.set('this', selfOf(f.className, scope.parent!, m) ?? freeRecord('this', new Map(), m));
  f.parameters.forEach((p, n) => {
    const isSelf = n === 0 && /^(?:self|cls)$/.test(p.name);
    if (isSelf) {
      const self = f.className === undefined ? undefined : selfOf(f.className, scope.parent!, m);
      scope.names.set(p.name, self ?? freeRecord(p.name, new Map(), m));
      return;
    }
    bindOne(f, p, scope, site, m);
  });
};

const bindOne = (
  f: FunctionSyntax | undefined,
  p: ParameterSyntax,
  scope: Scope,
  site: CallSite | undefined,
  m: Machine,
): void => {
  scope.names.set(p.name, parameterValue(f, p, scope.parent ?? scope, site, m));
};

/** A parameter of the target: free, with the numbers of the call site or of its default; a switch is its default. */
const parameterValue = (
  f: FunctionSyntax | undefined,
  p: ParameterSyntax,
  scope: Scope,
  site: CallSite | undefined,
  m: Machine,
): Value => {
  if (/^(?:self|cls)$/.test(p.name) && f?.parameters[0] === p)
    return (
      (f.className === undefined ? undefined : selfOf(f.className, scope, m)) ??
      freeRecord(p.name, new Map(), m)
    );
  learnRank(f, p, m);
  const given: Numbers | undefined = m.context.values?.[p.name] ?? site?.numbers.get(p.name);
  if (given !== undefined) return m.freeName(p.name, given);
  if (m.leaves.has(p.name) || !p.default) return m.freeName(p.name);
  const numbers = numbersIn(p.default);
  if (numbers === undefined || (isSwitchName(p.name) && typeof numbers === 'number'))
    return evaluate(p.default, scope, m);
  return m.freeName(p.name, numbers);
};

const learnRank = (f: FunctionSyntax | undefined, p: ParameterSyntax, m: Machine): void => {
  if (m.knowledge.ranks.has(p.name)) return;
  const rank =
    (p.rest ? 1 : undefined) ??
    (p.type === undefined ? undefined : rankOfType(p.type)) ??
    (f?.docstring === undefined ? undefined : rankOfDocstring(f.docstring, p.name));
  if (rank !== undefined && rank > 0) m.knowledge.ranks.set(p.name, rank);
};

const callSiteFor = (target: Target, m: Machine): CallSite | undefined => {
  const { module, text } = m.context;
  if (target.kind === 'function')
    return callSiteOf(
      target.definition.name,
      target.definition.parameters,
      target.definition.span,
      module,
      text,
    );
  if (target.kind === 'lambda')
    return callSiteOf(target.name, target.value.parameters, target.value.span, module, text);
  return undefined;
};

const gainsOf = (target: Target): ReadonlySet<string> => {
  const names = new Set(parametersIn(target).map((p) => p.name));
  const gains = new Set<string>();
  for (const [a, b] of [
    ['gamma', 'beta'],
    ['gain', 'bias'],
    ['weight', 'bias'],
    ['scale', 'bias'],
  ] as const)
    if (names.has(a) && names.has(b)) {
      gains.add(a);
      gains.add(b);
    }
  return gains;
};

/** Queries, keys and values go together. */
const matricesOf = (target: Target): ReadonlySet<string> => {
  const names = new Set(parametersIn(target).map((p) => p.name));
  const together = (['q', 'k', 'v'] as const).every((n) => names.has(n));
  return new Set(together ? ['q', 'k', 'v'] : []);
};

/* ---------- the library ---------- */

/** The library to write code back in: the one of which functions were used, helpers included. */
const libraryUsed = (m: Machine): Reading['library'] => {
  const used = new Set([...m.seen].map(libraryOf));
  if (used.has(m.library)) return m.library;
  return (
    (['torch', 'jax', 'tensorflow', 'numpy', 'tfjs', 'mathjs', 'math'] as const).find((l) => used.has(l)) ??
    m.library
  );
};

/** The library whose conventions hold in the target: by the aliases that it uses, by the imports, by the spelling of keywords. */
const libraryIn = (target: Target, context: Context): Reading['library'] => {
  const { start, end } = spanOf(target, context);
  const text = context.text.slice(start, end);
  const python = context.module.language === 'python';
  const words = new Set(text.match(/[A-Za-z_$][\w$]*/g) ?? []);
  // By custom only where something is taken from it: K is a matrix more often than Keras' backend.
  const owners = new Set(
    [...text.matchAll(/(?<![\w.$])(\w+)\.(?!(?:T|shape|dot)\b)/g)].map((match) => match[1]!),
  );
  const found = new Set<Reading['library']>();
  const meet = (module: string): void => {
    const library = libraryOf(module);
    if (library) found.add(library);
  };
  for (const [alias, module] of Object.entries(customary[python ? 'python' : 'javascript']))
    if (owners.has(alias)) meet(module);
  for (const unit of [...context.preceding, context.module])
    for (const s of unit.body)
      if (s.kind === 'import')
        for (const { name, alias } of s.names)
          if (words.has(alias)) meet(name === '' || name === 'default' ? s.module : `${s.module}.${name}`);
  for (const library of ['torch', 'jax', 'tensorflow', 'numpy', 'tfjs', 'mathjs', 'math'] as const)
    if (found.has(library)) return library;
  if (!python) return 'javascript';
  if (/\bkeepdim\b|\bdim\s*=|\.(?:unsqueeze|softmax|log_softmax|sigmoid|relu|detach)\(/.test(text))
    return 'torch';
  const imported = [...context.preceding, context.module].flatMap((u) =>
    u.body.flatMap((s) => (s.kind === 'import' ? [libraryOf(s.module)] : [])),
  );
  return imported.find((l) => l !== undefined && l !== 'math') ?? 'numpy';
};
