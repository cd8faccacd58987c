/** A Chromium for the tests: one that is here, or one that can be brought. */
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { must, root, run, say } from './process.mjs';

const names = ['google-chrome', 'google-chrome-stable', 'chrome', 'chromium', 'chromium-browser'];

/** @returns {string[]} */
function usualPlaces() {
  const {
    PATH = '',
    PROGRAMFILES = '',
    'PROGRAMFILES(X86)': x86 = '',
    LOCALAPPDATA = '',
    HOME = '',
  } = process.env;
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', path.join(HOME, 'Applications')].flatMap((folder) => [
        `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
        `${folder}/Chromium.app/Contents/MacOS/Chromium`,
      ]);
    case 'win32':
      return [PROGRAMFILES, x86, LOCALAPPDATA]
        .filter((folder) => folder !== '')
        .flatMap((folder) => [
          `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
          `${folder}\\Chromium\\Application\\chrome.exe`,
        ]);
    default:
      return [...PATH.split(':'), '/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/snap/bin']
        .filter((folder) => folder !== '')
        .flatMap((folder) => names.map((name) => path.join(folder, name)));
  }
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // that is the answer
  }
}

/**
 * Whether it starts: a download without its system libraries is there and does not.
 * @param {string} file
 */
async function starts(file) {
  if (!isExecutable(file)) return false;
  // Chrome on Windows opens a window instead of printing its version.
  if (process.platform === 'win32') return true;
  return (await run(file, ['--version'], { quiet: true, timeout: 30_000 })).code === 0;
}

/** @returns {Promise<string>} Playwright's own, whether it is there or not */
async function playwrightsOwn() {
  const { chromium } = await import('playwright-core');
  return chromium.executablePath();
}

/** @param {string[]} tried @returns {Promise<string | undefined>} */
async function download(tried) {
  say('  no Chrome or Chromium found; downloading Playwright’s');
  const cli = path.join(root, 'node_modules/playwright-core/cli.js');
  const { code, output } = await run(process.execPath, [cli, 'install', 'chromium', '--no-shell'], {
    quiet: true,
    timeout: 300_000,
  });
  const own = await playwrightsOwn();
  if (code === 0 && (await starts(own))) return own;
  const why =
    code === 0 ? 'it does not start (system libraries are missing?)' : output.trim().split('\n').at(-1);
  tried.push(`Playwright's download: ${why}`);
  return undefined;
}

/** @param {string[]} tried @returns {Promise<string | undefined>} */
async function fromDebian(tried) {
  const apt = '/usr/bin/apt-get';
  if (!existsSync(apt)) tried.push('Debian’s package: there is no apt-get here');
  else if (process.getuid?.() !== 0) tried.push('Debian’s package: only root may install it');
  else {
    say('  installing Debian’s chromium package');
    try {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await must(apt, ['update'], { env, timeout: 300_000 });
      await must(apt, ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
        env,
        timeout: 900_000,
      });
    } catch (error) {
      tried.push(`Debian's package: ${error instanceof Error ? error.message : error}`);
    }
    if (await starts('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  return undefined;
}

/**
 * @returns {Promise<string>} the executable of a Chrome or Chromium that starts
 * @throws with what was tried, if there is none and none can be had
 */
export async function findBrowser() {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (await starts(CHROME_PATH)) return CHROME_PATH;
    throw new Error(`CHROME_PATH is ${CHROME_PATH}, which is no program that starts.`);
  }
  for (const file of [...usualPlaces(), await playwrightsOwn()]) if (await starts(file)) return file;
  /** @type {string[]} */
  const tried = ['on the PATH and in the usual places: nothing'];
  const brought = (await download(tried)) ?? (await fromDebian(tried));
  if (brought !== undefined) return brought;
  throw new Error(
    `The end-to-end tests need Chrome or Chromium, and there is none:\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      'Install one of them, or set CHROME_PATH to its executable.',
  );
}
