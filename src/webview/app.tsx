import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Shown, ToPage } from '../messages.js';
import { Page, type PageContext } from './context.js';
import { Derivation } from './derivation.js';
import { Header } from './header.js';
import { saveState, tell } from './host.js';
import { instrumentAt, type Instrument, type NoNumbers } from './instrument.js';
import { Findings, Notes, Notice } from './notices.js';
import { Numbers } from './numbers.js';
import { Result } from './result.js';
import { usePointing } from './pointing.js';
import { isCaseOf, outputName, placesOf } from './sides.js';
import { Tip } from './tip.js';
import { reduce, toSave, type PageState } from './state.js';

export function App({ start }: { start: PageState }) {
  const [state, dispatch] = useReducer(reduce, start);
  const [copied, setCopied] = useState(0);
  const { panel, values } = state;
  const shown = panel?.shown;

  useEffect(() => {
    const listen = (event: MessageEvent<ToPage>) => dispatch(event.data);
    window.addEventListener('message', listen);
    tell({ type: 'ready' });
    return () => window.removeEventListener('message', listen);
  }, []);
  useSaving(state);
  usePointing(shown, dispatch);
  useHighlight(state.pointed === undefined ? state.highlight : [state.pointed]);

  const context = useMemo<PageContext | undefined>(
    () =>
      panel && {
        words: panel.strings,
        settings: panel.settings,
        dispatch,
        copy: (text) => {
          tell({ type: 'copy', text });
          setCopied((count) => count + 1);
        },
      },
    [panel?.strings, panel?.settings],
  );
  const computed = useMemo(() => shown && instrumentAt(shown.explanation, values), [shown, values]);

  if (!panel || !context) return null;
  return (
    <Page.Provider value={context}>
      <main class={panel.updating ? 'page page-updating' : 'page'} lang={panel.language}>
        <Progress on={panel.updating} text={panel.strings.updating} />
        <Notice panel={panel} dismissed={state.dismissed} />
        {shown ? (
          <Content state={state} shown={shown} computed={computed} />
        ) : (
          !panel.notice && <p class="welcome">{panel.strings.welcome}</p>
        )}
        <Tip />
        <Said text={panel.strings.copied} count={copied} />
      </main>
    </Page.Provider>
  );
}

interface ContentProps {
  readonly state: PageState;
  readonly shown: Shown;
  readonly computed: Instrument | NoNumbers | undefined;
}

/** One explanation. Parts that do not depend on what changed are kept as they are: pointing at J typesets nothing. */
function Content({ state, shown, computed }: ContentProps) {
  const { entry, open, allSteps, explained } = state;
  const { panel } = state;
  const instrument = computed && 'entry' in computed ? computed : undefined;
  const header = useMemo(
    () => panel && <Header panel={panel} shown={shown} instrument={instrument} batch={state.batch} />,
    [panel, shown, instrument, state.batch],
  );
  const findings = useMemo(() => <Findings shown={shown} />, [shown]);
  const places = entry && instrument && placesOf(shown.explanation, instrument, entry, state.values);
  // Which cases hold is all that the card shows of an entry.
  const holding = places && shown.explanation.cases.map(({ when }) => isCaseOf(when.text, places)).join();
  const result = useMemo(() => <Result shown={shown} places={places} />, [shown, holding, panel?.settings]);
  const marked = entry !== undefined;
  const derivation = useMemo(
    () => <Derivation shown={shown} open={open} allSteps={allSteps} explained={explained} marked={marked} />,
    [shown, open, allSteps, explained, marked, panel?.settings],
  );
  const notes = useMemo(() => <Notes shown={shown} />, [shown]);
  return (
    <>
      {header}
      {findings}
      {result}
      <Numbers state={state} shown={shown} computed={computed} name={outputName(shown.explanation)} />
      {derivation}
      {notes}
    </>
  );
}

/** Work under way: said, and drawn as a line that does not move the page. */
function Progress({ on, text }: { on: boolean; text: string }) {
  return (
    <div class={on ? 'progress progress-on' : 'progress'} role="status">
      {on && <span class="hidden">{text}</span>}
    </div>
  );
}

/** Says a short word for a moment, also to screen readers. */
function Said({ text, count }: { text: string; count: number }) {
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (count === 0) return;
    setOn(true);
    const timer = setTimeout(() => setOn(false), 1600);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <div class={on ? 'said said-on' : 'said'} role="status">
      {on && text}
    </div>
  );
}

/** Keeps how the reader left the page, half a second after the last change. */
function useSaving(state: PageState): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (!state.panel) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => saveState(toSave(state)), 500);
  }, [state.panel, state.values, state.batch, state.allSteps, state.explained]);
}

/** Symbols of that name are lit in all formulas, without typesetting or even drawing anything anew. */
function useHighlight(names: readonly string[]): void {
  useEffect(() => {
    const lit = names.flatMap((name) => [
      ...document.querySelectorAll<HTMLElement>(`[data-symbol="${CSS.escape(name)}"]`),
    ]);
    for (const element of lit) element.classList.add('lit');
    return () => lit.forEach((element) => element.classList.remove('lit'));
  }, [names.join('\n'), document.querySelectorAll('[data-symbol]').length]);
}
