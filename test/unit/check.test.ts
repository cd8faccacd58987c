import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { fromPage } from '../../src/extension/check.js';
import type { FromPage } from '../../src/messages.js';

const good: FromPage[] = [
  { type: 'ready' },
  { type: 'insert' },
  { type: 'pin', on: true },
  { type: 'follow', on: false },
  { type: 'wrt', name: 'θ' },
  { type: 'notation', notation: 'product' },
  { type: 'reveal', span: { start: 3, end: 9 } },
  { type: 'highlight', spans: [] },
  { type: 'highlight', spans: [{ start: 0, end: 1 }] },
  { type: 'copy', text: '\\frac{1}{2}' },
  { type: 'save', name: 'jacobian.csv', data: '1,2' },
  { type: 'save', name: 'map.png', data: 'AAAA', base64: true },
  { type: 'values', values: { x: [1, 2], t: 3, W: [[1], [2]] } },
  { type: 'fix', finding: 0, fix: 1 },
  { type: 'error', message: 'TypeError' },
];

const bad: unknown[] = [
  undefined,
  null,
  'ready',
  [],
  {},
  { type: 'toString' },
  { type: 'pin' },
  { type: 'pin', on: 'yes' },
  { type: 'wrt', name: 7 },
  { type: 'notation', notation: 'sum' },
  { type: 'reveal', span: { start: 9, end: 3 } },
  { type: 'reveal', span: { start: -1, end: 3 } },
  { type: 'reveal', span: { start: 0.5, end: 3 } },
  { type: 'reveal' },
  { type: 'highlight', spans: [{ start: 0, end: 1 }, null] },
  { type: 'copy', text: ['a'] },
  { type: 'save', name: '../../.bashrc', data: '' },
  { type: 'save', name: 'a\\b', data: '' },
  { type: 'values', values: { x: ['1'] } },
  { type: 'values', values: [[1]] },
  { type: 'fix', finding: 0, fix: -1 },
  { type: 'error', message: {} },
];

describe('messages of the page', () => {
  test.each(good)('%j is taken as it is', (message) => expect(fromPage(message)).toEqual(message));
  test.each(bad)('%j is none', (message) => expect(fromPage(message)).toBeUndefined());
  test('fields that are not part of a message are left out', () => {
    expect(fromPage({ type: 'ready', command: 'rm' })).toEqual({ type: 'ready' });
  });
  test('nothing makes the check throw', () => {
    fc.assert(fc.property(fc.anything(), (value) => void fromPage(value)));
    const kinds = fc.constantFrom(...good.map(({ type }) => type));
    fc.assert(fc.property(kinds, fc.object(), (type, value) => void fromPage({ ...value, type })));
  });
});
