import {
  add,
  div,
  equal,
  freeIndices,
  mapChildren,
  mul,
  nodeCount,
  number,
  ref,
  splitCoefficient,
  type Expr,
  type Variable,
} from './expr.js';
import { quotientOf } from './inline.js';
import { children } from './keys.js';
import type { Definition, Program } from './program.js';
import { dependence } from './rules/rule.js';

/** Takes a part out of a definition and gives it a name, or leaves the definition as it is. */
export type NamePart = (
  d: Definition,
  program: Program,
  /** Definitions that were written out: their names can serve again. */
  written: readonly Definition[],
  by: Variable,
  named: ReadonlyMap<string, Definition>,
) => readonly [part: Definition | undefined, rest: Definition];

/**
 * Gives the quotient inside an affine output (γ_j x̂_j + β_j) a name and a chain of its own: what is scaled and shifted is
 * derived first, and the output's derivative is written with it.
 */
export const nameQuotient: NamePart = (d, program, _written, by, named) => {
  if (d.body.kind !== 'add' || d.indices.length === 0) return [undefined, d];
  const depends = dependence(by, named);
  const dependent = d.body.terms.filter(depends);
  const quotient = dependent.length === 1 ? quotientOf(dependent[0]!, depends) : undefined;
  if (!quotient || nodeCount(quotient) < 6) return [undefined, d];
  const taken = new Set([...program.parameters, ...program.definitions].map((x) => x.name));
  const name = [`${by.name}_hat`, 'q', 'r'].find((n) => !taken.has(n));
  if (name === undefined) return [undefined, d];
  const reference = ref(name, ...d.indices);
  const terms = d.body.terms.map((t) => (t === dependent[0] ? mul(div(t, quotient), reference) : t));
  return [
    { name, indices: d.indices, body: quotient },
    { ...d, body: add(...terms) },
  ];
};

/** Σ_k x_k / n inside another sum gets the name μ and a chain of its own: a variance is derived by way of its mean. */
export const nameMean: NamePart = (d, program, written, by, named) => {
  const depends = dependence(by, named);
  let mean: Expr | undefined;
  const visit = (e: Expr, within: boolean): void => {
    if (mean) return;
    const bare = splitCoefficient(e)[1];
    if (within && isMean(bare) && freeIndices(e).size === 0 && depends(e)) mean = bare;
    else children(e).forEach((c) => visit(c, within || (e.kind === 'reduce' && e.op === 'sum')));
  };
  visit(d.body, false);
  const taken = new Set([...program.parameters, ...program.definitions].map((x) => x.name));
  const own = written.find((w) => w.indices.length === 0 && mean !== undefined && equal(w.body, mean));
  const name = own?.name ?? ['mu', 'mean', 'm'].find((n) => !taken.has(n));
  if (!mean || name === undefined) return [undefined, d];
  const found = mean;
  const replace = (e: Expr): Expr => {
    if (equal(e, found)) return ref(name);
    // A term −Σ_k x_k / n has the mean as its factors, behind a coefficient.
    if (e.kind === 'mul' && equal(splitCoefficient(e)[1], found)) return mul(number(e.coef), ref(name));
    return mapChildren(e, replace);
  };
  return [
    { name, indices: [], body: found },
    { ...d, body: replace(d.body) },
  ];
};

const isMean = (e: Expr): boolean =>
  e.kind === 'mul' &&
  e.factors.length === 2 &&
  e.factors.some((f) => f.base.kind === 'size' && f.power.n === -1 && f.power.d === 1) &&
  e.factors.some(
    (f) => f.base.kind === 'reduce' && f.base.op === 'sum' && f.power.n === 1 && f.power.d === 1,
  );
