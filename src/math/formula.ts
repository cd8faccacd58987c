import type { Span } from './program.js';

/** A printed expression. */
export interface Formula {
  /** For KaTeX, MathJax and nbconvert alike: no macros, no environments that need a display of their own. */
  readonly latex: string;
  /** Unicode, in one line, readable aloud. */
  readonly text: string;
  /** Where each symbol of the code stands in `latex`, for linking. */
  readonly parts?: readonly Part[];
}

/** A symbol (a variable or a named definition): its name is the same in all formulas, `ranges` are [start, end) in `latex`, `spans` its places in the source. */
export interface Part {
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
  readonly spans: readonly Span[];
}
