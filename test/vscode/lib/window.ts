/** The window that the tests share, and `test`, which gives each of them a tidy one. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { inject, test as base } from 'vitest';
import { root } from '../../../scripts/lib/process.mjs';
import { keys } from './keys';
import { writeSettings, type Settings } from './settings';

interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the page's console and requests that left this machine, newest last. */
  readonly complaints: string[];
}

let browser: Browser | undefined;
let shared: Window | undefined;

/** Complaints that VS Code itself makes when it is installed without native modules, or without a network. */
const harmless =
  /spdlog|native-watchdog|authentication provider|ERR_(ABORTED|BLOCKED_BY_CLIENT)|Canceled|open-vsx|NAME_NOT_RESOLVED|product configuration/;

/** What does not leave this machine; a webview's own files have an address that its service worker answers. */
const local =
  /^(data:|blob:|https?:\/\/127\.0\.0\.1[:/]|https:\/\/[^/]+\.vscode-resource\.vscode-cdn\.net\/)/;

/**
 * Sets options of the workbench that an address cannot. They are changed as the workbench reads them: a document that
 * is fulfilled by the test counts as non-local, and Chromium then blocks its WebSocket.
 */
async function injectDevelopmentOptions(
  context: BrowserContext,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  await context.addInitScript((added) => {
    const read = Object.getOwnPropertyDescriptor(Element.prototype, 'getAttribute')
      ?.value as Element['getAttribute'];
    Element.prototype.getAttribute = function (name) {
      const value = read.call(this, name);
      if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration' || value === null)
        return value;
      const configuration = JSON.parse(value) as { developmentOptions?: object };
      return JSON.stringify({
        ...configuration,
        developmentOptions: { ...configuration.developmentOptions, ...added },
      });
    };
  }, options);
}

/** Waits until the workbench of a page that is loading can be worked with. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => 'driver' in globalThis, undefined, { timeout: 60_000 });
  await page.evaluate(() =>
    (
      globalThis as unknown as { driver: { whenWorkbenchRestored(): Promise<void> } }
    ).driver.whenWorkbenchRestored(),
  );
}

export async function reload(page: Page): Promise<void> {
  await page.reload();
  await workbenchReady(page);
  await page.keyboard.press(keys.closeSidebar);
}

/**
 * Loads the window again with these settings on top of the base; they last until the end of the test. (A window that is
 * open does not reliably notice that the file has changed: its watcher is a native module that is not compiled here.)
 */
export async function changeSettings(page: Page, settings: Settings): Promise<void> {
  if (await writeSettings(settings)) await reload(page);
}

async function openWindow(): Promise<Window> {
  const environment = inject('environment');
  browser ??= await chromium.connect(environment.browser);
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  await injectDevelopmentOptions(context, environment.developmentOptions);
  const complaints: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!local.test(url) && !harmless.test(url)) complaints.push(`request to ${url}`);
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' && !harmless.test(message.text()))
      complaints.push(message.text().slice(0, 400));
  });
  await page.goto(environment.url);
  await workbenchReady(page);
  await page.keyboard.press(keys.closeSidebar);
  return { context, page, complaints };
}

/** Closes what a test left open, without saving. */
async function tidy({ page }: Window): Promise<void> {
  await page.mouse.move(2, 2);
  for (let i = 0; i < 2; i += 1) await page.keyboard.press('Escape');
  await page.keyboard.press(keys.closeAllEditors);
  const dontSave = page.locator('.monaco-dialog-box').getByRole('button', { name: /Don.t Save/ });
  const tabs = page.locator('.part.editor .tab');
  for (const deadline = Date.now() + 15_000; (await tabs.count()) > 0; await page.waitForTimeout(50)) {
    if (await dontSave.isVisible()) await dontSave.click();
    if (Date.now() > deadline) throw new Error('The editors of the last test cannot be closed.');
  }
  await page.keyboard.press(keys.clearNotifications);
  await page.keyboard.press(keys.closePanel);
}

async function tidyWindow(): Promise<Window> {
  const { sources, workspace } = inject('environment');
  const changed = await writeSettings({});
  for (const source of sources) await cp(source, workspace, { recursive: true, force: true });
  if (shared) {
    try {
      await tidy(shared);
      if (changed) {
        await reload(shared.page);
        await tidy(shared); // it may have come back with what was open a moment before
      }
      return shared;
    } catch {
      // Whatever is wrong with this window, a new one has nothing of it.
      await discard();
    }
  }
  shared = await openWindow();
  return shared;
}

async function discard(): Promise<void> {
  await shared?.context.close();
  shared = undefined;
}

/** A picture of the window in test/screens/actual, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = path.join(root, 'test/screens/actual');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name.replace(/[^\w.-]+/g, '-').slice(0, 100)}.png`) });
}

/**
 * A test with a window of VS Code: `page` shows the workspace as it was in the beginning, with no editor open; `complaints` are
 * what its console said since. The window is the last test's, unless that test failed.
 */
export const test = base.extend<{ window: Window; page: Page; complaints: readonly string[] }>({
  window: async ({ task }, use) => {
    const window = await tidyWindow();
    window.complaints.length = 0;
    const errorsBefore = task.result?.errors?.length ?? 0; // of the tries before this one
    await use(window);
    const errors = task.result?.errors?.length ?? 0;
    if (errors > errorsBefore) {
      const { host } = inject('environment');
      await screenshot(window.page, `failed-${host}-${task.name}`);
      const last = window.complaints.slice(-8).join('\n    ');
      if (last !== '') console.log(`  the window's complaints:\n    ${last}`);
      await discard();
    }
  },
  page: ({ window }, use) => use(window.page),
  complaints: ({ window }, use) => use(window.complaints),
});
