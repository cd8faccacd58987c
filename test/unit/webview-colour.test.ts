import { describe, expect, test } from 'vitest';
import {
  colourAt,
  colourIndex,
  colourTable,
  contrast,
  parseColour,
  steps,
  strength,
  type Palette,
  type Rgb,
} from '../../src/webview/colour.js';
import themes from '../screens/themes.json' with { type: 'json' };

const palette: Palette = { negative: [191, 136, 3], zero: [255, 255, 255], positive: [0, 99, 211] };

test('theme colours are read in the forms that VS Code writes', () => {
  expect(parseColour('#fff')).toEqual([255, 255, 255]);
  expect(parseColour('#0063d3')).toEqual([0, 99, 211]);
  expect(parseColour('#0063d380')).toEqual([0, 99, 211]);
  expect(parseColour('rgba(234, 92, 0, 0.33)')).toEqual([234, 92, 0]);
  expect(parseColour('hotpink')).toBeUndefined();
  expect(parseColour('')).toBeUndefined();
});

describe('the diverging scale', () => {
  test('has the three colours at its ends and in the middle', () => {
    expect(colourAt(-1, palette)).toEqual(palette.negative);
    expect(colourAt(0, palette)).toEqual(palette.zero);
    expect(colourAt(1, palette)).toEqual(palette.positive);
    expect(colourAt(7, palette)).toEqual(palette.positive);
  });

  test('is odd in sign and grows with size', () => {
    expect(strength(-0.25, 1)).toBe(-0.5);
    expect(strength(4, 1)).toBe(1);
    expect(strength(1, 0)).toBe(0);
    expect(strength(NaN, 1)).toBe(0);
    expect(colourIndex(-1, 1)).toBe(0);
    expect(colourIndex(0, 1)).toBe(steps);
    expect(colourIndex(1, 1)).toBe(2 * steps);
  });

  test('table has the bytes in the order of a canvas', () => {
    const bytes = new Uint8Array(colourTable(palette).buffer);
    expect([...bytes.slice(0, 4)]).toEqual([191, 136, 3, 255]);
    expect([...bytes.slice(-4)]).toEqual([0, 99, 211, 255]);
  });

  test.each(Object.entries(themes))(
    'tells signs from each other and from zero in the theme %s',
    (_, variables) => {
      const colour = (name: keyof typeof variables): Rgb => parseColour(variables[name]) as Rgb;
      const zero = colour('--vscode-editor-background');
      const [positive, negative] = [colour('--vscode-charts-blue'), colour('--vscode-charts-yellow')];
      expect(contrast(zero, positive)).toBeGreaterThan(3);
      expect(contrast(zero, negative)).toBeGreaterThan(3);
      // For people who see no red (protanopia) or no green (deuteranopia) the blue channel still tells them apart.
      expect(Math.abs(positive[2] - negative[2])).toBeGreaterThan(120);
    },
  );
});
