import { useMemo, useState } from 'preact/hooks';
import type { Shown } from '../messages.js';
import { usePage } from './context.js';
import { Direction, hasDirection } from './direction.js';
import { Choice } from './derivation.js';
import { Facts } from './facts.js';
import { fill, formatNumber } from './format.js';
import { HeatMap } from './heat-map.js';
import type { Instrument, NoNumbers } from './instrument.js';
import { blocks, facts } from './jacobian.js';
import { Matrix } from './matrix.js';
import { OtherNames, Presets } from './playing.js';
import { exampleValues, naiveSoftmax } from './presets.js';
import { Readout } from './readout.js';
import type { PageState } from './state.js';
import { firstShown, ValueTable, type Order } from './values.js';

interface Props {
  readonly state: PageState;
  readonly shown: Shown;
  readonly computed: Instrument | NoNumbers | undefined;
  readonly name: string;
}

/** Everything that depends on numbers: values, J and its facts. */
export function Numbers({ state, shown, computed, name }: Props) {
  const { words, dispatch } = usePage();
  if (!computed) return null;
  if ('entry' in computed) return <AtNumbers state={state} shown={shown} instrument={computed} name={name} />;
  const { model } = shown.explanation;
  const canFill = computed.missing && model.program.parameters.every(({ dims }) => dims.length <= 2);
  return (
    <section aria-label={words.values}>
      <p class="quiet">
        {computed.missing
          ? fill(words.giveValues, computed.missing.join(', '))
          : fill(words.undefinedHere, computed.reason)}
      </p>
      <p class="presets">
        {canFill && (
          <button onClick={() => dispatch({ type: 'fill', values: exampleValues(model, state.values) })}>
            {words.useExample}
          </button>
        )}
        {state.edited && (
          <button class="back" onClick={() => dispatch({ type: 'reset' })}>
            {words.presetSource}
          </button>
        )}
      </p>
    </section>
  );
}

function AtNumbers({ state, shown, instrument, name }: Omit<Props, 'computed'> & { instrument: Instrument }) {
  const { words, settings, dispatch } = usePage();
  const { entry, values, edited } = state;
  const [order, setOrder] = useState<Order>('index');
  const views = useMemo(() => blocks(instrument), [instrument]);
  const batch = Math.min(state.batch, views.length - 1);
  const view = views[batch] as (typeof views)[number];
  const found = useMemo(() => facts(instrument, view), [instrument, view]);
  const { model } = shown.explanation;
  const naive = useMemo(
    () => (model.kernel === 'softmax' ? naiveOf(instrument, view.row, view.rows) : undefined),
    [model, instrument, view],
  );
  const isScalar = view.rows === 1 && view.cols === 1;
  const asNumbers = view.rows <= settings.maxNumbers && view.cols <= settings.maxNumbers;
  // Beside the values there is room for half a dozen columns of numbers.
  const isWide = asNumbers && view.cols > 6;
  const names = { output: name, input: model.wrt };
  return (
    <section class={isWide ? 'numbers numbers-stacked' : 'numbers'} aria-label={words.values}>
      <div class="numbers-part">
        <div class="section-row">
          <h2>{words.values}</h2>
          <span class="space" />
          {Math.max(view.rows, view.cols) > firstShown && (
            <Choice
              label={words.order}
              value={order}
              options={[
                ['index', words.orderIndex],
                ['largest', words.orderLargest],
              ]}
              onChange={setOrder}
            />
          )}
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
          order={order}
          naive={naive}
        />
        <OtherNames shown={shown} values={values} />
        <Presets shown={shown} values={values} edited={edited} />
        {state.seed !== undefined && <p class="quiet small">{fill(words.presetRandomSeed, state.seed)}</p>}
      </div>
      <div class="numbers-part">
        <div class="section-row">
          <h2>{isScalar ? words.derivativeValue : view.rows === 1 ? words.gradient : words.jacobian}</h2>
          {!isScalar && <span class="size">{sizeOf(view.rows, view.cols)}</span>}
        </div>
        {isScalar ? (
          <p class="scalar">{formatNumber(instrument.entry(view.row, view.col), settings.digits)}</p>
        ) : asNumbers ? (
          <Matrix instrument={instrument} view={view} names={names} entry={entry} />
        ) : (
          <HeatMap instrument={instrument} view={view} names={names} entry={entry} />
        )}
        {!isScalar && <Readout shown={shown} instrument={instrument} name={name} entry={entry} />}
        <Facts facts={found} />
        {hasDirection(instrument) && <Direction instrument={instrument} names={names} />}
      </div>
    </section>
  );
}

const sizeOf = (rows: number, cols: number): string => {
  const grouped = (n: number) => (n < 10_000 ? String(n) : n.toLocaleString('en').replaceAll(',', '\u202f'));
  return `${grouped(rows)} × ${grouped(cols)}`;
};

/** The textbook form's numbers, where they differ from the kernel's by more than rounding. */
function naiveOf({ input, value }: Instrument, from: number, size: number): Float64Array | undefined {
  const naive = naiveSoftmax(input.subarray(from, from + size));
  const differs = naive.some((p, k) => !(Math.abs(p - (value[from + k] as number)) <= 1e-9));
  return differs ? naive : undefined;
}
