import katex from 'katex';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Formula } from '../explanation.js';
import { useWords } from './context.js';
import { fill } from './format.js';
import { mark, markOf } from './marks.js';

/** KaTeX takes seconds for the longest formulas that a page could be given; longer ones are not typeset. */
const longest = 8_000;

const options: katex.KatexOptions = {
  displayMode: false,
  output: 'html',
  throwOnError: true,
  trust: false,
  strict: 'ignore',
  maxSize: 20,
  maxExpand: 200,
};

/** Typeset formulas by their marked LaTeX: a line that comes again is copied, not typeset again. */
const typeset = new Map<string, HTMLElement>();
const kept = 400;

/** A formula, typeset; `display` sets fractions and sums at full height. Symbols of the code carry data-symbol. */
export function Tex({ formula, display = true }: { formula: Formula; display?: boolean }) {
  const words = useWords();
  const box = useRef<HTMLSpanElement>(null);
  const [scrolls, setScrolls] = useState(false);
  const { latex, parts } = formula;
  const tooLong = latex.length > longest;
  const { latex: marked, names } = mark(formula);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || tooLong) return;
    element.replaceChildren(
      setFormula(display ? `\\displaystyle ${marked}` : marked, latex, names, formula.text),
    );
    const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth + 1));
    observer.observe(element);
    return () => observer.disconnect();
    // What is typeset follows from the marked LaTeX alone.
  }, [marked, parts, display]);

  if (tooLong) return <span class="tex-too-long">{fill(words.tooLong, latex.length)}</span>;
  // A formula that scrolls has to be reachable for the keyboard.
  return (
    <span class="tex" role="math" aria-label={formula.text} ref={box} {...(scrolls ? { tabIndex: 0 } : {})} />
  );
}

function setFormula(marked: string, plain: string, names: readonly string[], text: string): Node {
  const cached = typeset.get(marked);
  if (cached) return cached.cloneNode(true);
  const box = document.createElement('span');
  box.className = 'tex-set';
  if (!tryRender(marked, box) && !tryRender(`\\displaystyle ${plain}`, box)) {
    box.className = 'tex-failed';
    box.textContent = text;
    return box;
  }
  for (const element of box.querySelectorAll<HTMLElement>('[style*="color"]')) {
    const name = names[(markOf(element.style.color) ?? 0) - 1];
    if (name === undefined) continue;
    element.style.removeProperty('color');
    element.dataset.symbol = name;
  }
  if (typeset.size >= kept) typeset.delete(typeset.keys().next().value ?? '');
  typeset.set(marked, box);
  return box.cloneNode(true);
}

function tryRender(latex: string, box: HTMLElement): boolean {
  try {
    katex.render(latex, box, options);
    return true;
  } catch (error) {
    // A RangeError is too deep a nesting; both mean that this form of it cannot be typeset, and the caller has another.
    if (error instanceof katex.ParseError || error instanceof RangeError) return false;
    throw error;
  }
}
