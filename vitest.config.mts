import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/{unit,property}/**/*.test.{ts,tsx}'],
    // Threads start faster than processes, and nothing under test touches process-wide state.
    pool: 'threads',
    // A case that needs longer than this is a hang, not a slow test.
    testTimeout: 20_000,
  },
});
