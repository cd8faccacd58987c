import { children, type Expr, type Variable } from '../expr.js';
import type { Definition } from '../program.js';

/** Thrown when a derivation has used up its fuel; caught at the door and turned into a refusal that names the figure. */
export class OutOfFuel extends Error {
  constructor(readonly allowed: number) {
    super(`out of fuel after ${allowed} steps`);
  }
}

/** What is derived by what, and what is known by name. One per derivation; nothing is shared between derivations. */
export interface Context {
  readonly by: Variable;
  /** Whether the value of `e` can change with the variable. */
  readonly depends: (e: Expr) => boolean;
  /** Quantities that derivation lines may name: the code's definitions (rewritten) and those named on the way (S, p). */
  readonly named: ReadonlyMap<string, Definition>;
  /** Names that are seen through when they are derived (S), unlike the code's own, which have chains of their own. */
  readonly transparent: ReadonlySet<string>;
  /** Take quotients apart by the product rule. */
  readonly productRule: boolean;
  /** Pays for work; throws OutOfFuel. */
  readonly spend: (steps: number) => void;
}

/** A rule of differentiation: what ∂ body / ∂ by becomes, or undefined where the rule does not apply. */
export interface DerivativeRule {
  /** Frozen id; its wording is in the table of rule wordings. A function's rule has the function's id. */
  readonly id: string | ((body: Expr) => string);
  /** 1 for a small step that a short derivation leaves out. */
  readonly depth: 0 | 1;
  readonly apply: (body: Expr, context: Context) => Expr | undefined;
}

/** A rule of algebra: rewrites one node, or gives undefined. */
export interface AlgebraRule {
  readonly id: string;
  readonly depth: 0 | 1;
  readonly apply: (e: Expr, context: Context) => Expr | undefined;
}

/** Remembers for each node whether it depends on the variable, through definitions too. */
export const dependence = (by: Variable, named: ReadonlyMap<string, Definition>): ((e: Expr) => boolean) => {
  const memo = new Map<Expr, boolean>();
  const ofName = new Map<string, boolean>();
  const depends = (e: Expr): boolean => {
    const known = memo.get(e);
    if (known !== undefined) return known;
    let result: boolean;
    if (e.kind === 'var') result = e.name === by.name;
    else if (e.kind === 'ref') {
      const seen = ofName.get(e.name);
      if (seen !== undefined) return seen;
      const definition = named.get(e.name);
      result = definition ? depends(definition.body) : false;
      ofName.set(e.name, result);
      return result;
    } else result = children(e).some(depends);
    memo.set(e, result);
    return result;
  };
  return depends;
};
