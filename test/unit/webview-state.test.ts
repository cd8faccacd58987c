import { describe, expect, test } from 'vitest';
import {
  fromSaved,
  initial,
  reduce,
  toSave,
  withComponent,
  type PageState,
} from '../../src/webview/state.js';
import { shown, state as panelState } from '../screens/fixtures/build.js';
import { softmax } from '../screens/fixtures/softmax.js';

const content = (o: number[]) => panelState(shown(softmax(o), 'softmax'));
const at = (o: number[], from: PageState = initial): PageState =>
  reduce(from, { type: 'state', state: content(o) });

describe('the state of the page', () => {
  test('shows the numbers of the code', () => {
    expect(at([2, 1, 0.1]).values).toEqual({ o: [2, 1, 0.1] });
  });

  test('keeps edited numbers while the code has the same, and drops them when it has others', () => {
    const edited = reduce(at([2, 1, 0.1]), { type: 'edit', name: 'o', value: [9, 1, 0.1] });
    expect(edited.edited).toBe(true);
    expect(at([2, 1, 0.1], edited).values).toEqual({ o: [9, 1, 0.1] });
    const changed = at([2, 1, 0.5], edited);
    expect(changed.values).toEqual({ o: [2, 1, 0.5] });
    expect(changed.edited).toBe(false);
  });

  test('goes back to the numbers of the code', () => {
    const edited = reduce(at([2, 1]), { type: 'edit', name: 'o', value: [9, 1] });
    expect(reduce(edited, { type: 'reset' })).toMatchObject({ values: { o: [2, 1] }, edited: false });
  });

  test('keeps the content when a newer text is refused, and shows a dismissed notice again only if it is another', () => {
    const refused = (message: string) => ({
      ...content([1, 2]),
      notice: { severity: 'info' as const, message },
    });
    let page = reduce(at([1, 2]), { type: 'state', state: refused('a') });
    expect(page.panel?.shown).toBeDefined();
    page = reduce(page, { type: 'dismiss' });
    expect(page.dismissed).toBe('a');
    expect(reduce(page, { type: 'state', state: refused('a') }).dismissed).toBe('a');
    expect(reduce(page, { type: 'state', state: refused('b') }).dismissed).toBeUndefined();
  });

  test('is the same object where nothing changes, so that nothing is drawn', () => {
    const page = reduce(at([1, 2]), { type: 'entry', entry: { row: 0, col: 1 } });
    expect(reduce(page, { type: 'entry', entry: { row: 0, col: 1 } })).toBe(page);
    expect(reduce(page, { type: 'highlight', names: [] })).toBe(page);
    expect(reduce(page, { type: 'point' })).toBe(page);
  });

  test('comes back after a reload with what was edited, if it is the same content', () => {
    const edited = reduce(at([2, 1]), { type: 'edit', name: 'o', value: [9, 1] });
    const saved: unknown = JSON.parse(JSON.stringify(toSave({ ...edited, allSteps: true })));
    expect(at([2, 1], fromSaved(saved))).toMatchObject({
      values: { o: [9, 1] },
      edited: true,
      allSteps: true,
    });
    expect(at([2, 2], fromSaved(saved))).toMatchObject({ values: { o: [2, 2] }, edited: false });
    expect(saved).toMatchObject({ restore: { uri: 'file:///softmax.py' } });
  });

  test('begins anew from a state that it cannot read', () => {
    for (const odd of [undefined, null, 7, 'x', {}, { page: null }, { page: { batch: 'x' } }]) {
      expect(fromSaved(odd)).toEqual(initial);
    }
  });
});

test('one component changes, the shape stays', () => {
  expect(withComponent(3, 0, 4)).toBe(4);
  expect(withComponent([1, 2], 1, 5)).toEqual([1, 5]);
  expect(
    withComponent(
      [
        [1, 2],
        [3, 4],
      ],
      2,
      9,
    ),
  ).toEqual([
    [1, 2],
    [9, 4],
  ]);
});
