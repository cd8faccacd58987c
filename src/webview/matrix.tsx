import { useRef } from 'preact/hooks';
import { usePage } from './context.js';
import { strength } from './colour.js';
import { fill, formatNumber, unravel, withIndices } from './format.js';
import type { Instrument } from './instrument.js';
import type { View } from './jacobian.js';
import type { Entry } from './state.js';
import { Sym } from './symbol.js';

interface Props {
  readonly instrument: Instrument;
  readonly view: View;
  readonly names: { readonly output: string; readonly input: string };
  readonly entry?: Entry | undefined;
}

/** J as a table of numbers, coloured by sign and size. One cell is in the tab order; the arrow keys move. */
export function Matrix({ instrument, view, names, entry }: Props) {
  const { words, settings, dispatch } = usePage();
  const table = useRef<HTMLTableElement>(null);
  const { inputShape, outputShape } = instrument;
  const cells = Array.from({ length: view.rows }, (_, r) =>
    Array.from({ length: view.cols }, (_, c) => instrument.entry(view.row + r, view.col + c)),
  );
  const largest = Math.max(0, ...cells.flat().filter(Number.isFinite).map(Math.abs));
  const inView =
    entry &&
    entry.row >= view.row &&
    entry.row < view.row + view.rows &&
    entry.col >= view.col &&
    entry.col < view.col + view.cols
      ? { r: entry.row - view.row, c: entry.col - view.col }
      : undefined;
  const home = inView ?? { r: 0, c: 0 };

  const go = (r: number, c: number) => {
    const [row, col] = [Math.min(view.rows - 1, Math.max(0, r)), Math.min(view.cols - 1, Math.max(0, c))];
    dispatch({ type: 'entry', entry: { row: view.row + row, col: view.col + col } });
    table.current?.querySelector<HTMLElement>(`[data-at="${row},${col}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { r, c } = home;
    const to = {
      ArrowUp: [r - 1, c],
      ArrowDown: [r + 1, c],
      ArrowLeft: [r, c - 1],
      ArrowRight: [r, c + 1],
      Home: [event.ctrlKey ? 0 : r, 0],
      End: [event.ctrlKey ? view.rows - 1 : r, view.cols - 1],
      PageUp: [0, c],
      PageDown: [view.rows - 1, c],
    }[event.key];
    if (to) {
      event.preventDefault();
      go(to[0] as number, to[1] as number);
    }
  };
  const rowLabel = (r: number) => unravel(view.row + r, outputShape);
  const colLabel = (c: number) => unravel(view.col + c, inputShape);

  return (
    <div class="matrix-scroll">
      <table
        class="matrix"
        role="grid"
        ref={table}
        aria-label={`${words.jacobian}, ${fill(words.matrixOf, view.rows, view.cols)}. ${words.matrixHint}`}
        onKeyDown={onKeyDown}
        onPointerLeave={() => {
          if (!table.current?.contains(document.activeElement)) dispatch({ type: 'entry' });
        }}
      >
        <thead>
          <tr>
            <td />
            {cells[0]?.map((_, c) => (
              <th key={c} scope="col" class={inView?.c === c ? 'on' : ''}>
                <Sym name={names.input} at={colLabel(c)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((row, r) => (
            <tr key={r}>
              <th scope="row" class={inView?.r === r ? 'on' : ''}>
                <Sym name={names.output} at={rowLabel(r)} />
              </th>
              {row.map((x, c) => {
                const t = strength(x, largest);
                const isOn = inView?.r === r && inView.c === c;
                return (
                  <td
                    key={c}
                    role="gridcell"
                    data-at={`${r},${c}`}
                    tabIndex={home.r === r && home.c === c ? 0 : -1}
                    class={`entry ${t < 0 ? 'entry-negative' : 'entry-positive'}${isOn ? ' on' : ''}`}
                    style={{ '--t': String(Math.abs(t)) }}
                    title={String(x)}
                    aria-label={`∂${withIndices(names.output, rowLabel(r))}/∂${withIndices(names.input, colLabel(c))} = ${formatNumber(x, settings.digits)}`}
                    onPointerEnter={() =>
                      dispatch({ type: 'entry', entry: { row: view.row + r, col: view.col + c } })
                    }
                    onFocus={() =>
                      dispatch({ type: 'entry', entry: { row: view.row + r, col: view.col + c } })
                    }
                    onClick={(event) => event.currentTarget.focus()}
                  >
                    {formatNumber(x, settings.digits)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
