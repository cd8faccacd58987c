/** MathJax and nothing else, set up as the worker sets it up: what a hover is measured against. */
import { liteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js';
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js';
import { TeX } from '@mathjax/src/js/input/tex.js';
import { mathjax } from '@mathjax/src/js/mathjax.js';
import { SVG } from '@mathjax/src/js/output/svg.js';

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const document = mathjax.document('', {
  InputJax: new TeX({ packages: ['base', 'ams'] }),
  OutputJax: new SVG({ fontCache: 'local', displayOverflow: 'linebreak', linebreaks: { width: '100%' } }),
});

export async function typeset(latex: string): Promise<string> {
  const node = await document.convertPromise(latex, { display: true, em: 15, ex: 7.5, containerWidth: 480 });
  return adaptor.innerHTML(node as Parameters<typeof adaptor.innerHTML>[0]);
}
