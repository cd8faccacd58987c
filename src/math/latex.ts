import type { Expr } from './expr.js';
import { setLatex } from './print/latex.js';
import { unmarked } from './print/marks.js';
import { prepare, type PrintOptions } from './print/options.js';

export type { PrintOptions } from './print/options.js';

/** An expression as LaTeX for KaTeX, MathJax and nbconvert alike: no macros, braces balanced whatever the names. */
export const toLatex = (e: Expr, options: PrintOptions = {}): string => {
  const prepared = prepare([e], options);
  return setLatex(prepared.layouts[0]!, { ...prepared, mark: unmarked });
};
