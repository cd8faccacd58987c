import type { Explanation, Model } from '../explanation.js';
import {
  compile,
  EvaluationError,
  type Compiled,
  type Evaluator,
  type NumericArray,
  type Places,
} from '../math/evaluate.js';
import { variable, walk, type Expr, type Index } from '../math/expr.js';
import type { Definition } from '../math/program.js';
import { rewrite } from '../math/substitute.js';
import { prepareSoftmax, softmaxJacobianEntry, type SoftmaxState } from '../math/softmax.js';

export type Values = Model['values'];
export type Value = Values[string];

/** An explanation at numbers: what comes out, and any entry of J when it is asked for. J itself is never built. */
export interface Instrument {
  /** Lengths of the axes of the chosen variable and of the output; [] is a scalar. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly input: Float64Array;
  readonly value: Float64Array;
  readonly rows: number;
  readonly cols: number;
  /** ∂ output[row] / ∂ input[col], flat places. NaN where it is not defined. */
  readonly entry: (row: number, col: number) => number;
  /** A closed expression of the model, at these numbers. */
  readonly at: (e: Expr) => number;
  /** The output at other inputs, for finite differences. */
  readonly outputAt: (input: Float64Array) => Float64Array;
}

/** Why there are no numbers: names without a value, or a message of what is undefined. */
export type NoNumbers =
  | { readonly missing: readonly string[]; readonly reason?: undefined }
  | { readonly missing?: undefined; readonly reason: string };

export const flat = (value: Value): Float64Array =>
  typeof value === 'number' ? Float64Array.of(value) : Float64Array.from(value.flat() as number[]);

export const shapeOf = (value: Value): readonly number[] => {
  if (typeof value === 'number') return [];
  const first = value[0];
  return typeof first === 'object' ? [value.length, first.length] : [value.length];
};

/** A flat array as a value of that shape again. */
export const shaped = (data: ArrayLike<number>, shape: readonly number[]): Value => {
  const [rows, cols] = shape;
  if (rows === undefined) return data[0] ?? 0;
  if (cols === undefined) return Array.from(data);
  return Array.from({ length: rows }, (_, r) => Array.from(data).slice(r * cols, (r + 1) * cols));
};

/** The explanation at these numbers. */
export function instrumentAt({ model }: Explanation, values: Values): Instrument | NoNumbers {
  const missing = model.program.parameters
    .map(({ name }) => name)
    .filter((name) => values[name] === undefined);
  if (missing.length > 0) return { missing };
  try {
    const own = values[model.wrt];
    return model.kernel === 'softmax' && own !== undefined
      ? softmaxInstrument(model, own)
      : evaluatedInstrument(model, values);
  } catch (error) {
    // What a kernel says of numbers that it is not defined for, and evaluation of shapes that do not fit.
    if (error instanceof RangeError || error instanceof EvaluationError) return { reason: error.message };
    throw error;
  }
}

const compiled = new WeakMap<Model, Compiled>();

/** The expressions of the model at these numbers: the output as the code has it, J as it was derived. */
function evaluatedInstrument(model: Model, values: Values): Instrument {
  let machine = compiled.get(model);
  if (!machine) compiled.set(model, (machine = compile(definitionsOf(model))));
  const dims = lengths(model, values);
  const arrays = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { shape: shapeOf(value), data: flat(value) }]),
  );
  const at = machine.at({ dims, values: arrays });
  const { output } = model.program;
  const { entry, output: rowIndices, by } = model.result;
  const input = arrays[model.wrt] as NumericArray;
  const value = at.all(output.body, output.indices);
  const outputShape = output.indices.map((index) => lengthOf(index, dims));
  const places: Record<string, number> = {};
  const place = (indices: readonly Index[], shape: readonly number[], flatPlace: number) => {
    let rest = flatPlace;
    for (let k = indices.length - 1; k >= 0; k--) {
      const length = shape[k] as number;
      places[(indices[k] as Index).name] = rest % length;
      rest = Math.floor(rest / length);
    }
  };
  return {
    inputShape: input.shape,
    outputShape,
    input: input.data,
    value,
    rows: value.length,
    cols: input.data.length,
    entry: (row, col) => {
      place(rowIndices, outputShape, row);
      place(by, input.shape, col);
      return numberAt(at, entry, places);
    },
    at: (e) => numberAt(at, e),
    outputAt: (data) =>
      (machine as Compiled)
        .at({ dims, values: { ...arrays, [model.wrt]: { shape: input.shape, data } } })
        .all(output.body, output.indices),
  };
}

/** NaN where there is no number. */
const numberAt = (at: Evaluator, e: Expr, places?: Places): number => {
  try {
    return at.value(e, places);
  } catch (error) {
    if (error instanceof EvaluationError) return NaN;
    throw error;
  }
};

const refsOf = (e: Expr): ReadonlySet<string> => {
  const names = new Set<string>();
  walk(e, (x) => {
    if (x.kind === 'ref') names.add(x.name);
  });
  return names;
};

/** The code's own definitions, the output by its symbol, and what the derivation named besides. */
function definitionsOf({ program, symbol, named }: Model): readonly Definition[] {
  const own = new Set(program.definitions.map(({ name }) => name));
  return [
    ...program.definitions,
    ...(own.has(symbol) ? [] : [{ name: symbol, ...program.output }]),
    ...named.filter(({ name }) => !own.has(name) && name !== symbol),
  ];
}

/** Length of each axis: what the text fixes, and what these numbers have. */
export function lengths(model: Model, values: Values): Record<string, number> {
  const dims: Record<string, number> = { ...model.dims };
  for (const { name, dims: axes } of model.program.parameters) {
    const value = values[name];
    if (value === undefined) continue;
    const shape = shapeOf(value);
    axes.forEach((axis, k) => {
      const length = shape[k];
      if (length !== undefined && !/^\d+$/.test(axis)) dims[axis] = length;
    });
  }
  return dims;
}

const lengthOf = ({ dim }: Index, dims: Readonly<Record<string, number>>): number =>
  /^\d+$/.test(dim) ? Number(dim) : (dims[dim] ?? 0);

/** Softmax by its stable kernel; of each row where the input is a matrix. */
function softmaxInstrument(model: Model, value: Value): Instrument {
  const input = flat(value);
  const shape = shapeOf(value);
  const length = shape.at(-1) ?? 1;
  const states = rowsOf(input, length).map((row): SoftmaxState => prepareSoftmax(row));
  const output = new Float64Array(input.length);
  states.forEach(({ p }, row) => output.set(p, row * length));
  return {
    inputShape: shape,
    outputShape: shape,
    input,
    value: output,
    rows: input.length,
    cols: input.length,
    entry: (row, col) => {
      const [a, b] = [Math.floor(row / length), Math.floor(col / length)];
      const state = states[a];
      return a === b && state ? softmaxJacobianEntry(state, row % length, col % length) : 0;
    },
    at: (e) => {
      // What the derivation calls p has the kernel's numbers, not those of the textbook formula, which overflow.
      const asVariables = rewrite(e, (x) =>
        x.kind === 'ref' && x.at.length === shape.length ? variable(x.name, ...x.at) : undefined,
      );
      const values: Record<string, NumericArray> = { [model.wrt]: { shape, data: input } };
      for (const name of refsOf(e)) values[name] = { shape, data: output };
      return numberAt(compile([]).at({ dims: lengths(model, { [model.wrt]: value }), values }), asVariables);
    },
    outputAt: (at) => {
      const out = new Float64Array(at.length);
      rowsOf(at, length).forEach((row, k) => prepareSoftmax(row, out.subarray(k * length, (k + 1) * length)));
      return out;
    },
  };
}

const rowsOf = (data: Float64Array, length: number): Float64Array[] =>
  Array.from({ length: length === 0 ? 0 : data.length / length }, (_, r) =>
    data.subarray(r * length, (r + 1) * length),
  );
