import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { colourTable, strength, type Palette } from './colour.js';
import { usePage } from './context.js';
import { fill, formatBound } from './format.js';
import { ToolButton } from './header.js';
import { clamped, including, largestEntry, whole, zoomed, type Viewport } from './heat.js';
import { margin, useDrawing } from './heat-drawing.js';
import * as Icon from './icons.js';
import type { Instrument } from './instrument.js';
import type { View } from './jacobian.js';
import type { Entry } from './state.js';
import { useInks, useWidth } from './theme.js';

interface Props {
  readonly instrument: Instrument;
  readonly view: View;
  readonly names: { readonly output: string; readonly input: string };
  readonly entry?: Entry | undefined;
}

const tallest = 480;

/** J as a picture: each entry is computed when a pixel shows it, so that the size of J costs nothing. */
export function HeatMap({ instrument, view, names, entry }: Props) {
  const { words, settings, dispatch } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ x: number; y: number; port: Viewport }>(undefined);
  const width = Math.max(0, useWidth(box) - margin.left);
  const height = Math.round(Math.min(tallest, width * Math.min(1, Math.max(0.25, view.rows / view.cols))));
  const inks = useInks();
  const [port, setPort] = useState<Viewport>(() => whole(view));
  // Another size of J is another picture.
  useEffect(() => setPort(whole(view)), [view.rows, view.cols]);
  const fits = port.row + port.rows <= view.rows && port.col + port.cols <= view.cols;
  const shownPort = fits ? port : whole(view);
  const largest = useMemo(() => largestEntry(instrument, view), [instrument, view]);
  const exact = useDrawing({
    canvas,
    instrument,
    view,
    port: shownPort,
    width,
    height,
    largest,
    inks,
    digits: settings.digits,
    corner: `${names.output}╲${names.input}`,
  });

  const placeOf = (event: { clientX: number; clientY: number }): { row: number; col: number } => {
    const { left, top } = (canvas.current as HTMLCanvasElement).getBoundingClientRect();
    return {
      row: shownPort.row + ((event.clientY - top - margin.top) / height) * shownPort.rows,
      col: shownPort.col + ((event.clientX - left - margin.left) / width) * shownPort.cols,
    };
  };
  const select = (row: number, col: number) => {
    const [r, c] = [Math.floor(row), Math.floor(col)];
    if (r < 0 || c < 0 || r >= view.rows || c >= view.cols) return;
    dispatch({ type: 'entry', entry: { row: view.row + r, col: view.col + c } });
  };
  const at = entry && { row: entry.row - view.row, col: entry.col - view.col };
  const zoom = (
    factor: number,
    place = at ?? { row: shownPort.row + shownPort.rows / 2, col: shownPort.col + shownPort.cols / 2 },
  ) => setPort(zoomed(shownPort, view, factor, place.row + (at ? 0.5 : 0), place.col + (at ? 0.5 : 0)));

  const onKeyDown = (event: KeyboardEvent) => {
    const { row, col } = at ?? { row: Math.floor(shownPort.row), col: Math.floor(shownPort.col) };
    const step = event.shiftKey ? 10 : 1;
    const to = {
      ArrowUp: [row - step, col],
      ArrowDown: [row + step, col],
      ArrowLeft: [row, col - step],
      ArrowRight: [row, col + step],
      Home: [row, 0],
      End: [row, view.cols - 1],
      PageUp: [row - Math.floor(shownPort.rows), col],
      PageDown: [row + Math.floor(shownPort.rows), col],
    }[event.key];
    if (to) {
      const r = Math.min(view.rows - 1, Math.max(0, at ? (to[0] as number) : row));
      const c = Math.min(view.cols - 1, Math.max(0, at ? (to[1] as number) : col));
      select(r, c);
      setPort(including(shownPort, view, r, c));
    } else if (event.key === '+' || event.key === '=') zoom(1.6);
    else if (event.key === '-') zoom(1 / 1.6);
    else if (event.key === '0') setPort(whole(view));
    else return;
    event.preventDefault();
  };

  return (
    <div class="heat" ref={box}>
      <div class="heat-tools" role="toolbar" aria-label={words.showHeatMap}>
        <ToolButton label={words.zoomIn} onClick={() => zoom(1.6)}>
          <Icon.Plus />
        </ToolButton>
        <ToolButton label={words.zoomOut} onClick={() => zoom(1 / 1.6)}>
          <Icon.Minus />
        </ToolButton>
        <ToolButton label={words.zoomFit} onClick={() => setPort(whole(view))}>
          <Icon.Fit />
        </ToolButton>
      </div>
      <div
        class="heat-picture"
        tabIndex={0}
        role="application"
        aria-label={fill(words.heatMapLabel, view.rows, view.cols)}
        onKeyDown={onKeyDown}
        onFocus={() => !at && select(Math.floor(shownPort.row), Math.floor(shownPort.col))}
      >
        <canvas
          ref={canvas}
          aria-hidden="true"
          onWheel={(event) => {
            // Without the key the page scrolls, as it does everywhere else.
            if (!event.ctrlKey && !event.metaKey) return;
            event.preventDefault();
            const place = placeOf(event);
            setPort(zoomed(shownPort, view, Math.exp(-event.deltaY / 300), place.row, place.col));
          }}
          onPointerDown={(event) => {
            drag.current = { x: event.clientX, y: event.clientY, port: shownPort };
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            const from = drag.current;
            if (!from) {
              const place = placeOf(event);
              select(place.row, place.col);
              return;
            }
            const rows = ((event.clientY - from.y) / height) * from.port.rows;
            const cols = ((event.clientX - from.x) / width) * from.port.cols;
            setPort(clamped({ ...from.port, row: from.port.row - rows, col: from.port.col - cols }, view));
          }}
          onPointerUp={() => (drag.current = undefined)}
          onPointerCancel={() => (drag.current = undefined)}
          onDblClick={(event) => {
            const place = placeOf(event);
            setPort(zoomed(shownPort, view, 2.5, place.row, place.col));
          }}
        />
        {at && <Cursor at={at} port={shownPort} width={width} height={height} />}
      </div>
      <Legend largest={largest} palette={inks.palette} />
      {!exact && <p class="quiet small">{words.sampled}</p>}
    </div>
  );
}

/** The frame around the entry under the pointer. */
function Cursor(props: { at: Entry; port: Viewport; width: number; height: number }) {
  const { at, port, width, height } = props;
  const [cellWidth, cellHeight] = [width / port.cols, height / port.rows];
  // Never so small that it cannot be seen, and never beyond the picture.
  const extent = (place: number, cell: number, length: number) => {
    const [middle, size] = [(place + 0.5) * cell, Math.max(8, cell)];
    return [Math.max(0, middle - size / 2), Math.min(length, middle + size / 2)] as const;
  };
  const [left, right] = extent(at.col - port.col, cellWidth, width);
  const [top, bottom] = extent(at.row - port.row, cellHeight, height);
  if (right <= left || bottom <= top) return null;
  const style = {
    left: `${margin.left + left}px`,
    top: `${margin.top + top}px`,
    width: `${right - left}px`,
    height: `${bottom - top}px`,
  };
  return <div class="heat-cursor" style={style} />;
}

/** The scale: its colours are those of the entries, and its marks are where the square root puts them. */
function Legend({ largest, palette }: { largest: number; palette: Palette }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const table = colourTable(palette);
    element.width = table.length;
    element.height = 1;
    context.putImageData(
      new ImageData(new Uint8ClampedArray(table.buffer as ArrayBuffer), table.length, 1),
      0,
      0,
    );
  }, [palette]);
  const marks = [-1, -0.25, 0, 0.25, 1];
  return (
    <div class="legend">
      <canvas ref={canvas} aria-hidden="true" />
      <div class="legend-marks">
        {marks.map((share) => (
          <span key={share} style={{ left: `${50 + 50 * strength(share, 1)}%` }}>
            {formatBound(share * largest)}
          </span>
        ))}
      </div>
    </div>
  );
}
