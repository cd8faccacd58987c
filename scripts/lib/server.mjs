/** A code-server on 127.0.0.1, started and stopped. */
import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from './process.mjs';

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

/**
 * @typedef {object} ServerOptions
 * @property {{ node: string, entry: string }} codeServer
 * @property {string} data        folder of its state: user data, extensions, configuration, log
 * @property {NodeJS.ProcessEnv} [env]     added to the environment, which the extension host inherits
 * @property {readonly string[]} [args]    further arguments of code-server
 * @property {readonly string[]} [install] .vsix files to install first
 */

/** @param {string} data */
export const settingsFile = (data) => path.join(data, 'user/User/settings.json');

/**
 * Starts code-server and waits until it answers.
 * @param {ServerOptions} options
 * @returns {Promise<{ base: string, port: number, log: string, exited: Promise<void>, stop: () => Promise<void> }>}
 */
export async function startServer({ codeServer, data, env: added = {}, args = [], install = [] }) {
  const folders = [
    '--user-data-dir',
    path.join(data, 'user'),
    '--extensions-dir',
    path.join(data, 'extensions'),
  ];
  const config = ['--config', path.join(data, 'config.yaml')];
  await mkdir(path.dirname(settingsFile(data)), { recursive: true });
  await mkdir(path.join(data, 'extensions'), { recursive: true });
  const env = {
    // A terminal inside VS Code passes on variables that would make this server believe it is that VS Code.
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(VSCODE_|CODE_SERVER_|PORT$|PASSWORD$)/.test(name)),
    ),
    ...added,
  };
  for (const vsix of install) {
    await must(codeServer.node, [codeServer.entry, ...folders, ...config, '--install-extension', vsix], {
      env,
    });
  }

  const port = await freePort();
  const log = path.join(data, 'server.log');
  const output = openSync(log, 'w');
  const address = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`];
  const still = [
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--ignore-last-opened',
  ];
  // A process group of its own, so that stop() reaches the extension hosts and terminals too.
  const child = spawn(
    codeServer.node,
    [codeServer.entry, ...address, ...folders, ...config, ...still, ...args],
    {
      env,
      stdio: ['ignore', output, output],
      detached: true,
    },
  );
  closeSync(output);
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));
  let failure = '';
  child.once('error', (error) => (failure = error.message));

  /** @param {NodeJS.Signals | 0} signal @returns {boolean} whether any of the group was there to get it */
  const signalGroup = (signal) => {
    if (child.pid === undefined) return false;
    try {
      return process.kill(-child.pid, signal);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false;
      throw error;
    }
  };
  const stop = async () => {
    signalGroup('SIGTERM');
    for (const deadline = performance.now() + 3000; signalGroup(0) && performance.now() < deadline;)
      await sleep(50);
    signalGroup('SIGKILL');
  };

  const base = `http://127.0.0.1:${port}/`;
  const deadline = performance.now() + 60_000;
  const answers = () =>
    fetch(`${base}healthz`).then(
      (response) => response.ok,
      () => false, // not listening yet
    );
  while (!(await answers())) {
    if (failure || child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`VS Code's server did not start${failure && `: ${failure}`}. Its log is ${log}.`);
    }
    await sleep(100);
  }
  return { base, port, log, exited, stop };
}

/**
 * The address of a window.
 * @param {{ base: string }} server
 * @param {{ folder: string, payload?: readonly (readonly [string, string])[] }} what payload: what a desktop VS Code takes as arguments
 */
export function windowUrl({ base }, { folder, payload = [] }) {
  return `${base}?${new URLSearchParams({ folder, payload: JSON.stringify([['skipWelcome', 'true'], ...payload]) })}`;
}

/**
 * A path of this machine, as the window in the browser names it.
 * @param {{ port: number }} server @param {string} file
 */
export const remoteUri = ({ port }, file) => `vscode-remote://127.0.0.1:${port}${file}`;
