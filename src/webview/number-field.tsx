import { useRef, useState } from 'preact/hooks';
import { useWords } from './context.js';
import { formatInput, parseInput } from './format.js';

interface Props {
  readonly value: number;
  readonly label: string;
  readonly onChange: (value: number) => void;
  readonly integer?: boolean;
}

/** Pixels of sideways dragging that make one step. */
const pixelsPerStep = 6;

/** A number that can be typed, dragged sideways, or stepped with the arrow keys (Shift × 10, Alt ÷ 10). */
export function NumberField({ value, label, onChange, integer = false }: Props) {
  const words = useWords();
  const [draft, setDraft] = useState<string>();
  const drag = useRef<{ x: number; from: number; moved: boolean }>(undefined);
  const wrong = draft !== undefined && parseInput(draft) === undefined;

  const stepBy = (steps: number, event: { shiftKey: boolean; altKey: boolean }, from = value) => {
    const size = integer ? 1 : event.shiftKey ? 1 : event.altKey ? 0.01 : 0.1;
    if (!Number.isFinite(from)) return;
    // Decimal steps shall give decimal numbers: 0.1 + 0.2 is meant to be 0.3.
    onChange(Number((from + steps * size).toFixed(10)));
  };
  const type = (text: string) => {
    setDraft(text);
    const parsed = parseInput(text);
    if (parsed !== undefined) onChange(integer ? Math.round(parsed) : parsed);
  };

  return (
    <input
      class="field"
      type="text"
      inputMode="decimal"
      role="spinbutton"
      aria-label={label}
      aria-valuenow={Number.isFinite(value) ? value : undefined}
      aria-valuetext={formatInput(value)}
      aria-invalid={wrong}
      title={wrong ? words.notANumber : words.editHint}
      spellcheck={false}
      value={draft ?? formatInput(value)}
      onInput={(event) => type(event.currentTarget.value)}
      onBlur={() => setDraft(undefined)}
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => {
        const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (steps !== undefined) {
          event.preventDefault();
          setDraft(undefined);
          stepBy(steps, event);
        } else if (event.key === 'Enter' || event.key === 'Escape') setDraft(undefined);
      }}
      onPointerDown={(event) => {
        if (event.button === 0) drag.current = { x: event.clientX, from: value, moved: false };
      }}
      onPointerMove={(event) => {
        const start = drag.current;
        if (!start || event.buttons === 0) return;
        const steps = Math.trunc((event.clientX - start.x) / pixelsPerStep);
        // A short move is a hand that trembles, or a selection of the text.
        if (!start.moved && Math.abs(steps) < 1) return;
        if (!start.moved) {
          start.moved = true;
          event.currentTarget.setPointerCapture(event.pointerId);
        }
        event.preventDefault();
        setDraft(undefined);
        stepBy(steps, event, start.from);
      }}
      onPointerUp={() => (drag.current = undefined)}
      onPointerCancel={() => (drag.current = undefined)}
    />
  );
}
