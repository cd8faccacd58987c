import { parseColour } from './colour.js';
import { tell } from './host.js';
import type { Instrument } from './instrument.js';
import type { View } from './jacobian.js';
import { matrixSvg, type Look } from './picture.js';
import { readInks } from './theme.js';

/** Pixels as a PNG, in a data URL. */
function encode(pixels: Uint32Array, width: number, height: number): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const bytes = new Uint8ClampedArray(pixels.buffer as ArrayBuffer);
  canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0);
  return canvas.toDataURL('image/png');
}

/** Saves a picture of J, in the colours of the theme. */
export async function savePicture(
  form: 'svg' | 'png',
  instrument: Instrument,
  view: View,
  look: Omit<Look, 'palette' | 'ink'>,
): Promise<void> {
  const inks = readInks();
  const svg = matrixSvg(
    instrument,
    view,
    { ...look, palette: inks.palette, ink: parseColour(inks.ink) ?? [0, 0, 0] },
    encode,
  );
  if (form === 'svg') {
    tell({ type: 'save', name: 'jacobian.svg', data: svg });
    return;
  }
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  // Twice the size: for papers and slides.
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const data = canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
  tell({ type: 'save', name: 'jacobian.png', data, base64: true });
}
