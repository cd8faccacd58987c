/** What a person does with text in an editor: open, find with the eyes, click, select, point at. */
import type { Locator, Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { root } from '../../../scripts/lib/process.mjs';
import { keys } from './keys';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a piece of text begins and ends on the screen. */
interface Place {
  readonly start: Point;
  readonly end: Point;
}

/** Which of several, where to look, and where in it. */
export interface Where {
  /** The how-manieth occurrence on the screen, from the top. */
  readonly nth?: number;
  /** A selector of what to look in; editors of text and of notebook cells both by default. */
  readonly within?: string;
  /** After how many characters of the text the mouse goes; its middle by default. */
  readonly offset?: number;
}

/** Notebooks are laid over the workbench, not into its editor part. */
const anyEditor = '.part.editor .editor-instance, .notebookOverlay';

const isMac = process.platform === 'darwin';
export const modifier = isMac ? 'Meta' : 'Control';

/** The keys of a command of Nabla's, in Playwright's spelling. */
export function keybindingOf(command: string): string {
  const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    contributes: { keybindings: { command: string; key: string }[] };
  };
  const found = contributes.keybindings.find((each) => each.command === command);
  if (!found) throw new Error(`${command} has no keybinding.`);
  const names: Readonly<Record<string, string>> = { ctrl: 'Control', alt: 'Alt', shift: 'Shift' };
  return found.key
    .split('+')
    .map((key) => names[key] ?? key)
    .join('+');
}

/** The input of the palette and of every other quick pick. */
export async function quickInput(page: Page): Promise<Locator> {
  const input = page.locator('.quick-input-widget:visible .quick-input-box input');
  await input.waitFor({ timeout: 10_000 });
  return input;
}

/** The rows that the quick pick offers. */
export const quickRows = (page: Page): Locator =>
  page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');

/** Takes the first row that has this text, whatever else the list offers first. */
async function choose(page: Page, text: string): Promise<void> {
  // Searching files waits for the extension host, which takes its time to start on a busy machine.
  await quickRows(page).filter({ hasText: text }).first().click({ timeout: 45_000 });
}

/** Runs a command from the palette, by its full title: 'Category: Title'. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await (await quickInput(page)).fill(`>${title}`);
  await choose(page, title);
}

/** The titles that the palette offers for what is typed. */
export async function offeredCommands(page: Page, typed: string): Promise<string[]> {
  await page.keyboard.press('F1');
  await (await quickInput(page)).fill(`>${typed}`);
  await quickRows(page).first().waitFor({ timeout: 15_000 });
  await page.waitForTimeout(300);
  const rows = await quickRows(page).locator('.label-name').allInnerTexts();
  await page.keyboard.press('Escape');
  return rows;
}

/** Opens a file of the workspace and waits until its text is there. */
export async function openFile(page: Page, name: string): Promise<void> {
  const tab = page.locator('.part.editor .tab.active', { hasText: name }).first();
  // Files that were open lately come first, files that are found come later: the list may change under the click.
  for (let attempt = 1; ; attempt += 1) {
    await page.keyboard.press(`${modifier}+P`);
    await (await quickInput(page)).fill(name);
    await choose(page, name);
    const opened = await tab.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (opened) break;
    if (attempt === 3)
      throw new Error(`${name} cannot be opened; open are: ${(await tabTitles(page)).join(', ')}`);
    await page.keyboard.press('Escape');
  }
  const notebook = name.endsWith('.ipynb');
  // Notebook rows count as hidden until they are measured.
  await page
    .locator(notebook ? '.notebookOverlay .cell.code .view-line' : '.editor-instance .view-line')
    .first()
    .waitFor({ state: 'attached', timeout: 20_000 });
}

/** A new document of a language, with this text. */
export async function newDocument(page: Page, languageName: string, text: string): Promise<void> {
  await runCommand(page, 'File: New Untitled Text File');
  await page
    .locator('.part.editor .tab.active', { hasText: 'Untitled' })
    .first()
    .waitFor({ timeout: 15_000 });
  await page.waitForTimeout(200);
  // Pasted, not typed: auto-closing brackets would add their own.
  await page.evaluate((content) => navigator.clipboard.writeText(content), text);
  await page.keyboard.press(`${modifier}+V`);
  await page
    .locator('.editor-instance .view-line', { hasText: text.split('\n')[0]?.trim().split(' ')[0] ?? '' })
    .first()
    .waitFor();
  if (languageName === 'Plain Text') return;
  await runCommand(page, 'Change Language Mode');
  await (await quickInput(page)).fill(languageName);
  await choose(page, languageName);
  await page.locator('.statusbar-item', { hasText: languageName }).first().waitFor();
}

/** Where the text is on the screen, or nothing if it is not there. It must not cross a line's end. */
function findText(page: Page, text: string, { nth = 0, within = anyEditor }: Where): Promise<Place | null> {
  return page.evaluate(
    ({ text, nth, within }) => {
      const places: Place[] = [];
      const lines = [...document.querySelectorAll(within)]
        .flatMap((area) => [...area.querySelectorAll<HTMLElement>('.view-lines .view-line')])
        .map((line) => ({ line, box: line.getBoundingClientRect() }))
        .filter(({ box }) => box.height > 0)
        .sort((a, b) => a.box.left - b.box.left || a.box.top - b.box.top);
      for (const { line } of lines) {
        const nodes: Text[] = [];
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) nodes.push(walker.currentNode as Text);
        // VS Code writes blanks as no-break spaces.
        const content = nodes
          .map(({ data }) => data)
          .join('')
          .replaceAll('\u00a0', ' ');
        /** The screen position of the boundary before the character at `offset`. */
        const boundary = (offset: number): { x: number; y: number } => {
          let rest = offset;
          for (const node of nodes) {
            if (rest <= node.length) {
              const range = document.createRange();
              range.setStart(node, rest);
              range.collapse(true);
              const box = range.getBoundingClientRect();
              return { x: box.left, y: box.top + box.height / 2 };
            }
            rest -= node.length;
          }
          return { x: 0, y: 0 };
        };
        for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
          places.push({ start: boundary(at), end: boundary(at + text.length) });
        }
      }
      return places[nth] ?? null;
    },
    { text, nth, within },
  );
}

/** The same, waited for until it stands still: layouts move while notebooks and webviews are measured. */
async function place(page: Page, text: string, where: Where = {}, timeout = 15_000): Promise<Place> {
  let last = '';
  for (const deadline = Date.now() + timeout; Date.now() < deadline; await page.waitForTimeout(100)) {
    const found = await findText(page, text, where);
    if (found !== null && JSON.stringify(found) === last) return found;
    last = JSON.stringify(found);
  }
  throw new Error(`“${text}” is not on the screen.`);
}

/** Code is set in letters of one width. */
function inside({ start, end }: Place, text: string, { offset = Math.floor(text.length / 2) }: Where): Point {
  return { x: start.x + ((end.x - start.x) * offset) / text.length, y: start.y };
}

/** Puts the cursor into the text, after its `offset`th character. */
export async function putCursorIn(page: Page, text: string, where: Where = {}): Promise<void> {
  const { x, y } = inside(await place(page, text, where), text, where);
  await page.mouse.click(x, y);
  // Two clicks in a row at one place would be a double click.
  await page.waitForTimeout(100);
}

/** How many characters the status bar says are selected; it says nothing of notebooks. */
async function selectedLength(page: Page): Promise<number | undefined> {
  const said = await page.locator('.statusbar-item', { hasText: /selected\)/ }).allInnerTexts();
  const [, count] = /\((\d+) selected\)/.exec(said.join(' ')) ?? [];
  return count === undefined ? undefined : Number(count);
}

/** Selects from the first text to the end of the last one (by default itself), by dragging the mouse. */
export async function select(page: Page, from: string, to: string = from, where: Where = {}): Promise<void> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const { start } = await place(page, from, where);
    const { end } = await place(page, to, where);
    await page.mouse.move(start.x + 0.5, start.y);
    await page.mouse.down();
    await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 3 });
    await page.mouse.move(end.x, end.y, { steps: 3 });
    await page.mouse.up();
    await page.waitForTimeout(150);
    const length = await selectedLength(page);
    const whole = length === undefined || from !== to || length === from.length;
    if (whole && (await page.locator('.monaco-editor.focused .selected-text').count()) > 0) return;
    await page.waitForTimeout(400);
  }
  throw new Error(`“${from}” cannot be selected.`);
}

/** Right-clicks at the text and takes an entry of the menu. */
export async function chooseFromContextMenu(
  page: Page,
  at: string,
  entry: RegExp,
  where: Where = {},
): Promise<void> {
  const item = await openContextMenu(page, at, entry, where);
  await item.click();
}

/** Right-clicks at the text; the entry that the menu then shows. */
export async function openContextMenu(
  page: Page,
  at: string,
  entry: RegExp,
  where: Where = {},
): Promise<Locator> {
  const { start, end } = await place(page, at, where);
  await page.mouse.click((start.x + end.x) / 2, start.y, { button: 'right' });
  const item = page.locator('.monaco-menu .action-item', { hasText: entry }).first();
  await item.waitFor({ timeout: 10_000 });
  // A menu that has just opened ignores the mouse for a moment, so that a right click does not choose.
  await page.waitForTimeout(300);
  return item;
}

/**
 * Points at the text until a hover shows that matches. Language features load late, and a layout may move under the pointer,
 * so that it is tried again.
 * @returns the hover
 */
export async function hover(
  page: Page,
  text: string,
  shows: RegExp,
  where: Where = {},
  timeout = 25_000,
): Promise<Locator> {
  let seen = '';
  for (const deadline = Date.now() + timeout; Date.now() < deadline;) {
    const { x, y } = inside(await place(page, text, where), text, where);
    // The release of the right button goes to the menu that it opened, and the editor shows no hovers before it has
    // seen a button released.
    if (seen !== '') await page.mouse.click(x, y);
    await pointAt(page, x, y);
    const shown = page.locator('.monaco-hover:visible', { hasText: shows }).first();
    try {
      await shown.waitFor({ timeout: 2_500 });
      await page.waitForTimeout(300); // it fades in
      if (await shown.isVisible()) return shown;
    } catch {
      seen = (await page.locator('.monaco-hover:visible').allInnerTexts()).join(' | ') || 'none';
    }
  }
  throw new Error(`No hover over “${text}” shows ${shows}; seen: ${seen.slice(0, 500)}`);
}

/** Moves the mouse there from outside, into the letter that begins at x. */
async function pointAt(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.move(2, 2);
  await page.waitForTimeout(200);
  await page.mouse.move(x + 1, y);
  await page.mouse.move(x + 4, y, { steps: 3 });
}

/** Points at the text for a while; what hovers then show. */
export async function hoverText(page: Page, text: string, where: Where = {}): Promise<string> {
  const { x, y } = inside(await place(page, text, where), text, where);
  await pointAt(page, x, y);
  await page.waitForTimeout(2_500);
  return (await page.locator('.monaco-hover:visible').allInnerTexts()).join('\n');
}

/** Messages that VS Code shows in its list of notifications: with the test driver on, it shows no toasts. */
export async function messages(page: Page): Promise<string[]> {
  await page.keyboard.press(keys.showNotifications);
  await page.waitForTimeout(150);
  return page.locator('.notifications-center .notification-list-item-message').allInnerTexts();
}

/** Waits for a message with this text; the text. */
export async function message(page: Page, shows: RegExp, timeout = 15_000): Promise<string> {
  let seen: string[] = [];
  for (const deadline = Date.now() + timeout; Date.now() < deadline; await page.waitForTimeout(150)) {
    seen = await messages(page);
    const found = seen.find((text) => shows.test(text));
    if (found !== undefined) return found;
  }
  throw new Error(`No message says ${shows}; there are: ${seen.join(' | ') || 'none'}`);
}

/** The text of the document in the active editor, as far as it is on the screen. */
export async function visibleText(page: Page, within = anyEditor): Promise<string> {
  const lines = await page.locator(within).locator('.view-lines .view-line').allInnerTexts();
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/** The titles of the open editors. */
export const tabTitles = (page: Page): Promise<string[]> =>
  page.locator('.part.editor .tab .label-name').allInnerTexts();

/** Waits until a theme has been put on. */
export async function themeIs(page: Page, kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
  await expect.poll(() => page.locator(`.monaco-workbench.${kind}`).count(), { timeout: 15_000 }).toBe(1);
}
