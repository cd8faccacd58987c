import { isUpstreamName } from '../math/gradient.js';
import type { FunctionSyntax, Module, Statement, Syntax } from './syntax.js';

/** What a hand-written derivative is the derivative of, told by names and place. */
export interface Pair {
  /** The function of the same file; or the name of one that everybody knows, where the file has none. */
  readonly of: FunctionSyntax | string;
  /** Whether its argument is the function's input, or already its output (the s of s (1 − s)). */
  readonly argument: 'input' | 'output';
}

const marks = new Set([
  'grad',
  'gradient',
  'gradients',
  'deriv',
  'derivative',
  'derivatives',
  'der',
  'derived',
  'prime',
  'backward',
  'backprop',
  'bwd',
  'jacobian',
  'jac',
  'diff',
  'd',
]);
const fillers = new Set([
  'naive',
  'manual',
  'my',
  'analytic',
  'analytical',
  'wrong',
  'stable',
  'of',
  'the',
  'fn',
  'func',
  'function',
  'wrt',
  'calc',
  'calculate',
  'compute',
  'get',
  'numpy',
  'np',
]);
/** Functions that a derivative may belong to although the file does not define them. */
const wellKnown = new Set([
  'softmax',
  'sigmoid',
  'logistic',
  'tanh',
  'relu',
  'gelu',
  'silu',
  'swish',
  'softplus',
  'elu',
  'selu',
  'mish',
]);
const aliases: Readonly<Record<string, string>> = { logistic: 'sigmoid', swish: 'silu' };
/** Names that people give to what a function has already been applied to. */
const outputNames = new Set([
  'p',
  's',
  'a',
  'y',
  'out',
  'output',
  'outputs',
  'probs',
  'probabilities',
  'softmax',
  'sigmoid',
  'activation',
  'activations',
  'activated',
  'yhat',
  'ypred',
  'sm',
  'softmaxoutput',
  'sigmoidoutput',
]);

/** snake_case and camelCase alike: ["softmax", "grad"]. */
const words = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split('_')
    .filter((w) => w !== '')
    .map((w) => w.toLowerCase());

const flat = (name: string): string => words(name).join('');

/** The name of what a function is the derivative of: "softmax" of softmax_grad, d_softmax, softmaxPrime, dsoftmax. */
const baseOf = (name: string, isKnown: (base: string) => boolean): string | undefined => {
  const all = words(name);
  const base = all.filter((w) => !marks.has(w) && !fillers.has(w)).join('');
  if (base !== '' && all.some((w) => marks.has(w))) return base;
  const glued =
    /^d(.+)$/.exec(flat(name))?.[1] ??
    /^(.+?)(?:prime|grad|deriv|derivative|backward)$/.exec(flat(name))?.[1];
  return glued !== undefined && isKnown(glued) ? glued : undefined;
};

/** Every function of a module: at its top level, in its classes and guards. */
const functionsOf = (body: readonly Statement[]): readonly FunctionSyntax[] =>
  body.flatMap((s): readonly FunctionSyntax[] => {
    if (s.kind === 'function') return [s.definition];
    if (s.kind === 'class') return functionsOf(s.body);
    return s.kind === 'if' ? [...functionsOf(s.then), ...functionsOf(s.otherwise)] : [];
  });

/** The function that `definition` claims to be the derivative of, if its name says so and there is such a function. */
export const pairOf = (
  definition: FunctionSyntax,
  module: Module,
  preceding: readonly Module[],
  /** The function's own text, comments included. */
  text: string,
): Pair | undefined => {
  if (words(definition.name).length === 1 && !/^d|prime|grad|deriv|backward/i.test(definition.name))
    return undefined;
  const all = [...functionsOf(module.body), ...preceding.flatMap((m) => functionsOf(m.body))].filter(
    (f) => f.name !== definition.name,
  );
  const named = (base: string): FunctionSyntax | undefined => {
    const same = all.filter((f) => flat(f.name) === base);
    return same.find((f) => f.className === definition.className) ?? same[0];
  };
  // What claims nothing but the diagonal is not held to the whole Jacobian.
  if (/diag/i.test(definition.name)) return undefined;
  const base = baseOf(definition.name, (b) => named(b) !== undefined || wellKnown.has(b));
  if (base === undefined) return undefined;
  const of = named(base) ?? (wellKnown.has(base) ? (aliases[base] ?? base) : undefined);
  if (of === undefined) return undefined;
  return { of, argument: argumentOf(definition, of, base, module, text) };
};

/**
 * The argument is the output only where docstring, parameter name or call site says so; a name that it shares with the
 * function's own parameter means the input.
 */
const argumentOf = (
  definition: FunctionSyntax,
  of: FunctionSyntax | string,
  base: string,
  module: Module,
  text: string,
): Pair['argument'] => {
  const own = definition.parameters.find(
    (p) => p.name !== 'self' && p.name !== 'cls' && !isUpstreamName(p.name),
  )?.name;
  if (own === undefined) return 'input';
  if (saysOutput.test(definition.docstring ?? '') || saysOutput.test(commentsIn(text))) return 'output';
  // The function applies itself to its argument first: then that is the input.
  if (callsOf(definition.body, base).some((args) => isName(args[0], own))) return 'input';
  if (
    callsOf(module.body, flat(definition.name)).some((args) => args.some((a) => isOutputOf(a, base, module)))
  )
    return 'output';
  if (typeof of !== 'string' && of.parameters.some((p) => p.name === own)) return 'input';
  return outputNames.has(flat(own)) ? 'output' : 'input';
};

const saysOutput =
  /\b(already|outputs? of|activated|after (the )?(soft|sig|act)|(softmax|sigmoid|tanh|activation) output|is the output)\b/i;

/** The comments of a piece of code, Python's and TypeScript's alike; a mark inside a string is no harm here. */
const commentsIn = (text: string): string => (text.match(/(#|\/\/).*|\/\*[^]*?\*\//g) ?? []).join('\n');

const isName = (e: Syntax | undefined, name: string): boolean => e?.kind === 'name' && e.name === name;

const calledName = (callee: Syntax): string | undefined =>
  callee.kind === 'name' || callee.kind === 'attribute' ? flat(callee.name) : undefined;

/** f(…), or a name that was assigned f(…). */
const isOutputOf = (e: Syntax | undefined, base: string, module: Module): boolean => {
  if (e?.kind === 'call') return calledName(e.callee) === base;
  if (e?.kind !== 'name') return false;
  const assigned = assignments(module.body).filter((a) => a.name === e.name);
  return (
    assigned.length > 0 &&
    assigned.every((a) => a.value.kind === 'call' && calledName(a.value.callee) === base)
  );
};

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null;

/** Every node below, of statements and expressions alike. */
const nodesBelow = function* (root: unknown): Generator<Record<string, unknown>> {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) pending.push(...(next as readonly unknown[]));
    else if (isRecord(next)) {
      if ('kind' in next) yield next;
      pending.push(...Object.values(next));
    }
  }
};

const callsOf = (body: readonly Statement[], name: string): readonly (readonly Syntax[])[] => {
  const found: (readonly Syntax[])[] = [];
  for (const node of nodesBelow(body)) {
    const call = node as unknown as Syntax;
    if (call.kind === 'call' && calledName(call.callee) === name) found.push(call.args.map((a) => a.value));
  }
  return found;
};

const assignments = (
  body: readonly Statement[],
): readonly { readonly name: string; readonly value: Syntax }[] => {
  const found: { name: string; value: Syntax }[] = [];
  for (const node of nodesBelow(body)) {
    const s = node as unknown as Statement;
    if (s.kind === 'assign')
      for (const t of s.targets) if (t.kind === 'name') found.push({ name: t.name, value: s.value });
  }
  return found;
};
