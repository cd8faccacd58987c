import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bands, including, largestEntry, sampling, ticks, whole, zoomed } from '../../src/webview/heat.js';
import { instrumentAt, type Instrument } from '../../src/webview/instrument.js';
import { blocks, type View } from '../../src/webview/jacobian.js';
import { softmax } from '../screens/fixtures/softmax.js';

const at = (o: number[]): { instrument: Instrument; view: View } => {
  const explanation = softmax(o);
  const instrument = instrumentAt(explanation, explanation.model.values) as Instrument;
  return { instrument, view: blocks(instrument)[0] as View };
};
const waves = (n: number) => Array.from({ length: n }, (_, i) => 3 * Math.sin(i * 1.7));

describe('bands', () => {
  test('are in order and inside, one an entry where there is room', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 600 }),
        (from, size, most) => {
          const places = [...bands(from, size, most)];
          expect(places).toHaveLength(Math.min(size, most));
          expect(
            places.every(
              (k, b) => k >= from && k < from + size && (b === 0 || k > (places[b - 1] as number)),
            ),
          ).toBe(true);
        },
      ),
    );
  });

  test('do not lose a spike', () => {
    expect([...bands(0, 1000, 10, (k) => (k === 437 ? 5 : 1))]).toContain(437);
  });
});

describe('what a picture shows', () => {
  test('is each entry, where each has a pixel', () => {
    const { instrument, view } = at(waves(40));
    const samples = sampling(instrument, view, whole(view), 400, 400);
    expect(samples.exact).toBe(true);
    const row = new Float64Array(40);
    samples.fill(7, row);
    row.forEach((x, c) => expect(x).toBe(instrument.entry(7, c)));
  });

  test('shows the diagonal of a matrix that is far too large', () => {
    const { instrument, view } = at(waves(20_000));
    const samples = sampling(instrument, view, whole(view), 300, 300);
    expect(samples.exact).toBe(false);
    const row = new Float64Array(300);
    for (const r of [0, 150, 299]) {
      samples.fill(r, row);
      expect(row[r]).toBeGreaterThan(0);
      expect([...row].filter((x) => x > 0)).toHaveLength(1);
    }
  });

  test('costs what is seen, not n²', () => {
    const { instrument, view } = at(waves(100_000));
    let asked = 0;
    const counted = { ...instrument, entry: (r: number, c: number) => (asked++, instrument.entry(r, c)) };
    const samples = sampling(counted, view, whole(view), 200, 200);
    const row = new Float64Array(200);
    for (let r = 0; r < 200; r++) samples.fill(r, row);
    largestEntry(counted, view);
    expect(asked).toBeLessThan(100_000);
  });
});

test('the largest entry is found', () => {
  const { instrument, view } = at([0, 0, 0, 0]);
  expect(largestEntry(instrument, view)).toBeCloseTo(3 / 16, 15);
  // One large logit among many: the diagonal of the middle ones.
  const spiky = at(Array.from({ length: 5000 }, (_, i) => (i === 1234 ? 8 : 0)));
  const p = spiky.instrument.value[1234] as number;
  expect(largestEntry(spiky.instrument, spiky.view)).toBeCloseTo(p * (1 - p), 12);
});

describe('zooming', () => {
  const view: View = { row: 0, rows: 100, col: 0, cols: 100 };
  test('keeps the place under the pointer', () => {
    const port = zoomed(whole(view), view, 2, 30, 60);
    expect(port).toEqual({ row: 15, rows: 50, col: 30, cols: 50 });
  });
  test('ends at a few entries and at the whole', () => {
    expect(zoomed(whole(view), view, 1e6, 0, 0)).toMatchObject({ rows: 4, cols: 4 });
    expect(zoomed(zoomed(whole(view), view, 3, 5, 5), view, 1 / 100, 5, 5)).toEqual(whole(view));
  });
  test('moves only as far as is needed', () => {
    const port = zoomed(whole(view), view, 10, 0, 0);
    expect(including(port, view, 3, 3)).toBe(port);
    expect(including(port, view, 12, 3)).toMatchObject({ row: 3, col: 0 });
  });
});

test('marks of an axis are round and not too many', () => {
  expect(ticks(0, 200, 5)).toEqual([0, 50, 100, 150]);
  expect(ticks(12.5, 10, 5)).toEqual([14, 16, 18, 20, 22]);
  expect(ticks(0, 4, 8)).toEqual([0, 1, 2, 3]);
});
