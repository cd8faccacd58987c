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
import { sigmoidRule } from './algebra/exponentials.js';
import { candidatesOf } from './algebra/fold.js';
import { differentiate } from './differentiate.js';
import { dependence, OutOfFuel, type Context } from './rules/rule.js';
import { inline } from './inline.js';
import { nameMean, nameQuotient } from './name-parts.js';
import { nameSums, nameSoftmax, prepare, sumFacts } from './prepare.js';
import type { Definition, Program } from './program.js';
import { everywhere, simplify, type Known } from './simplify.js';
import { freshName, substitute } from './substitute.js';

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
  /** What the entry is, as it stands in the code: ∂y_j/∂x_i for the Jacobian. Lines are checked against its value. */
  readonly means: Expr;
  /** The entry's free indices, output first. */
  readonly indices: readonly Index[];
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

/** Thirty times what attention or layer norm take, and about a tenth of a second. */
const DEFAULT_FUEL = 150_000;

export { NoRule } from './differentiate.js';

const outputLetters = [[], ['j'], ['i', 'j'], ['h', 'i', 'j'], ['g', 'h', 'i', 'j']] as const;
const byLetters = [[], ['i'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']] as const;

/** What the chains of one derivation share. */
interface Session {
  readonly program: Program;
  readonly by: Variable;
  readonly named: Map<string, Definition>;
  readonly transparent: Set<string>;
  /** Definitions that were written out: their names can serve again. */
  readonly written: readonly Definition[];
  /** Derivatives of the code's own quantities found so far. */
  readonly results: Map<string, { readonly indices: readonly Index[]; readonly entry: Expr }>;
  readonly steps: Step[];
  readonly productRule: boolean;
  readonly spend: (steps: number) => void;
}

/**
 * Derives a program's output by one of its free names. Index notation throughout: the result is one entry, for the
 * output component with indices `output` by the variable's component with indices `by.at`.
 * @throws OutOfFuel beyond the budget, NoRule where the calculus has no rule.
 */
export const derive = (program: Program, wrt: string, options: DeriveOptions = {}): Derivation => {
  const [output, by] = lettersFor(program, wrt);
  const { kept, output: body, written } = inline(program, wrt, options.keepAll);
  const outputBody = substitute(body, new Map(program.output.indices.map((i, n) => [i.name, output[n]!])));
  const whole = kept.find((d) => equal(outputBody, ref(d.name, ...output)));
  const symbol = whole?.name ?? symbolOf(program, options.symbol);
  const last: Definition = whole
    ? {
        ...whole,
        indices: output,
        body: substitute(whole.body, new Map(whole.indices.map((i, n) => [i.name, output[n]!]))),
      }
    : { name: symbol, indices: output, body: outputBody };

  const session: Session = {
    program,
    by,
    named: new Map(),
    transparent: new Set(),
    written,
    results: new Map(),
    steps: [],
    productRule: options.productRule ?? false,
    spend: meter(options.fuel),
  };
  for (const d of kept) {
    if (d === whole) continue;
    if (dependence(by, new Map([...session.named, [d.name, d]]))(d.body)) deriveChain(d, session);
    else session.named.set(d.name, d);
  }
  let rest = last;
  for (const name of [nameMean, nameQuotient]) {
    const [part, remaining] = name(rest, program, written, by, session.named);
    if (part) deriveChain(part, session);
    rest = remaining;
  }
  const entry = deriveChain(rest, session);
  return {
    symbol,
    output,
    by,
    formula: last.body,
    steps: dropEmpty(session.steps),
    entry,
    means: diff(ref(symbol, ...output), by),
    indices: [...output, ...by.at],
    named: [...session.named.values()],
  };
};

/** Pays for steps until they are used up. */
export const meter = (allowed = DEFAULT_FUEL): ((steps: number) => void) => {
  let left = allowed;
  return (steps) => {
    left -= steps;
    if (left < 0) throw new OutOfFuel(allowed);
  };
};

/** Index letters as people use them, but for those that the code gives to numbers: ∂y_j/∂x_i, ∂y_ij/∂x_ab, ∂L/∂W_ij. */
const lettersFor = (program: Program, wrt: string): readonly [readonly Index[], Variable] => {
  const outputRank = program.output.indices.length;
  const dims = program.parameters.find((p) => p.name === wrt)?.dims ?? [];
  const ofOutput = outputLetters[outputRank] ?? program.output.indices.map((_, n) => `j${n + 1}`);
  const ofVariable: readonly string[] =
    dims.length === 2 && outputRank === 0
      ? ['i', 'j']
      : dims.length === 1 && outputRank > 1
        ? ['a']
        : (byLetters[dims.length] ?? dims.map((_, n) => `a${n + 1}`));
  const taken = new Set([
    ...program.parameters.filter((p) => p.dims.length === 0).map((p) => p.name),
    ...program.definitions.filter((d) => d.indices.length === 0).map((d) => d.name),
  ]);
  const letter = (wish: string): string => {
    const name = freshName(taken, wish);
    taken.add(name);
    return name;
  };
  return [
    program.output.indices.map((i, n) => ({ name: letter(ofOutput[n]!), dim: i.dim })),
    variable(wrt, ...dims.map((dim, n) => ({ name: letter(ofVariable[n]!), dim }))),
  ];
};

const contextOf = (s: Session): Context => ({
  by: s.by,
  named: s.named,
  transparent: s.transparent,
  productRule: s.productRule,
  spend: s.spend,
  depends: dependence(s.by, s.named),
});

/** One chain of lines: the derivative of one quantity, from its definition to the form that people know. */
const deriveChain = (d: Definition, s: Session): Expr => {
  const { by, named, steps } = s;
  const lhs = diff(ref(d.name, ...d.indices), by);
  steps.push({ rule: 'definition', depth: 0, of: lhs, expr: diff(d.body, by) });

  named.set(d.name, d);
  const prepared = prepare(d.body, contextOf(s));
  for (const p of prepared) steps.push({ ...p, expr: diff(p.expr, by) });
  const clean = prepared.at(-1)?.expr ?? d.body;

  named.set(d.name, { ...d, body: clean });
  const sums = nameSums(clean, s.program, named, s.written, contextOf(s));
  for (const sum of sums.named) {
    named.set(sum.name, sum);
    s.transparent.add(sum.name);
    steps.push({ rule: 'name-sum', depth: 0, of: ref(sum.name, ...sum.indices), expr: sum.body });
  }
  named.set(d.name, { ...d, body: sums.expr });

  const context = contextOf(s);
  const start = diff(sums.expr, by);
  const rounds = differentiate(start, context);
  rounds.forEach((r, n) => steps.push(n === 0 && sums.named.length > 0 ? { ...r, of: lhs } : r));
  const derived = rounds.at(-1)?.expr ?? start;
  const inserted = insert(derived, s.results);
  if (!equal(inserted, derived)) steps.push({ rule: 'insert', depth: 0, expr: inserted });

  const softmax = nameSoftmax(clean, sums, s.program, named, s.written, context);
  const entry = finish(inserted, lhs, softmax, s, context);
  s.results.set(d.name, { indices: d.indices, entry });
  return entry;
};

/** Simplifies, and brings the name p in where a softmax comes up that the code has no name for. */
const finish = (
  start: Expr,
  lhs: Expr,
  softmax: Definition | undefined,
  s: Session,
  context: Context,
): Expr => {
  let before = start;
  const own = s.written.filter(
    (d) => !s.named.has(d.name) && d.name !== softmax?.name && context.depends(d.body),
  );
  const known = knownOf([...s.named.values(), ...(softmax ? [softmax] : []), ...own], context);
  for (const r of simplify(start, known, context)) {
    for (const d of own) if (!s.named.has(d.name) && refers(r.expr, d.name)) s.named.set(d.name, d);
    const appears =
      softmax && !s.named.has(softmax.name) && refers(r.expr, softmax.name) && !refers(before, softmax.name);
    if (appears) {
      s.named.set(softmax.name, softmax);
      s.steps.push({
        rule: 'name-softmax',
        depth: 0,
        of: ref(softmax.name, ...softmax.indices),
        expr: softmax.body,
      });
    }
    s.steps.push(appears ? { ...r, of: lhs } : r);
    before = r.expr;
  }
  return before;
};

/** What can be written back: named vectors of a few nodes and scalars that are longer than that, and what is known of their sums. */
export const knownOf = (definitions: readonly Definition[], context: Context): Known => {
  // A definition that spells the sigmoid out is looked for by the sigmoid's name, which the rules bring in first.
  const bodies = definitions.map((d) => ({ ...d, body: everywhere(d.body, sigmoidRule, context) }));
  const candidates = candidatesOf(bodies.filter((d) => nodeCount(d.body) > (d.indices.length > 0 ? 2 : 4)));
  return { candidates, facts: sumFacts(definitions, candidates, context) };
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
