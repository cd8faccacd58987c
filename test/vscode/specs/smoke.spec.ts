/** The shortest way through everything. It runs in both extension hosts, and in the packaged extension. */
import { expect, inject } from 'vitest';
import { openFile, runCommand, select } from '../lib/editor';
import { fonts, panel, read } from '../lib/panel';
import { screenshot, test } from '../lib/window';

const { host } = inject('environment');

test(`a selected vector becomes a panel with its softmax and Jacobian (${host})`, async ({ page }) => {
  await openFile(page, 'e2e.py');
  await select(page, '[2.0, 1.0, 0.1]', '[2.0, 1.0, 0.1]', { nth: 1 });
  await runCommand(page, 'Nabla: Softmax and Jacobian');
  const frame = await panel(page);
  await screenshot(page, `smoke-${host}`);
  const shown = await read(frame);
  console.log(JSON.stringify(shown, null, 1));
  expect(shown.badge).toBe('Verified');
  expect(await fonts(frame)).toContain('KaTeX_Main');
});
