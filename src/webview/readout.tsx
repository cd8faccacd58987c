import { useMemo } from 'preact/hooks';
import type { Shown } from '../messages.js';
import { usePage } from './context.js';
import { entryEquation } from './entry.js';
import type { Instrument } from './instrument.js';
import type { Entry } from './state.js';
import { Tex } from './tex.js';

interface Props {
  readonly shown: Shown;
  readonly instrument: Instrument;
  readonly name: string;
  readonly entry?: Entry | undefined;
}

/** The entry that is pointed at: its case, with the numbers put in. */
export function Readout({ shown, instrument, name, entry }: Props) {
  const { words, settings } = usePage();
  const formula = useMemo(
    () =>
      entry && entry.row < instrument.rows && entry.col < instrument.cols
        ? entryEquation(shown.explanation, name, instrument, entry.row, entry.col, settings.digits)
        : undefined,
    [shown, name, instrument, entry?.row, entry?.col, settings.digits],
  );
  return (
    <div class="readout" aria-live="polite">
      {formula ? <Tex formula={formula} /> : <span class="quiet">{words.matrixHint}</span>}
    </div>
  );
}
