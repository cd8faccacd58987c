/**
 * Opens a real VS Code on examples/ with Nabla loaded.
 *
 *   npm start [-- --desktop | --browser] [--no-open] [--no-build] [folder]
 *
 * --desktop   the VS Code on the PATH (the default where there is one)
 * --browser   VS Code in the browser; it is fetched from npm on the first run
 * --no-open   print the address, open nothing
 * --no-build  take dist/ as it is
 * --no-start  install and build only (what F5 in VS Code does first)
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installCodeServer, versions } from './lib/code-server.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { cacheRoot, must, root, run, say } from './lib/process.mjs';
import { remoteUri, settingsFile, startServer, windowUrl } from './lib/server.mjs';

/** What a first window should not be covered by; everything else is VS Code's own default. */
const firstSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
};

/** @returns {Promise<boolean>} */
async function desktopIsThere() {
  const command = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (await run(command, ['--version'], { quiet: true, timeout: 20_000 })).code === 0;
}

/** @param {string} folder */
async function openDesktop(folder) {
  say('Opening VS Code.');
  const command = process.platform === 'win32' ? 'code.cmd' : 'code';
  await must(command, ['--new-window', `--extensionDevelopmentPath=${root}`, folder]);
}

/** @param {string} address */
function openInBrowser(address) {
  const [command = '', ...args] = { darwin: ['open'], win32: ['explorer.exe'] }[
    /** @type {string} */ (process.platform)
  ] ?? ['xdg-open'];
  // Without a browser (a remote machine, a container) the printed address has to do.
  spawn(command, [...args, address], { stdio: 'ignore', detached: true }).on('error', () =>
    say('(No browser could be opened.)'),
  );
}

/** @param {string} folder @param {boolean} open */
async function openServer(folder, open) {
  const codeServer = await installCodeServer(versions.newest);
  const data = path.join(cacheRoot, 'start');
  if (!existsSync(settingsFile(data))) {
    await mkdir(path.dirname(settingsFile(data)), { recursive: true });
    await writeFile(settingsFile(data), `${JSON.stringify(firstSettings, null, 2)}\n`);
  }
  say('Starting VS Code for the browser.');
  // The payload's development path is ignored without the option of VS Code's own smoke tests.
  const args = ['--disable-workspace-trust', '--vscode-option', 'enable-smoke-test-driver'];
  const server = await startServer({ codeServer, data, args });
  const address = windowUrl(server, {
    folder,
    payload: [['extensionDevelopmentPath', remoteUri(server, root)]],
  });
  say(`\nNabla is loaded in the VS Code at\n\n  ${address}\n\nCtrl+C ends it.`);
  if (open) openInBrowser(address);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  }
  await server.exited;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    desktop: { type: 'boolean' },
    browser: { type: 'boolean' },
    open: { type: 'boolean', default: true },
    build: { type: 'boolean', default: true },
    start: { type: 'boolean', default: true },
  },
});

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Nabla needs Node 20 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
try {
  await ensureDependencies();
  if (values.build) {
    say('Building Nabla.');
    await must(process.execPath, ['scripts/build.mjs', '--dev']);
  }
  const folder = path.resolve(positionals[0] ?? path.join(root, 'examples'));
  if (!values.start) process.exit(0);
  const desktop = values.desktop ?? (!values.browser && (await desktopIsThere()));
  if (desktop) await openDesktop(folder);
  else await openServer(folder, values.open);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
