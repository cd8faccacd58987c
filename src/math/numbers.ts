import { compile, EvaluationError, type Evaluator, type NumericArray, type Point } from './evaluate.js';
import type { Index } from './nodes.js';
import type { Program } from './program.js';

/** A value given for a free name. */
export type GivenValue = number | readonly number[] | readonly (readonly number[])[];

/** Why given numbers cannot be used. */
export interface BadNumbers {
  readonly problem: 'shape-mismatch' | 'not-finite' | 'not-a-label' | 'missing';
  readonly name: string;
  readonly most?: number;
}

const arrayOf = (value: GivenValue): NumericArray | undefined => {
  if (typeof value === 'number') return { shape: [], data: Float64Array.of(value) };
  if (value.length === 0) return undefined;
  if (typeof value[0] === 'number') {
    return value.every((x) => typeof x === 'number')
      ? { shape: [value.length], data: Float64Array.from(value as readonly number[]) }
      : undefined;
  }
  const rows = value as readonly (readonly number[])[];
  const cols = rows[0]!.length;
  if (cols === 0 || rows.some((r) => r.length !== cols)) return undefined;
  const data = new Float64Array(rows.length * cols);
  rows.forEach((r, n) => data.set(r, n * cols));
  return { shape: [rows.length, cols], data };
};

/**
 * Puts given numbers into a point: every parameter must have one of its shape, and axes of one name one length.
 * @param infinite names that may hold −∞ (logits with masked places)
 */
export const pointOf = (
  program: Program,
  values: Readonly<Record<string, GivenValue>>,
  infinite: ReadonlySet<string> = new Set(),
): Point | BadNumbers => {
  const dims: Record<string, number> = {};
  const arrays: Record<string, NumericArray> = {};
  for (const p of program.parameters) {
    if (!Object.hasOwn(values, p.name)) return { problem: 'missing', name: p.name };
    const array = arrayOf(values[p.name]!);
    if (!array || array.shape.length !== p.dims.length) return { problem: 'shape-mismatch', name: p.name };
    if (!array.data.every((x) => Number.isFinite(x) || (x === -Infinity && infinite.has(p.name))))
      return { problem: 'not-finite', name: p.name };
    for (const [axis, dim] of p.dims.entries()) {
      const length = array.shape[axis]!;
      const fixed = /^\d+$/.test(dim) ? Number(dim) : dims[dim];
      if (fixed !== undefined && fixed !== length) return { problem: 'shape-mismatch', name: p.name };
      dims[dim] = length;
    }
    arrays[p.name] = array;
  }
  for (const p of program.parameters) {
    const most = p.labelOf === undefined ? undefined : (dims[p.labelOf] ?? Number(p.labelOf));
    if (most === undefined) continue;
    if (!arrays[p.name]!.data.every((x) => Number.isInteger(x) && x >= -most && x < most))
      return { problem: 'not-a-label', name: p.name, most: most - 1 };
  }
  return { dims, values: arrays };
};

export const isPoint = (p: Point | BadNumbers): p is Point => 'values' in p;

const lengthOf = (dim: string, point: Point): number =>
  /^\d+$/.test(dim) ? Number(dim) : (point.dims[dim] ?? 1);

const placesOf = (indices: readonly Index[], flat: number, point: Point): Record<string, number> => {
  const places: Record<string, number> = {};
  let rest = flat;
  for (let axis = indices.length - 1; axis >= 0; axis--) {
    const length = lengthOf(indices[axis]!.dim, point);
    places[indices[axis]!.name] = rest % length;
    rest = Math.floor(rest / length);
  }
  return places;
};

/** A program at a point: its value and single entries of its Jacobian, as the code is written, faults included. */
export interface Instance {
  readonly rows: number;
  readonly cols: number;
  readonly input: Float64Array;
  /** Row-major over the output's axes. */
  readonly value: () => Float64Array;
  /** ∂ output component `i` / ∂ component `j` of the variable, both counted row-major: by dual numbers through the definitions as written. O(n). */
  readonly entry: (i: number, j: number) => number;
}

/** Makes a program ready for numbers. `wrt` names the variable of the Jacobian. */
export const instanceAt = (program: Program, wrt: string, point: Point): Instance => {
  const evaluator: Evaluator = compile(program.definitions).at(point);
  const { indices, body } = program.output;
  const variable = point.values[wrt];
  if (!variable) throw new EvaluationError('missing-value', wrt);
  const rows = indices.reduce((n, i) => n * lengthOf(i.dim, point), 1);
  return {
    rows,
    cols: variable.data.length,
    input: variable.data,
    value: () => evaluator.all(body, indices),
    entry: (i, j) => {
      const at: number[] = [];
      let rest = j;
      for (let axis = variable.shape.length - 1; axis >= 0; axis--) {
        at.unshift(rest % variable.shape[axis]!);
        rest = Math.floor(rest / variable.shape[axis]!);
      }
      return evaluator.slope(body, { name: wrt, at }, placesOf(indices, i, point)).slope;
    },
  };
};
