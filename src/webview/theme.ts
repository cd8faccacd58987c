import { useEffect, useState } from 'preact/hooks';
import { parseColour, type Palette, type Rgb } from './colour.js';

/** Colours that canvases draw with, from the theme. */
export interface Inks {
  readonly palette: Palette;
  readonly ink: string;
  readonly quiet: string;
  readonly font: string;
}

/** The inks as they are now. */
export const readInks = (): Inks => {
  const style = getComputedStyle(document.body);
  const colour = (name: string, otherwise: Rgb): Rgb =>
    parseColour(style.getPropertyValue(name)) ?? otherwise;
  return {
    palette: {
      negative: colour('--vscode-charts-yellow', [191, 136, 3]),
      zero: colour('--vscode-editor-background', [255, 255, 255]),
      positive: colour('--vscode-charts-blue', [0, 99, 211]),
    },
    ink: style.color,
    quiet: style.getPropertyValue('--vscode-descriptionForeground') || style.color,
    font: style.fontFamily,
  };
};

/** The inks, again whenever the theme changes: VS Code changes the body's class and the root's variables. */
export function useInks(): Inks {
  const [inks, setInks] = useState(readInks);
  useEffect(() => {
    const observer = new MutationObserver(() => setInks(readInks()));
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    return () => observer.disconnect();
  }, []);
  return inks;
}

/** Width of an element in CSS pixels, as it changes. */
export function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return width;
}
