/** Child processes, and where things are. Only Node's own modules: this runs before anything is installed. */
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What is fetched once for all clones: VS Code servers, their Node, the packager. Deleting it is safe. */
export const cacheRoot = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'nabla');

/** @param {string} text */
export const say = (text) => console.log(text);

/**
 * The environment for a child that is not part of this npm run: without the settings that `npm run` exports, which
 * would make an inner npm install into this folder instead of its own.
 * @returns {NodeJS.ProcessEnv}
 */
export function outsideNpm() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(package|lifecycle|command|config_(local_prefix|prefix|global))|INIT_CWD$)/i.test(name),
    ),
  );
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [quiet]    keep the output back, and show its end only if the command fails
 * @property {number} [timeout]   milliseconds, after which the command is ended
 */

/**
 * Runs a command to its end.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} the output is empty unless it was kept back
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false, timeout } = {}) {
  return new Promise((resolve) => {
    const stdio = quiet ? 'pipe' : 'inherit';
    // Windows starts a .cmd only through a shell, which wants its arguments quoted.
    const shell = command.endsWith('.cmd');
    const child = spawn(command, shell ? args.map((argument) => `"${argument}"`) : args, {
      cwd,
      env,
      timeout,
      shell,
      stdio: ['ignore', stdio, stdio],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}(ended by ${signal})\n` });
    });
  });
}

/**
 * Runs a command quietly and throws with the end of its output if it fails.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 */
export async function must(command, args, options) {
  const { code, output } = await run(command, args, { quiet: true, ...options });
  if (code !== 0) {
    throw new Error(
      `${[path.basename(command), ...args].join(' ')} failed with code ${code}\n${output.slice(-4000)}`,
    );
  }
  return output;
}

/**
 * npm, whichever way this process was started. Windows has no executable `npm`, only a script that needs a shell;
 * running npm's own JavaScript avoids that.
 * @param {readonly string[]} args @param {RunOptions} [options]
 */
export function npm(args, options) {
  const { npm_execpath: cli } = process.env;
  const quietly = [...args, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  return cli?.endsWith('.js')
    ? must(process.execPath, [cli, ...quietly], { env: outsideNpm(), ...options })
    : must(process.platform === 'win32' ? 'npm.cmd' : 'npm', quietly, { env: outsideNpm(), ...options });
}

/** @param {number} since a time from performance.now() */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
