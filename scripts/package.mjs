/**
 * Builds, and packs what runs into a VSIX.
 *
 *   npm run package [-- --no-build] [--out file.vsix]
 */
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installVsce } from './lib/code-server.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { must, root, say } from './lib/process.mjs';

const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const { values } = parseArgs({
  allowNegative: true,
  options: {
    build: { type: 'boolean', default: true },
    out: { type: 'string', default: path.join(root, `nabla-${version}.vsix`) },
  },
});

try {
  await ensureDependencies();
  if (values.build) await must(process.execPath, ['scripts/build.mjs']);
  const vsce = await installVsce();
  await mkdir(path.dirname(values.out), { recursive: true });
  // Everything is bundled: there are no dependencies to collect.
  const listing = await must(vsce.node, [
    vsce.entry,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    // Pictures of the README are packaged with it; nothing has to be fetched for it from a repository's address.
    '--no-rewrite-relative-links',
    // The README's picture is packaged; there is no address of a repository to point to.
    '--no-rewrite-relative-links',
    '--out',
    values.out,
  ]);
  say(listing.trim());
  say(`${values.out}: ${Math.round((await stat(values.out)).size / 1000)} kB`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
