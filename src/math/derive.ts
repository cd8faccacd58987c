import {
  diff,
  equal,
  mapChildren,
  nodeCount,
  ref,
  variable,
  type Expr,
  type Index,
  type Variable,
} from './expr.js';
import { children } from './keys.js';
import { candidatesOf } from './algebra/fold.js';
import { derivativeRules } from './rules/index.js';
import { dependence, OutOfFuel, type Context } from './rules/rule.js';
import { inline } from './inline.js';
import { nameSums, nameSoftmax, prepare, sumFacts } from './prepare.js';
import type { Definition, Program } from './program.js';
import { simplify, type Known, type Rewriting } from './simplify.js';
import { substitute } from './substitute.js';

/** One line of a derivation: equal to the line before it in the same chain, by the named rule. */
export interface Step {
  readonly rule: string;
  readonly depth: 0 | 1;
  readonly expr: Expr;
  /** The left-hand side, where a new chain begins. */
  readonly of?: Expr;
}

/** The derivative of one component of a program's output by one component of a variable, and how it comes about. */
export interface Derivation {
  readonly symbol: string;
  /** Indices of the output component and of the variable's component. */
  readonly output: readonly Index[];
  readonly by: Variable;
  /** One component of the output, short definitions written out. */
  readonly formula: Expr;
  readonly steps: readonly Step[];
  readonly entry: Expr;
  /** Quantities that the lines refer to: kept definitions of the code as the derivation rewrote them, and new names (S, p, the output). */
  readonly named: readonly Definition[];
}

export interface DeriveOptions {
  /** Take quotients apart by the product rule instead of the quotient rule. */
  readonly productRule?: boolean;
  /** Symbol for the output where the code has none. */
  readonly symbol?: string;
  /** Steps allowed; what goes over is thrown as OutOfFuel. */
  readonly fuel?: number;
  /** Keep every longer definition's name. */
  readonly keepAll?: boolean;
}

const DEFAULT_FUEL = 400_000;
const MAX_NODES = 12_000;

/** Thrown where no rule applies; a function without a derivative in the table. */
export class NoRule extends Error {
  constructor(readonly what: Expr) {
    super('no rule for this expression');
  }
}

const outputLetters = [[], ['j'], ['i', 'j'], ['h', 'i', 'j'], ['g', 'h', 'i', 'j']] as const;
const byLetters = [[], ['i'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']] as const;

/**
 * Derives a program's output by one of its free names. Index notation throughout: the result is one entry, for the
 * output component with indices `output` by the variable's component with indices `by.at`.
 * @throws OutOfFuel beyond the budget, NoRule where the calculus has no rule.
 */
export const derive = (program: Program, wrt: string, options: DeriveOptions = {}): Derivation => {
  const allowed = options.fuel ?? DEFAULT_FUEL;
  let left = allowed;
  const spend = (steps: number): void => {
    left -= steps;
    if (left < 0) throw new OutOfFuel(allowed);
  };
  const parameter = program.parameters.find((p) => p.name === wrt);
  const rank = parameter?.dims.length ?? 0;
  const outputRank = program.output.indices.length;
  const output = program.output.indices.map((i, n) => ({ name: outputLetters[outputRank]![n]!, dim: i.dim }));
  const names: readonly string[] =
    rank === 2 && outputRank === 0 ? ['i', 'j'] : rank === 1 && outputRank > 1 ? ['a'] : byLetters[rank]!;
  const by = variable(wrt, ...(parameter?.dims ?? []).map((dim, n) => ({ name: names[n]!, dim })));

  const rename = new Map(program.output.indices.map((i, n) => [i.name, output[n]!]));
  const { kept, output: body, written: writtenOut } = inline(program, wrt, options.keepAll);
  const written = substitute(body, rename);
  const whole = kept.find(
    (d) =>
      written.kind === 'ref' &&
      written.name === d.name &&
      written.at.every((i, n) => equal(ref('', i), ref('', output[n]!))),
  );
  const symbol = whole?.name ?? symbolOf(program, options.symbol);

  const named = new Map<string, Definition>();
  const transparent = new Set<string>();
  const chains: Definition[] = [...kept.filter((d) => d !== whole)];
  const last: Definition = whole
    ? {
        ...whole,
        indices: output,
        body: substitute(whole.body, new Map(whole.indices.map((i, n) => [i.name, output[n]!]))),
      }
    : { name: symbol, indices: output, body: written };

  const steps: Step[] = [];
  const results = new Map<string, { indices: readonly Index[]; entry: Expr }>();
  let formula = last.body;
  let entry: Expr = last.body;
  for (const d of [...chains, last]) {
    const isLast = d === last;
    const depends = dependence(by, new Map([...named, [d.name, d]]))(d.body);
    if (!depends && !isLast) {
      named.set(d.name, d);
      continue;
    }
    const target = isLast ? ref(symbol, ...output) : ref(d.name, ...d.indices);
    const context: Context = {
      by,
      named,
      transparent,
      productRule: options.productRule ?? false,
      spend,
      depends: (e) => dependenceNow()(e),
    };
    let memo: ((e: Expr) => boolean) | undefined;
    const dependenceNow = (): ((e: Expr) => boolean) => (memo ??= dependence(by, named));

    const lhs = diff(target, by);
    steps.push({ rule: 'definition', depth: 0, of: lhs, expr: diff(d.body, by) });
    const prepared = prepare(d.body, context);
    for (const p of prepared) steps.push({ ...p, expr: diff(p.expr, by) });
    const clean = prepared.at(-1)?.expr ?? d.body;
    if (isLast) formula = d.body;
    named.set(isLast ? symbol : d.name, {
      name: isLast ? symbol : d.name,
      indices: isLast ? output : d.indices,
      body: clean,
      ...(d.spans ? { spans: d.spans } : {}),
    });

    const sums = nameSums(clean, program, named, writtenOut, context);
    for (const s of sums.named) {
      named.set(s.name, s);
      transparent.add(s.name);
      steps.push({ rule: 'name-sum', depth: 0, of: ref(s.name, ...s.indices), expr: s.body });
    }
    if (sums.named.length > 0)
      named.set(isLast ? symbol : d.name, { ...named.get(isLast ? symbol : d.name)!, body: sums.expr });
    memo = undefined;
    const rounds = differentiate(diff(sums.expr, by), context);
    rounds.forEach((r, n) => steps.push(n === 0 && sums.named.length > 0 ? { ...r, of: lhs } : r));
    let current = rounds.at(-1)?.expr ?? diff(sums.expr, by);

    const inserted = insert(current, results);
    if (!equal(inserted, current)) steps.push({ rule: 'insert', depth: 0, expr: inserted });
    current = inserted;

    const softmax = nameSoftmax(clean, sums, program, named, writtenOut, context);
    const definitions = [...named.values(), ...(softmax ? [softmax] : [])];
    const candidates = candidatesOf(
      definitions.filter((x) => nodeCount(x.body) > (x.indices.length > 0 ? 2 : 4)),
    );
    const known: Known = { candidates, facts: sumFacts(definitions, candidates, context) };
    const simplified = simplify(current, known, context);
    simplified.forEach((r, n) => {
      steps.push(r);
      const before = n > 0 ? simplified[n - 1]!.expr : current;
      if (
        softmax &&
        !named.has(softmax.name) &&
        refers(r.expr, softmax.name) &&
        !refers(before, softmax.name)
      ) {
        named.set(softmax.name, softmax);
        steps.splice(-1, 0, {
          rule: 'name-softmax',
          depth: 0,
          of: ref(softmax.name, ...softmax.indices),
          expr: softmax.body,
        });
        steps[steps.length - 1] = { ...r, of: lhs };
      }
    });
    entry = simplified.at(-1)?.expr ?? current;
    results.set(d.name, { indices: d.indices, entry });
  }
  return { symbol, output, by, formula, steps: dropEmpty(steps), entry, named: [...named.values()] };
};

/** Lines that say the same as the line before them in their chain are dropped; the first line of a chain stays. */
const dropEmpty = (steps: readonly Step[]): readonly Step[] =>
  steps.filter((s, n) => s.of || n === 0 || !equal(s.expr, steps[n - 1]!.expr));

const refers = (e: Expr, name: string): boolean =>
  (e.kind === 'ref' && e.name === name) || children(e).some((c) => refers(c, name));

const symbolOf = (program: Program, wish?: string): string => {
  const taken = new Set([
    ...program.parameters.map((p) => p.name),
    ...program.definitions.map((d) => d.name),
  ]);
  const body = program.output.body;
  if (body.kind === 'ref' && body.at.length === program.output.indices.length) return body.name;
  return [wish, 'y', 'f', 'g', 'h'].find((s) => s !== undefined && !taken.has(s)) ?? 'output';
};

const holdsDiff = (e: Expr): boolean => e.kind === 'diff' || children(e).some(holdsDiff);

/** Rounds of one rule each, applied to all outermost derivatives that it fits, until only derivatives of named quantities are left. */
const differentiate = (start: Expr, context: Context): readonly Rewriting[] => {
  const rounds: Rewriting[] = [];
  let e = start;
  for (;;) {
    const open = openDerivatives(e, context);
    if (open.length === 0) return rounds;
    const found = pickRule(open, context);
    if (!found) throw new NoRule(open[0]!);
    const { rule, id } = found;
    e = rewriteDerivatives(
      e,
      (body) => {
        if ((typeof rule.id === 'string' ? rule.id : rule.id(body)) !== id) return undefined;
        return rule.apply(body, context);
      },
      context,
    );
    if (nodeCount(e) > MAX_NODES) throw new OutOfFuel(MAX_NODES);
    rounds.push({ rule: id, depth: rule.depth, expr: e });
  }
};

const isKeptName = (body: Expr, context: Context): boolean =>
  body.kind === 'ref' && !context.transparent.has(body.name) && context.depends(body);

/** Bodies of the derivatives still to be taken, outermost ones. */
const openDerivatives = (e: Expr, context: Context): readonly Expr[] => {
  const found: Expr[] = [];
  const visit = (x: Expr): void => {
    context.spend(1);
    if (x.kind === 'diff') {
      if (!isKeptName(x.body, context)) found.push(x.body);
    } else children(x).forEach(visit);
  };
  visit(e);
  return found;
};

const pickRule = (
  bodies: readonly Expr[],
  context: Context,
): { readonly rule: (typeof derivativeRules)[number]; readonly id: string } | undefined => {
  for (const rule of derivativeRules) {
    const body = bodies.find((b) => rule.apply(b, context) !== undefined);
    if (body) return { rule, id: typeof rule.id === 'string' ? rule.id : rule.id(body) };
  }
  return undefined;
};

const rewriteDerivatives = (e: Expr, by: (body: Expr) => Expr | undefined, context: Context): Expr => {
  context.spend(1);
  if (e.kind === 'diff') return isKeptName(e.body, context) ? e : (by(e.body) ?? e);
  return holdsDiff(e) ? mapChildren(e, (c) => rewriteDerivatives(c, by, context)) : e;
};

/** Puts the derivatives of the code's own quantities, found above, where they are waited for. */
const insert = (e: Expr, results: ReadonlyMap<string, { indices: readonly Index[]; entry: Expr }>): Expr => {
  if (e.kind === 'diff' && e.body.kind === 'ref') {
    const found = results.get(e.body.name);
    if (!found) return e;
    const at = e.body.at;
    return substitute(found.entry, new Map(found.indices.map((i, n) => [i.name, at[n]!])));
  }
  return mapChildren(e, (c) => insert(c, results));
};
