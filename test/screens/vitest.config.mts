import { defineConfig } from 'vitest/config';

/** The panel's page in a real browser, without VS Code: `npm run test:page`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/screens/**/*.spec.ts'],
    retry: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
