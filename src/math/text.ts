import type { Expr } from './expr.js';
import { prepare, type PrintOptions } from './print/options.js';
import { setText } from './print/text.js';

export type { PrintOptions } from './print/options.js';

/** An expression in one line of Unicode: p_j·(δ_ij − p_i). Brackets stand wherever it could be read in two ways. */
export const toText = (e: Expr, options: PrintOptions = {}): string => {
  const prepared = prepare([e], options);
  return setText(prepared.layouts[0]!, prepared);
};
