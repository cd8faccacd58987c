import type { Shown, PanelState } from '../messages.js';
import { usePage } from './context.js';
import { CopyMenu } from './copy-menu.js';
import { fill, formatBound } from './format.js';
import { tell } from './host.js';
import * as Icon from './icons.js';
import type { Instrument } from './instrument.js';

interface Props {
  readonly panel: PanelState;
  readonly shown: Shown;
  readonly instrument?: Instrument | undefined;
  readonly batch: number;
}

/** What was read and from where, how far it can be trusted, and what can be done with the panel as a whole. */
export function Header({ panel, shown, instrument, batch }: Props) {
  const { words } = usePage();
  const { explanation, title, source } = shown;
  return (
    <header class="header">
      <div class="title-row">
        <h1>{title || explanation.model.program.name || words.derivation}</h1>
        <Badge shown={shown} />
        <span class="space" />
        <span class="tools" role="toolbar" aria-label={title || words.derivation}>
          <ToolButton
            label={panel.following ? words.unfollow : words.follow}
            pressed={panel.following}
            onClick={() => tell({ type: 'follow', on: !panel.following })}
          >
            <Icon.Follow />
          </ToolButton>
          <ToolButton
            label={panel.pinned ? words.unpin : words.pin}
            pressed={panel.pinned}
            onClick={() => tell({ type: 'pin', on: !panel.pinned })}
          >
            <Icon.Pin />
          </ToolButton>
          <ToolButton label={words.insert} onClick={() => tell({ type: 'insert' })}>
            <Icon.Insert />
          </ToolButton>
          <CopyMenu shown={shown} instrument={instrument} batch={batch} />
        </span>
      </div>
      <div class="source-row">
        <button
          class="link"
          title={words.showSource}
          onClick={() => tell({ type: 'reveal', span: explanation.span })}
        >
          {source.label}:{source.line}
        </button>
        {source.code && <code class="excerpt">{oneLine(source.code)}</code>}
      </div>
    </header>
  );
}

const oneLine = (code: string): string => code.trim().replace(/\s*\n\s*/g, ' ⏎ ');

function Badge({ shown }: { shown: Shown }) {
  const { words } = usePage();
  const { points, maxRelativeError } = shown.explanation.verified;
  if (points === 0) return <span class="badge badge-not">{words.notVerified}</span>;
  const detail = fill(words.verifiedAt, points, formatBound(maxRelativeError));
  return (
    <span
      class="badge"
      data-tip={detail}
      tabIndex={0}
      aria-label={`${words.verified}. ${detail}`}
      role="note"
    >
      <Icon.Check />
      {words.verified}
    </span>
  );
}

export function ToolButton(props: {
  label: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: preact.ComponentChildren;
}) {
  return (
    <button
      class="tool"
      title={props.label}
      aria-label={props.label}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

/** By which variable: shown as a choice only where there is one. */
export function VariablePicker({ shown }: { shown: Shown }) {
  const { words } = usePage();
  const { wrt, model } = shown.explanation;
  if (wrt.length < 2) return null;
  return (
    <label class="picker">
      {words.withRespectTo}{' '}
      <select value={model.wrt} onChange={(e) => tell({ type: 'wrt', name: e.currentTarget.value })}>
        {wrt.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
