/** What a heat map shows of a matrix that is never built: which entries stand for which pixels. Pure; lengths in entries. */
import type { Instrument } from './instrument.js';
import { spread, type View } from './jacobian.js';

/** The part of the matrix that is on show. */
export interface Viewport {
  readonly row: number;
  readonly rows: number;
  readonly col: number;
  readonly cols: number;
}

/** Never fewer entries than these across: a number has to have room. */
const fewest = 4;

export const whole = ({ rows, cols }: View): Viewport => ({ row: 0, rows, col: 0, cols });

/** Zooms by a factor (> 1: closer) and keeps the entry at (row, col) where it is on screen. */
export function zoomed(port: Viewport, view: View, factor: number, row: number, col: number): Viewport {
  const limit = (size: number, all: number) => Math.min(all, Math.max(Math.min(fewest, all), size));
  const rows = limit(port.rows / factor, view.rows);
  const cols = limit(port.cols / factor, view.cols);
  return clamped(
    {
      rows,
      cols,
      row: row - ((row - port.row) * rows) / port.rows,
      col: col - ((col - port.col) * cols) / port.cols,
    },
    view,
  );
}

/** Keeps the viewport inside of the matrix. */
export const clamped = (port: Viewport, view: View): Viewport => ({
  ...port,
  row: Math.min(Math.max(0, port.row), Math.max(0, view.rows - port.rows)),
  col: Math.min(Math.max(0, port.col), Math.max(0, view.cols - port.cols)),
});

/** Moves just as far as needed for the entry to be inside. */
export function including(port: Viewport, view: View, row: number, col: number): Viewport {
  const move = (from: number, size: number, at: number) =>
    at < from ? at : at + 1 > from + size ? at + 1 - size : from;
  const to = { ...port, row: move(port.row, port.rows, row), col: move(port.col, port.cols, col) };
  return to.row === port.row && to.col === port.col ? port : clamped(to, view);
}

/**
 * Divides a stretch of entries into at most `most` bands; each is stood for by the entry whose `weight` is largest, so that a
 * spike does not fall between two pixels.
 */
export function bands(from: number, size: number, most: number, weight?: (k: number) => number): Int32Array {
  const [first, last] = [Math.floor(from), Math.min(Math.ceil(from + size), Math.ceil(from + size - 1e-9))];
  const count = Math.max(1, Math.min(most, last - first));
  const result = new Int32Array(count);
  for (let b = 0; b < count; b++) {
    const start = first + Math.floor((b * (last - first)) / count);
    const end = first + Math.max(Math.floor(((b + 1) * (last - first)) / count), start - first + 1);
    let best = (start + end) >> 1;
    if (weight && end - start > 1) {
      best = start;
      for (let k = start + 1; k < end; k++) if (weight(k) > weight(best)) best = k;
    }
    result[b] = Math.min(best, end - 1);
  }
  return result;
}

/** Entries of a heat map's buffer, computed row by row so that a large one does not hold up the page. */
export interface Sampling {
  readonly rows: Int32Array;
  readonly cols: Int32Array;
  /** Whether each pixel is one entry. */
  readonly exact: boolean;
  /** Writes the values of one row of the buffer. */
  readonly fill: (bufferRow: number, out: Float64Array) => void;
}

export function sampling(
  instrument: Instrument,
  view: View,
  port: Viewport,
  width: number,
  height: number,
): Sampling {
  const { value, entry } = instrument;
  const square = view.rows === view.cols;
  const weight = (k: number) => Math.abs(value[view.row + k] as number) || 0;
  const rows = bands(port.row, port.rows, height, weight);
  const cols = bands(port.col, port.cols, width, square ? weight : undefined);
  const exact = rows.length >= Math.ceil(port.rows) && cols.length >= Math.ceil(port.cols);
  return {
    rows,
    cols,
    exact,
    fill: (bufferRow, out) => {
      const r = rows[bufferRow] as number;
      const [top, bottom] = [
        edge(port.row, port.rows, bufferRow, rows.length),
        edge(port.row, port.rows, bufferRow + 1, rows.length),
      ];
      for (let x = 0; x < cols.length; x++) {
        let c = cols[x] as number;
        if (square && !exact) {
          // The diagonal is where a Jacobian is unlike its neighbourhood: a band that it crosses shows it.
          const left = edge(port.col, port.cols, x, cols.length);
          const right = edge(port.col, port.cols, x + 1, cols.length);
          if (left < bottom && top < right && r >= left && r < right) c = r;
        }
        out[x] = entry(view.row + r, view.col + c);
      }
    },
  };
}

const edge = (from: number, size: number, k: number, count: number): number =>
  Math.floor(from) + Math.floor((k * Math.ceil(size)) / count);

/** The largest entry in size, of all where they are few, else of the rows and columns where the output is largest and some spread ones. */
export function largestEntry(instrument: Instrument, view: View): number {
  const { entry, value } = instrument;
  const at = (r: number, c: number) => Math.abs(entry(view.row + r, view.col + c));
  const weight = (k: number) => Math.abs(value[view.row + k] as number) || 0;
  const few = 128;
  const rows = view.rows <= few ? spread(view.rows, few) : bands(0, view.rows, few, weight);
  const cols =
    view.cols <= few
      ? spread(view.cols, few)
      : bands(0, view.cols, few, view.cols === view.rows ? weight : undefined);
  let largest = 0;
  const see = (x: number) => {
    if (x > largest && Number.isFinite(x)) largest = x;
  };
  for (const r of rows) for (const c of cols) see(at(r, c));
  if (view.rows === view.cols) for (const k of spread(view.rows, 4000)) see(at(k, k));
  return largest;
}

/** Places for the marks of an axis: round steps, about `most` of them. */
export function ticks(from: number, size: number, most: number): number[] {
  const rough = size / Math.max(1, most);
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((k) => k * ten).find((s) => s >= rough) ?? ten * 10;
  const result: number[] = [];
  for (let k = Math.ceil(from / step) * step; k < from + size - 1e-9; k += step) result.push(k);
  return result;
}
