import { freeIndices, type Expr } from '../expr.js';
import type { Span } from '../program.js';
import { renameApart } from '../substitute.js';
import { layout, type Layout, type Seen } from './layout.js';
import { namesOf, type Names } from './names.js';

export interface PrintOptions {
  /** All names of the program (parameters and definitions), so that no two print alike. Left out: those of the expression. */
  readonly names?: readonly string[];
  /** Where each name stands in the source. */
  readonly spans?: ReadonlyMap<string, readonly Span[]>;
  /** What goes beyond so many nodes is left out, with an ellipsis; 600 if left out. */
  readonly maxNodes?: number;
}

export interface Prepared {
  readonly layouts: readonly Layout[];
  readonly names: Names;
  readonly ownE: boolean;
}

/** Lays out expressions that are printed together. */
export const prepare = (
  expressions: readonly Expr[],
  options: PrintOptions,
  as: 'value' | 'condition' = 'value',
): Prepared => {
  const maxNodes = options.maxNodes ?? 600;
  const seen: Seen = { symbols: new Map(), binders: new Set() };
  let layouts = expressions.map((e) => layout(e, maxNodes, seen, as));
  const { symbols } = seen;
  // Σ_k x_k beside a number k of the code: another letter for the index.
  const clash = [...seen.binders].filter((name) => symbols.get(name));
  if (clash.length > 0)
    layouts = expressions.map((e) =>
      layout(renameApart(e, new Set([...freeIndices(e), ...clash])), maxNodes, seen, as),
    );
  const given = options.names ?? [];
  const more = [...symbols.keys()].filter((name) => !given.includes(name));
  return {
    layouts,
    names: namesOf(more.length > 0 ? [...given, ...more] : given),
    ownE: symbols.get('e') ?? false,
  };
};
