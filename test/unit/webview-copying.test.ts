import katex from 'katex';
import { expect, test } from 'vitest';
import { derivationAs, lineAs, matrixAs } from '../../src/webview/copying.js';
import { instrumentAt, type Instrument } from '../../src/webview/instrument.js';
import { shown } from '../screens/fixtures/build.js';
import { softmax } from '../screens/fixtures/softmax.js';

const explanation = softmax([2, 1, 0.1]);
const content = shown(explanation, 'softmax');
const instrument = instrumentAt(explanation, explanation.model.values) as Instrument;

test('LaTeX has every line and rule, and is set by KaTeX', () => {
  const latex = derivationAs('latex', content);
  for (const line of explanation.lines) expect(latex).toContain(`&= ${line.formula.latex} &&`);
  expect(latex).toContain('\\text{quotient rule}');
  // No mark of the page's own is in what is copied.
  expect(latex).not.toContain('textcolor');
  const block = /\\begin\{align\*\}[^]*?\\end\{align\*\}/.exec(latex)?.[0] ?? '';
  expect(() =>
    katex.renderToString(block, { throwOnError: true, displayMode: true, strict: 'ignore' }),
  ).not.toThrow();
});

test('Markdown has a heading, mathematics between dollars, and rule names', () => {
  const markdown = derivationAs('markdown', content);
  expect(markdown).toMatch(/^## softmax\n/);
  expect(markdown.match(/^- \$.*\$ {2}\*.+\*$/gm)).toHaveLength(explanation.lines.length);
  expect(markdown.match(/\$/g)?.length).toBeTypeOf('number');
  expect((markdown.match(/\$/g)?.length ?? 1) % 2).toBe(0);
});

test('Unicode has the rules in a column', () => {
  const rows = derivationAs('unicode', content).split('\n').slice(0, explanation.lines.length);
  expect(rows[0]).toContain('∂p_j/∂o_i = ');
  expect(rows.at(-1)).toMatch(/= p_j·\(δ_ij − p_i\) +factor$/);
});

test('one line is copied without its equals sign', () => {
  const last = explanation.lines.at(-1);
  if (!last) throw new Error('no lines');
  expect(lineAs('unicode', last)).toBe('p_j·(δ_ij − p_i)');
  expect(lineAs('markdown', last)).toBe(`$${last.formula.latex}$`);
});

test('the matrix is read back as the same numbers', () => {
  const exact = Array.from({ length: 3 }, (_, r) =>
    Array.from({ length: 3 }, (_, c) => instrument.entry(r, c)),
  );
  expect(JSON.parse(matrixAs('json', instrument))).toEqual(exact);
  const csv = matrixAs('csv', instrument).trimEnd().split('\n');
  expect(csv.map((row) => row.split(',').map(Number))).toEqual(exact);
  const numpy = matrixAs('numpy', instrument);
  expect(numpy).toMatch(/^np\.array\(\[\n/);
  expect(numpy).not.toContain('reshape');
});

test('a NumPy literal says its shape where it is no plain matrix, and knows nan and inf', () => {
  const odd = {
    ...instrument,
    inputShape: [],
    cols: 1,
    entry: (r: number) => [NaN, Infinity, -Infinity][r] ?? 0,
  };
  expect(matrixAs('numpy', odd)).toBe(
    'np.array([\n    [np.nan],\n    [np.inf],\n    [-np.inf],\n]).reshape(3)\n',
  );
});
