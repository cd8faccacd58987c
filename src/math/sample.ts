import { both, demandsOf, type Demand, type Demands, type Interval } from './domain.js';
import { compile, EvaluationError, type Compiled, type NumericArray, type Point } from './evaluate.js';
import type { Parameter, Program } from './program.js';
import { randomFrom } from './random.js';

export interface SampleOptions {
  /** Lengths of axes that are not to be drawn. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Values that are not to be drawn. */
  readonly values?: Readonly<Record<string, NumericArray>>;
  /** Values several times as far apart as usual. Every fifth seed has them anyway. */
  readonly wide?: boolean;
  /** How often to draw again while the output is not finite. */
  readonly tries?: number;
}

interface Prepared {
  readonly demands: Demands;
  readonly compiled: Compiled;
}

const prepared = new WeakMap<Program, Prepared>();

const prepare = (program: Program): Prepared => {
  const known = prepared.get(program);
  if (known) return known;
  const fresh = { demands: demandsOf(program), compiled: compile(program.definitions) };
  prepared.set(program, fresh);
  return fresh;
};

/**
 * A random point in the domain of a program, the same for the same seed: axes of length 2 to 5, of different lengths where their names
 * differ (longer where a constant place asks for it); values for which functions are defined and exponentials moderate;
 * labels within their axis; what is assumed of a parameter holds. None if no point with a finite output was found.
 */
export const samplePoint = (
  program: Program,
  seed: number,
  options: SampleOptions = {},
): Point | undefined => {
  const { demands, compiled } = prepare(program);
  const wide = options.wide ?? seed % 5 === 4;
  const tries = options.tries ?? 20;
  for (let n = 0; n < tries; n++) {
    // What is too wide to be finite is drawn closer the next time; what was read off the functions one by one may be too
    // narrow for all together, as for ln(u v), which is also defined where both are negative.
    const manner = { wide: wide && n < 2, loose: n >= tries / 5 };
    const point = draw(program, demands, randomFrom(seed * 7919 + n * 104729), manner, options);
    if (isFinite(program, compiled, point)) return point;
  }
  return undefined;
};

/** Whether all of the output is finite there. A point at which it has no value at all is none to sample. */
const isFinite = (program: Program, compiled: Compiled, point: Point): boolean => {
  try {
    return compiled.at(point).all(program.output.body, program.output.indices).every(Number.isFinite);
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
};

type Random = () => number;

interface Manner {
  readonly wide: boolean;
  /** Most variables from anywhere that its assumptions allow. */
  readonly loose: boolean;
}

const draw = (
  program: Program,
  { variables, dims: named, lengths }: Demands,
  random: Random,
  manner: Manner,
  options: SampleOptions,
): Point => {
  const dims = drawDims(named, lengths, random, options.dims ?? {});
  const values: Record<string, NumericArray> = {};
  const parameters = new Map(program.parameters.map((p) => [p.name, p]));
  for (const [name, demand] of variables) {
    const given = options.values?.[name];
    values[name] = given ?? drawArray(name, demand, parameters.get(name), dims, random, manner);
  }
  return { dims, values };
};

/** Lengths 2 … 5 in random order, none twice while they last; last of all those that another axis has. */
const drawDims = (
  named: ReadonlyMap<string, number>,
  lengths: ReadonlySet<number>,
  random: Random,
  given: Readonly<Record<string, number>>,
): Record<string, number> => {
  const order = shuffled([2, 3, 4, 5], random);
  const left = [...order.filter((n) => !lengths.has(n)), ...order.filter((n) => lengths.has(n))];
  const dims: Record<string, number> = { ...given };
  for (const [dim, atLeast] of named) {
    if (Object.hasOwn(given, dim)) continue;
    const at = left.findIndex((n) => n >= atLeast);
    dims[dim] = at >= 0 ? left.splice(at, 1)[0]! : Math.max(atLeast, 2) + Math.floor(random() * 3);
  }
  return dims;
};

const shuffled = (numbers: readonly number[], random: Random): number[] => {
  const result = [...numbers];
  for (let k = result.length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [result[k], result[other]] = [result[other]!, result[k]!];
  }
  return result;
};

const lengthOf = (dim: string, dims: Readonly<Record<string, number>>): number =>
  /^\d+$/.test(dim) ? Number(dim) : (dims[dim] ?? 1);

/** What is called so is small and positive: drawn like other numbers it would clip everything to itself. */
const small = /^_*(eps|epsilon|tiny|smooth|smoothing|label_smoothing|ε)\d*_*$/i;

const drawArray = (
  name: string,
  demand: Demand,
  parameter: Parameter | undefined,
  dims: Readonly<Record<string, number>>,
  random: Random,
  manner: Manner,
): NumericArray => {
  const shape = demand.dims.map((dim) => lengthOf(dim, dims));
  const data = new Float64Array(shape.reduce((n, length) => n * length, 1));
  const row = shape.at(-1) ?? 1;
  const assume = new Set(parameter?.assume ?? []);
  if (demand.labelOf !== undefined) {
    const count = lengthOf(demand.labelOf, dims);
    return { shape, data: data.map(() => Math.floor(random() * count)) };
  }
  if (assume.has('one-hot')) {
    for (let start = 0; start < data.length; start += row) data[start + Math.floor(random() * row)] = 1;
    return { shape, data };
  }
  if (assume.has('sums-to-one')) {
    data.forEach((_, k) => (data[k] = 0.1 + random()));
    for (let start = 0; start < data.length; start += row) {
      const part = data.subarray(start, start + row);
      const total = part.reduce((a, b) => a + b, 0);
      part.forEach((x, k) => (part[k] = x / total));
    }
    return { shape, data };
  }
  // Products of matrices add up: their entries are drawn closer to 0.
  const reach = (shape.length >= 2 ? 1.2 : 2) * (manner.wide ? 4 : 1);
  const interval = manner.loose && random() < 0.7 ? demand.assumed : demand.interval;
  if (small.test(name) && interval.low <= 0 && interval.high > 0.1) {
    return { shape, data: data.map(() => 0.01 + 0.09 * random()) };
  }
  return { shape, data: data.map(() => drawNumber(demand, interval, random, reach)) };
};

const drawNumber = (demand: Demand, interval: Interval, random: Random, reach: number): number => {
  const uncut = both(interval, demand.uncut);
  const { low, high } = uncut.low < uncut.high && random() < 0.75 ? uncut : interval;
  const between = (a: number, b: number): number => a + (b - a) * random();
  const thresholds = [...demand.thresholds].filter((t) => t > low && t < high);
  if (thresholds.length > 0 && random() < 0.5) {
    const t = thresholds[Math.floor(random() * thresholds.length)]!;
    return inside(t + between(-1.5, 1.5), low, high);
  }
  if (!(low < high) || (low <= -reach && high >= reach)) {
    if (!demand.divides) return between(-reach, reach);
    return between(0.4, Math.max(reach, 1)) * (random() < 0.5 ? -1 : 1);
  }
  if (high === Infinity || high - low > 2 * reach) {
    if (low === -Infinity) return high - between(0.1, 1.25 * reach);
    return low <= -reach ? between(-reach, Math.min(reach, high)) : low + between(0.1, 1.25 * reach);
  }
  return between(low + 0.04 * (high - low), high - 0.04 * (high - low));
};

/** Moves a number off the ends of an open interval. */
const inside = (x: number, low: number, high: number): number => {
  if (x > low && x < high) return x;
  if (low === -Infinity) return high - 0.1;
  if (high === Infinity) return low + 0.1;
  return (low + high) / 2;
};
