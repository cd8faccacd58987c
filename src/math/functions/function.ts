import type { Expr } from '../nodes.js';

/** One elementary function: how it is derived, evaluated, sampled and printed. One file each, registered in index.ts. */
export interface ElementaryFunction {
  readonly name: string;
  readonly arity: number;
  /** Frozen id of the rule that its derivative applies. */
  readonly rule: string;
  /** ∂f/∂arg, one expression per argument (without the chain rule's inner derivative). */
  readonly partials: (...args: readonly Expr[]) => readonly Expr[];
  readonly evaluate: (...args: readonly number[]) => number;
  /** Numeric partials for dual numbers, written independently of `partials`, so that the two check each other. */
  readonly slopes: (...args: readonly number[]) => readonly number[];
  /** LaTeX of an application; `args` are set already, `power` is the LaTeX of an exponent to put on the name (sin² x). */
  readonly latex: (args: readonly string[], power?: string) => string;
  /** Unicode text of an application, in one line. */
  readonly text: (args: readonly string[]) => string;
  /** Where it is defined, if not everywhere: used to draw sample points. */
  readonly domain?: 'positive' | 'nonnegative' | 'unit' | 'open-unit' | 'above-one' | 'above-minus-one';
  /** Arguments at which the derivative does not exist, stated with the result. */
  readonly kinks?: readonly number[];
}
