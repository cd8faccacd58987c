import { liteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js';
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js';
import { TeX } from '@mathjax/src/js/input/tex.js';
import { mathjax } from '@mathjax/src/js/mathjax.js';
import { SVG } from '@mathjax/src/js/output/svg.js';
import type { Picture } from '../messages.js';
import { pictureOf } from './picture.js';

/*
 * Formulas for hovers, which take pictures and no HTML. MathJax is 1.4 MB: this module is loaded when the first formula is asked for.
 */

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);

const document = mathjax.document('', {
  InputJax: new TeX({
    packages: ['base', 'ams'],
    formatError: (_jax: unknown, error: Error) => {
      throw error;
    },
  }),
  // What does not fit is broken at a relation or a plus sign.
  OutputJax: new SVG({ fontCache: 'local', displayOverflow: 'linebreak', linebreaks: { width: '100%' } }),
});

/** Letters and signs that names of code may have and that are not in the font's core; a formula that needs others stays text. */
const glyphs: Readonly<Record<string, () => Promise<unknown>>> = {
  accents: () => import('@mathjax/mathjax-newcm-font/mjs/svg/dynamic/accents.js'),
  'double-struck': () => import('@mathjax/mathjax-newcm-font/mjs/svg/dynamic/double-struck.js'),
  latin: () => import('@mathjax/mathjax-newcm-font/mjs/svg/dynamic/latin.js'),
  script: () => import('@mathjax/mathjax-newcm-font/mjs/svg/dynamic/script.js'),
};
mathjax.asyncLoad = (file: string) => {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.js$/, '');
  const load = Object.hasOwn(glyphs, name) ? glyphs[name] : undefined;
  return load ? load() : Promise.reject(new Error(`No glyphs “${name}” are packaged.`));
};

/** Size of an em, in pixels: that of the text around the picture. */
const em = 18;

/**
 * A formula as a picture.
 * @param latex as printed by src/math: no macros
 * @param ink a CSS colour
 * @param width pixels that there are; what is wider after all is scaled down
 * Rejects where MathJax cannot read the LaTeX, or lacks a glyph
 */
export async function typeset(latex: string, ink: string, width: number): Promise<Picture> {
  const options = { display: true, em, ex: em / 2, containerWidth: width };
  const node = (await document.convertPromise(latex, options)) as Parameters<typeof adaptor.innerHTML>[0];
  return pictureOf(adaptor.innerHTML(node), { ink, em, width });
}
