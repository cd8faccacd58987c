import type { Explanation, Model } from '../explanation.js';
import { prepareSoftmax, softmaxJacobianEntry, type SoftmaxState } from '../math/softmax.js';

export type Values = Model['values'];
export type Value = Values[string];

/** An explanation at numbers: what comes out, and any entry of J when it is asked for. J itself is never built. */
export interface Instrument {
  /** Lengths of the axes of the chosen variable and of the output; [] is a scalar. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly input: Float64Array;
  readonly value: Float64Array;
  readonly rows: number;
  readonly cols: number;
  /** ∂ output[row] / ∂ input[col], flat places. NaN where it is not defined. */
  readonly entry: (row: number, col: number) => number;
  /** The output at other inputs, for finite differences. */
  readonly outputAt: (input: Float64Array) => Float64Array;
}

/** Why there are no numbers: names without a value, or a message of what is undefined. */
export type NoNumbers =
  | { readonly missing: readonly string[]; readonly reason?: undefined }
  | { readonly missing?: undefined; readonly reason: string };

export const flat = (value: Value): Float64Array =>
  typeof value === 'number' ? Float64Array.of(value) : Float64Array.from(value.flat() as number[]);

export const shapeOf = (value: Value): readonly number[] => {
  if (typeof value === 'number') return [];
  const first = value[0];
  return typeof first === 'object' ? [value.length, first.length] : [value.length];
};

/** A flat array as a value of that shape again. */
export const shaped = (data: ArrayLike<number>, shape: readonly number[]): Value => {
  const [rows, cols] = shape;
  if (rows === undefined) return data[0] ?? 0;
  if (cols === undefined) return Array.from(data);
  return Array.from({ length: rows }, (_, r) => Array.from(data).slice(r * cols, (r + 1) * cols));
};

/** The explanation at these numbers. */
export function instrumentAt({ model }: Explanation, values: Values): Instrument | NoNumbers {
  const missing = model.program.parameters
    .map(({ name }) => name)
    .filter((name) => values[name] === undefined);
  if (missing.length > 0) return { missing };
  try {
    if (model.kernel === 'softmax') return softmaxInstrument(values[model.wrt] as Value);
    return { reason: 'not evaluated' };
  } catch (error) {
    if (error instanceof RangeError) return { reason: error.message };
    throw error;
  }
}

/** Softmax by its stable kernel; of each row where the input is a matrix. */
function softmaxInstrument(value: Value): Instrument {
  const input = flat(value);
  const shape = shapeOf(value);
  const length = shape.at(-1) ?? 1;
  const states = rowsOf(input, length).map((row): SoftmaxState => prepareSoftmax(row));
  const output = new Float64Array(input.length);
  states.forEach(({ p }, row) => output.set(p, row * length));
  return {
    inputShape: shape,
    outputShape: shape,
    input,
    value: output,
    rows: input.length,
    cols: input.length,
    entry: (row, col) => {
      const [a, b] = [Math.floor(row / length), Math.floor(col / length)];
      const state = states[a];
      return a === b && state ? softmaxJacobianEntry(state, row % length, col % length) : 0;
    },
    outputAt: (at) => {
      const out = new Float64Array(at.length);
      rowsOf(at, length).forEach((row, k) => prepareSoftmax(row, out.subarray(k * length, (k + 1) * length)));
      return out;
    },
  };
}

const rowsOf = (data: Float64Array, length: number): Float64Array[] =>
  Array.from({ length: length === 0 ? 0 : data.length / length }, (_, r) =>
    data.subarray(r * length, (r + 1) * length),
  );

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

/** The blocks of a batch: both input and output are matrices with the same number of rows. Otherwise J is one block. */
export function blocks({ inputShape, outputShape, rows, cols }: Instrument): readonly View[] {
  const [a, b] = [inputShape[0] ?? 1, outputShape[0] ?? 1];
  if (inputShape.length !== 2 || outputShape.length < 1 || a !== b || a < 2) {
    return [{ row: 0, rows, col: 0, cols }];
  }
  const [high, wide] = [rows / a, cols / a];
  return Array.from({ length: a }, (_, k) => ({ row: k * high, rows: high, col: k * wide, cols: wide }));
}

export interface Fact {
  readonly key: 'rowsSumToZero' | 'columnsSumToZero' | 'symmetric' | 'diagonal' | 'valuesSumToOne';
  /** Largest deviation that was found. */
  readonly deviation: number;
  /** Number of places looked at, where it was not all of them. */
  readonly sampled?: number;
}

/** Work that facts may take: entries of J. */
const entriesForFacts = 20_000;

/**
 * What holds for these numbers, found out by computing: a deviation counts as none below 64 roundings of the largest entry.
 * Large matrices are looked at in evenly spread rows and columns, and the fact says so.
 */
export function facts(instrument: Instrument, view: View): readonly Fact[] {
  const { entry, value } = instrument;
  const at = (r: number, c: number) => entry(view.row + r, view.col + c);
  const found: Fact[] = [];
  let total = 0;
  let size = 0;
  for (let r = 0; r < view.rows; r++) {
    const p = value[view.row + r] as number;
    total += p;
    size += Math.abs(p);
  }
  const close = 64 * 2 ** -53;
  if (view.rows > 1 && Math.abs(total - 1) <= close * Math.max(1, size)) {
    found.push({ key: 'valuesSumToOne', deviation: Math.abs(total - 1) });
  }
  if (view.rows < 2 && view.cols < 2) return found;
  const square = view.rows === view.cols;
  const rowPlaces = spread(view.rows, Math.max(1, Math.floor(entriesForFacts / view.cols)));
  const colPlaces = spread(view.cols, Math.max(1, Math.floor(entriesForFacts / view.rows)));
  const sums = (count: number, places: readonly number[], of: (k: number, place: number) => number) => {
    let [worst, scale] = [0, 0];
    for (const place of places) {
      let [sum, rounding] = [0, 0];
      for (let k = 0; k < count; k++) {
        const x = of(k, place);
        // Neumaier's compensated sum: the facts are about J, not about how it is added up here.
        const next = sum + x;
        rounding += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
        sum = next;
        scale = Math.max(scale, Math.abs(x));
      }
      worst = Math.max(worst, Math.abs(sum + rounding));
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
      'rowsSumToZero',
      sums(view.cols, rowPlaces, (c, r) => at(r, c)),
      rowPlaces.length,
      view.rows,
    );
  }
  if (view.rows > 1) {
    report(
      'columnsSumToZero',
      sums(view.rows, colPlaces, (r, c) => at(r, c)),
      colPlaces.length,
      view.cols,
    );
  }
  if (square && view.rows > 1) {
    let [uneven, off, scale] = [0, 0, 0];
    for (const r of rowPlaces) {
      for (let c = 0; c < view.cols; c++) {
        const x = at(r, c);
        scale = Math.max(scale, Math.abs(x));
        if (c === r) continue;
        off = Math.max(off, Math.abs(x));
        uneven = Math.max(uneven, Math.abs(x - at(c, r)));
      }
    }
    report('symmetric', { worst: uneven, scale }, rowPlaces.length, view.rows);
    if (off === 0 && scale > 0) report('diagonal', { worst: 0, scale }, rowPlaces.length, view.rows);
  }
  return found;
}

/** At most `most` of 0 … n − 1, evenly spread, ends included. */
export function spread(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  if (most === 1) return [0];
  return Array.from({ length: most }, (_, i) => Math.round((i * (n - 1)) / (most - 1)));
}
