/** Runs in the panel's page (suite panel): makes the states that the host would send, and typesets lines with and without the page's care. */
import katex from 'katex';
import { h, render } from 'preact';
import { explain } from '../../src/explain.js';
import type { Formula } from '../../src/explanation.js';
import type { PanelState } from '../../src/messages.js';
import { Page } from '../../src/webview/context.js';
import { Tex } from '../../src/webview/tex.js';
import { pageStrings } from '../../src/wording/page.js';
import { ruleTexts } from '../../src/wording/rules.js';

/** A vector literal of n logits. */
export const textOf = (n: number, shift = 0): string =>
  `o = [${Array.from({ length: n }, (_, i) => (3 * Math.sin(1 + shift + i * 12.9898)).toFixed(4)).join(', ')}]`;

/** What the host sends after the command on that vector. */
export function stateOf(n: number, shift = 0): PanelState {
  const text = textOf(n, shift);
  const explanation = explain({ text, languageId: 'python', start: 0, end: text.length });
  if (!explanation.ok) throw new Error(explanation.message);
  return {
    strings: pageStrings('en'),
    language: 'en',
    settings: { digits: 4, maxNumbers: 12, notation: 'quotient' },
    shown: {
      explanation,
      title: explanation.name,
      rules: Object.fromEntries(
        explanation.lines.map(({ rule }) => {
          const words = ruleTexts[rule];
          return [rule, { short: words?.short.en ?? rule, long: words?.long.en ?? '' }];
        }),
      ),
      notes: explanation.notes.map((n) => n.message),
      findings: explanation.findings.map((f) => f.message),
      source: { label: 'bench.py', languageId: 'python', code: text.slice(0, 4000), line: 1 },
    },
    updating: false,
    pinned: false,
    following: false,
    restore: {},
  };
}

/** Milliseconds for the lines of a derivation with plain KaTeX and by the page; no line was seen before. */
export function typeset(lines: readonly Formula[], round: number): { plain: number; page: number } {
  const box = document.body.appendChild(document.createElement('div'));
  // What no line holds yet, at the same cost for both.
  const fresh = lines.map((f, k) => ({ ...f, latex: `${f.latex}\\;${round * 1000 + k}` }));
  const context = {
    words: pageStrings('en'),
    settings: { digits: 4, maxNumbers: 12, notation: 'quotient' as const },
    dispatch: () => undefined,
    copy: () => undefined,
  };
  const start = performance.now();
  for (const { latex } of fresh) {
    const span = box.appendChild(document.createElement('span'));
    katex.render(`\\displaystyle ${latex}`, span, { output: 'html', trust: false, strict: 'ignore' });
  }
  const middle = performance.now();
  render(
    h(Page.Provider, {
      value: context,
      children: fresh.map((formula) => h(Tex, { formula })),
    }),
    box.appendChild(document.createElement('div')),
  );
  const end = performance.now();
  box.remove();
  return { plain: middle - start, page: end - middle };
}
