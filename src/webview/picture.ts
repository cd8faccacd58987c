import { colourAt, colourIndex, colourTable, strength, type Palette, type Rgb } from './colour.js';
import { formatBound, formatNumber, unravel, withIndices } from './format.js';
import { largestEntry, sampling, ticks, whole } from './heat.js';
import type { Instrument } from './instrument.js';
import type { View } from './jacobian.js';

/** What a picture of J is drawn with. It stands by itself: colours are fixed, fonts are the reader's. */
export interface Look {
  readonly palette: Palette;
  readonly ink: Rgb;
  readonly digits: number;
  readonly names: { readonly output: string; readonly input: string };
  /** Largest matrix that is written out in numbers. */
  readonly maxNumbers: number;
}

const margin = { left: 56, top: 34, right: 16, bottom: 44 };
const rgb = ([r, g, b]: Rgb): string => `rgb(${r},${g},${b})`;
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
const round = (x: number): string => String(Math.round(x * 100) / 100);

const text = (x: number, y: number, content: string, look: Look, how = ''): string =>
  `<text x="${round(x)}" y="${round(y)}" fill="${rgb(look.ink)}" ${how}>${escape(content)}</text>`;

/**
 * J as an SVG document: a table of coloured numbers up to `maxNumbers`, a heat map beyond it. A heat map's pixels come as a
 * picture in the picture, which `encode` makes of RGBA pixels (a PNG as a data URL).
 */
export function matrixSvg(
  instrument: Instrument,
  view: View,
  look: Look,
  encode: (pixels: Uint32Array, width: number, height: number) => string,
): string {
  const asNumbers = view.rows <= look.maxNumbers && view.cols <= look.maxNumbers;
  const { body, width, height } = asNumbers
    ? table(instrument, view, look)
    : heatMap(instrument, view, look, encode);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="${rgb(look.palette.zero)}"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

interface Drawn {
  readonly body: readonly string[];
  readonly width: number;
  readonly height: number;
}

function table(instrument: Instrument, view: View, look: Look): Drawn {
  const largest = largestEntry(instrument, view);
  const [wide, high] = [44 + look.digits * 9, 26];
  const body: string[] = [];
  for (let c = 0; c < view.cols; c++) {
    const name = withIndices(look.names.input, unravel(view.col + c, instrument.inputShape));
    body.push(text(margin.left + (c + 0.5) * wide, margin.top - 10, name, look, 'text-anchor="middle"'));
  }
  for (let r = 0; r < view.rows; r++) {
    const y = margin.top + r * high;
    const name = withIndices(look.names.output, unravel(view.row + r, instrument.outputShape));
    body.push(text(margin.left - 8, y + high / 2 + 4, name, look, 'text-anchor="end"'));
    for (let c = 0; c < view.cols; c++) {
      const value = instrument.entry(view.row + r, view.col + c);
      // Half as strong as a heat map's, as in the panel: the number has to be read on it.
      const ground = colourAt(0.45 * strength(value, largest), look.palette);
      const x = margin.left + c * wide;
      body.push(
        `<rect x="${x + 1}" y="${y + 1}" width="${wide - 2}" height="${high - 2}" rx="3" fill="${rgb(ground)}"/>`,
        text(x + wide - 9, y + high / 2 + 4, formatNumber(value, look.digits), look, 'text-anchor="end"'),
      );
    }
  }
  return {
    body,
    width: margin.left + view.cols * wide + margin.right,
    height: margin.top + view.rows * high + margin.right,
  };
}

function heatMap(
  instrument: Instrument,
  view: View,
  look: Look,
  encode: (pixels: Uint32Array, width: number, height: number) => string,
): Drawn {
  const size = 512;
  const tall = Math.round(size * Math.min(1, Math.max(0.25, view.rows / view.cols)));
  const samples = sampling(instrument, view, whole(view), size, tall);
  const largest = largestEntry(instrument, view);
  const colours = colourTable(look.palette);
  const [across, down] = [samples.cols.length, samples.rows.length];
  const pixels = new Uint32Array(across * down);
  const row = new Float64Array(across);
  for (let r = 0; r < down; r++) {
    samples.fill(r, row);
    for (let c = 0; c < across; c++) {
      pixels[r * across + c] = colours[colourIndex(row[c] as number, largest)] as number;
    }
  }
  const body = [
    `<image x="${margin.left}" y="${margin.top}" width="${size}" height="${tall}" preserveAspectRatio="none" image-rendering="pixelated" href="${encode(pixels, across, down)}"/>`,
    `<rect x="${margin.left}" y="${margin.top}" width="${size}" height="${tall}" fill="none" stroke="${rgb(look.ink)}" stroke-opacity="0.4"/>`,
    text(
      margin.left - 8,
      14,
      `${look.names.output} ╲ ${look.names.input}`,
      look,
      'text-anchor="end" font-style="italic"',
    ),
    ...ticks(0, view.cols, size / 70).map((k) =>
      text(
        margin.left + ((k + 0.5) * size) / view.cols,
        margin.top - 8,
        String(k),
        look,
        'text-anchor="middle"',
      ),
    ),
    ...ticks(0, view.rows, tall / 40).map((k) =>
      text(
        margin.left - 8,
        margin.top + ((k + 0.5) * tall) / view.rows + 4,
        String(k),
        look,
        'text-anchor="end"',
      ),
    ),
    ...legend(largest, look, tall),
  ];
  return { body, width: margin.left + size + margin.right, height: margin.top + tall + margin.bottom };
}

function legend(largest: number, look: Look, tall: number): string[] {
  const [x, y, width, stepCount] = [margin.left, margin.top + tall + 12, 320, 64];
  const bars = Array.from({ length: stepCount }, (_, k) => {
    const colour = colourAt((2 * (k + 0.5)) / stepCount - 1, look.palette);
    return `<rect x="${round(x + (k * width) / stepCount)}" y="${y}" width="${round(width / stepCount + 0.5)}" height="8" fill="${rgb(colour)}"/>`;
  });
  const marks = [-1, -0.25, 0, 0.25, 1].map((share) =>
    text(
      x + (width * (1 + strength(share, 1))) / 2,
      y + 22,
      formatBound(share * largest),
      look,
      'text-anchor="middle"',
    ),
  );
  return [...bars, ...marks];
}
