/**
 * The end-to-end tests: a real VS Code, a real browser.
 *
 *   npm run test:e2e [-- --host node|web|vsix] [--grep text] [--oldest] [--no-build] [--headed] [file …]
 *
 * --host     node: Nabla in the Node extension host (all tests; the default); web: in the web worker extension host;
 *            vsix: packed, and installed like any extension
 * --grep     only tests whose name matches
 * --oldest   the oldest VS Code that package.json admits, instead of the newest
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser } from './lib/browser.mjs';
import { installCodeServer, versions } from './lib/code-server.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { must, root, run, say } from './lib/process.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    host: { type: 'string', default: 'node' },
    grep: { type: 'string' },
    oldest: { type: 'boolean', default: false },
    build: { type: 'boolean', default: true },
    headed: { type: 'boolean', default: false },
  },
});

try {
  const { host } = values;
  if (!['node', 'web', 'vsix'].includes(host)) throw new Error(`--host is node, web or vsix, not ${host}.`);
  await ensureDependencies();
  if (values.build) await must(process.execPath, ['scripts/build.mjs']);
  const codeServer = await installCodeServer(values.oldest ? versions.oldest : versions.newest);
  const browser = await findBrowser();
  const vsix = host === 'vsix' ? path.join(root, 'out/nabla.vsix') : undefined;
  if (vsix) await must(process.execPath, ['scripts/package.mjs', '--no-build', '--out', vsix]);
  say(`  code-server ${codeServer.version}, ${host} host, ${browser}`);

  const results = path.join(root, 'out/results');
  await mkdir(results, { recursive: true });
  const { code } = await run(
    process.execPath,
    [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config=test/vscode/vitest.config.mts',
      '--reporter=verbose',
      '--reporter=json',
      `--outputFile.json=${path.join(results, `e2e-${host}.json`)}`,
      ...(values.grep === undefined ? [] : ['--testNamePattern', values.grep]),
      ...positionals,
    ],
    {
      env: {
        ...process.env,
        NABLA_E2E: JSON.stringify({ host, codeServer, browser, vsix, headed: values.headed }),
      },
    },
  );
  process.exitCode = code;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
