/**
 * VS Code for the browser (code-server), the Node that it wants, and vsce, from the npm registry alone.
 *
 * They are installed into the cache and not as devDependencies: code-server weighs some 450 MB, wants a Node of its own, and its
 * postinstall fails where native modules cannot be compiled. Without scripts, and with the two nested installs that its
 * postinstall would do, nothing needs a compiler; spdlog and native-watchdog then complain in the log, without harm.
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.mjs';
import { npm, run, say, seconds } from './process.mjs';

/** The VS Codes under test: [code-server, the Node it was made for]. VS Code's version is 1.(minor).(patch) of code-server's. */
export const versions = {
  newest: { version: '4.139.1', node: '24.21.0' },
  /** = engines.vscode in package.json. */
  oldest: { version: '4.100.3', node: '20.19.5' },
};

const platform = process.platform === 'win32' ? 'win' : process.platform;
const exe = process.platform === 'win32' ? '.exe' : '';

/** @param {string} version @returns {Promise<string>} the path of that Node's executable */
export async function installNode(version) {
  const pkg = `node-${platform}-${process.arch}`;
  const folder = await cached(`node-${version}`, async (into) => {
    say(`  fetching Node ${version} (once)`);
    await writeFile(path.join(into, 'package.json'), '{ "private": true }\n');
    await npm(['install', '--ignore-scripts', `${pkg}@${version}`], { cwd: into });
    for (const unused of ['include', 'share'])
      await rm(path.join(into, 'node_modules', pkg, unused), { recursive: true, force: true });
  });
  return path.join(folder, 'node_modules', pkg, exe ? 'node.exe' : 'bin/node');
}

/**
 * @param {{ version: string, node: string }} wanted
 * @returns {Promise<{ version: string, node: string, entry: string }>} node: executable; entry: the script that it runs
 */
export async function installCodeServer(wanted) {
  const node = await installNode(wanted.node);
  const folder = await cached(`code-server-${wanted.version}`, async (into) => {
    const started = performance.now();
    say(
      `  fetching VS Code for the browser: code-server ${wanted.version} from npm (once, about a minute, 450 MB)`,
    );
    await writeFile(path.join(into, 'package.json'), '{ "private": true }\n');
    await npm(['install', '--ignore-scripts', `code-server@${wanted.version}`], { cwd: into });
    const vscode = path.join(into, 'node_modules/code-server/lib/vscode');
    say('  fetching its dependencies');
    await npm(['install', '--ignore-scripts', '--omit=dev'], { cwd: vscode });
    say('  fetching those of its built-in extensions');
    await npm(['install', '--ignore-scripts', '--omit=dev'], { cwd: path.join(vscode, 'extensions') });
    await replaceArgon2(into, node);
    await bringRipgrep(into, vscode);
    await prune(vscode);
    say(`  code-server ${wanted.version} is ready, ${seconds(started)}`);
  });
  return {
    version: wanted.version,
    node,
    entry: path.join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}

/**
 * Older code-servers hash passwords by a module that must be compiled. We run without passwords (on 127.0.0.1).
 * @param {string} into @param {string} node
 */
async function replaceArgon2(into, node) {
  const { code } = await run(node, ['-e', 'require("argon2")'], { cwd: into, quiet: true });
  if (code === 0) return;
  const folder = path.join(into, 'node_modules/argon2');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'package.json'),
    '{ "name": "argon2", "version": "0.0.0", "main": "index.js" }\n',
  );
  await writeFile(
    path.join(folder, 'index.js'),
    'exports.hash = exports.verify = () => { throw new Error("Not compiled here: use --auth none."); };\n',
  );
}

/**
 * Older VS Codes download `rg` from GitHub in a postinstall. The same program comes with a package of npm.
 * @param {string} into @param {string} vscode
 */
async function bringRipgrep(into, vscode) {
  const folder = path.join(vscode, 'node_modules/@vscode/ripgrep');
  const binary = path.join(folder, 'bin', `rg${exe}`);
  if (!existsSync(folder) || existsSync(binary)) return;
  const donor = path.join(into, 'ripgrep');
  await mkdir(donor);
  await writeFile(path.join(donor, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--ignore-scripts', '@vscode/ripgrep-universal@1.18.0'], { cwd: donor });
  await mkdir(path.dirname(binary), { recursive: true });
  const universal = path.join(donor, 'node_modules/@vscode/ripgrep-universal/bin');
  await copyFile(path.join(universal, `${process.platform}-${process.arch}`, `rg${exe}`), binary);
  await chmod(binary, 0o755);
  await rm(donor, { recursive: true });
}

/**
 * Some 400 MB of agents, and of programs for other systems, that nothing here uses.
 * @param {string} vscode
 */
async function prune(vscode) {
  for (const unused of [
    'node_modules/@github',
    'node_modules/@microsoft/mxc-sdk',
    'node_modules/@devcontainers',
    'extensions/copilot',
  ]) {
    await rm(path.join(vscode, unused), { recursive: true, force: true });
  }
  const bin = path.join(vscode, 'node_modules/@vscode/ripgrep-universal/bin');
  if (!existsSync(bin)) return;
  for (const entry of await readdir(bin, { withFileTypes: true })) {
    const ours = entry.name.startsWith(`${process.platform}-${process.arch}`);
    if (entry.isDirectory() && !ours) await rm(path.join(bin, entry.name), { recursive: true });
  }
}

/** The packager wants a newer Node than this project does. @returns {Promise<{ node: string, entry: string }>} */
export async function installVsce() {
  const version = '4.1.0';
  const node = await installNode(versions.newest.node);
  const folder = await cached(`vsce-${version}`, async (into) => {
    say(`  fetching vsce ${version} (once)`);
    await writeFile(path.join(into, 'package.json'), '{ "private": true }\n');
    await npm(['install', '--ignore-scripts', `@vscode/vsce@${version}`], { cwd: into });
  });
  return { node, entry: path.join(folder, 'node_modules/@vscode/vsce/vsce') };
}
