import { div, exp, reduce, ref, sub, sum, variable, type Index } from '../math/expr.js';
import type { Program } from '../math/program.js';
import type { Literal } from './literal.js';
import type { Reading, ReadRefusal, Value } from './reading.js';
import { refuse } from './refuse.js';

/** A vector literal means its softmax, a matrix literal its softmax by row; the shift by the maximum is in it. */
export const literalReading = (
  literal: Literal,
  span: Reading['span'],
  name: string | undefined,
  library: Reading['library'],
  asked: { readonly wrt?: string; readonly values?: Readonly<Record<string, Value>> },
): Reading | ReadRefusal => {
  const input = name ?? asked.wrt ?? 'o';
  if (asked.wrt !== undefined && asked.wrt !== input)
    return refuse('unknown-name', span, 'wrt-unknown', [asked.wrt]);
  const given = asked.values && Object.hasOwn(asked.values, input) ? asked.values[input] : undefined;
  const rows = given === undefined ? literal.rows : rowsOf(given);
  const matrix = given === undefined ? literal.shape === 'matrix' : rank(given) === 2;
  const fault = rows && faultOf(rows, literal.span);
  if (!rows) return refuse('not-a-vector', literal.span, 'values-no-vector', [input]);
  if (fault) return fault;
  return {
    ok: true,
    kind: 'vector',
    span,
    program: softmaxOf(input, matrix, literal.span),
    wrt: [input],
    values: { [input]: matrix ? rows : rows[0]! },
    notes: [],
    findings: [],
    library,
  };
};

const rank = (value: Value): number => (typeof value === 'number' ? 0 : Array.isArray(value[0]) ? 2 : 1);

const rowsOf = (value: Value): readonly (readonly number[])[] | undefined => {
  if (typeof value === 'number') return undefined;
  const rows = rank(value) === 2 ? (value as readonly (readonly number[])[]) : [value as readonly number[]];
  return rows.length > 0 &&
    rows.every((r) => Array.isArray(r) && r.length > 0 && r.length === rows[0]!.length)
    ? rows
    : undefined;
};

/** −∞ is a logit like any other (p = 0), as long as one of the row is finite. */
const faultOf = (rows: readonly (readonly number[])[], span: Reading['span']): ReadRefusal | undefined => {
  for (const [i, row] of rows.entries()) {
    let finite = false;
    for (const x of row) {
      if (typeof x !== 'number' || Number.isNaN(x))
        return refuse('not-a-number', span, 'number-nan', [String(x)]);
      if (x === Infinity) return refuse('infinite', span, 'number-infinite', ['∞']);
      if (x !== -Infinity) finite = true;
    }
    if (!finite) return refuse('infinite', span, 'row-all-minus-infinite', [i + 1]);
  }
  return undefined;
};

const softmaxOf = (input: string, matrix: boolean, span: Reading['span']): Program => {
  const row: Index[] = matrix ? [{ name: 'i', dim: 'm' }] : [];
  const at = (name: string): Index => ({ name, dim: 'n' });
  const x = (k: Index) => variable(input, ...row, k);
  const [j, k, l] = [at('j'), at('k'), at('l')];
  const shifted = (index: Index) => exp(sub(x(index), reduce('max', l, x(l))));
  const output = input === 'p' ? 'q' : 'p';
  return {
    name: output,
    parameters: [{ name: input, dims: matrix ? ['m', 'n'] : ['n'], spans: [span] }],
    definitions: [{ name: output, indices: [...row, j], body: div(shifted(j), sum(k, shifted(k))) }],
    output: { indices: [...row, j], body: ref(output, ...row, j) },
  };
};
