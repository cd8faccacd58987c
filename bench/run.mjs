/**
 * npm run bench [-- suite …]: runs the suites, each in a process of its own, so that one's compiled code and garbage do not
 * weigh on the next. `node bench/suites/jacobian.mjs` runs one alone.
 */
import { spawnSync } from 'node:child_process';

const SUITES = ['jacobian'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !SUITES.includes(name));
if (unknown.length > 0) {
  console.error(`no suite ${unknown.join(', ')}; there are: ${SUITES.join(', ')}`);
  process.exit(2);
}
let failed = 0;
for (const suite of asked.length > 0 ? asked : SUITES) {
  const file = new URL(`./suites/${suite}.mjs`, import.meta.url).pathname;
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { stdio: 'inherit' });
  if (status !== 0) {
    failed++;
    console.error(`suite ${suite} ended with ${status}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
