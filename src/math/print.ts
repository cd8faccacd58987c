import type { Expr } from './expr.js';
import type { Formula } from './formula.js';
import { setLatex } from './print/latex.js';
import { startMarks } from './print/marks.js';
import { prepare, type PrintOptions } from './print/options.js';
import { setText } from './print/text.js';

export type { PrintOptions } from './print/options.js';

/** An expression in both forms, with the places of its symbols. */
export const print = (e: Expr, options: PrintOptions = {}): Formula => printChain([e], options);

/** left = right, printed as one. */
export const printEquation = (left: Expr, right: Expr, options: PrintOptions = {}): Formula =>
  printChain([left, right], options);

const printChain = (sides: readonly Expr[], options: PrintOptions): Formula => {
  const prepared = prepare(sides, options);
  const marks = startMarks();
  const marked = prepared.layouts.map((l) => setLatex(l, { ...prepared, mark: marks.mark })).join(' = ');
  const { latex, parts } = marks.read(marked, options.spans);
  return { latex, text: prepared.layouts.map((l) => setText(l, prepared)).join(' = '), parts };
};
