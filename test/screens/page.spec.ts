import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { stage, themeNames, type Staged } from './stage.mjs';

let browser: Browser;
let axe: string;
const open: Staged[] = [];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox'] });
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});
afterAll(() => browser?.close());
afterEach(async () => {
  for (const { errors, page, close } of open.splice(0)) {
    const violations = await page.evaluate(() => (window as unknown as { violations: string[] }).violations);
    await close();
    // Whatever a test looks at: nothing is thrown, and the content security policy is never in the way.
    expect(errors).toEqual([]);
    expect(violations).toEqual([]);
  }
});

const show = async (fixture: string, how: Partial<Parameters<typeof stage>[1]> = {}): Promise<Page> => {
  const staged = await stage(browser, { fixture, ...how });
  open.push(staged);
  return staged.page;
};
const sent = <T = Record<string, unknown>>(page: Page, type: string): Promise<T[]> =>
  page.evaluate(
    (wanted) =>
      (window as unknown as { sent: { type: string }[] }).sent.filter((m) => m.type === wanted) as never,
    type,
  );
const shownValues = (page: Page) => page.locator('.value-table td.number').allInnerTexts();
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const serious = async (page: Page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (
      window as unknown as {
        axe: {
          run(what: { resultTypes: string[] }): Promise<{
            violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
          }>;
        };
      }
    ).axe.run({ resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((n) => `${n.html.slice(0, 120)} ${n.failureSummary}`).join('\n  ')}`,
    );
};

describe('in every theme', () => {
  for (const theme of themeNames) {
    for (const fixture of ['n3', 'code', 'n200']) {
      test(`axe finds nothing serious in ${theme}: ${fixture}`, async () => {
        expect(await serious(await show(fixture, { theme }))).toEqual([]);
      });
    }
  }

  test('axe finds nothing serious with everything open', async () => {
    const page = await show('n3');
    await page.getByText('All steps', { exact: true }).click();
    await page.getByText('Rules explained').click();
    await page.getByText('Along a direction').click();
    await page.locator('.entry').nth(1).focus();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(await serious(page)).toEqual([]);
  });
});

describe('at any width', () => {
  for (const fixture of ['n3', 'n12', 'n200', 'code', 'scalar', 'batch', 'gradient', 'refusal', 'long']) {
    test(`${fixture}: nothing but formulas and matrices scrolls sideways`, async () => {
      for (const how of [{ width: 300 }, { width: 600, zoom: 2 }, { width: 1200 }]) {
        expect(await overflow(await show(fixture, how)), JSON.stringify(how)).toBeLessThanOrEqual(0);
      }
    });
  }
});

describe('numbers', () => {
  test('are those of the kernel, with facts that were computed', async () => {
    const page = await show('n3');
    expect(await shownValues(page)).toEqual(['0.6590', '0.2424', '0.09857']);
    expect(await page.locator('.entry').allInnerTexts()).toEqual([
      ...['0.2247', '−0.1598', '−0.06496'],
      ...['−0.1598', '0.1837', '−0.02390'],
      ...['−0.06496', '−0.02390', '0.08885'],
    ]);
    expect(await page.locator('.facts li').allInnerTexts()).toEqual([
      'outputs sum to 1',
      'rows sum to 0',
      'symmetric',
    ]);
  });

  test('follow what is typed, stepped and dragged, without a word to the host', async () => {
    const page = await show('n3');
    const first = page.getByRole('spinbutton', { name: 'o₀' });
    await first.fill('1,1');
    expect(await shownValues(page)).toEqual(['0.4400', '0.3981', '0.1619']);
    await first.press('ArrowUp');
    expect(await first.inputValue()).toBe('1.2');
    await first.press('Shift+ArrowDown');
    expect(await first.inputValue()).toBe('0.2');
    await first.blur();
    const box = (await first.boundingBox()) as NonNullable<Awaited<ReturnType<typeof first.boundingBox>>>;
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 40, box.y + 10, { steps: 4 });
    await page.mouse.up();
    expect(Number(await first.inputValue())).toBeCloseTo(0.7, 10);
    await first.fill('nonsense');
    expect(await first.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'As in the code' }).click();
    expect(await shownValues(page)).toEqual(['0.6590', '0.2424', '0.09857']);
    expect((await sent(page, 'wrt')).length + (await sent(page, 'notation')).length).toBe(0);
  });

  test('show beside them where the textbook form breaks', async () => {
    const page = await show('n3');
    expect(await page.getByText('naive').count()).toBe(0);
    await page.getByRole('button', { name: '1000s' }).click();
    expect(await page.locator('.broken').allInnerTexts()).toEqual(['NaN', 'NaN', 'NaN']);
    expect(await shownValues(page)).toContain('0.6652');
  });

  test('can be put in where the code has none', async () => {
    const page = await show('code');
    await page.getByRole('button', { name: 'Use example numbers' }).click();
    expect(await page.locator('.entry').count()).toBe(9);
  });

  test('come row by row for a batch', async () => {
    const page = await show('batch');
    await page.getByRole('combobox', { name: 'Row' }).selectOption('1');
    expect(await shownValues(page)).toEqual(['0.3333', '0.3333', '0.3333']);
  });

  test('have a direction, next to finite differences', async () => {
    const page = await show('n3');
    await page.getByText('Along a direction').click();
    const table = page.locator('.compared').first();
    const rows = await table
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((td) => td.textContent)));
    for (const [exact, finite] of rows) expect(finite).toBe(exact);
  });
});

describe('an entry of J', () => {
  test('that is pointed at lights its case, its input and output, and is written out', async () => {
    const page = await show('n3');
    await page.locator('.entry').nth(1).hover();
    expect(await page.locator('.form-on dt .tex').getAttribute('aria-label')).toBe('i ≠ j');
    expect(await page.locator('.readout .tex').getAttribute('aria-label')).toBe(
      '∂p₀/∂o₁ = −p₀·p₁ = −0.6590 · 0.2424 = −0.1598',
    );
    expect(await page.locator('.value-table td.on').count()).toBe(2);
    expect(await page.locator('.line-on').count()).toBe(1);
  });

  test('is reached by the arrow keys', async () => {
    const page = await show('n3');
    await page.locator('.entry').first().focus();
    for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    expect(await page.locator('.readout .tex').getAttribute('aria-label')).toContain('= 0.1837');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      '∂p₁/∂o₁ = 0.1837',
    );
    await page.keyboard.press('Control+End');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      '∂p₂/∂o₂ = 0.08885',
    );
  });
});

describe('a large matrix', () => {
  for (const [fixture, n] of [
    ['n200', 200],
    ['n100000', 100_000],
  ] as const) {
    test(`of ${n} × ${n} is drawn, and tells the entry under the pointer`, async () => {
      const page = await show(fixture);
      const picture = page.locator('.heat-picture canvas');
      await page.waitForTimeout(300);
      const box = (await picture.boundingBox()) as NonNullable<
        Awaited<ReturnType<typeof picture.boundingBox>>
      >;
      await page.mouse.move(box.x + 46 + (box.width - 46) / 2, box.y + box.height / 2);
      expect(await page.locator('.readout .tex').getAttribute('aria-label')).toMatch(/^∂p.*\/∂o.* = .*\d/);
      const colours = await picture.evaluate((canvas: HTMLCanvasElement) => {
        const context = canvas.getContext('2d') as CanvasRenderingContext2D;
        const { data } = context.getImageData(46, 24, canvas.width - 48, canvas.height - 26);
        return new Set(new Uint32Array(data.buffer)).size;
      });
      expect(colours).toBeGreaterThan(3);
    });
  }

  test('is zoomed and walked by keys, and shows numbers when it is close', async () => {
    const page = await show('n200');
    await page.locator('.heat-picture').focus();
    for (let k = 0; k < 9; k++) await page.keyboard.press('+');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.readout .tex').getAttribute('aria-label')).toMatch(/^∂p₀\/∂o₁ = /);
    await page.keyboard.press('Shift+ArrowDown');
    expect(await page.locator('.readout .tex').getAttribute('aria-label')).toMatch(/^∂p₁₀\/∂o₁ = /);
    await page.keyboard.press('0');
  });
});

describe('formulas', () => {
  test('are set by KaTeX, have a spoken text, and their symbols are linked', async () => {
    const page = await show('n3');
    expect(await page.locator('.tex-failed').count()).toBe(0);
    expect(await page.locator('[role=math]:not([aria-label])').count()).toBe(0);
    await page.locator('.answer [data-symbol=p]').first().hover();
    const lit = await page.locator('.lit').count();
    expect(lit).toBeGreaterThan(5);
    expect(lit).toBe(await page.locator('[data-symbol=p]').count());
    expect((await sent<{ spans: unknown[] }>(page, 'highlight')).at(-1)?.spans).toEqual([
      { start: 4, end: 5 },
    ]);
    await page.locator('.answer [data-symbol=p]').first().click();
    expect(await sent(page, 'reveal')).toEqual([{ type: 'reveal', span: { start: 4, end: 5 } }]);
    // No mark is left as a colour.
    expect(await page.locator('[style*="rgb(0, 0,"]').count()).toBe(0);
  });

  test('are not set anew when nothing of them changed', async () => {
    const page = await show('n3');
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('.tex .katex')) (each as HTMLElement).dataset['old'] = '';
    });
    const before = await page.locator('[data-old]').count();
    await page.evaluate(() => {
      const { fixtures } = (
        window as unknown as { nablaFixtures: { fixtures: Record<string, () => object> } }
      ).nablaFixtures;
      const state = { ...fixtures['n3']?.(), pinned: true };
      window.postMessage({ type: 'state', state });
    });
    await page.getByRole('button', { name: /Let this panel follow/ }).waitFor();
    expect(await page.locator('[data-old]').count()).toBe(before);
  });

  test('have a sentence for each rule, on pointing and on request', async () => {
    const page = await show('n3');
    await page.locator('.line').nth(1).hover();
    await page.locator('.tip').waitFor();
    expect(await page.locator('.tip').innerText()).toMatch(/The derivative of u \/ v/);
    await page.getByText('Rules explained').click();
    expect(await page.locator('.why').count()).toBe(await page.locator('.line').count());
  });

  test('open to their small steps', async () => {
    const page = await show('n3');
    const main = await page.locator('.line').count();
    await page.getByRole('button', { name: '2 small steps' }).click();
    expect(await page.locator('.line').count()).toBe(main + 2);
  });
});

describe('what is copied', () => {
  test('is in all forms in the menu, by keyboard', async () => {
    const page = await show('n3');
    await page.getByRole('button', { name: 'Copy', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const [copy] = await sent<{ text: string }>(page, 'copy');
    expect(copy?.text).toContain('= p_j·(δ_ij − p_i)');
    expect(await page.locator('.said').innerText()).toBe('Copied');
    expect(await page.getByRole('menu').count()).toBe(0);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Matrix as JSON' }).click();
    const matrix = JSON.parse((await sent<{ text: string }>(page, 'copy'))[1]?.text ?? '') as number[][];
    expect(matrix[0]?.[0]).toBeCloseTo(0.2247186, 6);
  });

  test('is one line, too', async () => {
    const page = await show('n3');
    await page.locator('.line').last().hover();
    await page.locator('.line .line-copy').last().click();
    expect((await sent<{ text: string }>(page, 'copy'))[0]?.text).toBe(
      'p_{j} \\left(\\delta_{ij} - p_{i}\\right)',
    );
  });
});

describe('a picture of the matrix', () => {
  for (const fixture of ['n3', 'n200']) {
    test(`of ${fixture} is saved as SVG and as PNG`, async () => {
      const page = await show(fixture);
      for (const form of ['SVG', 'PNG']) {
        await page.getByRole('button', { name: 'Copy', exact: true }).click();
        await page.getByRole('menuitem', { name: `${form} image` }).click();
      }
      await expect.poll(() => sent(page, 'save')).toHaveLength(2);
      const [svg, png] = await sent<{ name: string; data: string; base64?: boolean }>(page, 'save');
      expect(svg?.data).toMatch(/^<svg xmlns=/);
      expect(svg?.data).toContain(fixture === 'n3' ? '>0.2247</text>' : '<image ');
      const bytes = Buffer.from(png?.data ?? '', 'base64');
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      expect(bytes.readUInt32BE(16)).toBeGreaterThan(400);
    });
  }
});

describe('a panel that lives', () => {
  test('keeps the old content under the words of a refusal', async () => {
    const page = await show('refusal');
    expect(await page.locator('.notice').innerText()).toContain(
      'The bracket that opens in line 3 is not closed.',
    );
    expect(await page.locator('.line').count()).toBeGreaterThan(4);
    await page.getByRole('button', { name: 'Show in the editor' }).first().click();
    expect(await sent(page, 'reveal')).toEqual([{ type: 'reveal', span: { start: 4, end: 18 } }]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    expect(await page.locator('.notice').count()).toBe(0);
  });

  test('says that it is updating without moving anything', async () => {
    const page = await show('n3');
    const place = () => page.locator('.answer').boundingBox();
    const before = await place();
    await page.evaluate(() => window.postMessage({ type: 'updating', updating: true }));
    await page.getByText('Updating…').waitFor({ state: 'attached' });
    expect(await place()).toEqual(before);
  });

  test('has its edited numbers again after a reload', async () => {
    const page = await show('n3');
    await page.getByRole('spinbutton', { name: 'o₂' }).fill('5');
    await page.waitForTimeout(800);
    await page.reload();
    await page.waitForSelector('main');
    expect(await page.getByRole('spinbutton', { name: 'o₂' }).inputValue()).toBe('5');
  });

  test('tells what to do while there is nothing to show', async () => {
    const page = await show('empty');
    expect(await page.locator('.welcome').innerText()).toContain('Nabla: Softmax and Jacobian');
  });

  test('asks the host for what is the host’s', async () => {
    const page = await show('code');
    await page.getByLabel('with respect to').selectOption('T');
    await page.getByLabel('Which rule takes a quotient apart').selectOption('product');
    await page.getByRole('button', { name: /^Keep this panel/ }).click();
    await page.getByRole('button', { name: /^Fix:/ }).click();
    expect(await sent(page, 'wrt')).toEqual([{ type: 'wrt', name: 'T' }]);
    expect(await sent(page, 'notation')).toEqual([{ type: 'notation', notation: 'product' }]);
    expect(await sent(page, 'pin')).toEqual([{ type: 'pin', on: true }]);
    expect(await sent(page, 'fix')).toEqual([{ type: 'fix', finding: 0, fix: 0 }]);
  });

  test('speaks Chinese', async () => {
    const page = await show('n3zh');
    expect(await page.locator('h2').allInnerTexts()).toEqual(['数值', '雅可比矩阵', '推导']);
  });
});
