/** Faults of the code on the screen: underlined quietly, explained on hover, to be ignored with a comment or a setting. */
import { expect } from 'vitest';
import { hover, openFile, putCursorIn, visibleText } from '../lib/editor';
import { changeSettings, screenshot, test } from '../lib/window';

const squiggles = '.editor-instance .squiggly-info';

test('a naive softmax is underlined, and the message has the input that breaks it', async ({ page }) => {
  await openFile(page, 'e2e.py');
  await page.locator(squiggles).first().waitFor({ timeout: 30_000 });
  const shown = await hover(page, 'def naive', /Overflows/, { offset: 6 });
  expect(await shown.innerText()).toMatch(/800/);
  await screenshot(page, 'finding');
});

test('a comment ends it; the stable softmax beside it has none', async ({ page }) => {
  await openFile(page, 'e2e.py');
  await page.locator(squiggles).first().waitFor({ timeout: 30_000 });
  const before = await page.locator(squiggles).count();
  await putCursorIn(page, 'def naive', { offset: 6 });
  const action = page
    .locator('.action-widget .monaco-list-row', { hasText: 'Ignore “overflow” here' })
    .first();
  // The menu closes by itself when a provider of another language feature starts late.
  for (let tries = 0; tries < 4 && !(await action.isVisible()); tries += 1) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    await action.waitFor({ timeout: 5_000 }).catch(() => undefined);
  }
  await action.click();
  await expect.poll(() => visibleText(page), { timeout: 10_000 }).toContain('# nabla-ignore: overflow');
  await expect.poll(() => page.locator(squiggles).count(), { timeout: 20_000 }).toBe(before - 1);
});

test('none with the setting off', async ({ page }) => {
  await changeSettings(page, { 'nabla.findings.enabled': false });
  await openFile(page, 'e2e.py');
  // The hover comes from the same extension: once it is there, findings would be, too.
  await hover(page, 'def naive', /∇/, { offset: 6 });
  await page.waitForTimeout(4_000);
  expect(await page.locator(squiggles).count()).toBe(0);
});
