/** Nabla's panel, read as a person reads it: what is typeset, the numbers, the words. */
import type { Frame, Page } from 'playwright-core';
import { messages } from './editor';
import { webviewFrame } from './webview';

export interface PanelContent {
  readonly title: string;
  readonly badge: string;
  /** Where it was read: 'e2e.py:4'. */
  readonly source: string;
  /** The code that was read. */
  readonly code: string;
  /** What the code says, as the formula's text. */
  readonly formula: string;
  readonly result: string;
  /** 'i = j' → its formula; and the matrix form under 'matrix'. */
  readonly cases: Readonly<Record<string, string>>;
  readonly lines: readonly { readonly rule: string; readonly formula: string; readonly typeset: boolean }[];
  /** Rows of the table of values: index, input, output. */
  readonly values: readonly (readonly number[])[];
  readonly bars: number;
  readonly matrix: readonly (readonly number[])[];
  readonly facts: readonly string[];
}

/** The frame of the panel in sight, once it shows something that was read, with this text in it (any, if left out). */
export async function panel(page: Page, shows?: string | RegExp): Promise<Frame> {
  let frame: Frame;
  try {
    frame = await webviewFrame(page, 'main.page .card');
  } catch (error) {
    const said = (await messages(page)).join(' | ');
    throw said === '' ? error : new Error(`No panel, but a message: ${said}`, { cause: error });
  }
  if (shows !== undefined) {
    await frame.locator('main.page', { hasText: shows }).waitFor({ timeout: 15_000 });
  }
  // Typesetting is over when every formula has its box.
  await frame.waitForFunction(() =>
    [...document.querySelectorAll('.tex')].every((formula) => formula.childElementCount > 0),
  );
  return frame;
}

/** Everything that the panel says. */
export function read(frame: Frame): Promise<PanelContent> {
  return frame.evaluate(() => {
    const text = (element: Element | null | undefined): string => element?.textContent?.trim() ?? '';
    const all = (selector: string, within: ParentNode = document): Element[] => [
      ...within.querySelectorAll(selector),
    ];
    const formulaOf = (element: Element | null | undefined): string =>
      element?.querySelector('.tex')?.getAttribute('aria-label') ?? '';
    const number = (shown: string): number => Number(shown.replace('−', '-').replaceAll(/\s/g, ''));
    /** What is shown without what pops up. */
    const bare = (element: Element | null): string => {
      const copy = element?.cloneNode(true) as Element | undefined;
      copy?.querySelectorAll('.tip').forEach((tip) => tip.remove());
      return text(copy);
    };
    const answer = document.querySelector('.answer');
    return {
      title: text(document.querySelector('h1')),
      badge: bare(document.querySelector('.badge')),
      source: text(document.querySelector('.source-row .link')),
      code: text(document.querySelector('.excerpt')),
      formula: formulaOf(document.querySelector('.defined')),
      result:
        all('.tex', answer ?? document)
          .at(-1)
          ?.getAttribute('aria-label') ?? '',
      cases: Object.fromEntries(
        all('.form').map((form) => {
          const when = formulaOf(form.querySelector('dt'));
          return [when === '' ? 'matrix' : when, formulaOf(form.querySelector('dd'))];
        }),
      ),
      lines: all('.lines .line').map((line) => ({
        rule: bare(line.querySelector('.rule-name')),
        formula: formulaOf(line.querySelector('.right')),
        typeset: line.querySelector('.right .katex .mord') !== null,
      })),
      values: all('.value-table tbody tr').map((row) =>
        all('th, td:not(.bar-cell)', row).map((cell) =>
          number(cell.querySelector('input')?.value ?? text(cell)),
        ),
      ),
      bars: all('.bar-fill').length,
      matrix: all('table.matrix tbody tr').map((row) =>
        all('[role=gridcell]', row).map((cell) => number(text(cell))),
      ),
      facts: all('.facts li').map((fact) => bare(fact)),
    };
  });
}

/** Fonts that are loaded in the panel. */
export const fonts = (frame: Frame): Promise<string[]> =>
  frame.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family);
  });
