import { expect, test } from 'vitest';
import type { Explanation, Formula } from '../../src/explanation.js';
import { explain } from '../../src/explain.js';
import type { Shown } from '../../src/messages.js';
import { pageStrings } from '../../src/wording/page.js';
import { asLatex, asLatexBlock, asMarkdown, asText, outputName, report } from '../../src/written.js';

const code = 'import numpy as np\no = np.array([2.0, 1.0, 0.1])\n';
const explained = explain({ text: code, languageId: 'python', start: 35, end: 35 });
if (!explained.ok) throw new Error(explained.message);
const shown = (explanation: Explanation, title = explanation.name): Shown => ({
  explanation,
  title,
  rules: Object.fromEntries(explanation.lines.map(({ rule }) => [rule, { short: `<${rule}>`, long: '' }])),
  notes: explanation.notes.map(({ message }) => message),
  findings: [],
  source: { label: 'a.py', languageId: 'python', code, line: 1 },
});
const strings = pageStrings('en');

test('the output has the name that the derivation gives it', () => {
  expect(outputName(explained)).toEqual({ latex: 'p_{j}', text: 'p_j' });
});

test('the answer is copied as an equation', () => {
  expect(asLatex(shown(explained))).toBe(
    '\\frac{\\partial p_{j}}{\\partial o_{i}} = p_{j} (\\delta_{ij} - p_{i})',
  );
});

test('Markdown has every main line with its rule, the answer, the cases and the numbers', () => {
  const jacobian = [0.25, -1.5e-9, 3, 0.5, 0.5, 0.5, 0, 0, 1];
  const text = asMarkdown(shown(explained), strings, { jacobian, digits: 2 });
  expect(text).toMatch(/^### ∇ softmax\n/);
  for (const { rule, formula, depth } of explained.lines)
    if (!depth) {
      expect(text).toContain(formula.latex);
      expect(text).toContain(`*\\<${rule}\\>*`);
    }
  expect(text).toContain(`$$${asLatex(shown(explained))}$$`);
  expect(text).toContain(explained.matrixForm?.latex ?? 'a matrix form');
  expect(text).toContain('$$J = \\begin{pmatrix} 0.25 & -1.5 \\cdot 10^{-9} & 3 \\\\ 0.50');
  // Formulas are in pairs of dollar signs.
  expect((text.match(/(?<!\\)\$/g)?.length ?? 1) % 2).toBe(0);
});

test('text begins and ends with the marks by which an inserted one is found again', () => {
  const lines = asText(shown(explained), strings).trimEnd().split('\n');
  expect(lines[0]).toBe('∇ softmax');
  expect(lines.at(-1)).toMatch(/^∎ Every line was checked .* 8 points/);
});

test('names and notes cannot become markup', () => {
  const text = asMarkdown(shown(explained, '[x](command:y) <img src=x> `a` *b* $c$'), strings);
  expect(text.split('\n', 1)[0]).toBe('### ∇ \\[x\\](command:y) \\<img src=x\\> \\`a\\` \\*b\\* \\$c\\$');
});

test('LaTeX for documents is balanced', () => {
  const text = asLatexBlock(shown(explained));
  expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length);
  expect(text).toMatch(/^\\\[\n\\begin\{aligned\}[^]*\\end\{aligned\}\n\\\]\n$/);
});

test('a report has the code and what was read, and its fence cannot be closed by the code', () => {
  const hostile = 'x = "```"';
  const text = report(explained, { code: hostile, languageId: 'python', version: '1' });
  expect(text).toContain(`\n\`\`\`\`python\n${hostile}\n\`\`\`\`\n`);
  const formula: Formula = explained.formula;
  expect(text).toContain(formula.text);
  const refused = explain({ text: 'frob(', languageId: 'python', start: 0, end: 5 });
  expect(report(refused, { code: 'frob(', languageId: 'python', version: '1' })).toMatch(/Refused \(/);
});
