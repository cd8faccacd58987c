/**
 * npm run bench [-- suite …]: runs the suites, each in a process of its own, so that one's compiled code and garbage do not
 * weigh on the next. `node bench/suites/jacobian.mjs` runs one alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUITES = ['jacobian', 'derivative', 'explain', 'reading', 'hover', 'panel', 'bundles'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !SUITES.includes(name));
if (unknown.length > 0) {
  console.error(`no suite ${unknown.join(', ')}; there are: ${SUITES.join(', ')}`);
  process.exit(2);
}
// Peers that only the bench needs; without the network they are left out.
if (!existsSync(new URL('./node_modules', import.meta.url))) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  spawnSync(
    npm,
    ['ci', '--no-audit', '--no-fund', '--prefix', fileURLToPath(new URL('.', import.meta.url))],
    {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    },
  );
}
let failed = 0;
for (const suite of asked.length > 0 ? asked : SUITES) {
  const file = fileURLToPath(new URL(`./suites/${suite}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { stdio: 'inherit' });
  if (status !== 0) {
    failed++;
    console.error(`suite ${suite} ended with ${status}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
