import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles a module of src/ as it ships (minified, production) and imports it. Packages stay outside, so that peers and the
 * product run the same copy of them.
 * @param {string} entry path from the repository's root
 * @returns {Promise<any>}
 */
export async function load(entry) {
  const outfile = `${root}out/bench/${entry.replaceAll('/', '-').replace(/\.tsx?$/, '')}.mjs`;
  mkdirSync(`${root}out/bench`, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}
