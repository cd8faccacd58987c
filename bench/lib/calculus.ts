/** What the benchmarks take from src/math, as one bundle. */
import type { Derivation } from '../../src/math/derive.js';
import type { Expr } from '../../src/math/expr.js';
import type { Layout } from '../../src/math/print/layout.js';
import { prepare } from '../../src/math/print/options.js';
import { rewrite, substitute } from '../../src/math/substitute.js';

export * as build from '../../src/math/expr.js';
export { parseRational } from '../../src/math/rational.js';
export { derive } from '../../src/math/derive.js';
export { verify } from '../../src/math/verify.js';

const laidOut = (e: Expr): Layout => prepare([e], { maxNodes: 10_000 }).layouts[0]!;

/** The result as it stands on paper. */
export const shown = (d: Derivation): Layout => laidOut(d.entry);

/** The same with all names written out that the derivation gave (y for the function itself). */
export const writtenOut = (d: Derivation): Layout => {
  const bodies = new Map(d.named.map((n) => [n.name, n]));
  bodies.set(d.symbol, { name: d.symbol, indices: d.output, body: d.formula });
  const expand = (e: Expr): Expr =>
    rewrite(e, (x) => {
      const named = x.kind === 'ref' ? bodies.get(x.name) : undefined;
      if (x.kind !== 'ref' || !named) return undefined;
      return expand(substitute(named.body, new Map(named.indices.map((i, n) => [i.name, x.at[n]!]))));
    });
  return laidOut(expand(d.entry));
};
