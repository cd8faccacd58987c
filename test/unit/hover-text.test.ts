import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrixLines, number, pictureAddress } from '../../src/extension/hover-text.js';
import { pictureOf } from '../../src/worker/picture.js';
import { typeset } from '../../src/worker/typeset.js';

describe('a picture as an address', () => {
  test('is the picture when it is read back', () => {
    const svg = '<svg viewBox="0 0 1 1"><path d="M1(2)[3] 100% #a"/><text>否则 𝛿 é</text></svg>';
    expect(decodeURIComponent(pictureAddress(svg).replace('data:image/svg+xml,', ''))).toBe(svg);
  });

  test('cannot end the Markdown link that it is in, whatever is in the picture', () => {
    const parts = fc.constantFrom(...'<>()[]"\'`|\\%# \n', '\ud800', '\udc00', '😀', 'a', 'é');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (text) => {
        const address = pictureAddress(`<svg>${text.join('')}</svg>`);
        expect(address).toMatch(/^data:image\/svg\+xml,[^\s()[\]<>|"`\\]*$/);
      }),
    );
  });
});

describe('a typeset formula', () => {
  const ink = '#cccccc';

  test('is one picture in its ink, without scripts, links or the names of the code', async () => {
    const { svg, width, height } = await typeset(
      '\\frac{\\partial p_{j}}{\\partial z_{i}} = p_{j} (\\delta_{ij} - p_{i})',
      ink,
      460,
    );
    expect(svg).toMatch(/^<svg [^>]*color="#cccccc"[^>]*>.*<\/svg>$/s);
    expect(svg).not.toMatch(/script|href="[^#]|data-|\bp_/);
    expect(width).toBeGreaterThan(100);
    expect(width).toBeLessThan(200);
    expect(height).toBeGreaterThan(20);
  });

  test('that is too wide is broken, and is never wider than the place for it', async () => {
    const long = `y = ${Array.from({ length: 30 }, (_, i) => `\\frac{a_{${i}}}{b_{${i}}}`).join(' + ')}`;
    const { width, height } = await typeset(long, ink, 460);
    expect(width).toBeLessThanOrEqual(460);
    expect(height).toBeGreaterThan(80);
    const unbreakable = `\\sqrt{${'x_{1}'.repeat(60)}}`;
    expect((await typeset(unbreakable, ink, 460)).width).toBeLessThanOrEqual(460);
  });

  test.each([
    '\\begin{cases} x & x > 0 \\\\ 0 & \\text{else} \\end{cases}',
    '\\operatorname{diag}(p) - p\\,p^{\\top} \\odot \\hat{x} \\sqrt{\\frac{a}{b}} \\ldots \\cdots \\ell',
    '\\mathrm{logits}_{i} \\mathbf{1} \\left[ l = \\arg\\max_{k} x_{k} \\right] \\ne \\le \\ge \\land \\infty',
    '\\alpha \\beta \\gamma \\delta \\varepsilon \\zeta \\eta \\theta \\lambda \\mu \\xi \\rho \\sigma \\tau \\phi \\chi \\psi \\omega \\bar{x} \\tilde{x} \\dot{x}',
    '\\text{否则}',
    '\\mathrm{café}_{i}',
  ])('has all its glyphs: %s', async (latex) =>
    expect((await typeset(latex, ink, 460)).width).toBeGreaterThan(5),
  );

  test('is refused where it is no LaTeX', async () => {
    await expect(typeset('\\frac{1}{', ink, 460)).rejects.toThrow();
    await expect(typeset('\\undefined', ink, 460)).rejects.toThrow();
  });

  test('is nothing else than a picture', () => {
    expect(() => pictureOf('<p>no</p>', { ink, em: 15, width: 100 })).toThrow();
  });
});

describe('numbers', () => {
  test.each([
    [0.6590011388859679, '0.6590'],
    [-0.15976, '−0.1598'],
    [2, '2'],
    [0, '0'],
    [1.5e-9, '1.500e−9'],
    [-1e30, '−1.000e+30'],
  ])('%d is written %s', (value, text) => expect(number(value, 4)).toBe(text));

  test('of a matrix stand below each other', () => {
    expect(matrixLines([0.5, -0.25, -0.25, 0.125], 2, 2)).toEqual([
      'J = ⎡ 0.50  −0.25⎤',
      '    ⎣−0.25   0.13⎦',
    ]);
    expect(matrixLines([1, 2, 3], 1, 2)).toEqual(['J = ⎡1⎤', '    ⎢2⎥', '    ⎣3⎦']);
    expect(matrixLines([1, 2], 2, 2)).toEqual(['J = [1  2]']);
  });
});
