import { nodeCount } from '../../math/expr.js';
import { first, type Quantity } from '../array.js';
import type { FunctionSyntax, ParameterSyntax, Statement, Syntax } from '../syntax.js';
import { evaluate, used } from './expressions.js';
import type { Machine } from './machine.js';
import { innerScope, type Scope } from './scope.js';
import { runBody } from './statements.js';
import { none, type Arguments, type Callable, type Value } from './values.js';

interface Code {
  readonly name: string;
  readonly parameters: readonly ParameterSyntax[];
  readonly body: Syntax | readonly Statement[];
  /** Code of an earlier cell: its spans mean nothing in the text that is being read. */
  readonly foreign?: boolean;
}

/** A function of the code: a call runs its body on the values given. Recursion is refused. */
export const closure = (code: Code, scope: Scope): Callable => ({
  kind: 'function',
  name: code.name,
  own: { body: code.body, scope },
  call: (args, m) => {
    if (m.running.has(code.body)) return m.fail('recursion', 'recursion', code.name);
    const inner = innerScope(scope, true);
    bindParameters(code, args, inner, m);
    const { foreign, site, lastName, lastValue } = m;
    m.running.add(code.body);
    m.active.push(inner);
    if (code.foreign) m.foreign = true;
    try {
      return runCode(code.body, inner, m);
    } finally {
      m.active.pop();
      m.running.delete(code.body);
      m.foreign = foreign;
      m.site = site;
      m.lastName = lastName;
      m.lastValue = lastValue;
    }
  },
});

const isBlock = (body: Syntax | readonly Statement[]): body is readonly Statement[] => Array.isArray(body);

const runCode = (body: Syntax | readonly Statement[], scope: Scope, m: Machine): Value => {
  if (!isBlock(body)) return evaluate(body, scope, m);
  return runBody(body, scope, m) ?? none;
};

export const functionValue = (
  definition: FunctionSyntax,
  scope: Scope,
  self?: Value,
  foreign = false,
): Callable => {
  const [first, ...rest] = definition.parameters;
  const isMethod = self !== undefined && first && /^(?:self|cls)$/.test(first.name);
  const inner: Scope = isMethod
    ? { ...innerScope(scope, false), names: new Map([[first.name, self]]) }
    : scope;
  if (self !== undefined && !isMethod) {
    const withThis = innerScope(scope, false);
    withThis.names.set('this', self);
    return closure(
      { name: definition.name, parameters: definition.parameters, body: definition.body, foreign },
      withThis,
    );
  }
  const parameters = isMethod ? rest : definition.parameters;
  return closure({ name: definition.name, parameters, body: definition.body, foreign }, inner);
};

const bindParameters = (code: Code, args: Arguments, scope: Scope, m: Machine): void => {
  const { parameters } = code;
  if (args.spread.size > 0 && !parameters.some((p) => p.rest)) m.fail('spread', 'spread-between');
  parameters.forEach((p, n) => {
    let value: Value | undefined;
    if (p.rest) {
      const rest = args.positional.slice(n);
      value =
        rest.length === 1 && args.spread.has(n) ? rest[0]! : { kind: 'sequence', items: rest, tuple: true };
    } else value = args.positional[n] ?? args.named.get(p.name);
    if (value === undefined || (value.kind === 'none' && !m.python && p.default)) {
      // JavaScript calls back with fewer arguments than are declared; Python must give them all.
      value = p.default ? evaluate(p.default, scope, m) : m.python ? undefined : none;
    }
    if (value === undefined) return m.fail('argument', 'argument-missing', p.name, code.name);
    if (/^(?:\{|\[)/.test(p.name)) return m.fail('unsupported', 'unsupported-syntax', 'ObjectPattern');
    scope.names.set(p.name, value.kind === 'quantity' ? bounded(p.name, value, m) : value);
  });
  if (m.python && args.positional.length > parameters.length && !parameters.some((p) => p.rest))
    m.fail('argument', 'too-many-arguments', code.name);
};

/** Long arguments get the parameter's name: used twice in each of many nested calls, they would grow without end. */
const bounded = (name: string, q: Quantity, m: Machine): Quantity => {
  if (q.free !== undefined || q.draft !== undefined) return q;
  const size = nodeCount(q.at(q.dims.map((d) => (d === '1' ? first : { name: '·', dim: d }))));
  return size > 40 ? m.define(name, q) : q;
};

/** Calls a callback as map and forEach do: it takes as many arguments as it has parameters. */
export const callback = (f: Value, values: readonly Value[], m: Machine): Value => {
  const callee = used(f);
  if (callee.kind !== 'function') return m.fail('not-a-number', 'callback-expected');
  const given = callee.own ? values : values.slice(0, 1);
  return callee.call({ positional: given, named: new Map(), spread: new Set(), span: m.site }, m);
};
