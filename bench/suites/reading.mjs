/** Reading code in a file of 5,000 lines, against Lezer's own parse of it. */
import { TreeFragment } from '@lezer/common';
import { parser as javascript } from '@lezer/javascript';
import { parser as python } from '@lezer/python';
import { load } from '../lib/load.mjs';
import { longFile } from '../lib/long-file.mjs';
import { compare, peer } from '../lib/measure.mjs';
import { duration, goal, heading, note, table, times } from '../lib/report.mjs';

const { parseDocument, read } = await load('src/source/read.ts');
const languages = /** @type {const} */ ([
  ['python', python],
  ['typescript', javascript.configure({ dialect: 'ts' })],
]);

heading('Reading one function in a file of 5,000 lines');
for (const [languageId, parser] of languages) {
  const { text, cursor, lines } = longFile(languageId);
  const request = (/** @type {string} */ t) => ({ text: t, languageId, start: cursor, end: cursor });
  const reading = read(request(text));
  if (!reading.ok) {
    note(`${languageId}: refused (${reading.key})`);
    continue;
  }
  const first = await compare(
    [
      peer('Lezer, full parse', () => parser.parse(text)),
      peer('Nabla, first read', () => read(request(text))),
    ],
    { turns: 9 },
  );

  // A blank typed into the function, then taken out again.
  const at = cursor + 1;
  const typed = `${text.slice(0, at)} ${text.slice(at)}`;
  const change = [
    [{ fromA: at, toA: at, fromB: at, toB: at + 1 }],
    [{ fromA: at, toA: at + 1, fromB: at, toB: at }],
  ];
  let turn = 0;
  let fragments = TreeFragment.addTree(parser.parse(text));
  let tree = parseDocument(text, languageId);
  let nabla = 0;
  const keystroke = () => {
    const next = turn++ % 2 === 0 ? typed : text;
    const tree = parser.parse(next, TreeFragment.applyChanges(fragments, change[(turn + 1) % 2]));
    fragments = TreeFragment.addTree(tree, fragments);
    return tree;
  };
  const warm = await compare([
    peer('Lezer, incremental parse after a keystroke', keystroke),
    peer('Nabla, tree brought up to date and read', () => {
      const next = nabla++ % 2 === 0 ? typed : text;
      tree = parseDocument(next, languageId, { tree });
      return read(request(next), { tree });
    }),
    peer('Nabla, read with a kept tree', () => read(request(nabla % 2 === 1 ? typed : text), { tree })),
  ]);
  table(
    [`${languageId}, ${lines} lines`, 'median', 'ratio'],
    [...first, ...warm].map((t) => [t.name, duration(t.median), times(t.ratio)]),
  );
  goal(`${languageId}: first read against a full Lezer parse`, first[1].ratio, '≤', 1.2);
  goal(`${languageId}: warm read against Lezer's incremental parse`, warm[1].ratio, '≤', 2);
}
