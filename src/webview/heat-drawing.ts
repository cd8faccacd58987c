import { useEffect, useMemo } from 'preact/hooks';
import { colourAt, colourIndex, colourTable, contrast, parseColour, strength } from './colour.js';
import { formatNumber } from './format.js';
import { sampling, ticks, type Viewport } from './heat.js';
import type { Instrument } from './instrument.js';
import type { View } from './jacobian.js';
import type { Inks } from './theme.js';

/** Room for the axes, in CSS pixels. */
export const margin = { left: 46, top: 24 };

export interface Drawing {
  readonly canvas: { readonly current: HTMLCanvasElement | null };
  readonly instrument: Instrument;
  readonly view: View;
  readonly port: Viewport;
  readonly width: number;
  readonly height: number;
  readonly largest: number;
  readonly inks: Inks;
  readonly digits: number;
  /** What the axes are. */
  readonly corner: string;
}

/** Milliseconds of a frame that drawing may take; the rest of a large picture comes with the next frames. */
const budget = 9;

/** Draws the picture, in slices where it is large. Returns whether each pixel is one entry. */
export function useDrawing(drawing: Drawing): boolean {
  const { canvas, instrument, view, port, width, height, largest, inks } = drawing;
  const table = useMemo(() => colourTable(inks.palette), [inks]);
  const samples = useMemo(
    () => (width > 0 && height > 0 ? sampling(instrument, view, port, width, height) : undefined),
    [instrument, view, port, width, height],
  );
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !samples) return;
    const scale = window.devicePixelRatio || 1;
    const [fullWidth, fullHeight] = [width + margin.left + 1, height + margin.top + 1];
    if (
      element.width !== Math.round(fullWidth * scale) ||
      element.height !== Math.round(fullHeight * scale)
    ) {
      element.width = Math.round(fullWidth * scale);
      element.height = Math.round(fullHeight * scale);
      element.style.width = `${fullWidth}px`;
      element.style.height = `${fullHeight}px`;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const [across, down] = [samples.cols.length, samples.rows.length];
    const image = new ImageData(across, down);
    const pixels = new Uint32Array(image.data.buffer);
    const row = new Float64Array(across);
    const buffer = new OffscreenCanvas(across, down);
    const bufferContext = buffer.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const values = across * down <= 400 ? new Float64Array(across * down) : undefined;
    let next = 0;
    let frame = 0;
    const slice = () => {
      const end = performance.now() + budget;
      while (next < down && performance.now() < end) {
        samples.fill(next, row);
        values?.set(row, next * across);
        for (let x = 0; x < across; x++) {
          pixels[next * across + x] = table[colourIndex(row[x] as number, largest)] as number;
        }
        next++;
      }
      bufferContext.putImageData(image, 0, 0);
      paint(context, buffer, drawing, samples.exact ? values : undefined);
      if (next < down) frame = requestAnimationFrame(slice);
    };
    slice();
    return () => cancelAnimationFrame(frame);
  }, [samples, table, largest, inks, drawing.digits]);
  return samples?.exact ?? true;
}

/** Puts the buffer, the axes and, where they have room, the numbers on the canvas. */
function paint(
  context: CanvasRenderingContext2D,
  buffer: OffscreenCanvas,
  { port, width, height, inks, digits, largest, corner }: Drawing,
  values: Float64Array | undefined,
): void {
  context.clearRect(0, 0, width + margin.left + 1, height + margin.top + 1);
  const [cellWidth, cellHeight] = [width / port.cols, height / port.rows];
  const [firstRow, firstCol] = [Math.floor(port.row), Math.floor(port.col)];
  const [rows, cols] = [
    Math.ceil(port.row + port.rows) - firstRow,
    Math.ceil(port.col + port.cols) - firstCol,
  ];
  context.save();
  context.beginPath();
  context.rect(margin.left, margin.top, width, height);
  context.clip();
  context.imageSmoothingEnabled = false;
  context.drawImage(
    buffer,
    margin.left + (firstCol - port.col) * cellWidth,
    margin.top + (firstRow - port.row) * cellHeight,
    cols * cellWidth,
    rows * cellHeight,
  );
  context.font = `12px ${inks.font}`;
  if (values && cellHeight >= 16 && cellWidth >= 12 + (digits + 5) * 7) {
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const ink = parseColour(inks.ink) ?? [0, 0, 0];
    const paper = inks.palette.zero;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++) {
        const x = margin.left + (firstCol + c + 0.5 - port.col) * cellWidth;
        const y = margin.top + (firstRow + r + 0.5 - port.row) * cellHeight;
        const value = values[r * buffer.width + c] ?? NaN;
        const ground = colourAt(strength(value, largest), inks.palette);
        context.fillStyle = `rgb(${(contrast(ink, ground) >= contrast(paper, ground) ? ink : paper).join(' ')})`;
        context.fillText(formatNumber(value, digits), x, y);
      }
    }
  }
  context.restore();
  context.font = `11px ${inks.font}`;
  context.fillStyle = inks.quiet;
  context.strokeStyle = inks.quiet;
  context.globalAlpha = 0.45;
  context.strokeRect(margin.left + 0.5, margin.top + 0.5, width, height);
  context.globalAlpha = 1;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  for (const k of ticks(port.col, port.cols, width / 70)) {
    const x = margin.left + (k + 0.5 - port.col) * cellWidth;
    if (x <= margin.left + width) context.fillText(String(k), x, margin.top - 5);
  }
  context.textAlign = 'right';
  context.font = `italic 12px KaTeX_Math, ${inks.font}`;
  if (context.measureText(corner).width <= margin.left - 8) context.fillText(corner, margin.left - 7, 8);
  context.font = `11px ${inks.font}`;
  context.textBaseline = 'middle';
  for (const k of ticks(port.row, port.rows, height / 40)) {
    const y = margin.top + (k + 0.5 - port.row) * cellHeight;
    if (y <= margin.top + height) context.fillText(String(k), margin.left - 7, y);
  }
}
