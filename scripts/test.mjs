/**
 * Everything that must hold, in one command: type check, lint, unit tests, bundles, the panel's page, and the extension in
 * a real VS Code.
 *
 *   npm test [-- --oldest] [--no-e2e]
 *
 * --oldest   on the oldest VS Code that package.json admits, instead of the newest
 * --no-e2e   without a browser: neither the panel's page by itself nor VS Code
 *
 * A step that fails does not keep the others from running, except where they would test nothing.
 * The last line is `N passed, N failed`: unit and end-to-end tests together.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root, run, say, seconds } from './lib/process.mjs';

const { values } = parseArgs({
  allowNegative: true,
  options: { oldest: { type: 'boolean', default: false }, e2e: { type: 'boolean', default: true } },
});
const results = path.join(root, 'out/results');
const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', name);

/** @type {string[]} */
const failedSteps = [];
const total = { passed: 0, failed: 0 };

/**
 * One step. What fails without a failing test (a type error, a crash) counts as one, so that the sum cannot look green.
 * @param {string} name @param {() => Promise<{ passed: boolean, tests?: { passed: number, failed: number } }>} work
 */
async function step(name, work) {
  say(`\n── ${name}`);
  const started = performance.now();
  const { passed, tests = { passed: 0, failed: 0 } } = await work().catch((/** @type {Error} */ error) => {
    console.error(error.message);
    return { passed: false, tests: undefined };
  });
  total.passed += tests.passed;
  total.failed += passed ? tests.failed : Math.max(1, tests.failed);
  if (!passed) failedSteps.push(name);
  say(`── ${name}: ${passed ? 'passed' : 'FAILED'}, ${seconds(started)}`);
  return passed;
}

/** @param {string} script @param {string[]} [args] */
const node = async (script, args = []) => ({
  passed: (await run(process.execPath, [script, ...args])).code === 0,
});

/**
 * A run of vitest, directly or by a script of ours, and what it counted.
 * @param {string} script @param {string[]} args @param {string} report
 */
async function tests(script, args, report) {
  const { passed } = await node(script, args);
  const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, 'utf8'));
  return { passed, tests: { passed: numPassedTests, failed: numFailedTests } };
}

const started = performance.now();
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const unitReport = path.join(results, 'unit.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];

if (await step('dependencies', () => ensureDependencies().then(() => ({ passed: true })))) {
  await step('types', () => node(bin('typescript/bin/tsc'), ['-b']));
  await step('lint', () => node(bin('eslint/bin/eslint.js'), ['.']));
  await step('format', () => node(bin('prettier/bin/prettier.cjs'), ['--check', '--log-level=warn', '.']));
  await step('unit tests', () => tests(bin('vitest/vitest.mjs'), ['run', ...reporters], unitReport));
  const built = await step('build', () => node('scripts/build.mjs'));
  if (values.e2e && built) {
    const pageReport = path.join(results, 'page.json');
    const pageArgs = [
      'run',
      '--config=test/screens/vitest.config.mts',
      '--reporter=default',
      '--reporter=json',
    ];
    await step('the page in a browser', () =>
      tests(bin('vitest/vitest.mjs'), [...pageArgs, `--outputFile.json=${pageReport}`], pageReport),
    );
  }
  if (values.e2e && built) {
    for (const host of /** @type {const} */ (['node', 'web', 'vsix'])) {
      const args = ['--host', host, '--no-build', ...(values.oldest ? ['--oldest'] : [])];
      const name = { node: 'Node host', web: 'web host', vsix: 'packaged' }[host];
      await step(`in VS Code, ${name}`, () =>
        tests('scripts/e2e.mjs', args, path.join(results, `e2e-${host}.json`)),
      );
    }
  }
}

say(
  `\n${failedSteps.length === 0 ? 'Everything passed' : `Failed: ${failedSteps.join(', ')}`}, ${seconds(started)}`,
);
say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = failedSteps.length === 0 ? 0 : 1;
