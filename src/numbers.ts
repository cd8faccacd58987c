import { instanceAt, isPoint, pointOf, type BadNumbers, type Instance } from './math/numbers.js';
import { EvaluationError } from './math/evaluate.js';
import type { Parameter } from './math/program.js';
import type { Reading } from './source/reading.js';
import { prepareSoftmax, softmaxJacobianEntry, type SoftmaxState } from './math/softmax.js';
import type { Explanation, Numbers, Request } from './explanation.js';

type Matrix = readonly (readonly number[])[];

/** The rows of a literal's logits: a vector is one row. */
const rowsOf = (value: number | readonly number[] | Matrix | undefined): readonly Float64Array[] => {
  if (!Array.isArray(value)) return [];
  return typeof value[0] === 'number'
    ? [Float64Array.from(value as readonly number[])]
    : (value as Matrix).map((r) => Float64Array.from(r));
};

/**
 * The numbers of a reading, where every free name has a value: the variable's components, the output's, and the size of
 * the Jacobian. A vector literal goes through the stable kernels; all else is computed as the code is written.
 */
export const numbersFor = (
  reading: Reading,
  wrt: string,
  request: Request,
):
  { readonly numbers: Numbers; readonly dims: Readonly<Record<string, number>> } | BadNumbers | undefined => {
  const values = { ...reading.values, ...pickOwn(request.values ?? {}, reading.program.parameters) };
  const given = reading.program.parameters.every((p) => Object.hasOwn(values, p.name));
  if (!given) return undefined;
  const masked = reading.kind === 'vector' ? new Set([wrt]) : new Set<string>();
  const point = pointOf(reading.program, values, masked);
  if (!isPoint(point)) return point;
  if (reading.kind === 'vector') {
    const rows = rowsOf(values[wrt]);
    const [input, value] = [rows, rows.map((r) => prepareSoftmax(r).p)].map(joined) as [
      Float64Array,
      Float64Array,
    ];
    return { numbers: { input, value, rows: value.length, cols: input.length }, dims: point.dims };
  }
  try {
    const instance = instanceAt(reading.program, wrt, point);
    const { input, rows, cols } = instance;
    return { numbers: { input, value: instance.value(), rows, cols }, dims: point.dims };
  } catch (error) {
    if (error instanceof EvaluationError) return { problem: 'shape-mismatch', name: error.subject };
    throw error;
  }
};

const joined = (rows: readonly Float64Array[]): Float64Array => {
  const out = new Float64Array(rows.reduce((n, r) => n + r.length, 0));
  let at = 0;
  for (const r of rows) {
    out.set(r, at);
    at += r.length;
  }
  return out;
};

const pickOwn = (
  values: NonNullable<Request['values']>,
  parameters: readonly Parameter[],
): NonNullable<Request['values']> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => parameters.some((p) => p.name === name)));

/** What jacobianEntry needs for each explanation, made once: a memo, not a state. */
const prepared = new WeakMap<
  Explanation,
  { readonly instance?: Instance; readonly rows?: readonly SoftmaxState[] }
>();

/**
 * ∂ output component `i` / ∂ component `j` of the chosen variable, both counted from 0, row-major where they are matrices.
 * A long vector costs its length, not its square: only the entry asked for is computed.
 * @throws RangeError where the explanation has no numbers or the entry is outside.
 */
export const jacobianEntry = (explanation: Explanation, i: number, j: number): number => {
  const { numbers, model } = explanation;
  if (!numbers) throw new RangeError('This explanation has no numbers: a free name has no value.');
  if (
    !Number.isInteger(i) ||
    !Number.isInteger(j) ||
    i < 0 ||
    j < 0 ||
    i >= numbers.rows ||
    j >= numbers.cols
  ) {
    throw new RangeError(`Entry (${i}, ${j}) is outside of a ${numbers.rows} × ${numbers.cols} Jacobian.`);
  }
  let ready = prepared.get(explanation);
  if (!ready) {
    if (model.kernel === 'softmax')
      ready = { rows: rowsOf(model.values[model.wrt]).map((r) => prepareSoftmax(r)) };
    else {
      const point = pointOf(model.program, model.values);
      if (!isPoint(point)) throw new RangeError(`No usable value for ${point.name}.`);
      ready = { instance: instanceAt(model.program, model.wrt, point) };
    }
    prepared.set(explanation, ready);
  }
  if (ready.rows) {
    const length = ready.rows[0]!.p.length;
    const [row, column] = [Math.floor(i / length), Math.floor(j / length)];
    return row === column ? softmaxJacobianEntry(ready.rows[row]!, i % length, j % length) : 0;
  }
  return ready.instance!.entry(i, j);
};
