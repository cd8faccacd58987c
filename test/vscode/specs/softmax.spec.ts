/** "Nabla: Softmax and Jacobian" on whatever means a vector, in a Python file, a TypeScript file and a notebook. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { chooseFromContextMenu, openFile, putCursorIn, runCommand, select } from '../lib/editor';
import { fonts, panel, read, type PanelContent } from '../lib/panel';
import { screenshot, test } from '../lib/window';

interface Way {
  readonly name: string;
  /** Puts cursor or selection where somebody would. */
  readonly point: (page: Page) => Promise<void>;
  readonly vector: readonly number[];
}

const fromPython: readonly Way[] = [
  {
    name: 'the selected brackets',
    point: (page) => select(page, '[2.0, 1.0, 0.1]'),
    vector: [2, 1, 0.1],
  },
  {
    name: 'a selected call of np.array',
    point: (page) => select(page, 'np.array([1.0, 2.0, 3.0])'),
    vector: [1, 2, 3],
  },
  {
    name: 'the cursor in a literal',
    point: (page) => putCursorIn(page, '2.0, 3.0'),
    vector: [1, 2, 3],
  },
  {
    name: 'the cursor in a name that is assigned a literal elsewhere',
    point: (page) => putCursorIn(page, 'softmax(logits)', { offset: 11 }),
    vector: [2, 1, 0.1],
  },
  {
    name: 'the cursor in a call of softmax',
    point: (page) => putCursorIn(page, 'softmax(np', { offset: 3 }),
    vector: [1, 2, 3],
  },
  {
    name: 'a selected call of softmax',
    point: (page) => select(page, 'softmax(logits)'),
    vector: [2, 1, 0.1],
  },
];

const ways: Readonly<Record<string, readonly Way[]>> = {
  'e2e.py': fromPython,
  'notebook.ipynb': fromPython,
  'e2e.ts': [
    { name: 'the selected brackets', point: (page) => select(page, '[2.0, 1.0, 0.1]'), vector: [2, 1, 0.1] },
    {
      name: 'a selected typed array',
      point: (page) => select(page, 'new Float64Array([1, 2, 3])'),
      vector: [1, 2, 3],
    },
    {
      name: 'the cursor in a literal',
      point: (page) => putCursorIn(page, '2.0, 1.0'),
      vector: [2, 1, 0.1],
    },
    {
      name: 'the cursor in a name that is assigned a literal elsewhere',
      point: (page) => putCursorIn(page, 'softmax(picked)', { offset: 11 }),
      vector: [2, 1, 0.1],
    },
    {
      name: 'the cursor in a call of softmax',
      point: (page) => putCursorIn(page, 'softmax([1', { offset: 3 }),
      vector: [1, 2, 3],
    },
    {
      name: 'a selected call of softmax',
      point: (page) => select(page, 'softmax(picked)'),
      vector: [2, 1, 0.1],
    },
  ],
};

/** What the panel has to show for a vector, to its 4 digits. */
function expectSoftmax(shown: PanelContent, x: readonly number[]): void {
  const sum = x.reduce((total, each) => total + Math.exp(each), 0);
  const p = x.map((each) => Math.exp(each) / sum);
  const close = (found: number | undefined, wanted: number) =>
    expect(Math.abs((found ?? NaN) - wanted)).toBeLessThanOrEqual(6e-4 * Math.abs(wanted));

  expect(shown.title).toMatch(/softmax/i);
  expect(shown.badge).toBe('Verified');

  expect(shown.values.map(([, input]) => input)).toEqual(x);
  shown.values.forEach(([index, , output], i) => {
    expect(index).toBe(i);
    close(output, p[i] ?? NaN);
  });
  expect(shown.bars).toBe(x.length);

  expect(shown.matrix.length).toBe(x.length);
  shown.matrix.forEach((row, i) => {
    expect(row.length).toBe(x.length);
    row.forEach((entry, j) => close(entry, (p[i] ?? NaN) * ((i === j ? 1 : 0) - (p[j] ?? NaN))));
  });
  expect(shown.facts).toEqual(expect.arrayContaining(['rows sum to 0', 'symmetric']));

  expect(shown.lines.length).toBeGreaterThanOrEqual(5);
  for (const line of shown.lines) {
    expect(line.rule).not.toBe('');
    expect(line.formula).not.toBe('');
    expect(line.typeset, `typeset: ${line.formula}`).toBe(true);
  }
  expect(shown.lines.map(({ rule }) => rule)).toContain('quotient rule');
  expect(Object.keys(shown.cases)).toEqual(expect.arrayContaining(['i = j', 'i ≠ j']));
  expect(shown.cases['matrix']).toMatch(/^(?:\w+ = )?diag\((\w+)\) − \1 \1ᵀ$/u);
}

for (const [file, all] of Object.entries(ways)) {
  describe(file, () => {
    for (const { name, point, vector } of all) {
      test(
        `softmax and Jacobian of ${name}`,
        { retry: file.endsWith('.ipynb') ? 2 : 0 },
        async ({ page }) => {
          await openFile(page, file);
          await point(page);
          await runCommand(page, 'Nabla: Softmax and Jacobian');
          const frame = await panel(page);
          const shown = await read(frame);
          expectSoftmax(shown, vector);
          expect(shown.source).toContain(file);
          expect(await fonts(frame)).toEqual(expect.arrayContaining(['KaTeX_Main', 'KaTeX_Math']));
        },
      );
    }

    test('the same from the context menu', async ({ page }) => {
      const vector = file === 'e2e.ts' ? [1, 2, 3] : [2, 1, 0.1];
      await openFile(page, file);
      const text = file === 'e2e.ts' ? '[1, 2, 3]' : '[2.0, 1.0, 0.1]';
      await select(page, text);
      await chooseFromContextMenu(page, text, /Softmax and Jacobian/);
      expectSoftmax(await read(await panel(page)), vector);
      await screenshot(page, `softmax-${file}`);
    });
  });
}
