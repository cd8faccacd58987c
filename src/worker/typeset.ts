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

/** Size of an em, in pixels: that of the text around the picture. */
const em = 15;

/**
 * A formula as a picture.
 * @param latex as printed by src/math: no macros
 * @param ink a CSS colour
 * @param width pixels that there are; what is wider after all is scaled down
 * @throws where MathJax cannot read the LaTeX, or lacks a glyph
 */
export function typeset(latex: string, ink: string, width: number): Picture {
  const node = document.convert(latex, {
    display: true,
    em,
    ex: em / 2,
    containerWidth: width,
  }) as Parameters<typeof adaptor.innerHTML>[0];
  return pictureOf(adaptor.innerHTML(node), { ink, em, width });
}
