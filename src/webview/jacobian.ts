import type { Instrument } from './instrument.js';

/** J·v, entry by entry: rows · cols steps. */
export function times({ rows, cols, entry }: Instrument, v: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += entry(r, c) * (v[c] as number);
    return sum;
  });
}

/** vᵀ·J. */
export function transposedTimes({ rows, cols, entry }: Instrument, v: Float64Array): Float64Array {
  return Float64Array.from({ length: cols }, (_, c) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += (v[r] as number) * entry(r, c);
    return sum;
  });
}

/** A part of J that is shown by itself: all of it, or one block of a batch. */
export interface View {
  readonly row: number;
  readonly rows: number;
  readonly col: number;
  readonly cols: number;
}

/** Entries that are looked at to tell whether a matrix consists of blocks. */
const entriesForBlocks = 400;

/**
 * The blocks of a batch: input and output begin with the same axis, and no entry that was looked at outside of the blocks is
 * anything but 0. Otherwise J is one block.
 */
export function blocks({ inputShape, outputShape, rows, cols, entry }: Instrument): readonly View[] {
  const one = [{ row: 0, rows, col: 0, cols }];
  const [a, b] = [inputShape[0] ?? 1, outputShape[0] ?? 1];
  if (inputShape.length !== 2 || outputShape.length < 1 || a !== b || a < 2) return one;
  const [high, wide] = [rows / a, cols / a];
  const places = Math.max(2, Math.floor(Math.sqrt(entriesForBlocks)));
  for (const r of spread(rows, places)) {
    for (const c of spread(cols, places)) {
      if (Math.floor(r / high) !== Math.floor(c / wide) && entry(r, c) !== 0) return one;
    }
  }
  return Array.from({ length: a }, (_, k) => ({ row: k * high, rows: high, col: k * wide, cols: wide }));
}

export interface Fact {
  readonly key:
    'rowsSumToZero' | 'entriesSumToZero' | 'columnsSumToZero' | 'symmetric' | 'diagonal' | 'valuesSumToOne';
  /** Largest deviation that was found. */
  readonly deviation: number;
  /** Number of places looked at, where it was not all of them. */
  readonly sampled?: number;
}

/** Work that facts may take: entries of J. */
const entriesForFacts = 10_000;

/**
 * What holds for these numbers, found out by computing: a deviation counts as none below 64 roundings of the largest entry.
 * Large matrices are looked at in evenly spread rows and columns, and the fact says so.
 */
export function facts(instrument: Instrument, view: View): readonly Fact[] {
  const { entry, value } = instrument;
  const at = (r: number, c: number) => entry(view.row + r, view.col + c);
  const found: Fact[] = [];
  const total = compensated();
  let size = 0;
  for (let r = 0; r < view.rows; r++) {
    const p = value[view.row + r] as number;
    total.add(p);
    size += Math.abs(p);
  }
  const close = 64 * 2 ** -53;
  const off = Math.abs(total.sum() - 1);
  if (view.rows > 1 && off <= close * Math.max(1, size))
    found.push({ key: 'valuesSumToOne', deviation: off });
  if (view.rows < 2 && view.cols < 2) return found;
  const square = view.rows === view.cols;
  const rowPlaces = spread(view.rows, Math.max(1, Math.floor(entriesForFacts / view.cols)));
  const colPlaces = spread(view.cols, Math.max(1, Math.floor(entriesForFacts / view.rows)));
  const sums = (count: number, places: readonly number[], of: (k: number, place: number) => number) => {
    let [worst, scale] = [0, 0];
    for (const place of places) {
      const line = compensated();
      for (let k = 0; k < count; k++) {
        const x = of(k, place);
        line.add(x);
        scale = Math.max(scale, Math.abs(x));
      }
      worst = Math.max(worst, Math.abs(line.sum()));
    }
    return { worst, scale };
  };
  const report = (
    key: Fact['key'],
    { worst, scale }: { worst: number; scale: number },
    places: number,
    all: number,
  ) => {
    if (worst <= close * scale && scale > 0) {
      found.push({ key, deviation: worst, ...(places < all ? { sampled: places } : {}) });
    }
  };
  if (view.cols > 1) {
    report(
      view.rows === 1 ? 'entriesSumToZero' : 'rowsSumToZero',
      sums(view.cols, rowPlaces, (c, r) => at(r, c)),
      rowPlaces.length,
      view.rows,
    );
  }
  if (square && view.rows > 1) {
    let [uneven, outside, scale] = [0, 0, 0];
    for (const r of rowPlaces) {
      for (let c = 0; c < view.cols; c++) {
        const x = at(r, c);
        scale = Math.max(scale, Math.abs(x));
        if (c === r) continue;
        outside = Math.max(outside, Math.abs(x));
        uneven = Math.max(uneven, Math.abs(x - at(c, r)));
      }
    }
    report('symmetric', { worst: uneven, scale }, rowPlaces.length, view.rows);
    if (outside === 0 && scale > 0) report('diagonal', { worst: 0, scale }, rowPlaces.length, view.rows);
  }
  // Of a symmetric matrix this says nothing new.
  if (view.rows > 1 && !found.some(({ key }) => key === 'symmetric')) {
    report(
      'columnsSumToZero',
      sums(view.rows, colPlaces, (r, c) => at(r, c)),
      colPlaces.length,
      view.cols,
    );
  }
  return found;
}

/** Neumaier's compensated sum: the facts are about J, not about how it is added up here. */
function compensated() {
  let [sum, rounding] = [0, 0];
  return {
    add: (x: number) => {
      const next = sum + x;
      rounding += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
      sum = next;
    },
    sum: () => sum + rounding,
  };
}

/** At most `most` of 0 … n − 1, evenly spread, ends included. */
export function spread(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  if (most === 1) return [0];
  return Array.from({ length: most }, (_, i) => Math.round((i * (n - 1)) / (most - 1)));
}

/** Step of a central difference, by the size of the input: the cube root of the rounding unit balances both errors. */
const stepFor = (input: Float64Array): number =>
  Math.cbrt(2 ** -52) * Math.max(1, ...input.map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));

/** J·v by a central difference of the output along v: two evaluations. */
export function finiteTimes({ input, outputAt }: Instrument, v: Float64Array): Float64Array {
  const longest = Math.max(...v.map(Math.abs));
  if (!(longest > 0)) return new Float64Array(outputAt(input).length);
  const h = stepFor(input) / longest;
  const above = outputAt(input.map((x, k) => x + h * (v[k] as number)));
  const below = outputAt(input.map((x, k) => x - h * (v[k] as number)));
  return above.map((y, k) => (y - (below[k] as number)) / (2 * h));
}

/** vᵀ·J by central differences: two evaluations a component of the input. */
export function finiteTransposedTimes({ input, outputAt }: Instrument, v: Float64Array): Float64Array {
  const h = stepFor(input);
  const moved = input.slice();
  const pulled = (): number => outputAt(moved).reduce((sum, y, k) => sum + y * (v[k] as number), 0);
  return input.map((x, k) => {
    moved[k] = x + h;
    const above = pulled();
    moved[k] = x - h;
    const below = pulled();
    moved[k] = x;
    return (above - below) / (2 * h);
  });
}
