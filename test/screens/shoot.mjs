/**
 * Pictures of the panel's page, for looking at.
 *
 *   node test/screens/shoot.mjs [fixture …] [--theme light|dark|high-contrast|high-contrast-light|all] [--width 720]
 */
import { chromium } from 'playwright-core';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { stage, themeNames } from './stage.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', default: 'light' },
    width: { type: 'string', default: '720' },
  },
});
const out = path.join(path.dirname(fileURLToPath(import.meta.url)), 'actual');
await mkdir(out, { recursive: true });
const browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox'] });
try {
  for (const fixture of positionals.length ? positionals : ['n3'])
    for (const theme of values.theme === 'all' ? themeNames : [values.theme]) {
      const { page, errors, close } = await stage(browser, { fixture, theme, width: Number(values.width) });
      await page.waitForTimeout(400);
      const file = path.join(out, `page-${fixture}-${theme}-${values.width}.png`);
      await page.screenshot({ path: file, fullPage: true });
      console.log(file, errors.length ? errors : '', await page.evaluate(() => window.violations));
      await close();
    }
} finally {
  await browser.close();
}
