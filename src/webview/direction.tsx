import { useMemo, useState } from 'preact/hooks';
import { usePage } from './context.js';
import { fill, formatBound, formatNumber } from './format.js';
import type { Instrument } from './instrument.js';
import { finiteTimes, finiteTransposedTimes, times, transposedTimes } from './jacobian.js';
import { NumberField } from './number-field.js';
import { uniform } from './presets.js';
import { Sym } from './symbol.js';

/** Directions are set component by component up to here; J·v costs as many entries as J has. */
const mostComponents = 64;

export const hasDirection = ({ rows, cols }: Instrument): boolean =>
  rows <= mostComponents && cols <= mostComponents && rows * cols > 1;

/** J·v and vᵀ·J, each beside what finite differences of the output say. */
export function Direction({
  instrument,
  names,
}: {
  instrument: Instrument;
  names: { output: string; input: string };
}) {
  const { words } = usePage();
  const [open, setOpen] = useState(false);
  return (
    <details class="direction" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.direction}</summary>
      {open && <Open instrument={instrument} names={names} />}
    </details>
  );
}

function Open({ instrument, names }: { instrument: Instrument; names: { output: string; input: string } }) {
  const { words } = usePage();
  const { rows, cols } = instrument;
  const longest = Math.max(rows, cols);
  const [v, setV] = useState<readonly number[]>(() => directionOf(longest, 1));
  const all = v.length >= longest ? v : directionOf(longest, 1);
  const along = useMemo(() => Float64Array.from(all.slice(0, cols)), [all, cols]);
  const back = useMemo(() => Float64Array.from(all.slice(0, rows)), [all, rows]);
  return (
    <>
      <p class="quiet">{words.directionHint}</p>
      <div class="direction-v">
        <Sym name="v" />
        {Array.from({ length: longest }, (_, k) => (
          <NumberField
            key={k}
            value={all[k] ?? 0}
            label={`v ${k}`}
            onChange={(x) => setV(Array.from({ length: longest }, (_, m) => (m === k ? x : (all[m] ?? 0))))}
          />
        ))}
        <button class="chip" onClick={() => setV(directionOf(longest, Math.floor(Math.random() * 1000)))}>
          {words.presetRandom}
        </button>
      </div>
      <div class="direction-tables">
        <Compared
          head="J·v"
          name={names.output}
          exact={times(instrument, along)}
          finite={finiteTimes(instrument, along)}
        />
        <Compared
          head="vᵀ·J"
          name={names.input}
          exact={transposedTimes(instrument, back)}
          finite={finiteTransposedTimes(instrument, back)}
        />
      </div>
    </>
  );
}

function Compared(props: { head: string; name: string; exact: Float64Array; finite: Float64Array }) {
  const { words, settings } = usePage();
  const { head, name, exact, finite } = props;
  const worst = exact.reduce((most, x, k) => Math.max(most, Math.abs(x - (finite[k] ?? NaN))), 0);
  return (
    <table class="compared">
      <thead>
        <tr>
          <td />
          <th scope="col">{head}</th>
          <th scope="col">{words.finiteDifference}</th>
        </tr>
      </thead>
      <tbody>
        {Array.from(exact, (x, k) => (
          <tr key={k}>
            <th scope="row">
              <Sym name={name} at={[k]} />
            </th>
            <td title={String(x)}>{formatNumber(x, settings.digits)}</td>
            <td title={String(finite[k])}>{formatNumber(finite[k] ?? NaN, settings.digits)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3}>{fill(words.difference, formatBound(worst))}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** A direction to begin with: components between −1 and 1 with one decimal. */
const directionOf = (length: number, seed: number): readonly number[] => {
  const draw = uniform(seed);
  return Array.from({ length }, () => Math.round((draw() * 2 - 1) * 10) / 10);
};
