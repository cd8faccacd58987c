import katex from 'katex';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Formula } from '../explanation.js';
import { useWords } from './context.js';
import { fill } from './format.js';
import { mark, markOf, newColour, type Marked } from './marks.js';

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

/** A formula that scrolls has to be reachable for the keyboard; one that does not is no stop on the way. */
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth + 1) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

interface Props {
  readonly formula: Formula;
  /** A range of its LaTeX that is new in it; lit when its line is pointed at. */
  readonly changed?: readonly [number, number] | undefined;
}

/** A formula, typeset with fractions and sums at full height. Symbols of the code carry data-symbol. */
export function Tex({ formula, changed }: Props) {
  const words = useWords();
  const box = useRef<HTMLSpanElement>(null);
  const { latex, text } = formula;
  const tooLong = latex.length > longest;
  const marked = useMemo(() => mark(formula, changed), [formula, changed]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || tooLong) return;
    element.replaceChildren(setFormula(marked, latex, text));
    widths.observe(element);
    return () => widths.unobserve(element);
    // An equal formula of a new message stays as it is set.
  }, [keyOf(marked), tooLong]);

  if (tooLong) return <span class="tex-too-long">{fill(words.tooLong, latex.length)}</span>;
  return <span class="tex" role="math" aria-label={text} ref={box} />;
}

const keyOf = ({ latex, names }: Marked): string => `${latex}\n${names.join('\n')}`;

function setFormula(marked: Marked, plain: string, text: string): Node {
  const key = keyOf(marked);
  const cached = typeset.get(key);
  if (cached) return copyOf(cached);
  const box = document.createElement('span');
  const tree = treeOf(marked.latex) ?? treeOf(plain);
  if (!tree) {
    box.className = 'tex-failed';
    box.textContent = text;
    return box;
  }
  box.className = 'tex-set';
  turnMarks(tree, marked);
  box.append(tree.toNode());
  if (typeset.size >= kept) typeset.delete(typeset.keys().next().value ?? '');
  typeset.set(key, box);
  return box;
}

function copyOf(set: HTMLElement): Node {
  const copy = set.cloneNode(true) as HTMLElement;
  // The original stands in the page, where a pointer may be on it.
  for (const element of copy.querySelectorAll('.lit')) element.classList.remove('lit');
  return copy;
}

/** A node of what KaTeX sets, before it is put into the document. */
interface SetNode {
  readonly style?: { color?: string };
  readonly classes?: string[];
  /** Symbols have none. */
  readonly attributes?: Record<string, string>;
  readonly children?: readonly SetNode[];
  toNode(): Node;
}

/** katex.render is this and toNode(). It is not in KaTeX's types, but the version of KaTeX is pinned. */
const { __renderToDomTree: setTree } = katex as unknown as {
  readonly __renderToDomTree: (latex: string, options: katex.KatexOptions) => SetNode;
};

/** Marks become data attributes here and not in the document: there, finding them takes as long as half the typesetting. */
function turnMarks(node: SetNode, marked: Marked): void {
  const colour = node.style?.color;
  const number = colour === undefined ? undefined : markOf(colour);
  const name = number === undefined ? undefined : marked.names[number - 1];
  if (node.style && (name !== undefined || colour === newColour)) {
    delete node.style.color;
    if (colour === newColour || marked.isNew[(number ?? 0) - 1]) node.classes?.push('changed');
    if (name === undefined) {
      // Nothing to link.
    } else if (node.attributes) node.attributes['data-symbol'] = name;
    else {
      const toNode = node.toNode.bind(node);
      node.toNode = () => {
        const made = toNode();
        if (made instanceof HTMLElement) made.dataset['symbol'] = name;
        return made;
      };
    }
  }
  for (const child of node.children ?? []) turnMarks(child, marked);
}

function treeOf(latex: string): SetNode | undefined {
  try {
    return setTree(`\\displaystyle ${latex}`, options);
  } catch (error) {
    // A RangeError is too deep a nesting; both mean that this form of it cannot be typeset, and the caller has another.
    if (error instanceof katex.ParseError || error instanceof RangeError) return undefined;
    throw error;
  }
}
