/** "Nabla: Insert Derivation Below": a cell in a notebook, a comment in code; once, and away again with one undo. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject } from 'vitest';
import { message, modifier, openFile, putCursorIn, runCommand } from '../lib/editor';
import { screenshot, test } from '../lib/window';

const insert = 'Nabla: Insert Derivation Below';

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly metadata: { readonly nabla?: { readonly derivationOf?: string } };
}

const cellsOnDisk = async (file: string): Promise<readonly Cell[]> => {
  const text = await readFile(path.join(inject('environment').workspace, file), 'utf8');
  return (JSON.parse(text) as { cells: Cell[] }).cells;
};

describe('in a notebook', () => {
  test('a Markdown cell, which a second run does not repeat', async ({ page }) => {
    await openFile(page, 'notebook.ipynb');
    await putCursorIn(page, 'def softmax');
    await runCommand(page, insert);
    await page
      .locator('.notebookOverlay .cell.markdown')
      .first()
      .waitFor({ state: 'attached', timeout: 20_000 });
    await screenshot(page, 'insert-notebook');

    await putCursorIn(page, 'def softmax');
    await runCommand(page, insert);
    await message(page, /up to date/);

    await page.keyboard.press(`${modifier}+S`);
    await expect.poll(async () => (await cellsOnDisk('notebook.ipynb')).length, { timeout: 10_000 }).toBe(4);
    const cells = await cellsOnDisk('notebook.ipynb');
    expect(cells.map(({ cell_type: type }) => type)).toEqual(['code', 'code', 'markdown', 'code']);
    const inserted = cells[2];
    // What marks it as ours is in its metadata, not in its text.
    expect(inserted?.metadata.nabla?.derivationOf).toBe('softmax');
    const source = [inserted?.source ?? ''].flat().join('');
    expect(source).toMatch(/^### ∇ softmax\n/);
    expect(source).toContain('\\delta_{ij}');
    expect(source).toMatch(/\*quotient rule\*/);
  });
});

describe('in code', () => {
  test('a comment below the function, away again with one undo', async ({ page }) => {
    const file = path.join(inject('environment').workspace, 'e2e.py');
    const saved = async (): Promise<string> => {
      await page.keyboard.press(`${modifier}+S`);
      return readFile(file, 'utf8');
    };
    const before = await readFile(file, 'utf8');
    await openFile(page, 'e2e.py');
    await putCursorIn(page, 'def softmax');
    await runCommand(page, insert);
    await expect
      .poll(saved, { timeout: 20_000, interval: 500 })
      .toMatch(/return e \/ e\.sum\(\)\n {4}# ∇ softmax\n(?: {4}#.*\n)+ {4}# ∎ .*\n\n\ndef naive/);
    expect(await saved()).toMatch(/# .*quotient rule/);
    await screenshot(page, 'insert-python');

    await runCommand(page, insert);
    await message(page, /up to date/);

    await putCursorIn(page, 'def softmax');
    await page.keyboard.press(`${modifier}+Z`);
    await expect.poll(saved, { timeout: 10_000, interval: 500 }).toBe(before);
  });
});
