import type { Assumption, Program, Span } from './math/program.js';
import type { Expr, Index } from './math/nodes.js';
import type { Formula } from './math/formula.js';

export type { Span } from './math/program.js';
export type { Formula, Part } from './math/formula.js';

export interface Request {
  /** The whole document, or notebook cell. */
  readonly text: string;
  readonly languageId: string;
  /** UTF-16 offsets; start === end is a cursor. */
  readonly start: number;
  readonly end: number;
  /** Earlier cells of the notebook, in document order. */
  readonly preceding?: readonly string[];
  readonly wrt?: string;
  /** Numbers for free names. */
  readonly values?: Readonly<Record<string, number | readonly number[] | readonly (readonly number[])[]>>;
  /** glance: the result, verified, without all lines (for hovers). */
  readonly detail?: 'glance' | 'full';
  /** Which rule takes a quotient apart; 'quotient' if left out. */
  readonly quotient?: 'quotient' | 'product';
  /** What is wanted of the derivative: all of it ('jacobian', the default), J·v, vᵀ·J, or its own derivative. Numbers stay those of the Jacobian. */
  readonly form?: 'jacobian' | 'jvp' | 'vjp' | 'second';
}

export interface Line {
  /** Frozen rule id; its wording is in the table of rule wordings. */
  readonly rule: string;
  readonly formula: Formula;
  /** The left-hand side, where a new chain begins. */
  readonly of?: Formula;
  /** 0 is a main line, 1 a small step below the main line that follows it. */
  readonly depth?: number;
}

export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  /** overflow, underflow, cancellation, wrong-gradient, axis-mismatch, precedence, unknown-function, epsilon-bias, … */
  readonly id: string;
  readonly severity: Severity;
  readonly span: Span;
  /** English; `key` and `args` are for translation. */
  readonly message: string;
  readonly key: string;
  readonly args?: readonly (string | number)[];
  readonly example?: Readonly<Record<string, number | readonly number[]>>;
  readonly fix?: readonly { readonly title: string; readonly span: Span; readonly newText: string }[];
}

/** Something that was settled by convention or is assumed, said with the result: "np is taken to be NumPy". */
export interface Note {
  readonly message: string;
  readonly key: string;
  readonly args?: readonly (string | number)[];
}

export interface Numbers {
  /** The chosen variable's components, row-major. */
  readonly input: Float64Array;
  /** The output's components, row-major. */
  readonly value: Float64Array;
  /** Output components × components of the chosen variable. */
  readonly rows: number;
  readonly cols: number;
}

/** The expressions behind an explanation: enough to evaluate it anew with other numbers, in the page as in the host. */
export interface Model {
  readonly program: Program;
  readonly wrt: string;
  /** The output's letter: `result` may refer to it. */
  readonly symbol: string;
  /** The derivative: one entry, by output indices and the variable's indices. It may refer to the program's definitions and to `named`. */
  readonly result: { readonly output: readonly Index[]; readonly by: readonly Index[]; readonly entry: Expr };
  /** Quantities that the derivation named beyond the code's own (S, p): refs in `result` by these names. */
  readonly named: Program['definitions'];
  readonly assumptions: readonly { readonly name: string; readonly assume: Assumption }[];
  /** Number for each free name that has one. */
  readonly values: Readonly<Record<string, number | readonly number[] | readonly (readonly number[])[]>>;
  /** 'softmax' where the numbers are those of the stable kernel (a vector or matrix literal). */
  readonly kernel?: 'softmax';
  /** Length of each axis, where numbers fix it. */
  readonly dims: Readonly<Record<string, number>>;
}

export interface Explanation {
  readonly ok: true;
  readonly kind: 'vector' | 'expression' | 'function' | 'gradient';
  readonly span: Span;
  readonly name: string;
  readonly formula: Formula;
  readonly wrt: readonly string[];
  readonly lines: readonly Line[];
  readonly result: Formula;
  readonly cases: readonly { readonly when: Formula; readonly then: Formula }[];
  readonly matrixForm?: Formula;
  readonly verified: { readonly points: number; readonly maxRelativeError: number };
  readonly numbers?: Numbers;
  readonly model: Model;
  readonly findings: readonly Finding[];
  /** Conventions and assumptions; shapes ("x is a vector of length n"); domain limits and kinks. */
  readonly notes: readonly Note[];
}

export interface Refusal {
  readonly ok: false;
  readonly reason: string;
  /** English; `key` and `args` are for translation. */
  readonly message: string;
  readonly key: string;
  readonly args?: readonly (string | number)[];
  readonly span: Span;
  readonly findings: readonly Finding[];
}
