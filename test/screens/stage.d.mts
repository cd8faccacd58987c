import type { Browser, Page } from 'playwright-core';

export interface Staged {
  readonly page: Page;
  readonly errors: readonly string[];
  readonly close: () => Promise<void>;
}
export const themeNames: readonly string[];
export function stage(
  browser: Browser,
  what: {
    readonly fixture: string;
    readonly theme?: string;
    readonly width?: number;
    readonly height?: number;
    readonly reducedMotion?: boolean;
    readonly zoom?: number;
  },
): Promise<Staged>;
