import { useMemo } from 'preact/hooks';
import type { Shown } from '../messages.js';
import { usePage } from './context.js';
import { Facts } from './facts.js';
import { fill, formatNumber } from './format.js';
import { blocks, facts, type Instrument, type NoNumbers } from './instrument.js';
import { Matrix } from './matrix.js';
import type { PageState } from './state.js';
import { ValueTable } from './values.js';

interface Props {
  readonly state: PageState;
  readonly shown: Shown;
  readonly computed: Instrument | NoNumbers | undefined;
  readonly name: string;
}

/** Everything that depends on numbers: values, J and its facts. */
export function Numbers({ state, shown, computed, name }: Props) {
  const { words } = usePage();
  if (!computed) return null;
  if (!('entry' in computed)) {
    return (
      <section class="numbers" aria-label={words.values}>
        <p class="quiet">
          {computed.missing
            ? fill(words.giveValues, computed.missing.join(', '))
            : fill(words.undefinedHere, computed.reason)}
        </p>
      </section>
    );
  }
  return <AtNumbers state={state} shown={shown} instrument={computed} name={name} />;
}

function AtNumbers({ state, shown, instrument, name }: Omit<Props, 'computed'> & { instrument: Instrument }) {
  const { words, settings, dispatch } = usePage();
  const { entry, values } = state;
  const views = useMemo(() => blocks(instrument), [instrument]);
  const batch = Math.min(state.batch, views.length - 1);
  const view = views[batch] as (typeof views)[number];
  const found = useMemo(() => facts(instrument, view), [instrument, view]);
  const input = shown.explanation.model.wrt;
  const isScalar = view.rows === 1 && view.cols === 1;
  return (
    <section class="numbers">
      <div class="numbers-part" aria-labelledby="values">
        <div class="section-row">
          <h2 id="values">{words.values}</h2>
          <span class="space" />
          {views.length > 1 && (
            <label class="picker">
              {words.row}{' '}
              <select
                value={batch}
                onChange={(e) => dispatch({ type: 'batch', row: Number(e.currentTarget.value) })}
              >
                {views.map((_, k) => (
                  <option key={k} value={k}>
                    {k}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        <ValueTable
          shown={shown}
          instrument={instrument}
          view={view}
          values={values}
          outputName={name}
          entry={entry}
        />
      </div>
      <div class="numbers-part numbers-wide">
        <div class="section-row">
          <h2>{isScalar ? words.derivativeValue : view.rows === 1 ? words.gradient : words.jacobian}</h2>
          {!isScalar && <span class="size">{`${view.rows} × ${view.cols}`}</span>}
        </div>
        {isScalar ? (
          <p class="scalar">{formatNumber(instrument.entry(view.row, view.col), settings.digits)}</p>
        ) : (
          <Matrix instrument={instrument} view={view} names={{ output: name, input }} entry={entry} />
        )}
        <Facts facts={found} />
      </div>
    </section>
  );
}
