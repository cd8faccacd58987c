/** A folder that is made once, for all clones and all processes, however many want it at the same time. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheRoot, say } from './process.mjs';

const heartbeat = 2_000;
const abandonedAfter = 30_000;

/**
 * Runs `work` while no other process holds the lock of that name. The lock is a folder (mkdir is atomic everywhere);
 * its holder touches it, so that the lock of a process that was killed is recognised by its age.
 * @template T
 * @param {string} name @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function locked(name, work) {
  const lock = path.join(cacheRoot, `${name}.lock`);
  await mkdir(cacheRoot, { recursive: true });
  for (let waited = false; ; waited = true) {
    const taken = await mkdir(lock).then(
      () => true,
      (error) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (taken) break;
    if (!waited) say(`  another run is installing ${name}; waiting for it`);
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0, // released in between
    );
    if (age > abandonedAfter) await rm(lock, { recursive: true, force: true });
    else await sleep(500);
  }
  const timer = setInterval(() => {
    const now = new Date();
    // The lock may have been taken over while this machine slept: `cached` bears that.
    utimes(lock, now, now).catch(() => undefined);
  }, heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await rm(lock, { recursive: true, force: true });
  }
}

/**
 * The cached folder `name`, made by `build` if it is not there. `build` fills a folder of its own, which is renamed into
 * place when it is complete: a run that was interrupted leaves nothing that looks finished.
 * @param {string} name @param {(folder: string) => Promise<void>} build
 * @returns {Promise<string>} its path
 */
export async function cached(name, build) {
  const folder = path.join(cacheRoot, name);
  const complete = () => existsSync(path.join(folder, '.complete'));
  if (complete()) return folder;
  return locked(name, async () => {
    if (complete()) return folder;
    const partial = `${folder}.partial-${process.pid}`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    try {
      await build(partial);
      await writeFile(path.join(partial, '.complete'), `${new Date().toISOString()}\n`);
      if (!complete()) {
        await rm(folder, { recursive: true, force: true });
        await rename(partial, folder);
      }
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return folder;
  });
}
