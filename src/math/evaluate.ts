/**
 * Numbers and dual numbers from expressions. An expression is compiled once per machine, and evaluated at many points.
 * Names go through the definitions as they were written, so this shares nothing with the rewriter that it checks.
 */
import { boundCode, U } from './evaluate/bound.js';
import { dualCode } from './evaluate/dual.js';
import {
  arrayOf,
  EvaluationError,
  machineFor,
  sizeCode,
  slotOf,
  stateAt,
  variableSlot,
  type Code,
  type Machine,
  type Perturbation,
  type Point,
  type State,
} from './evaluate/machine.js';
import { perturbationOf } from './evaluate/perturb.js';
import { valueCode } from './evaluate/value.js';
import { freeIndices } from './keys.js';
import type { Expr, Index } from './nodes.js';
import type { Definition } from './program.js';

export { EvaluationError } from './evaluate/machine.js';
export type { EvaluationReason, NumericArray, Point } from './evaluate/machine.js';

/** Numbers for free indices, by name, counted from 0. */
export type Places = Readonly<Record<string, number>>;

export interface Bounded {
  readonly value: number;
  /** First-order bound of the rounding error: error / (2^-53 · |value|) estimates the condition. Finite where the value is. */
  readonly error: number;
}

export interface Slope {
  readonly value: number;
  readonly slope: number;
  /** Of the slope, as in `Bounded`. */
  readonly error: number;
}

/** The component of a variable that is derived by. */
export interface Component {
  readonly name: string;
  readonly at: readonly number[];
}

/** Evaluates at one point. All throw an EvaluationError where there is no number; NaN and ±∞ are numbers here. */
export interface Evaluator {
  readonly point: Point;
  readonly value: (e: Expr, at?: Places) => number;
  readonly bounded: (e: Expr, at?: Places) => Bounded;
  /** By dual numbers. */
  readonly slope: (e: Expr, by: Component, at?: Places) => Slope;
  /** All values over the given indices, row-major. `at` gives the other free indices. */
  readonly all: (e: Expr, indices: readonly Index[], at?: Places) => Float64Array;
  readonly allBounded: (
    e: Expr,
    indices: readonly Index[],
    at?: Places,
  ) => { readonly values: Float64Array; readonly errors: Float64Array };
}

export interface Compiled {
  readonly at: (point: Point) => Evaluator;
}

/** Prepares for expressions that refer to these definitions. What is compiled for one point serves all others. */
export const compile = (definitions: readonly Definition[]): Compiled => {
  const machine = machineFor(definitions);
  return { at: (point) => evaluatorOn(machine, point) };
};

export const evaluator = (definitions: readonly Definition[], point: Point): Evaluator =>
  compile(definitions).at(point);

/** The values of an expression over the given indices, row-major. O(n) for a softmax of n: closed sums are computed once. */
export const evaluateAll = (
  e: Expr,
  indices: readonly Index[],
  point: Point,
  definitions: readonly Definition[] = [],
): Float64Array => compile(definitions).at(point).all(e, indices);

const evaluatorOn = (m: Machine, point: Point): Evaluator => {
  const state = stateAt(point);
  return {
    point,
    value: (e, at) => run(m, state, e, valueCode, at),
    bounded: (e, at) => {
      const value = run(m, state, e, boundCode, at);
      return { value, error: capped(state.out[0]!, value) };
    },
    slope: (e, by, at) => {
      const perturbation = perturbationOf(state, variableSlot(m, by.name), offsetOf(m, state, by));
      const value = run(m, state, e, dualCode, at, perturbation);
      const slope = state.out[1]!;
      return { value, slope, error: capped(state.out[2]!, slope) };
    },
    all: (e, indices, at) => {
      const values = new Float64Array(countOf(state, indices));
      runOver(m, state, e, valueCode, indices, at, (k, value) => (values[k] = value));
      return values;
    },
    allBounded: (e, indices, at) => {
      const values = new Float64Array(countOf(state, indices));
      const errors = new Float64Array(values.length);
      runOver(m, state, e, boundCode, indices, at, (k, value) => {
        values[k] = value;
        errors[k] = capped(state.out[0]!, value);
      });
      return { values, errors };
    },
  };
};

/** A bound that was lost on the way (∞ − ∞) says that nothing is known, not that all is well. */
const capped = (error: number, value: number): number =>
  error < 1e300 ? error : Number.isFinite(value) ? 1e300 : Infinity;

type Compiler = (m: Machine, e: Expr) => Code;

/** Turns what a deep expression does to the stack into an error of ours. */
const guarded = <T>(e: Expr, compute: () => T): T => {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) throw new EvaluationError('too-deep', e.kind);
    throw error;
  }
};

/** Binds the free indices of `e`, but for those that the caller runs over. */
const enter = (m: Machine, s: State, e: Expr, at: Places, over?: readonly Index[]): void => {
  const { frame } = s;
  while (frame.length < m.indexSlots.size) frame.push(-1);
  frame.fill(-1);
  for (const name of freeIndices(e)) {
    if (over?.some((i) => i.name === name)) continue;
    const place = at[name];
    if (place === undefined || place < 0) throw new EvaluationError('free-index', name);
    frame[slotOf(m, name)] = place;
  }
};

const nowhere: Places = {};

const run = (
  m: Machine,
  s: State,
  e: Expr,
  compiler: Compiler,
  at: Places = nowhere,
  by?: Perturbation,
): number =>
  guarded(e, () => {
    const code = compiler(m, e);
    enter(m, s, e, at);
    s.by = by;
    return code(s);
  });

const runOver = (
  m: Machine,
  s: State,
  e: Expr,
  compiler: Compiler,
  indices: readonly Index[],
  at: Places = nowhere,
  put: (k: number, value: number) => void,
): void =>
  guarded(e, () => {
    const code = compiler(m, e);
    const sizes = indices.map((i) => lengthOf(s, i.dim));
    const slots = indices.map((i) => slotOf(m, i.name));
    const count = countOf(s, indices);
    enter(m, s, e, at, indices);
    s.by = undefined;
    for (const slot of slots) s.frame[slot] = 0;
    for (let k = 0; k < count; k++) {
      put(k, code(s));
      for (let axis = slots.length - 1; axis >= 0; axis--) {
        const next = s.frame[slots[axis]!]! + 1;
        s.frame[slots[axis]!] = next < sizes[axis]! ? next : 0;
        if (next < sizes[axis]!) break;
      }
    }
  });

const offsetOf = (m: Machine, s: State, by: Component): number => {
  const { shape } = arrayOf(m, s, variableSlot(m, by.name));
  if (shape.length !== by.at.length) throw new EvaluationError('shape', by.name);
  return by.at.reduce((offset, i, k) => {
    if (!(Number.isInteger(i) && i >= 0 && i < shape[k]!)) throw new EvaluationError('out-of-range', by.name);
    return offset * shape[k]! + i;
  }, 0);
};

/** More values than this at once are asked for by mistake. */
const mostValues = 2 ** 27;

const countOf = (s: State, indices: readonly Index[]): number => {
  const count = indices.reduce((n, i) => n * lengthOf(s, i.dim), 1);
  if (!(count <= mostValues)) throw new EvaluationError('too-long', String(count));
  return count;
};

const lengthOf = (s: State, dim: string): number => sizeCode(dim)(s);

/** Unit roundoff: `error` is about U · |value| for a value that was rounded once. */
export { U as unitRoundoff };
