import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain.js';

const notes = (text: string): readonly string[] => {
  const e = explain({ text, languageId: 'python', start: 0, end: text.length });
  if (!e.ok) throw new Error(e.message);
  return e.notes
    .filter((n) => ['kink', 'ties', 'domain', 'temperature'].includes(n.key))
    .map((n) => `${n.key} ${(n.args ?? []).join()}`.trim());
};

describe('where a derivative does not exist, and where a formula holds', () => {
  it.each([
    ['np.maximum(x, 0)', ['kink x = 0']],
    ['np.clip(x, -1, 1)', ['kink x = −1', 'kink x = 1']],
    ['np.abs(x - 2)', ['kink x − 2 = 0']],
    ['np.max(x)', ['ties']],
    ['np.log(x)', ['domain x']],
    ['np.sqrt(x)', ['domain x']],
    ['np.log(np.sum(np.exp(x)))', []],
    ['x / np.linalg.norm(x)', []],
    ['1 / (1 + np.exp(-x))', []],
    ['F.softmax(x / tau, dim=-1)', ['temperature tau']],
  ])('%s', (text, expected) => expect(notes(text)).toEqual(expected));

  it('says nothing of a maximum that cancels', () =>
    expect(notes('np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))')).toEqual([]));
});
