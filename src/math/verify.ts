import {
  compile,
  type Compiled,
  EvaluationError,
  type Component,
  type Evaluator,
  type Places,
  type Point,
} from './evaluate.js';
import { equal, keyOf, type Expr, type Index } from './expr.js';
import type { Derivation } from './derive.js';
import type { Case } from './cases.js';
import { denseMatrix, type MatrixForm } from './matrix.js';
import type { Definition, Program } from './program.js';
import { samplePoint } from './sample.js';
import { substitute } from './substitute.js';

/** What was found when every line was evaluated. */
export interface Verified {
  readonly points: number;
  /** Largest difference of two lines, relative to their size or, where rounding at the point allows less, to that. */
  readonly maxRelativeError: number;
}

/** A line, case or matrix form that does not agree with the code: a bug of the calculus, never shown. */
export interface Disagreement {
  readonly what: 'line' | 'case' | 'matrix' | 'finite-difference' | 'domain';
  readonly rule: string;
  readonly error: number;
}

export const TOLERANCE = 1e-9;
const MOST_TUPLES = 24;
/** Finite differences are tried at so many points: they check the dual numbers, not each line. */
const DIFFERENCE_POINTS = 2;
/** Beyond this condition a comparison says nothing in double precision. */
const ILL_CONDITIONED = 1e7;
const ULP = 2 ** -53;

export interface VerifyOptions {
  /** Points wanted, at least 8 in the product. */
  readonly points?: number;
  readonly cases?: readonly Case[];
  readonly matrix?: MatrixForm;
  readonly seed?: number;
}

/**
 * Evaluates the derivation from the code on: the derivative of the definitions as they were read, by dual numbers,
 * against each line, each case and the matrix form, at random points of the domain.
 */
export const verify = (
  program: Program,
  derivation: Derivation,
  options: VerifyOptions = {},
): Verified | Disagreement => {
  const wanted = options.points ?? 8;
  const machine = compile(definitionsFor(program, derivation));
  let points = 0;
  let worst = 0;
  let checkedAny = false;
  for (let seed = 1; points < wanted && seed <= wanted * 6; seed++) {
    const point = samplePoint(program, (options.seed ?? 0) * 1000 + seed);
    if (!point) continue;
    const outcome = atPoint(program, derivation, machine, point, options, points < DIFFERENCE_POINTS);
    if (outcome === 'outside') continue;
    if (typeof outcome === 'object') return outcome;
    worst = Math.max(worst, outcome);
    checkedAny = true;
    points++;
  }
  if (!checkedAny || points < wanted) return { what: 'domain', rule: '', error: points };
  return { points, maxRelativeError: worst };
};

/** The code's own definitions as they were written, and the names that the derivation gave on the way; the output by its symbol. */
export const definitionsFor = (program: Program, derivation: Derivation): readonly Definition[] => {
  const own = new Set(program.definitions.map((d) => d.name));
  const added = derivation.named.filter((d) => !own.has(d.name) && d.name !== derivation.symbol);
  const rename = new Map(program.output.indices.map((i, n) => [i.name, derivation.output[n]!]));
  const output: Definition = {
    name: derivation.symbol,
    indices: derivation.output,
    body: substitute(program.output.body, rename),
  };
  return [...program.definitions, ...(own.has(derivation.symbol) ? [] : [output]), ...added];
};

/** Index places to look at: all of them while they are few, else spread evenly. */
const tuplesOf = (indices: readonly Index[], evaluator: Evaluator): readonly Places[] => {
  const lengths = indices.map((i) => lengthOf(i.dim, evaluator.point));
  const total = lengths.reduce((n, l) => n * l, 1);
  // A step that shares no factor with the total visits distinct places.
  const step = total <= MOST_TUPLES ? 1 : coprimeNear(Math.floor(total / MOST_TUPLES), total);
  return Array.from({ length: Math.min(total, MOST_TUPLES) }, (_, n) => {
    let rest = (n * step) % total;
    const places: Record<string, number> = {};
    for (let axis = indices.length - 1; axis >= 0; axis--) {
      places[indices[axis]!.name] = rest % lengths[axis]!;
      rest = Math.floor(rest / lengths[axis]!);
    }
    return places;
  });
};

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a);
const coprimeNear = (start: number, total: number): number => {
  for (let s = Math.max(2, start); ; s++) if (gcd(s, total) === 1) return s;
};

const lengthOf = (dim: string, point: Point): number =>
  /^\d+$/.test(dim) ? Number(dim) : (point.dims[dim] ?? 1);

interface Values {
  readonly value: readonly number[];
  readonly error: readonly number[];
}

/** Largest scaled difference of two lines at a point, or undefined where nothing could be compared. */
const compareValues = (a: Values, b: Values): number | undefined => {
  let worst: number | undefined;
  for (let n = 0; n < a.value.length; n++) {
    const [x, y] = [a.value[n]!, b.value[n]!];
    if (Number.isNaN(x) && Number.isNaN(y)) continue;
    const size = Math.max(Math.abs(x), Math.abs(y));
    const spread = (a.error[n]! + b.error[n]!) / ULP;
    if (x === y) {
      worst = Math.max(worst ?? 0, 0);
      continue;
    }
    if (!Number.isFinite(x) || !Number.isFinite(y)) return Infinity;
    const scale = Math.max(size, Math.min(spread, 1e300), 1e-280);
    if (scale > ILL_CONDITIONED * Math.max(size, 1e-12)) continue;
    worst = Math.max(worst ?? 0, Math.abs(x - y) / scale);
  }
  return worst;
};

const valuesOf = (e: Expr, evaluator: Evaluator, tuples: readonly Places[]): Values => {
  const each = tuples.map((t) => evaluator.bounded(e, t));
  return { value: each.map((b) => b.value), error: each.map((b) => b.error) };
};

const atPoint = (
  program: Program,
  d: Derivation,
  machine: Compiled,
  point: Point,
  options: VerifyOptions,
  withDifferences: boolean,
): number | 'outside' | Disagreement => {
  try {
    return checkPoint(program, d, machine, point, options, withDifferences);
  } catch (error) {
    if (error instanceof EvaluationError) return 'outside';
    throw error;
  }
};

const checkPoint = (
  program: Program,
  d: Derivation,
  machine: Compiled,
  point: Point,
  options: VerifyOptions,
  withDifferences: boolean,
): number | 'outside' | Disagreement => {
  const evaluator = machine.at(point);
  const tuples = tuplesOf(d.indices, evaluator);
  const truth = valuesOf(d.means, evaluator, tuples);
  if (!truth.value.every(Number.isFinite)) return 'outside';

  let worst = 0;
  const chains = new Map<string, { tuples: readonly Places[]; values: Values }>();
  let current: { tuples: readonly Places[]; values: Values } | undefined;
  for (const step of d.steps) {
    if (step.of) current = chainOf(step.of, d, evaluator, chains, truth, tuples);
    if (!current) continue;
    const values = valuesOf(step.expr, evaluator, current.tuples);
    const error = compareValues(values, current.values);
    if (error === undefined) return 'outside';
    if (!(error <= TOLERANCE)) return { what: 'line', rule: step.rule, error };
    worst = Math.max(worst, error);
  }
  const entry = valuesOf(d.entry, evaluator, tuples);
  const end = compareValues(entry, truth);
  if (end === undefined) return 'outside';
  if (!(end <= TOLERANCE)) return { what: 'line', rule: 'result', error: end };

  for (const c of options.cases ?? []) {
    const bad = checkCase(c, evaluator, tuples, truth);
    if (bad) return bad;
  }
  if (options.matrix) {
    const bad = checkMatrix(options.matrix, d, evaluator);
    if (bad) return bad;
  }
  const difference =
    withDifferences && d.means.kind === 'diff'
      ? finiteDifference(program, d, machine, point, tuples, truth)
      : undefined;
  if (difference) return difference;
  return Math.max(worst, end);
};

/** The values that a chain begins with: a derivative of the code by dual numbers, or the value of what is being named. */
const chainOf = (
  of: Expr,
  d: Derivation,
  evaluator: Evaluator,
  chains: Map<string, { tuples: readonly Places[]; values: Values }>,
  truth: Values,
  tuples: readonly Places[],
): { tuples: readonly Places[]; values: Values } => {
  const target = of.kind === 'diff' ? of.body : of;
  const id = keyOf(of);
  const known = chains.get(id);
  if (known) return known;
  if (equal(of, d.means)) {
    const whole = { tuples, values: truth };
    chains.set(id, whole);
    return whole;
  }
  const free = target.kind === 'ref' ? target.at.filter((i) => i.value === undefined) : [];
  const own = tuplesOf(of.kind === 'diff' ? [...free, ...d.by.at] : free, evaluator);
  const chain = { tuples: own, values: valuesOf(of, evaluator, own) };
  chains.set(id, chain);
  return chain;
};

const checkCase = (
  c: Case,
  evaluator: Evaluator,
  tuples: readonly Places[],
  truth: Values,
): Disagreement | undefined => {
  const place = (i: Index, at: Places): number => evaluator.value({ kind: 'pos', index: i }, at);
  const inCase = tuples.map((at) =>
    c.when.every((w) =>
      w.kind === 'index'
        ? (place(w.a, at) === place(w.b, at)) === w.equal
        : (evaluator.value(w.what, at) !== 0) === w.holds,
    ),
  );
  const chosen = tuples.filter((_, n) => inCase[n]);
  if (chosen.length === 0) return undefined;
  const pick = (v: readonly number[]): readonly number[] => v.filter((_, n) => inCase[n]);
  const error = compareValues(valuesOf(c.then, evaluator, chosen), {
    value: pick(truth.value),
    error: pick(truth.error),
  });
  return error !== undefined && !(error <= TOLERANCE) ? { what: 'case', rule: 'cases', error } : undefined;
};

const checkMatrix = (form: MatrixForm, d: Derivation, evaluator: Evaluator): Disagreement | undefined => {
  const [rows, cols] = [lengthOf(form.row.dim, evaluator.point), lengthOf(form.col.dim, evaluator.point)];
  const dense = denseMatrix(form, evaluator, rows, cols);
  const tuples = tuplesOf([form.row, form.col], evaluator);
  const entries = valuesOf(d.entry, evaluator, tuples);
  const value = tuples.map((t) => dense[t[form.row.name]! * cols + t[form.col.name]!]!);
  const error = compareValues({ value, error: entries.error }, entries);
  return error !== undefined && !(error <= TOLERANCE)
    ? { what: 'matrix', rule: 'matrix-form', error }
    : undefined;
};

/** Central differences of the code as it was read: a further check that shares nothing with dual numbers, with a tolerance of its own. */
const finiteDifference = (
  program: Program,
  d: Derivation,
  machine: Compiled,
  point: Point,
  tuples: readonly Places[],
  truth: Values,
): Disagreement | undefined => {
  const written = substitute(
    program.output.body,
    new Map(program.output.indices.map((i, n) => [i.name, d.output[n]!])),
  );
  const array = point.values[d.by.name];
  if (!array) return undefined;
  const most = Math.min(tuples.length, 3);
  for (let n = 0; n < most; n++) {
    const at = tuples[Math.floor((n * tuples.length) / most)]!;
    const component: Component = { name: d.by.name, at: d.by.at.map((i) => at[i.name]!) };
    const offset = component.at.reduce((o, p, axis) => o * array.shape[axis]! + p, 0);
    const exact = truth.value[tuples.indexOf(at)]!;
    let best = Infinity;
    for (const step of [1e-5, 1e-7, 1e-3]) {
      const h = step * Math.max(1, Math.abs(array.data[offset]!));
      const shifted = (by: number): number => {
        const data = Float64Array.from(array.data);
        data[offset]! += by;
        return machine
          .at({ dims: point.dims, values: { ...point.values, [d.by.name]: { shape: array.shape, data } } })
          .value(written, at);
      };
      const [up, down] = [shifted(h), shifted(-h)];
      if (!Number.isFinite(up) || !Number.isFinite(down)) continue;
      const slope = (up - down) / (2 * h);
      const noise = (1e-15 * Math.max(Math.abs(up), Math.abs(down))) / h;
      best = Math.min(
        best,
        Math.max(0, Math.abs(slope - exact) - 100 * noise) / Math.max(1, Math.abs(exact)),
      );
      if (best < 1e-5) break;
    }
    if (best !== Infinity && best > 1e-3) return { what: 'finite-difference', rule: 'result', error: best };
  }
  return undefined;
};

export const isVerified = (v: Verified | Disagreement): v is Verified => 'points' in v;
