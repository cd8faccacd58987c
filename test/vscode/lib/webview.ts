/** The inside of a webview: page > iframe.webview > iframe#active-frame. */
import type { Frame, Page } from 'playwright-core';

/**
 * The inner frame whose document has what `selector` names.
 * A webview's frames are made anew when its tab is moved or its window reloaded; ask again then.
 */
export async function webviewFrame(page: Page, selector: string, timeout = 20_000): Promise<Frame> {
  let seen: string[] = [];
  for (const deadline = Date.now() + timeout; Date.now() < deadline; await page.waitForTimeout(100)) {
    seen = [];
    for (const frame of page.frames()) {
      if (!frame.parentFrame()?.parentFrame()) continue;
      try {
        const element = await frame.frameElement();
        if (!(await element.isVisible())) continue;
        if ((await frame.locator(selector).count()) > 0) return frame;
        seen.push((await frame.locator('body').innerHTML()).slice(0, 200));
      } catch (error) {
        seen.push(String(error).slice(0, 100)); // it was replaced while we looked
      }
    }
  }
  throw new Error(`No webview has ${selector}; those that are there: ${seen.join('\n') || 'none'}`);
}

/** How many webviews the window shows. */
export const webviewCount = (page: Page): Promise<number> => page.locator('iframe.webview:visible').count();
