import type { PanelState, Shown, ToPage } from '../messages.js';
import { flat, shapeOf, shaped, type Value, type Values } from './instrument.js';

/** An entry of the Jacobian: flat places in output and input. */
export interface Entry {
  readonly row: number;
  readonly col: number;
}

/** Everything that the page shows, and nothing that can be computed from it. */
export interface PageState {
  readonly panel?: PanelState;
  /** The numbers on show: those of the code until somebody edits them. */
  readonly values: Values;
  readonly edited: boolean;
  /** Where they were drawn from, if they are random. */
  readonly seed?: number | undefined;
  readonly entry?: Entry;
  /** Which row of a batch. */
  readonly batch: number;
  /** Main lines whose small steps are open, by their place. */
  readonly open: readonly number[];
  readonly allSteps: boolean;
  readonly explained: boolean;
  /** Names of the code that the editor's cursor is on. */
  readonly highlight: readonly string[];
  /** The symbol that the pointer is on here. */
  readonly pointed?: string | undefined;
  /** Edited numbers of an earlier life of the page, until the content that they belong to comes. */
  readonly saved?: { readonly base: Values; readonly values: Values } | undefined;
  readonly dismissed?: string;
}

export const initial: PageState = {
  values: {},
  edited: false,
  batch: 0,
  open: [],
  allSteps: false,
  explained: false,
  highlight: [],
};

export type Action =
  | ToPage
  | { readonly type: 'edit'; readonly name: string; readonly value: Value; readonly seed?: number }
  | { readonly type: 'fill'; readonly values: Values }
  | { readonly type: 'reset' }
  | { readonly type: 'entry'; readonly entry?: Entry }
  | { readonly type: 'batch'; readonly row: number }
  | { readonly type: 'toggle'; readonly line: number }
  | { readonly type: 'allSteps'; readonly on: boolean }
  | { readonly type: 'explained'; readonly on: boolean }
  | { readonly type: 'point'; readonly name?: string | undefined }
  | { readonly type: 'dismiss' };

export function reduce(state: PageState, action: Action): PageState {
  switch (action.type) {
    case 'state':
      return withPanel(state, action.state);
    case 'updating':
      return state.panel ? { ...state, panel: { ...state.panel, updating: action.updating } } : state;
    case 'highlight':
      return same(state.highlight, action.names) ? state : { ...state, highlight: action.names };
    case 'point':
      return state.pointed === action.name ? state : { ...state, pointed: action.name };
    case 'edit':
      return {
        ...state,
        values: { ...state.values, [action.name]: action.value },
        edited: true,
        seed: action.seed,
      };
    case 'fill':
      return { ...state, values: action.values, edited: true, seed: undefined };
    case 'reset':
      return { ...state, values: valuesOf(state.panel?.shown), edited: false, seed: undefined };
    case 'entry':
      return state.entry?.row === action.entry?.row && state.entry?.col === action.entry?.col
        ? state
        : { ...state, entry: action.entry };
    case 'batch':
      return { ...state, batch: action.row, entry: undefined };
    case 'toggle':
      return {
        ...state,
        open: state.open.includes(action.line)
          ? state.open.filter((line) => line !== action.line)
          : [...state.open, action.line],
      };
    case 'allSteps':
      return { ...state, allSteps: action.on, open: [] };
    case 'explained':
      return { ...state, explained: action.on };
    case 'dismiss':
      return { ...state, dismissed: state.panel?.notice?.message };
    default:
      action satisfies never;
      return state;
  }
}

/**
 * A new state of the panel. What was edited here stays while the code's own numbers are what they were: a changed setting or
 * a new chosen variable does not throw it away, a changed literal does.
 */
function withPanel(state: PageState, panel: PanelState): PageState {
  const before = state.panel?.shown;
  const now = panel.shown;
  const sameNumbers = before !== undefined && now !== undefined && sameSource(before, now);
  const keeps = state.edited && sameNumbers;
  const comesBack = now !== undefined && state.saved && sameValues(state.saved.base, valuesOf(now));
  return {
    ...state,
    panel,
    values: keeps ? state.values : comesBack ? (state.saved?.values ?? {}) : valuesOf(now),
    edited: keeps || comesBack === true,
    seed: keeps ? state.seed : undefined,
    saved: now ? undefined : state.saved,
    batch: sameNumbers || before === undefined ? state.batch : 0,
    entry:
      sameNumbers && before.explanation.model.wrt === now.explanation.model.wrt ? state.entry : undefined,
    open: before?.explanation.lines.length === now?.explanation.lines.length ? state.open : [],
    dismissed: panel.notice?.message === state.dismissed ? state.dismissed : undefined,
  };
}

const valuesOf = (shown: Shown | undefined): Values => shown?.explanation.model.values ?? {};

const sameSource = (a: Shown, b: Shown): boolean =>
  a.source.label === b.source.label &&
  a.explanation.name === b.explanation.name &&
  sameValues(a.explanation.model.values, b.explanation.model.values);

export const sameValues = (a: Values, b: Values): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [u, v] = [a[name], b[name]];
      if (u === undefined || v === undefined) return false;
      return u === v || (same(shapeOf(u), shapeOf(v)) && same(flat(u), flat(v)));
    })
  );
};

const same = (a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
};

/** The value with one component changed; the shape stays. */
export const withComponent = (value: Value, at: number, component: number): Value => {
  const data = flat(value);
  data[at] = component;
  return shaped(data, shapeOf(value));
};

/** Longest list of edited numbers that is kept over a reload. */
const kept = 2000;

/** What `setState` keeps: the host's own, and how the reader left the page. */
export interface Saved {
  readonly restore: unknown;
  readonly page: Pick<PageState, 'values' | 'edited' | 'batch' | 'allSteps' | 'explained'> & {
    /** The code's numbers that the edited ones belong to. */
    readonly base?: Values;
  };
}

export function toSave({ panel, values, edited, batch, allSteps, explained }: PageState): Saved {
  const small = Object.values(values).reduce<number>((sum, v) => sum + flat(v).length, 0) <= kept;
  const keep = edited && small;
  return {
    restore: panel?.restore,
    page: {
      values: keep ? values : {},
      edited: keep,
      batch,
      allSteps,
      explained,
      ...(keep ? { base: valuesOf(panel?.shown) } : {}),
    },
  };
}

/** The reader's settings of an earlier life of this page; edited numbers come back with the content that they belong to. */
export function fromSaved(saved: unknown): PageState {
  const page = (saved as Saved | undefined)?.page;
  if (typeof page !== 'object' || page === null) return initial;
  return {
    ...initial,
    batch: Number.isInteger(page.batch) ? page.batch : 0,
    allSteps: page.allSteps === true,
    explained: page.explained === true,
    ...(page.edited && page.base ? { saved: { base: page.base, values: page.values } } : {}),
  };
}
