import type { PanelState, Shown } from '../messages.js';
import { usePage } from './context.js';
import { fill } from './format.js';
import { tell } from './host.js';
import * as Icon from './icons.js';

/** Why the newest text is not what is shown. What is shown stays below it. */
export function Notice({ panel, dismissed }: { panel: PanelState; dismissed?: string | undefined }) {
  const { words, dispatch } = usePage();
  const { notice } = panel;
  if (!notice || notice.message === dismissed) return null;
  const { span } = notice;
  return (
    <div class={`notice notice-${notice.severity}`} role="status">
      <Severity of={notice.severity} />
      <p>
        {notice.message}
        {span && (
          <>
            {' '}
            <button class="link" onClick={() => tell({ type: 'reveal', span })}>
              {words.showSource}
            </button>
          </>
        )}
        {panel.shown && <span class="notice-old">{words.keptOld}</span>}
      </p>
      <button
        class="tool"
        title={words.dismiss}
        aria-label={words.dismiss}
        onClick={() => dispatch({ type: 'dismiss' })}
      >
        <Icon.Cross />
      </button>
    </div>
  );
}

function Severity({ of }: { of: 'error' | 'warning' | 'info' }) {
  const { words } = usePage();
  return (
    <span class={`severity severity-${of}`} role="img" aria-label={words[of]}>
      {of === 'info' ? <Icon.Info /> : <Icon.Warn />}
    </span>
  );
}

/** What is wrong with the code that was read. */
export function Findings({ shown }: { shown: Shown }) {
  const { words } = usePage();
  const { findings } = shown.explanation;
  if (findings.length === 0) return null;
  return (
    <section class="findings" aria-label={words.findings}>
      {findings.map((finding, at) => (
        <div key={`${finding.id}${finding.span.start}`} class={`notice notice-${finding.severity}`}>
          <Severity of={finding.severity} />
          <p>
            {shown.findings[at] ?? finding.message}
            <span class="notice-actions">
              <button class="link" onClick={() => tell({ type: 'reveal', span: finding.span })}>
                {words.showSource}
              </button>
              {finding.fix?.map((fix, number) => (
                <button
                  key={fix.title}
                  class="link"
                  onClick={() => tell({ type: 'fix', finding: at, fix: number })}
                >
                  {fill(words.applyFix, fix.title)}
                </button>
              ))}
            </span>
          </p>
        </div>
      ))}
    </section>
  );
}

/** Conventions and assumptions. */
export function Notes({ shown }: { shown: Shown }) {
  const { words } = usePage();
  if (shown.notes.length === 0) return null;
  return (
    <section class="notes" aria-labelledby="notes">
      <h2 id="notes">{words.notes}</h2>
      <ul>
        {shown.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}
