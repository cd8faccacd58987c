import type { Picture } from '../messages.js';

/**
 * An SVG of MathJax made to stand by itself: sized in pixels, in its ink, without what only a page with MathJax's stylesheet needs
 * (and without the LaTeX, which holds names of somebody's code).
 */
export function pictureOf(
  markup: string,
  { ink, em, width: most }: { readonly ink: string; readonly em: number; readonly width: number },
): Picture {
  const from = markup.indexOf('<svg');
  const to = markup.lastIndexOf('</svg>');
  const box = /\bviewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"/.exec(markup);
  if (from < 0 || to < 0 || !box) throw new Error('MathJax gave no picture.');
  // A thousand units are an em.
  const natural = { width: (Number(box[3]) * em) / 1000, height: (Number(box[4]) * em) / 1000 };
  const scale = Math.min(1, most / natural.width);
  const width = Math.max(1, Math.ceil(natural.width * scale));
  const height = Math.max(1, Math.ceil(natural.height * scale));
  const svg = markup
    .slice(from, to + '</svg>'.length)
    .replace(/^<svg[^>]*>/, () => {
      const viewBox = box.slice(1).join(' ');
      return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="${viewBox}" color="${ink}">`;
    })
    .replace(/ (?:data-[\w-]+|aria-[\w-]+|role|focusable)="[^"]*"/g, '');
  return { svg, width, height };
}
