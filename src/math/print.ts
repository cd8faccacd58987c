import { variable, type Expr, type Index } from './expr.js';
import type { Formula } from './formula.js';
import { setLatex } from './print/latex.js';
import { startMarks } from './print/marks.js';
import { prepare, type Prepared, type PrintOptions } from './print/options.js';
import { setText } from './print/text.js';

export type { PrintOptions } from './print/options.js';

/** An expression in both forms, with the places of its symbols. */
export const print = (e: Expr, options: PrintOptions = {}): Formula => printChain([e], options);

/** left = right, printed as one. */
export const printEquation = (left: Expr, right: Expr, options: PrintOptions = {}): Formula =>
  printChain([left, right], options);

/** A condition, as it stands after "if": x > 0, i = j; not in the brackets that make a number of it. */
export const printCondition = (e: Expr, options: PrintOptions = {}): Formula =>
  finish(prepare([e], options, 'condition'), options);

/** An expression that another factor is to be written after: 2n, 1/n, (Σ_k y_k), (a + b). */
export const printFactor = (e: Expr, options: PrintOptions = {}): Formula =>
  finish(prepare([e], options), options, true);

/** A name of the program, with indices if any. */
export const printName = (name: string, at: readonly Index[] = [], options: PrintOptions = {}): Formula =>
  print(variable(name, ...at), options);

const printChain = (sides: readonly Expr[], options: PrintOptions): Formula =>
  finish(prepare(sides, options), options);

const finish = (prepared: Prepared, options: PrintOptions, closed = false): Formula => {
  const marks = startMarks();
  const marked = prepared.layouts
    .map((l) => setLatex(l, { ...prepared, mark: marks.mark }, closed))
    .join(' = ');
  const { latex, parts } = marks.read(marked, options.spans);
  return { latex, text: prepared.layouts.map((l) => setText(l, prepared, closed)).join(' = '), parts };
};
