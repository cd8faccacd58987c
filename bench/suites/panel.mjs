/** The panel's page in a browser: from the host's message to paint, from an edit to new numbers, typesetting. */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { stage } from '../../test/screens/stage.mjs';
import { median } from '../lib/measure.mjs';
import { duration, goal, heading, note, table } from '../lib/report.mjs';

heading("The panel's page, in Chromium");
const root = fileURLToPath(new URL('../../', import.meta.url));
if (!existsSync(`${root}dist/webview/panel.js`)) {
  note('dist/webview is not there: npm run build first');
  process.exit();
}

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['bench/lib/panel-page.ts'],
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  globalName: 'bench',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.woff2': 'empty', '.css': 'empty' },
});
const browser = await chromium.launch({ executablePath: await findBrowser() });
const { page, errors } = await stage(browser, { fixture: 'empty' });
// esbuild's `var bench` stays local in an evaluated script.
await page.evaluate(`${outputFiles[0].text}; globalThis.bench = bench;`);

const rows = [];
for (const n of [10, 200, 1000]) {
  const { explained, painted, edited } = await page.evaluate(async (n) => {
    const { stateOf } = /** @type {any} */ (globalThis).bench;
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    /** Until the page has changed, its layout is done and the frame is on its way. */
    const until = async (/** @type {() => boolean} */ changed) => {
      while (!changed()) await new Promise((done) => setTimeout(done));
      document.body.getBoundingClientRect();
      const work = performance.now();
      await frame();
      return work;
    };
    /** @type {Record<'explained' | 'painted' | 'edited', number[]>} */
    const result = { explained: [], painted: [], edited: [] };
    for (let round = 0; round < 12; round++) {
      const begin = performance.now();
      const state = stateOf(n, round);
      result.explained.push(performance.now() - begin);
      const before = document.querySelector('.value-table')?.textContent;
      const start = performance.now();
      window.postMessage({ type: 'state', state });
      await until(() => {
        const now = document.querySelector('.value-table')?.textContent;
        return now !== undefined && now !== before;
      });
      result.painted.push(performance.now() - start);
      await frame();
      for (let k = 0; k < 5; k++) {
        const field = document.querySelector('.value-table input');
        if (!(field instanceof HTMLInputElement)) throw new Error('no field for the first number');
        const was = document.querySelector('.value-table')?.textContent;
        const typed = performance.now();
        field.value = String(round + k + 0.5);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        const work = await until(() => document.querySelector('.value-table')?.textContent !== was);
        result.edited.push(work - typed);
        await frame();
      }
    }
    return result;
  }, n);
  // The first rounds are the compiler's.
  rows.push({
    n,
    explained: median(explained.slice(2)),
    painted: median(painted.slice(2)),
    edited: median(edited.slice(10)),
  });
}
table(
  ['median', 'explain()', 'message → painted', 'both', 'edit → numbers and layout'],
  rows.map((r) => [
    `n = ${r.n}`,
    duration(r.explained),
    duration(r.painted),
    duration(r.explained + r.painted),
    duration(r.edited),
  ]),
);
const edited = rows.find((r) => r.n === 200);
if (edited) goal('an edit at n = 200, against a frame of 16 ms', edited.edited / 16, '≤', 1);
goal('n = 1000 against n = 10, message → painted', rows[2].painted / rows[0].painted, '≤', 2);

const typeset = await page.evaluate(() => {
  const { stateOf, typeset } = /** @type {any} */ (globalThis).bench;
  const lines = stateOf(10).shown.explanation.lines.map((/** @type {any} */ l) => l.formula);
  return Array.from({ length: 60 }, (_, round) => typeset(lines, round)).slice(20);
});
const plain = median(typeset.map((t) => t.plain));
const ours = median(typeset.map((t) => t.page));
table(
  ['the lines of softmax, none seen before', 'median'],
  [
    ['plain KaTeX', duration(plain)],
    ["the page's formulas", duration(ours)],
  ],
);
goal("the page's formulas against plain KaTeX", median(typeset.map((t) => t.page / t.plain)), '≤', 1.1);
for (const error of errors) note(`the page said: ${error}`);
note(`without VS Code's own part of the way; ${browser.version()}, headless`);
await browser.close();
