/** The licences of what is bundled, which have to be passed on with it. */
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { root } from './process.mjs';

/**
 * The folder of the package that a bundled file is from; nothing for a file of our own.
 * @param {string} input path as esbuild names it, relative to the root
 */
function packageOf(input) {
  const at = input.lastIndexOf('node_modules/');
  if (at < 0) return undefined;
  const [scope = '', name = ''] = input.slice(at + 'node_modules/'.length).split('/');
  return input.slice(0, at) + path.posix.join('node_modules', scope, scope.startsWith('@') ? name : '');
}

/**
 * @param {Iterable<string>} inputs all files that went into the bundles
 * @returns {Promise<string>} name, version and licence text of each package among them
 * @throws if a package comes without a licence text that could be passed on
 */
export async function notices(inputs) {
  const folders = new Set([...inputs].map(packageOf).filter((folder) => folder !== undefined));
  const parts = [...folders].sort().map(async (folder) => {
    const manifest = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const files = existsSync(path.join(root, folder)) ? await readdir(path.join(root, folder)) : [];
    const texts = files.filter((file) => /^(licen[cs]e|copying|notice)(\.|$)/i.test(file)).sort();
    if (texts.length === 0 && !manifest.license) throw new Error(`${manifest.name} has no licence.`);
    const bodies = await Promise.all(texts.map((file) => readFile(path.join(root, folder, file), 'utf8')));
    return [
      `${manifest.name} ${manifest.version} (${manifest.license})`,
      ...bodies.map((text) => text.trim()),
    ].join('\n\n');
  });
  const rule = `\n\n${'-'.repeat(78)}\n\n`;
  return `Nabla contains the following software of others, under their licences.${rule}${(await Promise.all(parts)).join(rule)}\n`;
}
