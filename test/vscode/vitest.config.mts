import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const { host } = JSON.parse(process.env.NABLA_E2E ?? '{}') as { host?: string };

/** Run by scripts/e2e.mjs, which says in NABLA_E2E what to test and with what. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    // Everything in the Node host; in the others, that they load and work.
    include: [`test/vscode/specs/${host === 'node' ? '*' : 'smoke'}.spec.ts`],
    globalSetup: ['test/vscode/lib/environment.ts'],
    // One server, one window, one test after the other: the files share a process and its page.
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    fileParallelism: false,
    // Layouts move while they are measured: what passes on a later try is marked as retried in the report.
    retry: 2,
    testTimeout: 150_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
