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
  expect(shown.badge).toBe('Verified');
  expect(shown.values.map(([, x]) => x)).toEqual([2, 1, 0.1]);
  expect(shown.matrix[0]).toEqual([0.2247, -0.1598, -0.06496]);
  expect(await fonts(frame)).toContain('KaTeX_Main');
});
