import { children, freeVariables, mapChildren, nodeCount, product, type Expr } from './expr.js';
import { one } from './rational.js';
import { substitute } from './substitute.js';
import type { Definition, Program } from './program.js';
import { holdsExtremum } from './algebra/exponentials.js';

/** Up to this size a definition's body is written out where it is used; a reader still sees what it is. */
const INLINE_NODES = 14;

/** Replaces references by the bodies of the given definitions, their indices renamed to fit. */
export const inlineRefs = (e: Expr, bodies: ReadonlyMap<string, Definition>): Expr => {
  if (e.kind === 'ref') {
    const d = bodies.get(e.name);
    return d ? substitute(d.body, new Map(d.indices.map((index, n) => [index.name, e.at[n]!]))) : e;
  }
  if (e.kind === 'reduce' || e.kind === 'arg') {
    // The bodies' own free indices are all given by `at`, so nothing that comes in can be captured here.
    return mapChildren(e, (c) => inlineRefs(c, bodies));
  }
  return mapChildren(e, (c) => inlineRefs(c, bodies));
};

export interface Inlined {
  /** Definitions that keep their name, in order, their bodies in terms of each other. */
  readonly kept: readonly Definition[];
  readonly output: Expr;
  /** Definitions that were written out, their bodies too: their names can serve again. */
  readonly written: readonly Definition[];
}

const dependsOn = (e: Expr, wrt: string, names: ReadonlySet<string>): boolean =>
  freeVariables(e).has(wrt) || refersTo(e, names);

/** The part of a product that is a quotient of things that depend on the variable: (x_j − μ)/√(σ² + ε) of γ_j (x_j − μ)/√(σ² + ε). */
export const quotientOf = (e: Expr, depends: (e: Expr) => boolean): Expr | undefined => {
  if (e.kind !== 'mul') return undefined;
  const own = e.factors.filter((f) => depends(f.base));
  return own.some((f) => f.power.n < 0) && own.some((f) => f.power.n > 0) ? product(one, own) : undefined;
};

/** How often each definition is used, counted through the ones that will be written out. */
const uses = (name: string, e: Expr): number =>
  (e.kind === 'ref' && e.name === name ? 1 : 0) + children(e).reduce((n, c) => n + uses(name, c), 0);

const holdsReduction = (e: Expr): boolean => e.kind === 'reduce' || children(e).some(holdsReduction);

/**
 * Decides which names of the code a derivation keeps. Short bodies are written out; a mean or another closed sum that is
 * used in several places keeps its name, and so does whatever is built on such a name; a maximum is always written out,
 * so that a shift can be seen to cancel.
 * @param all keep every definition that is longer than a few nodes (for programs that grow too long otherwise)
 */
export const inline = (program: Program, wrt: string, all = false): Inlined => {
  const written = new Map<string, Definition>();
  const kept: Definition[] = [];
  const limit = all ? 4 : INLINE_NODES;
  const dependent = new Set<string>();
  for (const [n, d] of program.definitions.entries()) {
    const body = inlineRefs(d.body, written);
    const depends = dependsOn(body, wrt, dependent);
    if (depends) dependent.add(d.name);
    const later = [...program.definitions.slice(n + 1).map((x) => x.body), program.output.body];
    const count = later.reduce((sum, e) => sum + uses(d.name, e), 0);
    const shift = holdsExtremum(body) && (body.kind === 'reduce' || nodeCount(body) <= 24);
    const closed = d.indices.length < maxRank(program) && holdsReduction(body);
    const onKept = refersTo(body, new Set(kept.filter((k) => dependent.has(k.name)).map((k) => k.name)));
    const fraction =
      onKept && d.indices.length > 0 && quotientOf(body, (e) => dependsOn(e, wrt, dependent)) !== undefined;
    const repeated = count > 1 && !exponentialOnly(body);
    const keep = depends
      ? !shift && (nodeCount(body) > limit || (closed && (onKept || repeated)) || fraction)
      : nodeCount(body) > limit;
    const definition = { ...d, body };
    if (keep) kept.push(definition);
    else written.set(d.name, definition);
  }
  return { kept, output: inlineRefs(program.output.body, written), written: [...written.values()] };
};

/** Σ e^… is left in place: it meets its like when the quotient is formed. */
const exponentialOnly = (e: Expr): boolean =>
  e.kind === 'reduce' &&
  ((e.body.kind === 'fn' && e.body.name === 'exp') || e.body.kind === 'pow' || e.body.kind === 'mul');

const refersTo = (e: Expr, names: ReadonlySet<string>): boolean =>
  (e.kind === 'ref' && names.has(e.name)) || children(e).some((c) => refersTo(c, names));

const maxRank = (p: Program): number =>
  Math.max(
    1,
    p.output.indices.length,
    ...p.parameters.map((x) => x.dims.length),
    ...p.definitions.map((d) => d.indices.length),
  );
