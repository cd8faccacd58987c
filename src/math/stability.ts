import type { NumericArray, Point } from './evaluate.js';
import { nodeCount } from './keys.js';
import type { Parameter, Program } from './program.js';
import { evaluateWide, magnitude, type Trace } from './wide.js';

/** A loss of the result that has nothing to do with the function itself: its true value there is an ordinary number. */
export interface Instability {
  readonly id: 'overflow' | 'underflow';
  /** What comes out instead: 'NaN', 'inf', '-inf', '0'. */
  readonly gives: string;
  /** The name in whose definition it begins; '' for the output itself. */
  readonly within: string;
  readonly example: Readonly<Record<string, number | readonly number[]>>;
  /** The largest number of the example: the smallest round one that breaks it. */
  readonly at: number;
}

/** Round numbers, as one would try them, up to where ordinary data ends. */
const roundNumbers: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  .flatMap((d) => [1, 10, 100, 1000].map((p) => d * p))
  .concat(10_000)
  .sort((a, b) => a - b);

/** Large numbers that naive code does not survive. */
const probes = [100, 1000, 10_000] as const;
/** Larger programs are not tried: each number costs an evaluation of all of it. */
const MAX_NODES = 250;
const LENGTH = 3;
const MOST_OUTPUTS = 9;
/** True values beyond this are out of range for any form of the code. */
const ORDINARY = { double: 700, single: 85 };

/** Directions that data takes: one large component, all large, one small, all small, and both. */
const patterns: readonly ((k: number, a: number) => number)[] = [
  (k, a) => (k === 0 ? a : 0),
  (_, a) => a,
  (_, a) => -a,
  (k, a) => (k === 0 ? -a : 0),
  (k, a) => (k % 2 ? -a : a),
  // One row of a matrix far below the others.
  (k, a) => (k < LENGTH ? 0 : -a),
];

/**
 * Looks for the smallest round input at which the code's result is NaN, ±∞ (or a logarithm of a vanished number) although
 * the function's true value is an ordinary number. Undefined where none is found up to 10⁴.
 * @param wrt the variable that is made large; everything else stays at 1 (labels at 0, probabilities at ½)
 */
export const instabilityOf = (
  program: Program,
  wrt: string,
  precision: 'double' | 'single' = 'double',
): Instability | undefined => {
  const parameter = program.parameters.find((p) => p.name === wrt);
  if (!parameter || parameter.dims.length > 2) return undefined;
  const size = program.definitions.reduce((n, d) => n + nodeCount(d.body), nodeCount(program.output.body));
  if (size > MAX_NODES) return undefined;
  const round = precision === 'single' ? Math.fround : (x: number): number => x;
  const shifts = shiftsOf(program, parameter);
  const breaks = (pattern: Pattern, a: number): Instability | undefined =>
    broken(program, parameter, pattern, a, round, ORDINARY[precision], shifts);
  for (const pattern of parameter.dims.length === 0 ? patterns.slice(1, 3) : patterns) {
    // Stable code passes a few large numbers and costs no more; what breaks is then narrowed down.
    if (!probes.some((a) => breaks(pattern, a))) continue;
    for (const a of roundNumbers) {
      const found = breaks(pattern, a);
      if (found) return found;
    }
  }
  return undefined;
};

type Pattern = (typeof patterns)[number];

const broken = (
  program: Program,
  parameter: Parameter,
  pattern: Pattern,
  a: number,
  round: (x: number) => number,
  ordinary: number,
  shifts: ReadonlySet<string>,
): Instability | undefined => {
  const largest = Math.max(...Array.from({ length: LENGTH + 1 }, (_, k) => pattern(k, a)));
  const point = pointWith(program, parameter, (k) => pattern(k, a), shifts, largest);
  const trace: Trace = {};
  const lost = evaluateWide(program, point, round, trace, MOST_OUTPUTS).find(
    (w) =>
      !Number.isFinite(w.plain) &&
      ((Math.abs(w.log) < ordinary && Number.isFinite(magnitude(w))) || w.log === -Infinity),
  );
  if (!lost || (trace.overflow === undefined && trace.underflow === undefined)) return undefined;
  const overflow = trace.overflow !== undefined;
  const data = point.values[parameter.name]!;
  return {
    id: overflow ? 'overflow' : 'underflow',
    gives: Number.isNaN(lost.plain) ? 'NaN' : lost.plain > 0 ? 'inf' : '-inf',
    within: (overflow ? trace.overflow : trace.underflow) ?? '',
    example: { [parameter.name]: data.shape.length === 0 ? data.data[0]! : Array.from(data.data) },
    at: a,
  };
};

/**
 * Free scalars that are subtracted and cancel (a maximum handed in from outside): the result does not depend on them, so
 * they are taken as what they are meant to be, as large as the input.
 */
const shiftsOf = (program: Program, wrt: Parameter): ReadonlySet<string> => {
  const scalars = program.parameters.filter(
    (p) => p !== wrt && p.dims.length === 0 && p.labelOf === undefined,
  );
  const at = (changed: string | undefined): readonly number[] => {
    const point = pointWith(program, wrt, (k) => k / 2, new Set(changed === undefined ? [] : [changed]), 2.5);
    return evaluateWide(program, point, (x) => x, {}, MOST_OUTPUTS).map(magnitude);
  };
  const usual = scalars.length ? at(undefined) : [];
  return new Set(
    scalars
      .filter((p) => at(p.name).every((v, k) => Math.abs(v - usual[k]!) <= 1e-12 * Math.abs(v)))
      .map((p) => p.name),
  );
};

const pointWith = (
  program: Program,
  wrt: Parameter,
  value: (k: number) => number,
  shifts: ReadonlySet<string>,
  shift: number,
): Point => {
  const dims: Record<string, number> = {};
  for (const p of program.parameters) for (const d of p.dims) if (!/^\d+$/.test(d)) dims[d] = LENGTH;
  const values: Record<string, NumericArray> = {};
  for (const p of program.parameters) {
    const shape = p.dims.map((d) => (/^\d+$/.test(d) ? Number(d) : LENGTH));
    const total = shape.reduce((n, l) => n * l, 1);
    const usual = p.labelOf !== undefined ? 0 : p.assume?.includes('probability') ? 0.5 : 1;
    values[p.name] = {
      shape,
      data: Float64Array.from({ length: total }, (_, k) =>
        p === wrt ? value(k) : shifts.has(p.name) ? shift : usual,
      ),
    };
  }
  return { dims, values };
};
