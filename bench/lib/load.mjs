import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string} entry @returns {string} where the bundle of `entry` lies, as a URL */
export const bundle = (entry) =>
  pathToFileURL(`${root}out/bench/${entry.replaceAll('/', '-').replace(/\.tsx?$/, '')}.mjs`).href;

/**
 * Bundles a module of src/ as it ships (minified, production) and imports it.
 * @param {string} entry path from the repository's root
 * @param {{ packages?: 'external' | 'bundle' }} [options] external: peers and the product run the same copy of a package
 * @returns {Promise<any>}
 */
export async function load(entry, { packages = 'external' } = {}) {
  mkdirSync(`${root}out/bench`, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: fileURLToPath(bundle(entry)),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages,
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return import(bundle(entry));
}

/**
 * Bundles a module with its packages and in pieces, as the worker ships: what is imported dynamically is read when it is asked for.
 * @param {string} entry @returns {Promise<string>} where the bundle lies, as a URL
 */
export async function bundleInPieces(entry) {
  const outdir = `${root}out/bench/${entry.replaceAll('/', '-').replace(/\.tsx?$/, '')}`;
  await build({
    absWorkingDir: root,
    entryPoints: { entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    logLevel: 'error',
  });
  return pathToFileURL(`${outdir}/entry.mjs`).href;
}
