import type { Span } from '../../math/program.js';
import type { ReadRefusal } from '../reading.js';

/**
 * What leaves the interpreter sideways: a refusal, or the wish to begin again because a free name needs more axes than it
 * has (the sum over a "scalar"). Both are thrown as plain data and caught at the one door, interpret.ts.
 */
export type Signal =
  | { readonly signal: 'refusal'; readonly refusal: ReadRefusal }
  | {
      readonly signal: 'demand';
      /** Name → number of axes. */
      readonly ranks: ReadonlyMap<string, number>;
      /** Names that are lengths of axes (the n of range(n)). */
      readonly lengths: readonly string[];
    };

export const isSignal = (thrown: unknown): thrown is Signal =>
  typeof thrown === 'object' && thrown !== null && 'signal' in thrown;

export const refusal = (
  reason: string,
  key: string,
  span: Span,
  ...args: readonly (string | number)[]
): Signal => ({ signal: 'refusal', refusal: { ok: false, reason, key, args, span } });

export const demandRanks = (ranks: ReadonlyMap<string, number>): Signal => ({
  signal: 'demand',
  ranks,
  lengths: [],
});

export const demandLength = (name: string): Signal => ({
  signal: 'demand',
  ranks: new Map(),
  lengths: [name],
});
