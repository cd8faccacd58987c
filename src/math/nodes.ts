import type { Rational } from './rational.js';

/**
 * An index of a component: the j of x_j. `dim` names the axis that it runs over: a symbol ('n', 'm') or, for an axis of
 * known length, its digits ('3'). With `value` it stands for one place: a constant (x[0]; negative counts from the end),
 * or a label, an integer variable of the code (the y of p[y]).
 */
export interface Index {
  readonly name: string;
  readonly dim: string;
  readonly value?: number | { readonly name: string; readonly at: readonly Index[] };
}

export type ReduceOp = 'sum' | 'prod' | 'max' | 'min';
export type Relation = '<' | '<=' | '=' | '!=';

export interface Factor {
  readonly base: Expr;
  readonly power: Rational;
}

/** The expression: one component of a quantity, in index notation. Readonly data, no methods; build it with the constructors below. */
export type Expr =
  | { readonly kind: 'num'; readonly value: Rational }
  | { readonly kind: 'const'; readonly name: 'pi' | 'e' | 'inf' }
  /** A component of a free name: x, x_i, W_ij. */
  | { readonly kind: 'var'; readonly name: string; readonly at: readonly Index[] }
  /** A component of a named definition of the program: p_j, μ. */
  | { readonly kind: 'ref'; readonly name: string; readonly at: readonly Index[] }
  /** The length of an axis, as a number: n. */
  | { readonly kind: 'size'; readonly dim: string }
  /** An index used as a number, counted from 0. */
  | { readonly kind: 'pos'; readonly index: Index }
  /** Kronecker's delta: 1 where both indices agree, else 0. */
  | { readonly kind: 'delta'; readonly a: Index; readonly b: Index }
  | { readonly kind: 'add'; readonly terms: readonly Expr[] }
  /** coef · Π base^power, powers rational; a quotient is a negative power. */
  | { readonly kind: 'mul'; readonly coef: Rational; readonly factors: readonly Factor[] }
  /** base^exponent where the exponent is not a number. */
  | { readonly kind: 'pow'; readonly base: Expr; readonly exponent: Expr }
  /** A function of the table in functions/, by its name there. */
  | { readonly kind: 'fn'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly kind: 'reduce'; readonly op: ReduceOp; readonly index: Index; readonly body: Expr }
  /** [at = argmax_index body] (argmin for op 'min'): 1 at the place of the extremum (the first one, at ties), else 0. */
  | {
      readonly kind: 'arg';
      readonly op: 'max' | 'min';
      readonly at: Index;
      readonly index: Index;
      readonly body: Expr;
    }
  /** Iverson's bracket [left rel right]: 1 or 0. */
  | { readonly kind: 'compare'; readonly rel: Relation; readonly left: Expr; readonly right: Expr }
  /** `then` where the condition is not 0, else `otherwise`; the branch not taken may be undefined there. */
  | { readonly kind: 'where'; readonly cond: Expr; readonly then: Expr; readonly otherwise: Expr }
  /** ∂ body / ∂ by. */
  | { readonly kind: 'diff'; readonly body: Expr; readonly by: Variable };

export type Kind = Expr['kind'];
export type Of<K extends Kind> = Extract<Expr, { kind: K }>;
export type Variable = Of<'var'>;
