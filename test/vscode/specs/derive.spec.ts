/** "Nabla: Derive Selection" on expressions and on whole functions, by their own names. */
import { describe, expect } from 'vitest';
import {
  keybindingOf,
  newDocument,
  openFile,
  putCursorIn,
  quickRows,
  runCommand,
  select,
} from '../lib/editor';
import { panel, read, type PanelContent } from '../lib/panel';
import { screenshot, test } from '../lib/window';

function expectDerivation(shown: PanelContent, name: string): void {
  expect(shown.badge).toBe('Verified');
  expect(shown.lines.length).toBeGreaterThanOrEqual(2);
  for (const { rule, formula, typeset } of shown.lines) {
    expect(rule).not.toBe('');
    expect(typeset, `typeset: ${formula}`).toBe(true);
  }
  // The names are the code's own.
  expect(shown.lines[0]?.formula).toMatch(new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, 'u'));
  expect(shown.result).not.toBe('');
}

const expressions = [
  { file: 'e2e.py', text: '1 / (1 + np.exp(-x))' },
  { file: 'e2e.ts', text: 'Math.log(1 + Math.exp(x))' },
  { file: 'notebook.ipynb', text: '1 / (1 + np.exp(-x))' },
];

describe('an expression', () => {
  for (const { file, text } of expressions) {
    test(`${text} in ${file}`, { retry: file.endsWith('.ipynb') ? 2 : 0 }, async ({ page }) => {
      await openFile(page, file);
      await select(page, text);
      await runCommand(page, 'Nabla: Derive Selection');
      const shown = await read(await panel(page));
      expectDerivation(shown, 'x');
      // The derivative of both is a sigmoid, or made of one.
      expect(shown.result).toMatch(/e\^|σ/);
      expect(shown.code).toBe(text);
      await screenshot(page, `derive-expression-${file}`);
    });
  }

  test('x^2 * sin(x) in plain text', async ({ page }) => {
    await newDocument(page, 'Plain Text', 'x^2 * sin(x)');
    await select(page, 'x^2 * sin(x)');
    await runCommand(page, 'Nabla: Derive Selection');
    const shown = await read(await panel(page));
    expectDerivation(shown, 'x');
    expect(shown.result).toMatch(/sin.*cos|cos.*sin/);
    expect(shown.lines.map(({ rule }) => rule)).toContain('product rule');
  });

  test('by the keybinding', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await select(page, '1 / (1 + np.exp(-x))');
    await page.keyboard.press(keybindingOf('nabla.derive'));
    expectDerivation(await read(await panel(page)), 'x');
  });
});

const functions = [
  { file: 'e2e.py', what: 'stable softmax', at: 'def softmax', variable: 'z' },
  { file: 'e2e.py', what: 'naive softmax', at: 'def naive', variable: 'x' },
  { file: 'e2e.ts', what: 'stable softmax', at: 'function softmax', variable: 'z' },
  { file: 'e2e.ts', what: 'naive softmax', at: 'function naive', variable: 'x' },
  { file: 'notebook.ipynb', what: 'stable softmax', at: 'def softmax', variable: 'z' },
  { file: 'notebook.ipynb', what: 'naive softmax', at: 'def naive', variable: 'x' },
];

describe('a function', () => {
  for (const { file, what, at, variable } of functions) {
    test(`${what} in ${file}`, { retry: file.endsWith('.ipynb') ? 2 : 0 }, async ({ page }) => {
      await openFile(page, file);
      await putCursorIn(page, at, { offset: at.length - 2 });
      await runCommand(page, 'Nabla: Derive Selection');
      const shown = await read(await panel(page));
      expectDerivation(shown, variable);
      expect(shown.title).toMatch(/softmax/i);
      expect(Object.keys(shown.cases)).toEqual(expect.arrayContaining(['i = j', 'i ≠ j', 'matrix']));
      expect(shown.lines.some(({ formula }) => formula.includes('δ'))).toBe(true);
      await screenshot(page, `derive-${what.replace(' ', '-')}-${file}`);
    });
  }

  test('with respect to the variable that is picked', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await putCursorIn(page, 'def swish');
    await runCommand(page, 'Nabla: Derive With Respect To');
    await quickRows(page).filter({ hasText: 'beta' }).first().click();
    const shown = await read(await panel(page));
    expectDerivation(shown, 'β|beta');
    expect(shown.lines[0]?.formula).toMatch(/∂.*(β|beta)/);
  });
});
