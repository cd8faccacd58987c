/**
 * The colours of matrix entries: a diverging scale from the theme's amber (negative) over the background to its blue
 * (positive), which people who do not tell red from green do tell apart.
 */

export type Rgb = readonly [number, number, number];

/** #rgb, #rrggbb, #rrggbbaa, rgb(…) and rgba(…), which is what VS Code's theme variables hold; alpha is dropped. */
export function parseColour(text: string): Rgb | undefined {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const wide = hex.length <= 4 ? [...hex].map((c) => c + c).join('') : hex;
    if (wide.length !== 6 && wide.length !== 8) return undefined;
    return [0, 2, 4].map((at) => parseInt(wide.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const parts = /^rgba?\(([^)]*)\)$/i
    .exec(text.trim())?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (!parts || parts.length < 3 || parts.slice(0, 3).some(Number.isNaN)) return undefined;
  return parts.slice(0, 3) as unknown as Rgb;
}

/**
 * How strongly an entry is coloured, −1 … 1: the signed square root of its share of the largest. Jacobians have a few large
 * entries and many small ones, which a linear scale would leave blank.
 */
export const strength = (value: number, largest: number): number => {
  if (!(largest > 0) || Number.isNaN(value)) return 0;
  return Math.sign(value) * Math.sqrt(Math.min(1, Math.abs(value) / largest));
};

const linear = (c: number): number => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const coded = (c: number): number =>
  255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * Math.min(1, Math.max(0, c)) ** (1 / 2.4) - 0.055);

/** sRGB → OKLab (B. Ottosson, "A perceptual color space for image processing", 2020): equal steps look equal. */
function toLab([red, green, blue]: Rgb): Rgb {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([lightness, a, b]: Rgb): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    coded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    coded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    coded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

export interface Palette {
  readonly negative: Rgb;
  readonly zero: Rgb;
  readonly positive: Rgb;
}

/** The colour at t in [−1, 1]. */
export function colourAt(t: number, { negative, zero, positive }: Palette): Rgb {
  const [from, to] = [toLab(zero), toLab(t < 0 ? negative : positive)];
  const share = Math.min(1, Math.abs(t));
  const mixed = from.map((c, i) => c + ((to[i] ?? 0) - c) * share) as unknown as Rgb;
  return fromLab(mixed).map((c) => Math.round(Math.min(255, Math.max(0, c)))) as unknown as Rgb;
}

/** Steps on either side of zero in a colour table. */
export const steps = 255;

/** 2·steps + 1 pixels in a canvas's byte order (RGBA, little-endian), from −1 to 1. */
export function colourTable(palette: Palette): Uint32Array {
  return Uint32Array.from({ length: 2 * steps + 1 }, (_, i) => {
    const [r, g, b] = colourAt((i - steps) / steps, palette);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** The place in a colour table. */
export const colourIndex = (value: number, largest: number): number =>
  steps + Math.round(strength(value, largest) * steps);

/** Relative luminance (WCAG 2.2). */
const luminance = ([r, g, b]: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** Contrast of two colours, 1 … 21 (WCAG 2.2). */
export const contrast = (a: Rgb, b: Rgb): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
};
