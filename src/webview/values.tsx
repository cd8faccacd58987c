import { useMemo, useState } from 'preact/hooks';
import type { Shown } from '../messages.js';
import { usePage } from './context.js';
import { fill, formatNumber, unravel, withIndices } from './format.js';
import type { Instrument, Values } from './instrument.js';
import type { View } from './jacobian.js';
import { NumberField } from './number-field.js';
import { withComponent, type Entry } from './state.js';
import { Sym } from './symbol.js';

interface Props {
  readonly shown: Shown;
  readonly instrument: Instrument;
  readonly view: View;
  readonly values: Values;
  readonly outputName: string;
  readonly entry?: Entry | undefined;
  readonly order: Order;
  /** What the textbook form gives, where it breaks. */
  readonly naive?: Float64Array | undefined;
}

export type Order = 'index' | 'largest';

/** More components than these are folded away at first. */
export const firstShown = 12;
const more = 48;

/** Input and output side by side, component by component; the input can be edited. */
export function ValueTable({ shown, instrument, view, values, outputName, entry, order, naive }: Props) {
  const { words, settings, dispatch } = usePage();
  const [limit, setLimit] = useState(firstShown);
  const name = shown.explanation.model.wrt;
  const { input, value } = instrument;
  const together = view.rows === view.cols;
  // One number that comes out of many stands below them.
  const below = view.rows === 1 && view.cols > 1;
  const count = Math.max(view.rows, view.cols);
  const places = useMemo(() => inOrder(value, view, count, order, limit), [value, view, count, order, limit]);
  const largest = useMemo(() => largestOf(value, view), [value, view]);
  const isShare = useMemo(() => isDistribution(value, view), [value, view]);

  return (
    <div class="values">
      <table class="value-table">
        <thead>
          <tr>
            <th scope="col" class="index-head">
              <span class="hidden">{words.index}</span>
            </th>
            <th scope="col">
              <Sym name={name} />
            </th>
            {!below && (
              <th scope="col">
                <Sym name={outputName} />
              </th>
            )}
            {naive && (
              <th scope="col" title={words.naiveHint}>
                {words.naive}
              </th>
            )}
            <td class="bar-head" />
          </tr>
        </thead>
        <tbody>
          {places.map((k) => {
            const hasInput = k < view.cols;
            const hasOutput = k < view.rows && !below;
            const col = view.col + k;
            const row = view.row + k;
            const y = value[row] ?? NaN;
            const at = unravel(
              hasInput ? col : row,
              hasInput ? instrument.inputShape : instrument.outputShape,
            );
            return (
              <tr key={k}>
                <th scope="row">{together || count > 1 ? at.at(-1) : ''}</th>
                <td class={entry?.col === col && hasInput ? 'on' : ''}>
                  {hasInput && (
                    <NumberField
                      value={input[col] ?? NaN}
                      label={withIndices(name, unravel(col, instrument.inputShape))}
                      onChange={(x) => {
                        const whole = values[name];
                        if (whole !== undefined)
                          dispatch({ type: 'edit', name, value: withComponent(whole, col, x) });
                      }}
                    />
                  )}
                </td>
                <td
                  class={entry?.row === row && hasOutput ? 'number on' : 'number'}
                  title={hasOutput ? String(y) : undefined}
                >
                  {hasOutput && formatNumber(y, settings.digits)}
                </td>
                {naive && (
                  <td class={Number.isFinite(naive[k]) ? 'number' : 'number broken'}>
                    {formatNumber(naive[k] ?? NaN, settings.digits)}
                  </td>
                )}
                <td class="bar-cell" aria-hidden="true">
                  {hasOutput && (
                    <Bar value={y} full={isShare && count <= firstShown ? 1 : largest} signed={!isShare} />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
        {below && (
          <tfoot>
            <tr>
              <th scope="row">
                <Sym name={outputName} />
              </th>
              <td class={entry?.row === view.row ? 'number on' : 'number'} title={String(value[view.row])}>
                {formatNumber(value[view.row] ?? NaN, settings.digits)}
              </td>
              <td class="bar-cell" />
            </tr>
          </tfoot>
        )}
      </table>
      {count > places.length && (
        <p class="more">
          {fill(words.shownOf, places.length, count)}{' '}
          <button class="link" onClick={() => setLimit(limit + more)}>
            {fill(words.showMore, Math.min(more, count - places.length))}
          </button>
        </p>
      )}
    </div>
  );
}

/** A bar from zero; of quantities that may be negative, zero is in the middle. */
function Bar({ value, full, signed }: { value: number; full: number; signed: boolean }) {
  const share = full > 0 && Number.isFinite(value) ? Math.min(1, Math.abs(value) / full) : 0;
  return (
    <span class={`bar${signed ? ' bar-signed' : ''}`}>
      <span class={value < 0 ? 'bar-fill bar-negative' : 'bar-fill'} style={{ '--share': String(share) }} />
    </span>
  );
}

const largestOf = (value: Float64Array, { row, rows }: View): number => {
  let largest = 0;
  for (let k = row; k < row + rows; k++) {
    const size = Math.abs(value[k] as number);
    if (size > largest && Number.isFinite(size)) largest = size;
  }
  return largest;
};

/** Nothing negative and a sum of 1: bars are shares of the whole. */
const isDistribution = (value: Float64Array, { row, rows }: View): boolean => {
  let sum = 0;
  for (let k = row; k < row + rows; k++) {
    const p = value[k] as number;
    if (!(p >= 0)) return false;
    sum += p;
  }
  return Math.abs(sum - 1) < 1e-9;
};

/** The first `limit` places, by index or by the output's size. */
function inOrder(
  value: Float64Array,
  { row, rows }: View,
  count: number,
  order: string,
  limit: number,
): number[] {
  const shown = Math.min(count, limit);
  if (order === 'index') return Array.from({ length: shown }, (_, k) => k);
  const by = value.subarray(row, row + rows);
  return Array.from({ length: count }, (_, k) => k)
    .sort((a, b) => Math.abs(by[b] ?? -1) - Math.abs(by[a] ?? -1) || a - b)
    .slice(0, shown);
}
