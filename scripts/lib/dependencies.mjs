/** node_modules, brought up to the lock file. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm, root, say, seconds } from './process.mjs';

const lockFile = path.join(root, 'package-lock.json');
const stamp = path.join(root, 'node_modules/.nabla-lock');

const digest = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** npm writes this file last, and never for an older lock than the one that it installed. */
const installedByHand = () => {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  /** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const have = packages(installed);
  return Object.entries(packages(lockFile)).every(
    ([name, { version, optional }]) => name === '' || optional || have[name]?.version === version,
  );
};

/** Installs what package-lock.json names, if it is not what node_modules holds. */
export async function ensureDependencies() {
  const wanted = digest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!installedByHand()) {
    const started = performance.now();
    say('  installing dependencies (npm ci)');
    await npm(['ci'], { cwd: root });
    say(`  dependencies are installed, ${seconds(started)}`);
  }
  writeFileSync(stamp, wanted);
}
