import type { Span } from '../../math/program.js';
import type { Value as Numbers } from '../reading.js';
import type { FunctionSyntax, Module, Statement, Syntax } from '../syntax.js';
import { numbersIn } from './numbers.js';

export interface CallSite {
  readonly span: Span;
  readonly numbers: ReadonlyMap<string, Numbers>;
}

/**
 * The first call of a function outside of itself whose arguments are numbers of the text: softmax([1, 2, 3]), or
 * softmax(z) below z = np.array([1, 2, 3]).
 */
export const callSiteOf = (
  name: string,
  parameters: FunctionSyntax['parameters'],
  self: Span,
  module: Module,
  text: string,
): CallSite | undefined => {
  if (name === '') return undefined;
  const places: number[] = [];
  for (
    let at = text.indexOf(`${name}(`);
    at >= 0 && places.length < 20;
    at = text.indexOf(`${name}(`, at + 1)
  ) {
    const before = at > 0 ? text[at - 1]! : ' ';
    if (!/[\w$]/.test(before) && (at < self.start || at >= self.end)) places.push(at);
  }
  for (const at of places) {
    const statement = module.body.find((s) => s.span.start <= at && at < s.span.end);
    if (!statement) continue;
    for (const call of callsIn(statement, name)) {
      const numbers = argumentsOf(call, parameters, module, call.span.start);
      if (numbers.size > 0) return { span: call.span, numbers };
    }
  }
  return undefined;
};

type Call = Extract<Syntax, { readonly kind: 'call' }>;

const argumentsOf = (
  call: Call,
  parameters: FunctionSyntax['parameters'],
  module: Module,
  offset: number,
): ReadonlyMap<string, Numbers> => {
  const own = parameters.filter((p, n) => n > 0 || !/^(?:self|cls)$/.test(p.name));
  const numbers = new Map<string, Numbers>();
  call.args.forEach((arg, n) => {
    const name = arg.name ?? own[n]?.name;
    if (name === undefined || !own.some((p) => p.name === name)) return;
    const value =
      numbersIn(arg.value) ??
      (arg.value.kind === 'name' ? literalAbove(arg.value.name, module, offset) : undefined);
    if (value !== undefined) numbers.set(name, value);
  });
  return numbers;
};

const literalAbove = (name: string, module: Module, offset: number): Numbers | undefined => {
  let found: Numbers | undefined;
  for (const s of module.body) {
    if (s.span.end > offset) break;
    if (s.kind === 'assign' && s.targets.some((t) => t.kind === 'name' && t.name === name))
      found = s.op === undefined ? numbersIn(s.value) : undefined;
  }
  return found;
};

function* callsIn(s: Statement, name: string): Generator<Call> {
  switch (s.kind) {
    case 'assign':
    case 'expression':
      yield* callsOf(s.value, name);
      break;
    case 'return':
      if (s.value) yield* callsOf(s.value, name);
      break;
    case 'if':
      for (const inner of [...s.then, ...s.otherwise]) yield* callsIn(inner, name);
      break;
    case 'for-each':
    case 'for-count':
      for (const inner of s.body) yield* callsIn(inner, name);
      break;
    case 'function':
      for (const inner of s.definition.body) yield* callsIn(inner, name);
      break;
    default:
  }
}

function* callsOf(node: Syntax, name: string): Generator<Call> {
  switch (node.kind) {
    case 'call': {
      const { callee } = node;
      const called = callee.kind === 'name' || callee.kind === 'attribute' ? callee.name : '';
      if (called === name) yield node;
      yield* callsOf(callee, name);
      for (const arg of node.args) yield* callsOf(arg.value, name);
      break;
    }
    case 'attribute':
    case 'index':
      yield* callsOf(node.object, name);
      break;
    case 'unary':
      yield* callsOf(node.operand, name);
      break;
    case 'binary':
      yield* callsOf(node.left, name);
      yield* callsOf(node.right, name);
      break;
    case 'list':
    case 'tuple':
      for (const item of node.items) yield* callsOf(item, name);
      break;
    default:
  }
}
