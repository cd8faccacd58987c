/** The whole way from text to an explanation: reading, derivation with all lines, verification, printing. */
import { spawnSync } from 'node:child_process';
import { load, bundle } from '../lib/load.mjs';
import { compare, median, peer } from '../lib/measure.mjs';
import { duration, heading, note, table } from '../lib/report.mjs';

const { explain } = await load('src/explain.ts', { packages: 'bundle' });

/** @type {Record<string, { languageId: string, text: string }>} */
const texts = {
  'vector [2.0, 1.0, 0.1]': { languageId: 'python', text: 'o = [2.0, 1.0, 0.1]\n' },
  'stable softmax, NumPy': {
    languageId: 'python',
    text: 'import numpy as np\ndef softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()\n',
  },
  'softmax, TypeScript': {
    languageId: 'typescript',
    text: 'function softmax(z: number[]): number[] {\n  const e = z.map((v) => Math.exp(v));\n  const s = e.reduce((a, b) => a + b, 0);\n  return e.map((v) => v / s);\n}\n',
  },
  'sigmoid, expression': { languageId: 'python', text: '1 / (1 + np.exp(-x))' },
  'layer norm, NumPy': {
    languageId: 'python',
    text: 'import numpy as np\ndef layer_norm(x):\n    mu = x.mean()\n    var = ((x - mu) ** 2).mean()\n    return (x - mu) / np.sqrt(var + 1e-5)\n',
  },
  'attention, one query': {
    languageId: 'python',
    text: 'import numpy as np\ndef attend(q, K, V):\n    s = K @ q\n    a = np.exp(s - s.max())\n    a = a / a.sum()\n    return a @ V\n',
  },
  'x^2 * sin(x), plain text': { languageId: 'plaintext', text: 'x^2 * sin(x)' },
};

/** Import and first explanation in a process of its own, in milliseconds. @param {object} request */
function cold(request) {
  const file = JSON.stringify(bundle('src/explain.ts'));
  const code = `const start = performance.now();
    const { explain } = await import(${file});
    const loaded = performance.now();
    explain(${JSON.stringify(request)});
    console.log(JSON.stringify([loaded - start, performance.now() - loaded]));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

const rows = [];
const refused = [];
for (const [name, { languageId, text }] of Object.entries(texts)) {
  const request = { text, languageId, start: 0, end: text.trimEnd().length };
  const explanation = explain(request);
  if (!explanation.ok) {
    refused.push(`${name}: ${explanation.message}`);
    continue;
  }
  const first = [1, 2, 3, 4, 5].map(() => cold(request));
  const [full, glance] = await compare(
    [peer('full', () => explain(request)), peer('glance', () => explain({ ...request, detail: 'glance' }))],
    { turns: 15, warmUpMs: 600 },
  );
  rows.push([
    name,
    String(explanation.lines.length),
    String(explanation.verified.points),
    duration(median(first.map((t) => t[0]))),
    duration(median(first.map((t) => t[1]))),
    duration(full.median),
    duration(glance.median),
  ]);
}

heading('From text to a verified explanation');
table(['', 'lines', 'points', 'loading', 'first', 'warm', 'warm, glance'], rows);
for (const line of refused) note(`refused: ${line}`);
