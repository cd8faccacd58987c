import { compile, EvaluationError, type Point } from './evaluate.js';
import { logSoftmax, logSumExp, softmax } from './softmax.js';
import type { Parameter, Program } from './program.js';
import { samplePoint } from './sample.js';

/** What a piece of code computes, whatever it is called. */
export interface Recognised {
  /** Display name: 'softmax', 'log-softmax', 'sigmoid', … */
  readonly name: string;
  /** The letter that people give to its output. */
  readonly symbol: string;
}

/** A known function as numbers: its main argument in, its value out; `others` are the program's further scalars. */
interface Known extends Recognised {
  readonly input: 0 | 1;
  readonly output: 0 | 1;
  readonly value: (x: Float64Array, others: Readonly<Record<string, number>>) => ArrayLike<number>;
}

const known: readonly Known[] = [
  { name: 'softmax', symbol: 'p', input: 1, output: 1, value: (x) => softmax(x) },
  { name: 'log-softmax', symbol: 'y', input: 1, output: 1, value: (x) => logSoftmax(x) },
  { name: 'log-sum-exp', symbol: 'L', input: 1, output: 0, value: (x) => [logSumExp(x)] },
  { name: 'sigmoid', symbol: 's', input: 0, output: 0, value: ([x]) => [1 / (1 + Math.exp(-x!))] },
  { name: 'softplus', symbol: 'y', input: 0, output: 0, value: ([x]) => [Math.log1p(Math.exp(x!))] },
  { name: 'tanh', symbol: 'y', input: 0, output: 0, value: ([x]) => [Math.tanh(x!)] },
];

const POINTS = 8;
const TOLERANCE = 1e-9;

/**
 * Names a program by what it computes: equal to the known function at every sample point, whatever its own names say.
 * Undefined where nothing known agrees.
 */
export const recognise = (program: Program): Recognised | undefined => {
  const machine = compile(program.definitions);
  const mains = program.parameters.filter((p) => p.labelOf === undefined);
  for (const candidate of known) {
    if (program.output.indices.length !== candidate.output) continue;
    const main = mains.find((p) => p.dims.length === candidate.input);
    if (main && mains.length === 1 && agrees(program, candidate, main, machine))
      return { name: candidate.name, symbol: candidate.symbol };
  }
  return undefined;
};

const agrees = (
  program: Program,
  candidate: Known,
  main: Parameter,
  machine: ReturnType<typeof compile>,
): boolean => {
  let checked = 0;
  for (let seed = 1; seed <= POINTS * 2 && checked < POINTS; seed++) {
    const point: Point | undefined = samplePoint(program, seed);
    const x = point?.values[main.name];
    if (!point || !x) continue;
    try {
      const own = machine.at(point).all(program.output.body, program.output.indices);
      const wanted = candidate.value(x.data, {});
      if (!own.every(Number.isFinite)) continue;
      if (own.length !== wanted.length) return false;
      for (let n = 0; n < own.length; n++)
        if (Math.abs(own[n]! - wanted[n]!) > TOLERANCE * Math.max(1, Math.abs(wanted[n]!))) return false;
      checked++;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
    }
  }
  return checked >= POINTS;
};
