import { compile, EvaluationError, type Compiled } from '../evaluate.js';
import { nodeCount, variable, type Expr } from '../expr.js';
import { inlineRefs } from '../inline.js';
import { prepare } from '../prepare.js';
import type { Definition, Parameter, Program } from '../program.js';
import { dependence, OutOfFuel, type Context } from '../rules/rule.js';
import { samplePoint } from '../sample.js';
import { structureOf } from './structure.js';
import { knownFunctions, type KnownFunction } from './table.js';

/** What a piece of code computes, whatever it is called. */
export interface Recognised {
  /** Display name: 'softmax', 'log-softmax', 'sigmoid', … */
  readonly name: string;
  /** The letter that people give to its output. */
  readonly symbol: string;
  /** A scalar that divides the argument, by its name in the code. */
  readonly temperature?: string;
}

const POINTS = 8;
const TOLERANCE = 1e-9;
/** Larger programs are compositions that have no name of their own. */
const MAX_NODES = 300;
const symbols: Readonly<Record<string, string>> = {
  softmax: 'p',
  'softmax with ε': 'q',
  'log-softmax': 'y',
  'log-sum-exp': 'L',
  sigmoid: 's',
};

/**
 * Names a program by what it computes, not by what it is called: softmax and its kin by equality of expressions for any
 * argument, all others by equal numbers at every sample point. Undefined where nothing known agrees.
 */
export const recognise = (program: Program): Recognised | undefined =>
  byStructure(program) ?? byNumbers(program);

const byStructure = (program: Program): Recognised | undefined => {
  const bodies = new Map<string, Definition>();
  for (const d of program.definitions) {
    const body = inlineRefs(d.body, bodies);
    if (nodeCount(body) > MAX_NODES) return undefined;
    bodies.set(d.name, { ...d, body });
  }
  const whole = inlineRefs(program.output.body, bodies);
  if (nodeCount(whole) > MAX_NODES) return undefined;
  let fuel = 40_000;
  const by = variable(program.parameters[0]?.name ?? '');
  const context: Context = {
    by,
    named: new Map(),
    transparent: new Set(),
    productRule: false,
    depends: dependence(by, new Map()),
    spend: (steps) => {
      fuel -= steps;
      if (fuel < 0) throw new OutOfFuel(40_000);
    },
  };
  try {
    const body = prepare(whole, context).at(-1)?.expr ?? whole;
    const found = structureOf(body, program.output.indices, context);
    if (!found) return undefined;
    const temperature = temperatureOf(found.argument);
    return { name: found.name, symbol: symbols[found.name]!, ...(temperature ? { temperature } : {}) };
  } catch (error) {
    if (error instanceof OutOfFuel) return undefined;
    throw error;
  }
};

/** u = x_j / T with a scalar name T. */
const temperatureOf = (u: Expr): string | undefined => {
  if (u.kind !== 'mul') return undefined;
  const below = u.factors.find(
    (f) => f.power.n === -1 && f.power.d === 1 && f.base.kind === 'var' && f.base.at.length === 0,
  );
  return below?.base.kind === 'var' ? below.base.name : undefined;
};

const byNumbers = (program: Program): Recognised | undefined => {
  if (program.parameters.length === 0 || program.parameters.length > 4) return undefined;
  const machine = compile(program.definitions);
  const rank = program.output.indices.length;
  for (const known of knownFunctions) {
    if (known.args.length !== program.parameters.length || (known.rank !== 'each' && known.rank !== rank))
      continue;
    for (const order of orders(known, program.parameters, rank)) {
      if (agrees(program, known, order, machine)) return { name: known.name, symbol: known.symbol };
    }
  }
  return undefined;
};

/** The ways to give the program's parameters to the known function's arguments, by rank. */
const orders = (
  known: KnownFunction,
  parameters: readonly Parameter[],
  rank: number,
): readonly (readonly Parameter[])[] => {
  const fits = (p: Parameter, arg: KnownFunction['args'][number]): boolean =>
    arg === 'label'
      ? p.labelOf !== undefined
      : p.labelOf === undefined && p.dims.length === (arg === 'each' ? rank : arg);
  const extend = (done: readonly Parameter[]): readonly (readonly Parameter[])[] => {
    const arg = known.args[done.length];
    if (arg === undefined) return [done];
    return parameters.filter((p) => !done.includes(p) && fits(p, arg)).flatMap((p) => extend([...done, p]));
  };
  return extend([]);
};

const agrees = (
  program: Program,
  known: KnownFunction,
  order: readonly Parameter[],
  machine: Compiled,
): boolean => {
  let checked = 0;
  for (let seed = 1; seed <= POINTS * 3 && checked < POINTS; seed++) {
    const point = samplePoint(program, seed);
    if (!point) continue;
    const args = order.map((p) => point.values[p.name]?.data);
    if (!args.every((a) => a !== undefined)) return false;
    try {
      const own = machine.at(point).all(program.output.body, program.output.indices);
      const wanted = known.value(...args);
      if (!own.every(Number.isFinite)) continue;
      if (own.length !== wanted.length) return false;
      for (let n = 0; n < own.length; n++) {
        if (!(Math.abs(own[n]! - wanted[n]!) <= TOLERANCE * Math.max(1e-3, Math.abs(wanted[n]!))))
          return false;
      }
      checked++;
    } catch (error) {
      if (error instanceof EvaluationError) return false;
      throw error;
    }
  }
  return checked >= POINTS;
};

/** Whether two programs with the same free names give the same numbers at every sample point. */
export const sameFunction = (a: Program, b: Program): boolean => {
  if (a.output.indices.length !== b.output.indices.length) return false;
  const [of, other] = [compile(a.definitions), compile(b.definitions)];
  let checked = 0;
  for (let seed = 1; seed <= POINTS * 3 && checked < POINTS; seed++) {
    const point = samplePoint(a, seed);
    if (!point) continue;
    try {
      const wanted = of.at(point).all(a.output.body, a.output.indices);
      if (!wanted.every(Number.isFinite)) continue;
      const dims = Object.fromEntries(
        b.parameters.flatMap((p) =>
          p.dims.map((d, axis) => [d, point.values[p.name]?.shape[axis] ?? 0] as const),
        ),
      );
      const own = other.at({ dims, values: point.values }).all(b.output.body, b.output.indices);
      if (
        own.length !== wanted.length ||
        !own.every((x, k) => Math.abs(x - wanted[k]!) <= TOLERANCE * Math.max(1e-3, Math.abs(wanted[k]!)))
      )
        return false;
      checked++;
    } catch (error) {
      if (error instanceof EvaluationError) return false;
      throw error;
    }
  }
  return checked >= POINTS;
};
