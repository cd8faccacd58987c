import type { Expr, Index } from './nodes.js';

/** Offsets into the document that was read, UTF-16, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is known of a free name beforehand. Sampling obeys it, and it is printed as an assumption where it is used. */
export type Assumption =
  | 'sums-to-one' // along its last axis
  | 'one-hot'
  | 'probability' // in (0, 1)
  | 'positive'
  | 'constant'; // never offered as a variable to derive by

/** A free name of the code: a parameter, or a name without a definition. */
export interface Parameter {
  readonly name: string;
  /** Its axes, outermost first; [] is a scalar. */
  readonly dims: readonly string[];
  /** A label (class index): an integer 0 … |of| − 1; it is never derived by. */
  readonly labelOf?: string;
  readonly assume?: readonly Assumption[];
  readonly spans?: readonly Span[];
}

/** A name that the code gives to a value: name[indices] = body. Bodies refer to earlier definitions by `ref`. */
export interface Definition {
  /** Unique in the program: the code's own name, primed where the code binds it anew ("x", "x′"). */
  readonly name: string;
  readonly indices: readonly Index[];
  readonly body: Expr;
  readonly spans?: readonly Span[];
}

/** A piece of code as it was read: definitions in order, then one component of what comes out. */
export interface Program {
  /** The function's or the assigned name as the code has it; '' for a bare expression. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly definitions: readonly Definition[];
  readonly output: { readonly indices: readonly Index[]; readonly body: Expr };
}
