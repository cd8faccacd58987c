/** A typeset hover, from the request to the picture's address, against MathJax alone on the same line. */
import { spawnSync } from 'node:child_process';
import { bundleInPieces } from '../lib/load.mjs';
import { compare, median } from '../lib/measure.mjs';
import { duration, goal, heading, note, table, times } from '../lib/report.mjs';

const files = {
  hover: await bundleInPieces('bench/lib/hover.ts'),
  alone: await bundleInPieces('bench/lib/mathjax-alone.ts'),
};
const { hover, parseDocument } = await import(files.hover);
const { typeset } = await import(files.alone);

const text = 'import numpy as np\ndef softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()\n';
const request = { text, languageId: 'python', start: 25, end: 25 };
const tree = parseDocument(text, 'python');
const { latex, address } = await hover(request, tree);

/** @param {string} name @param {() => Promise<unknown>} run @returns {import('../lib/measure.mjs').Peer} */
const asyncPeer = (name, run) => ({
  name,
  async sample(times) {
    const start = performance.now();
    for (let i = 0; i < times; i++) await run();
    return performance.now() - start;
  },
});
const warm = await compare(
  [asyncPeer('MathJax alone', () => typeset(latex)), asyncPeer('hover', () => hover(request, tree))],
  { turns: 25, sampleMs: 20, warmUpMs: 1500 },
);

/** Loading and first use in a process of its own, in milliseconds. @param {string} file @param {string} use */
function cold(file, use) {
  const code = `const start = performance.now();
    const loaded = await import(${JSON.stringify(file)});
    await loaded.${use};
    console.log(performance.now() - start);`;
  return Number(
    spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).stdout,
  );
}
/** @type {{ alone: number, hover: number }[]} */
const starts = [];
for (let round = 0; round < 7; round++) {
  starts.push({
    alone: cold(files.alone, `typeset(${JSON.stringify(latex)})`),
    hover: cold(files.hover, `hover(${JSON.stringify(request)})`),
  });
}
const first = median(starts.map((s) => s.hover / s.alone));

heading('A typeset hover on a softmax');
table(
  ['median', 'MathJax alone', 'hover', 'ratio'],
  [
    [
      'first, with loading',
      duration(median(starts.map((s) => s.alone))),
      duration(median(starts.map((s) => s.hover))),
      times(first),
    ],
    ['warm', duration(warm[0].median), duration(warm[1].median), times(warm[1].ratio)],
  ],
);
goal('the first hover against MathJax’s own cold start', first, '≤', 1.2);
goal('a warm hover against MathJax on the same line', warm[1].ratio, '≤', 2);
note(`the picture’s address has ${address.length} characters; a hover may have 100,000`);
