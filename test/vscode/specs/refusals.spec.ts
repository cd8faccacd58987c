/** What cannot be read is refused in words, at the right place: no empty panel, nothing thrown, the old content kept. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { message, newDocument, openFile, putCursorIn, runCommand, select } from '../lib/editor';
import { panel, read } from '../lib/panel';
import { webviewCount } from '../lib/webview';
import { screenshot, test } from '../lib/window';

interface Case {
  readonly name: string;
  readonly command: string;
  readonly point: (page: Page) => Promise<void>;
  /** What the message has to say. */
  readonly says: RegExp;
}

const softmax = 'Nabla: Softmax and Jacobian';
const derive = 'Nabla: Derive Selection';

const cases: readonly Case[] = [
  {
    name: 'an empty place',
    command: softmax,
    point: (page) => putCursorIn(page, 'import numpy', { offset: 3 }),
    says: /\w/,
  },
  {
    name: 'brackets that do not match',
    command: softmax,
    point: (page) => select(page, '[2.0, 1.0', undefined),
    says: /bracket|clos|\]/i,
  },
  {
    name: 'a ragged matrix',
    command: softmax,
    point: (page) => select(page, '[[1.0, 2.0], [3.0]]'),
    says: /row/i,
  },
  {
    name: 'text that is no number',
    command: softmax,
    point: (page) => select(page, '["a", "b"]'),
    says: /number/i,
  },
  {
    name: 'a function that nobody knows',
    command: derive,
    point: (page) => select(page, 'frobnicate(x) + 1'),
    says: /frobnicate/,
  },
];

describe('refused in words', () => {
  for (const { name, command, point, says } of cases) {
    test(name, async ({ page, complaints }) => {
      await openFile(page, 'e2e.py');
      await point(page);
      await runCommand(page, command);
      const text = await message(page, says);
      expect(text.length).toBeLessThan(400);
      expect(text).not.toMatch(/undefined|\[object|Error:/);
      expect(await webviewCount(page)).toBe(0);
      expect(complaints.filter((complaint) => /nabla/i.test(complaint))).toEqual([]);
      await screenshot(page, `refused-${name}`);
    });
  }

  test('in an empty document', async ({ page }) => {
    await newDocument(page, 'Plain Text', ' ');
    await runCommand(page, derive);
    await message(page, /\w/);
    expect(await webviewCount(page)).toBe(0);
  });

  test('and the open panel keeps what it showed', async ({ page }) => {
    await openFile(page, 'e2e.py');
    await select(page, '[2.0, 1.0, 0.1]');
    await runCommand(page, softmax);
    const before = await read(await panel(page));
    await select(page, '[[1.0, 2.0], [3.0]]');
    await runCommand(page, softmax);
    const frame = await panel(page);
    await frame.locator('.notice').waitFor();
    expect(await frame.locator('.notice').innerText()).toMatch(/row/i);
    expect(await read(frame)).toEqual(before);
    await screenshot(page, 'refused-old-content-kept');
  });
});
