/**
 * What compiled expressions run on. An expression is compiled once to closures that read a `State`; there is one state per point.
 * Index names and variables are numbered, so that a running closure looks nothing up by name.
 */
import type { Expr, Index } from '../nodes.js';
import type { Definition } from '../program.js';
import type { Jet } from './jet.js';

/** Numbers, row-major; a scalar has the shape []. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Where expressions are evaluated: the length of each named axis, and a value for each free name. */
export interface Point {
  readonly dims: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, NumericArray>>;
}

export type EvaluationReason =
  | 'missing-value'
  | 'missing-size'
  | 'out-of-range'
  | 'shape'
  | 'free-index'
  | 'unknown-function'
  | 'unknown-definition'
  | 'too-deep'
  | 'too-long';

/** Why there is no number; callers turn it into a refusal. `subject` is the name or the place that it is about. */
export class EvaluationError extends Error {
  constructor(
    readonly reason: EvaluationReason,
    readonly subject: string,
  ) {
    super(`${reason}: ${subject}`);
    this.name = 'EvaluationError';
  }
}

/** A function of the state: the value of the expression, an index, or a flat offset. */
export type Code = (s: State) => number;

/** Kept numbers, a row for each tuple of indices (see memo.ts). */
export type Memo = number[] | Float64Array;

/** The component by which a dual number is derived, and what was computed under it. */
export interface Perturbation {
  readonly variable: number;
  readonly offset: number;
  readonly memos: (Memo | undefined)[];
}

export interface State {
  readonly point: Point;
  /** The number that each index stands at, by its slot; −1 where it is not bound. */
  readonly frame: number[];
  readonly values: (NumericArray | undefined)[];
  readonly memos: (Memo | undefined)[];
  /** Second results of a closure: [error, slope, error of the slope]. */
  readonly out: Float64Array;
  /** What is derived by at present, the innermost last; dual numbers know one at a time, jets all. */
  by: Perturbation | undefined;
  readonly perturbations: Map<number, Perturbation>;
  /** Numbers kept under perturbations so far; they are dropped when they become too many. */
  cells: number;
  /** Second and higher derivatives, by expression, tuple of indices and what they are derived by. */
  readonly jets: Map<Expr, Map<string, Jet>>;
}

/** A definition with the slots of its indices, and the number of its memo table for each manner of evaluation. */
export interface Unit {
  readonly definition: Definition;
  readonly slots: readonly number[];
  readonly sizes: readonly Code[];
  readonly tables: Readonly<Record<Manner, number>>;
}

/** Values; values with errors; dual numbers with errors. A manner is the count of numbers that it keeps. */
export type Manner = 1 | 2 | 4;

export interface Machine {
  readonly units: ReadonlyMap<string, Unit>;
  readonly indexSlots: Map<string, number>;
  readonly variableSlots: Map<string, number>;
  readonly variableNames: string[];
  /** Counts memo tables, so that each has its place in a state. */
  tables: number;
  readonly values: WeakMap<Expr, Code>;
  readonly bounds: WeakMap<Expr, Code>;
  readonly duals: WeakMap<Expr, Code>;
  /** Names of the variables that an expression depends on, also through definitions. */
  readonly dependencies: WeakMap<Expr, ReadonlySet<number>>;
}

export const machineFor = (definitions: readonly Definition[]): Machine => {
  const units = new Map<string, Unit>();
  const m: Machine = {
    units,
    indexSlots: new Map(),
    variableSlots: new Map(),
    variableNames: [],
    tables: 0,
    values: new WeakMap(),
    bounds: new WeakMap(),
    duals: new WeakMap(),
    dependencies: new WeakMap(),
  };
  for (const definition of definitions) {
    units.set(definition.name, {
      definition,
      slots: definition.indices.map((i) => slotOf(m, i.name)),
      sizes: definition.indices.map((i) => sizeCode(i.dim)),
      tables: { 1: m.tables++, 2: m.tables++, 4: m.tables++ },
    });
  }
  return m;
};

export const stateAt = (point: Point): State => ({
  point,
  frame: [],
  values: [],
  memos: [],
  out: new Float64Array(3),
  by: undefined,
  perturbations: new Map(),
  cells: 0,
  jets: new Map(),
});

/** The slot of an index name: one for all indices of that name, since binders save and restore it. */
export const slotOf = (m: Machine, name: string): number => {
  const known = m.indexSlots.get(name);
  if (known !== undefined) return known;
  const slot = m.indexSlots.size;
  m.indexSlots.set(name, slot);
  return slot;
};

export const variableSlot = (m: Machine, name: string): number => {
  const known = m.variableSlots.get(name);
  if (known !== undefined) return known;
  const slot = m.variableNames.length;
  m.variableSlots.set(name, slot);
  m.variableNames.push(name);
  return slot;
};

/** The numbers of a variable at this point. */
export const arrayOf = (m: Machine, s: State, slot: number): NumericArray => {
  if (slot < s.values.length) {
    const known = s.values[slot];
    if (known !== undefined) return known;
  }
  const name = m.variableNames[slot]!;
  const value = Object.hasOwn(s.point.values, name) ? s.point.values[name] : undefined;
  if (!value) throw new EvaluationError('missing-value', name);
  while (s.values.length < slot) s.values.push(undefined);
  s.values[slot] = value;
  return value;
};

/** The length of an axis: its digits, or its name's at the point. */
export const sizeCode = (dim: string): Code => {
  if (/^\d+$/.test(dim)) {
    const n = Number(dim);
    return () => n;
  }
  return (s) => {
    const n = s.point.dims[dim];
    if (typeof n !== 'number') throw new EvaluationError('missing-size', dim);
    return n;
  };
};

/** The number that an index stands for, checked against its axis. */
export const placeCode = (m: Machine, index: Index): Code => {
  const { value } = index;
  const size = sizeCode(index.dim);
  if (value === undefined) {
    const slot = slotOf(m, index.name);
    return (s) => {
      const i = s.frame[slot];
      if (i === undefined || i < 0) throw new EvaluationError('free-index', index.name);
      return i;
    };
  }
  if (typeof value === 'number') {
    return (s) => {
      const n = size(s);
      const i = value < 0 ? value + n : value;
      if (i < 0 || i >= n) throw new EvaluationError('out-of-range', String(value));
      return i;
    };
  }
  const read = elementCode(m, value.name, value.at);
  return (s) => {
    const i = read(s);
    if (!(Number.isInteger(i) && i >= 0 && i < size(s)))
      throw new EvaluationError('out-of-range', value.name);
    return i;
  };
};

/** The flat offset of a component in its variable's data. */
export const offsetCode = (m: Machine, name: string, at: readonly Index[]): Code => {
  const slot = variableSlot(m, name);
  const places = at.map((i) => placeCode(m, i));
  const check = (array: NumericArray): void => {
    if (array.shape.length !== places.length) throw new EvaluationError('shape', name);
  };
  if (places.length === 0) {
    return (s) => {
      check(arrayOf(m, s, slot));
      return 0;
    };
  }
  return (s) => {
    const array = arrayOf(m, s, slot);
    check(array);
    let offset = 0;
    for (let k = 0; k < places.length; k++) {
      const i = places[k]!(s);
      const n = array.shape[k]!;
      if (i >= n) throw new EvaluationError('out-of-range', name);
      offset = offset * n + i;
    }
    return offset;
  };
};

/** A component of a variable. Vectors and matrices have code of their own: this is what runs most. */
export const elementCode = (m: Machine, name: string, at: readonly Index[]): Code => {
  const slot = variableSlot(m, name);
  const [first, second] = at.map((i) => placeCode(m, i));
  const misplaced = (): never => {
    throw new EvaluationError('out-of-range', name);
  };
  const checked = (array: NumericArray): void => {
    if (array.shape.length !== at.length) throw new EvaluationError('shape', name);
  };
  if (at.length === 1) {
    return (s) => {
      const array = arrayOf(m, s, slot);
      checked(array);
      const i = first!(s);
      return i < array.data.length ? array.data[i]! : misplaced();
    };
  }
  if (at.length === 2) {
    return (s) => {
      const array = arrayOf(m, s, slot);
      checked(array);
      const i = first!(s);
      const j = second!(s);
      const n = array.shape[1]!;
      return i < array.shape[0]! && j < n ? array.data[i * n + j]! : misplaced();
    };
  }
  const offset = offsetCode(m, name, at);
  return (s) => {
    const value = arrayOf(m, s, slot).data[offset(s)];
    if (value === undefined) throw new EvaluationError('shape', name);
    return value;
  };
};
