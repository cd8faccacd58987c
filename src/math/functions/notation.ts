/** How applications are set: shared by the functions of this folder. */
import type { ElementaryFunction } from './function.js';

type Notation = Pick<ElementaryFunction, 'latex' | 'text'>;

/** What stands higher than a line: around it the parentheses have to grow. */
const tall = /\\(frac|sum|prod|sqrt|begin|left|max_|min_|operatorname\*)/;

/** Round brackets, growing only where they must: \left( and \right) put space before themselves. */
export const inParentheses = (latex: string): string =>
  tall.test(latex) ? `\\left(${latex}\\right)` : `(${latex})`;

/** sin(x), and its square sin²(x): for the names that take an exponent by custom. */
export const operator = (latexName: string, textName: string): Notation => ({
  latex: (args, power) =>
    `${latexName}${power === undefined ? '' : `^{${power}}`}${inParentheses(args.join(', '))}`,
  text: (args) => `${textName}(${args.join(', ')})`,
});

/** f(x), and its square f(x)²: for all other names. */
export const application = (latexName: string, textName: string): Notation => ({
  latex: (args, power) =>
    `${latexName}${inParentheses(args.join(', '))}${power === undefined ? '' : `^{${power}}`}`,
  text: (args) => `${textName}(${args.join(', ')})`,
});

/** The same for a name without a symbol of its own; upright, as the code has it. */
export const upright = (name: string): Notation => application(`\\operatorname{${name}}`, name);
