import { expect, test } from 'vitest';
import type { Refusal, Request } from '../../src/explanation.js';
import type { Edit, FromWorker } from '../../src/messages.js';
import { edited, serve } from '../../src/worker/serve.js';

const refusal = ({ start, end }: Request): Refusal => ({
  ok: false,
  reason: 'empty',
  message: '',
  key: 'empty',
  span: { start, end },
  findings: [],
});

/** A worker whose trees are just a record of how they were parsed. */
function start() {
  const posted: FromWorker[] = [];
  const requests: { request: Request; tree?: object; fuel?: number }[] = [];
  const parses: { text: string; previous?: string }[] = [];
  const receive = serve<{ text: string }>({
    post: (message) => posted.push(message),
    explain(request, services) {
      if (request.text.includes('fault')) throw new Error('a fault of ours');
      requests.push({ request, ...services });
      return refusal(request);
    },
    jacobianEntry: () => 0,
    typeset: (latex) =>
      latex === ''
        ? Promise.reject(new Error('no formula'))
        : Promise.resolve({ svg: latex, width: 1, height: 1 }),
    parse(text, _languageId, previous) {
      parses.push({ text, ...(previous && { previous: previous.text }) });
      return { text };
    },
  });
  const explain = (id: number, version: number) =>
    receive({
      type: 'explain',
      id,
      document: { uri: 'a', version },
      request: { start: 1, end: 2 },
      fuel: 10,
    });
  const open = (text: string) =>
    receive({ type: 'open', document: { uri: 'a', version: 1 }, languageId: 'python', text });
  const change = (version: number, ...edits: Edit[]) =>
    receive({ type: 'change', document: { uri: 'a', version }, edits });
  return { posted, requests, parses, receive, explain, open, change };
}

test('edits count in the text that the ones before them left', () => {
  const edits = [
    { start: 6, end: 9, text: 'C' },
    { start: 0, end: 3, text: 'AAAA' },
  ];
  expect(edited('one b three', edits)).toBe('AAAA b Cee');
});

test('a question is answered with the text and tree of its version', () => {
  const { explain, open, change, requests, posted } = start();
  open('x = 1');
  change(2, { start: 4, end: 5, text: '23' });
  explain(1, 2);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    request: { text: 'x = 23', languageId: 'python', start: 1, end: 2 },
    tree: { text: 'x = 23' },
    fuel: 10,
  });
  expect(posted).toMatchObject([{ type: 'explained', id: 1, answer: { ok: false } }]);
});

test('a document is parsed when it is asked about, and again only after edits, from the tree before', () => {
  const { explain, open, change, parses } = start();
  open('a');
  explain(1, 1);
  explain(2, 1);
  change(2, { start: 1, end: 1, text: 'b' });
  change(3, { start: 2, end: 2, text: 'c' });
  expect(parses).toHaveLength(1);
  explain(3, 3);
  expect(parses).toEqual([{ text: 'a' }, { text: 'abc', previous: 'a' }]);
});

test('another version, or a document that was closed, is outdated', () => {
  const { explain, open, receive, posted } = start();
  explain(1, 1);
  open('a');
  explain(2, 9);
  receive({ type: 'close', uri: 'a' });
  explain(3, 1);
  expect(posted).toEqual([1, 2, 3].map((id) => ({ type: 'outdated', id })));
});

test('a fault of ours is reported, and the next question is answered', () => {
  const { explain, open, posted } = start();
  open('fault');
  explain(1, 1);
  open('fine');
  explain(2, 1);
  expect(posted[0]).toMatchObject({
    type: 'failed',
    id: 1,
    error: expect.stringContaining('a fault of ours') as string,
  });
  expect(posted[1]).toMatchObject({ type: 'explained', id: 2 });
});
