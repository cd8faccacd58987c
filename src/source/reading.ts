import type { Program, Span } from '../math/program.js';

/** A value found in the text for a free name (a literal assignment, a call site, a default argument). */
export type Value = number | readonly number[] | readonly (readonly number[])[];

/** The source text of a piece of code as mathematics. */
export interface Reading {
  readonly ok: true;
  readonly kind: 'vector' | 'expression' | 'function' | 'gradient';
  /** What was read: the selection grown to whole tokens, or the construct around the cursor. */
  readonly span: Span;
  readonly program: Program;
  /** The names that it can be derived by, the default first. */
  readonly wrt: readonly string[];
  /** Numbers that the text itself gives to free names. */
  readonly values: Readonly<Record<string, Value>>;
  /** Conventions that were used ("np is taken to be NumPy"): key of the message table and arguments. */
  readonly notes: readonly Message[];
  /** Faults that reading itself sees (axis mismatch, a function that does not exist, precedence). */
  readonly findings: readonly ReadFinding[];
  /** The library that the code uses, for writing code back in the same style. */
  readonly library:
    'numpy' | 'math' | 'torch' | 'jax' | 'tensorflow' | 'javascript' | 'tfjs' | 'mathjs' | 'plain' | 'latex';
  /** Where the function is a derivative written by hand: then all else is of the function that it belongs to, and this is the code itself. */
  readonly gradient?: HandWritten;
}

/** A derivative written by hand, as it was read. */
export interface HandWritten {
  readonly name: string;
  readonly program: Program;
  /** Whether its argument is the function's input, or already its output. */
  readonly argument: 'input' | 'output';
}

export interface Message {
  readonly key: string;
  readonly args?: readonly (string | number)[];
}

export interface ReadFinding extends Message {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly span: Span;
  readonly fix?: readonly { readonly title: string; readonly span: Span; readonly newText: string }[];
}

/** A refusal: what could not be read, where and why. `key` names a message of the message table, which words it. */
export interface ReadRefusal extends Message {
  readonly ok: false;
  /** Frozen short id: 'empty', 'unbalanced', 'ragged', 'not-a-number', 'unknown-function', 'unknown-name', 'loop', 'too-large', … */
  readonly reason: string;
  readonly span: Span;
  readonly findings?: readonly ReadFinding[];
}
