/**
 * Bundles everything that runs into dist/.
 *
 *   node scripts/build.mjs [--dev] [--watch]
 *
 * --dev     unminified, with source maps
 * --watch   as --dev, and again after each change
 */
import * as esbuild from 'esbuild';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { notices } from './lib/notices.mjs';
import { root } from './lib/process.mjs';

const licences = 'dist/THIRD_PARTY_NOTICES.txt';
const watch = process.argv.includes('--watch');
const dev = watch || process.argv.includes('--dev');

/**
 * KaTeX offers every font three times. All browsers that VS Code runs in read woff2, so that the other two
 * are only weight in the package.
 * @type {esbuild.Plugin}
 */
const katexWoff2Only = {
  name: 'katex-woff2-only',
  setup(build) {
    build.onLoad({ filter: /katex[\\/]dist[\\/][^\\/]+\.css$/ }, async (args) => {
      const css = await readFile(args.path, 'utf8');
      const contents = css.replace(
        /,\s*url\([^)]*\.(?:woff|ttf)["']?\)\s*format\(["'](?:woff|truetype)["']\)/g,
        '',
      );
      if (!contents.includes('.woff2') || /\.(?:woff|ttf)["']?\)/.test(contents)) {
        return { errors: [{ text: 'The font list of KaTeX’s stylesheet has changed; see katexWoff2Only.' }] };
      }
      return { contents, loader: 'css' };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2022',
  charset: 'utf8',
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'silent',
};

/** @type {{ name: string, entry: string, options: esbuild.BuildOptions }[]} */
const bundles = [
  {
    name: 'extension, Node host',
    entry: 'src/extension/main.ts',
    options: { platform: 'node', format: 'cjs', external: ['vscode'], outfile: 'dist/extension.cjs' },
  },
  {
    name: 'extension, web host',
    entry: 'src/extension/web.ts',
    options: { platform: 'browser', format: 'cjs', external: ['vscode'], outfile: 'dist/web/extension.js' },
  },
  {
    name: 'worker, Node host',
    entry: 'src/worker/node.ts',
    options: {
      // Modules, so that import() of a large library stays a file of its own that is read when it is first needed.
      platform: 'node',
      format: 'esm',
      splitting: true,
      entryNames: 'worker',
      chunkNames: 'chunks/[name]-[hash]',
      outExtension: { '.js': '.mjs' },
      outdir: 'dist',
    },
  },
  {
    name: 'worker, web host',
    entry: 'src/worker/web.ts',
    options: { platform: 'browser', format: 'iife', outfile: 'dist/web/worker.js' },
  },
  {
    name: 'page',
    entry: 'src/webview/main.tsx',
    options: {
      platform: 'browser',
      format: 'iife',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      entryNames: 'panel',
      assetNames: 'fonts/[name]',
      loader: { '.woff2': 'file', '.svg': 'dataurl' },
      plugins: [katexWoff2Only],
      outdir: 'dist/webview',
    },
  },
];

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;

/**
 * One line for each script and stylesheet; fonts are counted together.
 * @param {esbuild.Metafile} metafile
 */
function sizes(metafile) {
  const outputs = Object.entries(metafile.outputs).filter(([file]) => !file.endsWith('.map'));
  const fonts = outputs.filter(([file]) => file.endsWith('.woff2'));
  const lines = outputs
    .filter(([file]) => !file.endsWith('.woff2'))
    .map(([file, { bytes }]) => `    ${file.padEnd(44)} ${kilobytes(bytes).padStart(10)}`);
  if (fonts.length > 0) {
    const bytes = fonts.reduce((sum, [, output]) => sum + output.bytes, 0);
    lines.push(`    ${`${fonts.length} fonts`.padEnd(44)} ${kilobytes(bytes).padStart(10)}`);
  }
  return lines.join('\n');
}

/** @param {esbuild.Message[]} messages @param {'error' | 'warning'} kind */
async function show(messages, kind) {
  const formatted = await esbuild.formatMessages(messages, { kind, color: process.stdout.isTTY });
  for (const message of formatted) console.error(message);
}

/** @param {string} name @returns {esbuild.Plugin} */
const report = (name) => ({
  name: 'report',
  setup(build) {
    let started = 0;
    build.onStart(() => void (started = performance.now()));
    build.onEnd(async (result) => {
      await show(result.errors, 'error');
      await show(result.warnings, 'warning');
      if (result.errors.length > 0 || !result.metafile) return;
      console.log(`  ${name}, ${Math.round(performance.now() - started)} ms\n${sizes(result.metafile)}`);
    });
  },
});

/**
 * Chunks of earlier builds have other names and would be packaged too. They go after the build, not before it, so that
 * a VS Code which is running from dist/ never finds it empty.
 * @param {string[]} outputs
 */
async function removeAllBut(outputs) {
  const keep = new Set(outputs.map((file) => path.resolve(root, file)));
  for (const entry of await readdir(path.join(root, 'dist'), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !keep.has(file)) await rm(file);
  }
}

const missing = bundles.filter(({ entry }) => !existsSync(path.join(root, entry)));
for (const { name, entry } of missing) console.error(`  ${name}: cannot be built, ${entry} does not exist.`);

const wanted = bundles
  .filter((bundle) => !missing.includes(bundle))
  .map(({ name, entry, options }) => ({
    ...common,
    ...options,
    entryPoints: [entry],
    plugins: [...(options.plugins ?? []), report(name)],
  }));

if (watch) {
  for (const options of wanted) await (await esbuild.context(options)).watch();
} else {
  const results = await Promise.allSettled(wanted.map((options) => esbuild.build(options)));
  // Errors were shown by the report plugin as they came.
  if (missing.length > 0 || results.some(({ status }) => status === 'rejected')) process.exitCode = 1;
  else {
    const metafiles = results.flatMap((result) =>
      result.status === 'fulfilled' ? (result.value.metafile ?? []) : [],
    );
    await writeFile(
      path.join(root, licences),
      await notices(metafiles.flatMap(({ inputs }) => Object.keys(inputs))),
    );
    await removeAllBut([licences, ...metafiles.flatMap(({ outputs }) => Object.keys(outputs))]);
  }
}
