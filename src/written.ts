import type { Explanation, Line, Refusal } from './explanation.js';
import type { PageStrings, Shown } from './messages.js';

/*
 * An explanation written out, for the clipboard and for notebooks and comments. One view among others: nothing is derived here.
 */

/** A new chain begins where a line has a left-hand side: it is the left-hand side of those that follow. */
interface Chain {
  readonly of: Line['of'];
  readonly lines: readonly Line[];
}

/** The main lines of a derivation, chain by chain. */
export function chains(lines: readonly Line[]): Chain[] {
  const found: { of: Line['of']; lines: Line[] }[] = [];
  for (const line of lines) {
    if ((line.depth ?? 0) > 0) continue;
    const last = found.at(-1);
    if (line.of || !last) found.push({ of: line.of, lines: [line] });
    else last.lines.push(line);
  }
  return found;
}

/** The derivative as an equation, where the derivation says what it is the derivative of. */
export function resultEquation({ lines, result }: Explanation): { latex: string; text: string } {
  const of = chains(lines).at(-1)?.of;
  return of
    ? { latex: `${of.latex} = ${result.latex}`, text: `${of.text} = ${result.text}` }
    : { latex: result.latex, text: result.text };
}

/** What is derived, by the name that its derivation gives it: the p_j of ∂p_j/∂z_i. */
export function outputName({ lines }: Explanation): { latex: string; text: string } | undefined {
  const of = chains(lines).at(-1)?.of;
  const latex = of && /^\\frac\{\\partial (?<name>.+)\}\{\\partial /.exec(of.latex)?.groups?.name;
  const text = of && /^∂(?<name>[^/()]+)\/∂/.exec(of.text)?.groups?.name;
  return latex && text ? { latex, text } : undefined;
}

/** The code as an equation, where what it computes has a name. */
function formulaEquation(explanation: Explanation): { latex: string; text: string } {
  const { latex, text } = explanation.formula;
  const name = outputName(explanation);
  return name ? { latex: `${name.latex} = ${latex}`, text: `${name.text} = ${text}` } : { latex, text };
}

export const asLatex = ({ explanation }: Shown): string => resultEquation(explanation).latex;

/** Names of code are put into Markdown as text, whatever they are made of. */
const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>~|$&]/g, (character) => `\\${character}`)
    .replace(/^(\s*)([#+-]|\d+[.)])(?=\s)/, '$1\\$2');

/** Fractions at full height inside a line of text. */
const displayed = (latex: string): string =>
  /\\(?:frac|sum|max|prod)/.test(latex) ? `\\displaystyle ${latex}` : latex;

/** What a view knows beyond the explanation. */
export interface Extras {
  /** Row-major; written out where it is given. */
  readonly jacobian?: readonly number[];
  readonly digits?: number;
}

/**
 * The derivation as Markdown: formulas in `$…$`, the answer in `$$…$$`. VS Code, JupyterLab and nbconvert set these alike; a long
 * line within text may be broken, a display may not.
 */
export function asMarkdown(
  { explanation, title, rules, notes }: Shown,
  strings: PageStrings,
  extras: Extras = {},
): string {
  const { cases, matrixForm, numbers, verified } = explanation;
  const inline = (latex: string): string => `$${displayed(latex)}$`;
  const parts: string[] = [
    `### ∇ ${escapeMarkdown(title || explanation.model.program.name || strings.result)}`,
    `$$${formulaEquation(explanation).latex}$$`,
    `**${strings.derivation}**`,
  ];
  const items = chains(explanation.lines).flatMap(({ of, lines }) =>
    lines.map((line, i) => {
      const latex = `${i === 0 && of ? `${of.latex} ` : ''}= ${line.formula.latex}`;
      return `- ${inline(latex)} &nbsp; *${escapeMarkdown(rules[line.rule]?.short ?? line.rule)}*`;
    }),
  );
  parts.push(items.join('\n'));
  parts.push(`**${strings.result}**`, `$$${resultEquation(explanation).latex}$$`);
  if (cases.length > 0)
    parts.push(cases.map(({ when, then }) => `- $${when.latex}$: ${inline(then.latex)}`).join('\n'));
  if (matrixForm) parts.push(`${strings.matrixForm}: $J = ${matrixForm.latex}$`);
  if (extras.jacobian && numbers && explanation.model.result.output.length === 1)
    parts.push(`$$J = ${matrixLatex(extras.jacobian, numbers.cols, extras.digits ?? 4)}$$`);
  if (notes.length > 0) parts.push(notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n'));
  parts.push(`*${escapeMarkdown(checkedAt(verified, strings))}*`);
  return `${parts.join('\n\n')}\n`;
}

/** "Every line was checked …": the words that close an inserted derivation, too. */
const checkedAt = ({ points, maxRelativeError }: Explanation['verified'], strings: PageStrings): string =>
  strings.verifiedAt.replace('{0}', String(points)).replace('{1}', maxRelativeError.toExponential(1));

function matrixLatex(entries: readonly number[], columns: number, digits: number): string {
  const cells = entries.map((entry) => {
    const [mantissa = '', exponent] = (
      Number.isInteger(entry) ? String(entry) : entry.toPrecision(digits)
    ).split('e');
    return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
  });
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns).join(' & '),
  );
  return `\\begin{pmatrix} ${rows.join(' \\\\ ')} \\end{pmatrix}`;
}

/** The derivation for a LaTeX document, or for a comment: one `aligned` a chain. */
export function asLatexBlock({ explanation, rules }: Shown): string {
  const escape = (text: string): string =>
    text.replace(/[\\{}$&#^_~%]/g, (c) => ('#$%&_{}'.includes(c) ? `\\${c}` : ' '));
  const rows = chains(explanation.lines).flatMap(({ of, lines }) =>
    lines.map(
      (line, i) =>
        `  ${i === 0 && of ? `${of.latex} ` : ''}&= ${line.formula.latex} && \\text{${escape(rules[line.rule]?.short ?? line.rule)}}`,
    ),
  );
  const matrix = explanation.matrixForm ? [`  J &= ${explanation.matrixForm.latex}`] : [];
  return `\\[\n\\begin{aligned}\n${[...rows, ...matrix].join(' \\\\\n')}\n\\end{aligned}\n\\]\n`;
}

/** The derivation in Unicode, rule names beside the lines. */
export function asText({ explanation, title, rules }: Shown, strings: PageStrings): string {
  const out: string[] = [
    `∇ ${title || explanation.model.program.name || strings.result}`,
    formulaEquation(explanation).text,
    '',
  ];
  for (const { of, lines } of chains(explanation.lines)) {
    const left = of?.text ?? '';
    const margin = ' '.repeat(Math.min([...left].length, 16));
    const rows = lines.map((line, i) => ({
      text: `${i === 0 ? left : margin} = ${line.formula.text}`,
      rule: rules[line.rule]?.short ?? line.rule,
    }));
    const width = Math.min(72, Math.max(...rows.map(({ text }) => [...text].length)));
    for (const { text, rule } of rows)
      out.push(`${text}${' '.repeat(Math.max(0, width - [...text].length))}   ${rule}`);
    out.push('');
  }
  for (const { when, then } of explanation.cases) out.push(`${when.text}:  ${then.text}`);
  if (explanation.matrixForm) out.push(`${strings.matrixForm}:  J = ${explanation.matrixForm.text}`);
  out.push(`∎ ${checkedAt(explanation.verified, strings)}`);
  return `${out.join('\n')}\n`;
}

/** A reading as its user sends it to us: the code and what was made of it. In English, for those who read reports. */
export function report(
  answer: Explanation | Refusal,
  source: { readonly code: string; readonly languageId: string; readonly version: string },
): string {
  const fence = '`'.repeat(Math.max(3, ...[...source.code.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const read = answer.ok
    ? [
        `Read as (${answer.kind}${answer.name ? `, ${answer.name}` : ''}):`,
        `    ${answer.formula.text}`,
        `Derivative with respect to ${answer.wrt[0] ?? '?'}:`,
        `    ${resultEquation(answer).text}`,
        `Checked at ${answer.verified.points} points, largest relative error ${answer.verified.maxRelativeError}.`,
        ...answer.notes.map(({ message }) => `Note: ${message}`),
      ]
    : [`Refused (${answer.reason}): ${answer.message}`];
  const findings = answer.findings.map(({ id, message }) => `Finding ${id}: ${message}`);
  return [
    `Nabla ${source.version}: a wrong reading`,
    '',
    `${fence}${source.languageId}`,
    source.code,
    fence,
    '',
    ...read,
    ...findings,
    '',
    'What it should have been: ',
    '',
  ].join('\n');
}
