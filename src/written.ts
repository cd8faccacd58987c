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

export const asLatex = ({ explanation }: Shown): string => resultEquation(explanation).latex;

/** Names of code are put into Markdown as text, whatever they are made of. */
const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, (character) => `\\${character}`);

/** The derivation as Markdown with `$$` formulas, one to a paragraph: all renderers of notebooks set these alike. */
export function asMarkdown({ explanation, title, rules, notes }: Shown, strings: PageStrings): string {
  const block = (latex: string): string => `$$${latex}$$`;
  const parts: string[] = [
    `### ∇ ${escapeMarkdown(title || strings.result)}`,
    block(explanation.formula.latex),
  ];
  for (const { of, lines } of chains(explanation.lines)) {
    lines.forEach((line, i) => {
      const left = i === 0 && of ? of.latex : '';
      const rule = rules[line.rule]?.short ?? line.rule;
      parts.push(`${block(`${left} = ${line.formula.latex}`)}\n*${escapeMarkdown(rule)}*`);
    });
  }
  if (explanation.cases.length > 0) {
    parts.push(`**${strings.cases}**`);
    for (const { when, then } of explanation.cases) parts.push(`- $${when.latex}$: $${then.latex}$`);
  }
  if (explanation.matrixForm) parts.push(`**${strings.matrixForm}**`, block(explanation.matrixForm.latex));
  if (notes.length > 0) parts.push(notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** The derivation in Unicode, rule names beside the lines. */
export function asText({ explanation, title, rules }: Shown, strings: PageStrings): string {
  const out: string[] = [...(title ? [`∇ ${title}`] : []), explanation.formula.text, ''];
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
  if (explanation.matrixForm) out.push(`${strings.matrixForm}:  ${explanation.matrixForm.text}`);
  return `${out.join('\n').trimEnd()}\n`;
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
