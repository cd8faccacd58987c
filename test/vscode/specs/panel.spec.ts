/** The panel as a part of VS Code: its themes, its state, its large matrices, and how it follows the text. */
import { describe, expect } from 'vitest';
import { openFile, putCursorIn, runCommand, select, tabTitles, themeIs } from '../lib/editor';
import { panel, read } from '../lib/panel';
import { changeSettings, reload, screenshot, test } from '../lib/window';

const softmax = 'Nabla: Softmax and Jacobian';

const themes = [
  ['Default Light Modern', 'vs'],
  ['Default Dark Modern', 'vs-dark'],
  ['Default High Contrast', 'hc-black'],
  ['Default High Contrast Light', 'hc-light'],
] as const;

describe('the panel', () => {
  for (const [theme, kind] of themes) {
    test(`in the theme ${theme}`, async ({ page }) => {
      await changeSettings(page, { 'workbench.colorTheme': theme });
      await openFile(page, 'softmax.py');
      await themeIs(page, kind);
      await select(page, '[2.0, 1.0, 0.1]');
      await runCommand(page, softmax);
      const frame = await panel(page, 'softmax');
      await page.waitForTimeout(500);
      await screenshot(page, `panel-${kind}`);
      // Text and ground differ: no white on white in any of the four.
      const { ink, ground } = await frame.evaluate(() => {
        const luminance = (colour: string): number => {
          const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
          return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
        };
        const formula = document.querySelector('.answer .katex') ?? document.body;
        const card = [...document.querySelectorAll('.card, body')].map(
          (each) => getComputedStyle(each).backgroundColor,
        );
        const opaque = card.find((colour) => !/, 0\)$|transparent/.test(colour)) ?? 'rgb(0,0,0)';
        return { ink: luminance(getComputedStyle(formula).color), ground: luminance(opaque) };
      });
      expect(Math.abs(ink - ground)).toBeGreaterThan(0.4);
    });
  }

  test('violates no content security policy and asks the network for nothing', async ({
    page,
    complaints,
  }) => {
    await openFile(page, 'e2e.py');
    await select(page, '[2.0, 1.0, 0.1]');
    await runCommand(page, softmax);
    await panel(page);
    await page.waitForTimeout(500);
    expect(complaints.filter((text) => /Content.Security.Policy|Trusted|request to/i.test(text))).toEqual([]);
  });

  test('draws a large Jacobian as a heat map, with the numbers on pointing', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await putCursorIn(page, 'many = ', { offset: 2 });
    await runCommand(page, softmax);
    const frame = await panel(page);
    const map = frame.locator('canvas').first();
    await map.waitFor();
    await map.scrollIntoViewIfNeeded();
    expect((await read(frame)).matrix).toEqual([]);
    const box = await map.boundingBox();
    if (!box) throw new Error('The heat map has no size.');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.move(box.x + box.width / 2 + 3, box.y + box.height / 2 + 3);
    await expect.poll(() => frame.locator('section.numbers').innerText()).toMatch(/∂|=\s*[−-]?\d/);
    await screenshot(page, 'panel-heat-map');
  });

  test('follows what is typed', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await putCursorIn(page, 'picked = [2.0', { offset: 11 });
    await runCommand(page, softmax);
    await panel(page);
    await select(page, '2.0, 1.0, 0.1', undefined, { nth: 1 });
    await page.keyboard.type('5, 6, 7, 8');
    await expect
      .poll(async () => (await read(await panel(page))).values.map(([, x]) => x), { timeout: 10_000 })
      .toEqual([5, 6, 7, 8]);
  });

  test('is one, and shows the last thing asked', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await select(page, '[2.0, 1.0, 0.1]');
    await runCommand(page, softmax);
    await panel(page);
    await select(page, 'np.array([1.0, 2.0, 3.0])');
    await runCommand(page, softmax);
    await expect
      .poll(async () => (await read(await panel(page))).values.map(([, x]) => x))
      .toEqual([1, 2, 3]);
    expect((await tabTitles(page)).filter((title) => title.includes('∇'))).toHaveLength(1);
  });

  test('is kept by its pin, and the next command opens another', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await select(page, '[2.0, 1.0, 0.1]');
    await runCommand(page, softmax);
    const frame = await panel(page);
    await frame.getByRole('button', { name: /Keep this panel/ }).click();
    await frame.getByRole('button', { name: /Let this panel follow/ }).waitFor();
    await select(page, 'np.array([1.0, 2.0, 3.0])');
    await runCommand(page, softmax);
    await expect
      .poll(async () => (await tabTitles(page)).filter((title) => title.includes('∇')).length)
      .toBe(2);
    await expect
      .poll(async () => (await read(await panel(page))).values.map(([, x]) => x))
      .toEqual([1, 2, 3]);
  });

  test('leads back to its source', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await select(page, '[2.0, 1.0, 0.1]');
    await runCommand(page, softmax);
    const frame = await panel(page);
    await openFile(page, 'e2e.ts');
    await frame.getByRole('button', { name: 'e2e.py' }).click();
    await page.locator('.part.editor .tab.active', { hasText: 'e2e.py' }).first().waitFor();
    await page.locator('.statusbar-item', { hasText: /selected/ }).waitFor();
  });

  test('switches between quotient and product rule', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await putCursorIn(page, 'def softmax', { offset: 6 });
    await runCommand(page, 'Nabla: Derive Selection');
    const frame = await panel(page);
    expect((await read(frame)).lines.map(({ rule }) => rule)).toContain('quotient rule');
    await frame.locator('.derivation select, .derivation [role=combobox]').first().selectOption('product');
    await expect
      .poll(async () => (await read(frame)).lines.map(({ rule }) => rule))
      .toContain('product rule');
    expect((await read(frame)).badge).toBe('Verified');
  });

  test('comes back after a reload of the window', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await select(page, '[2.0, 1.0, 0.1]');
    await runCommand(page, softmax);
    const before = await read(await panel(page));
    // The workbench writes its state down every 5 seconds; what it still writes while it is unloaded may be lost.
    await page.waitForTimeout(8_000);
    await reload(page);
    await page.locator('.part.editor .tab', { hasText: '∇' }).first().waitFor({ timeout: 20_000 });
    expect(await read(await panel(page))).toEqual(before);
  });
});
