/** What is shipped: sizes of the bundles in dist/ (npm run build), beside KaTeX and MathJax alone. */
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { heading, note, table } from '../lib/report.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const kilobytes = (/** @type {number} */ n) => `${(n / 1000).toFixed(n < 10_000 ? 1 : 0)} KB`;
const row = (/** @type {string} */ name, /** @type {Buffer} */ bytes) => [
  name,
  kilobytes(bytes.length),
  kilobytes(gzipSync(bytes).length),
];

heading('Bundles');
if (!existsSync(`${root}dist`)) {
  note('dist/ is not there: npm run build first');
} else {
  if (existsSync(`${root}dist/extension.cjs.map`)) note('dist/ holds a development build: not what ships');
  const files = readdirSync(`${root}dist`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length))
    .sort();
  const fonts = files.filter((file) => file.endsWith('.woff2'));
  const rows = files
    .filter((file) => !fonts.includes(file))
    .map((file) => row(file, readFileSync(`${root}${file}`)));
  const fontBytes = Buffer.concat(fonts.map((file) => readFileSync(`${root}${file}`)));
  rows.push([`${fonts.length} fonts (woff2)`, kilobytes(fontBytes.length), '']);
  /** @type {[string, string][]} */
  const alone = [
    ['KaTeX alone', "export { render } from 'katex';"],
    ['MathJax (TeX to SVG) alone', mathjax()],
    ['mathjs, parse alone', "export { parse } from 'mathjs';"],
  ];
  for (const [name, contents] of alone) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    });
    rows.push(row(`(${name})`, Buffer.from(outputFiles[0].contents)));
  }
  table(['file', 'size', 'gzip'], rows);
}

function mathjax() {
  return `
    export { mathjax } from '@mathjax/src/js/mathjax.js';
    export { TeX } from '@mathjax/src/js/input/tex.js';
    import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
    export { SVG } from '@mathjax/src/js/output/svg.js';
    export { liteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
    export { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js';`;
}
