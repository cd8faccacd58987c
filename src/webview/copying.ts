import type { Explanation, Formula, Line } from '../explanation.js';
import type { Shown } from '../messages.js';
import type { Instrument } from './instrument.js';
import { equation, leftSides } from './sides.js';

/** A line with its left-hand side, where it has one. */
const written = (line: Line, form: 'latex' | 'text'): string =>
  line.of ? `${line.of[form]} = ${line.formula[form]}` : `= ${line.formula[form]}`;

/** The derivation in LaTeX: one `align*` a chain, rule names at the side. */
export function derivationAsLatex({ explanation, rules }: Shown): string {
  const chains = chainsOf(explanation.lines).map((lines) => {
    const rows = lines.map((line, at) => {
      const left = at === 0 ? (line.of?.latex ?? '') : '';
      const rule = escapeLatexText(rules[line.rule]?.short ?? line.rule);
      return `  ${left}${left && ' '}&= ${line.formula.latex} && \\text{${rule}}`;
    });
    return `\\begin{align*}\n${rows.join(' \\\\\n')}\n\\end{align*}`;
  });
  const rest = [
    ...explanation.cases.map((c) => `${c.when.latex}:\\quad ${c.then.latex}`),
    ...matrixLatex(explanation),
  ];
  return [...chains, ...rest.map((latex) => `\\[ ${latex} \\]`)].join('\n');
}

/** As Markdown with $…$, for GitHub, VS Code and Jupyter alike. */
export function derivationAsMarkdown({ explanation, rules, title }: Shown): string {
  const heading = title ? [`## ${title}`, ''] : [];
  const lines = explanation.lines.map(
    (line) => `- $${displayed(written(line, 'latex'))}$  *${rules[line.rule]?.short ?? line.rule}*`,
  );
  const cases = explanation.cases.map((c) => `- $${c.when.latex}$: $${displayed(c.then.latex)}$`);
  const matrix = matrixLatex(explanation).map((latex) => `$$${latex}$$`);
  return [
    ...heading,
    `$$${equation(leftSides(explanation).output, explanation.formula).latex}$$`,
    '',
    ...lines,
    ...(cases.length ? ['', ...cases] : []),
    ...(matrix.length ? ['', ...matrix] : []),
    '',
  ].join('\n');
}

/** In Unicode, one line a line, rule names in a column at the side. */
export function derivationAsText({ explanation, rules }: Shown): string {
  const rows = explanation.lines.map((line) => [
    (line.of ? '' : '  ') + written(line, 'text'),
    rules[line.rule]?.short ?? line.rule,
  ]) as [string, string][];
  const width = Math.min(72, Math.max(...rows.map(([text]) => [...text].length)));
  const lines = rows.map(
    ([text, rule]) => `${text}${' '.repeat(Math.max(2, width + 2 - [...text].length))}${rule}`,
  );
  const cases = explanation.cases.map((c) => `${c.when.text}:  ${c.then.text}`);
  const matrix = matrixOf(explanation).map(({ text }) => text);
  return [...lines, ...cases, ...matrix, ''].join('\n');
}

export type Form = 'latex' | 'markdown' | 'unicode';

/** One line, by itself. */
export const lineAs = (form: Form, line: Line): string => {
  const text = written(line, form === 'unicode' ? 'text' : 'latex').replace(/^= /, '');
  return form === 'markdown' ? `$${text}$` : text;
};

export const derivationAs = (form: Form, shown: Shown): string => {
  switch (form) {
    case 'latex':
      return derivationAsLatex(shown);
    case 'markdown':
      return derivationAsMarkdown(shown);
    case 'unicode':
      return derivationAsText(shown);
  }
};

const chainsOf = (lines: readonly Line[]): Line[][] => {
  const chains: Line[][] = [];
  for (const line of lines) {
    const last = chains.at(-1);
    if (line.of || !last) chains.push([line]);
    else last.push(line);
  }
  return chains;
};

/** J = …, if there is a matrix form. */
const matrixOf = ({ matrixForm }: Explanation): readonly Formula[] =>
  matrixForm ? [equation({ latex: 'J', text: 'J' }, matrixForm)] : [];

const matrixLatex = (explanation: Explanation): readonly string[] =>
  matrixOf(explanation).map(({ latex }) => latex);

/** Fractions at full height inside a line of text. */
const displayed = (latex: string): string =>
  /\\(frac|sum|max|prod)/.test(latex) ? `\\displaystyle ${latex}` : latex;

/** Rule names are words with Unicode mathematics; `\text` takes them as they are but for LaTeX's own characters. */
const escapeLatexText = (text: string): string =>
  text.replace(/[\\{}$&#^_~%]/g, (c) =>
    c === '\\'
      ? '\\textbackslash{}'
      : c === '^'
        ? '\\textasciicircum{}'
        : c === '~'
          ? '\\textasciitilde{}'
          : `\\${c}`,
  );

/** More entries than this are not put on the clipboard. */
export const mostCopied = 1_000_000;

/** J, row-major, as rows of numbers. */
const rowsOf = ({ rows, cols, entry }: Instrument): number[][] =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => entry(r, c)));

/** One row a line; the shortest decimals that are read back as the same numbers. */
export const matrixAsCsv = (instrument: Instrument): string =>
  `${rowsOf(instrument)
    .map((row) => row.join(','))
    .join('\n')}\n`;

/** An array of arrays. JSON knows no NaN and no infinities: they become null. */
export const matrixAsJson = (instrument: Instrument): string =>
  `[\n${rowsOf(instrument)
    .map((row) => `  ${JSON.stringify(row)}`)
    .join(',\n')}\n]\n`;

/** np.array([...]), in the shape output × input, with a note of it where that is not a plain matrix. */
export function matrixAsNumPy(instrument: Instrument): string {
  const { inputShape, outputShape } = instrument;
  const number = (x: number): string =>
    Number.isNaN(x) ? 'np.nan' : x === Infinity ? 'np.inf' : x === -Infinity ? '-np.inf' : String(x);
  const rows = rowsOf(instrument).map((row) => `[${row.map(number).join(', ')}]`);
  const array = `np.array([\n    ${rows.join(',\n    ')},\n])`;
  const shape = [...outputShape, ...inputShape];
  if (shape.length === 2) return `${array}\n`;
  return `${array}.reshape(${shape.length === 1 ? shape[0] : `(${shape.join(', ')})`})\n`;
}

export const matrixAs = (form: 'csv' | 'json' | 'numpy', instrument: Instrument): string => {
  switch (form) {
    case 'csv':
      return matrixAsCsv(instrument);
    case 'json':
      return matrixAsJson(instrument);
    case 'numpy':
      return matrixAsNumPy(instrument);
  }
};
