/** Pointing at a function, or at a vector that goes into a softmax, shows the same in small. */
import { describe, expect } from 'vitest';
import { hover, hoverText, openFile } from '../lib/editor';
import { panel, read } from '../lib/panel';
import { changeSettings, screenshot, test } from '../lib/window';

const files = [
  { file: 'e2e.py', definition: 'def softmax', vector: 'logits = np', numbers: /0\.659.*0\.2424.*0\.09857/s },
  {
    file: 'e2e.ts',
    definition: 'function softmax',
    vector: 'logits = new',
    numbers: /0\.09003.*0\.2447.*0\.6652/s,
  },
  {
    file: 'notebook.ipynb',
    definition: 'def softmax',
    vector: 'logits = np',
    numbers: /0\.659.*0\.2424.*0\.09857/s,
  },
];

for (const { file, definition, vector, numbers } of files) {
  const retry = file.endsWith('.ipynb') ? 2 : 0;
  describe(file, () => {
    test('a hover over the function, and its link to the panel', { retry }, async ({ page }) => {
      await openFile(page, file);
      const shown = await hover(page, definition, /∇\s*softmax/, { offset: definition.length - 3 });
      const text = await shown.innerText();
      // The result, in Unicode: δ for the Jacobian's components, or its matrix form.
      expect(text).toMatch(/δ|diag/);
      await screenshot(page, `hover-function-${file}`);
      await shown.getByRole('link', { name: 'Show the derivation' }).click();
      const content = await read(await panel(page));
      expect(content.title).toMatch(/softmax/);
      expect(content.source).toContain(file);
    });

    test('a hover over a vector that softmax is applied to', { retry }, async ({ page }) => {
      await openFile(page, file);
      const shown = await hover(page, vector, /∇\s*softmax/, { offset: 3 });
      expect(await shown.innerText()).toMatch(numbers);
      await screenshot(page, `hover-vector-${file}`);
    });

    test('none over a list that is no vector of logits', { retry }, async ({ page }) => {
      await openFile(page, file);
      // First one that does show, so that nothing is proven by hovers that are not there yet.
      await hover(page, vector, /∇\s*softmax/, { offset: 3 });
      expect(await hoverText(page, 'figsize = [3', { offset: 4 })).not.toContain('∇');
      expect(await hoverText(page, '[3, 4]', { offset: 2 })).not.toContain('∇');
    });
  });
}

test('none when the setting is off', async ({ page }) => {
  await changeSettings(page, { 'nabla.hover.enabled': false });
  await openFile(page, 'e2e.py');
  await page.waitForTimeout(1_500);
  expect(await hoverText(page, 'def softmax', { offset: 6 })).not.toContain('∇');
});
