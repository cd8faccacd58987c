import { useEffect } from 'preact/hooks';
import type { Formula, Span } from '../explanation.js';
import type { Shown } from '../messages.js';
import { tell } from './host.js';
import type { Action } from './state.js';

/** Where a symbol stands in the source, from whichever formula knows. */
export function spansOf({ explanation }: Shown, name: string): readonly Span[] {
  const { formula, result, lines, cases, matrixForm } = explanation;
  const formulas: (Formula | undefined)[] = [
    formula,
    result,
    matrixForm,
    ...lines.flatMap((line) => [line.formula, line.of]),
    ...cases.map(({ then }) => then),
  ];
  for (const each of formulas) {
    const spans = each?.parts?.find((part) => part.name === name)?.spans;
    if (spans && spans.length > 0) return spans;
  }
  return [];
}

/** Pointing at a symbol lights it in all formulas and in the editor; a click shows it there. */
export function usePointing(shown: Shown | undefined, dispatch: (action: Action) => void): void {
  useEffect(() => {
    if (!shown) return;
    const nameAt = (event: Event) =>
      event.target instanceof Element
        ? event.target.closest<HTMLElement>('[data-symbol]')?.dataset['symbol']
        : undefined;
    let last: string | undefined;
    const over = (event: Event) => {
      const name = nameAt(event);
      if (name === last) return;
      const before = last === undefined ? [] : spansOf(shown, last);
      last = name;
      dispatch({ type: 'point', name });
      const spans = name === undefined ? [] : spansOf(shown, name);
      // The editor is told only of what it can show.
      if (before.length > 0 || spans.length > 0) tell({ type: 'highlight', spans });
    };
    const click = (event: Event) => {
      const name = nameAt(event);
      const span = name === undefined ? undefined : spansOf(shown, name)[0];
      if (span) tell({ type: 'reveal', span });
    };
    const leave = () => {
      if (last === undefined) return;
      last = undefined;
      dispatch({ type: 'point' });
      tell({ type: 'highlight', spans: [] });
    };
    document.addEventListener('pointerover', over);
    document.addEventListener('click', click);
    document.documentElement.addEventListener('pointerleave', leave);
    return () => {
      document.removeEventListener('pointerover', over);
      document.removeEventListener('click', click);
      document.documentElement.removeEventListener('pointerleave', leave);
    };
  }, [shown]);
}
