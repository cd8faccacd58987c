/**
 * Functions of jets. f(u + v ε) = f(u) + f′(u) v ε, where u and v are of one order less. At the lowest order f′ is the function's
 * numeric slope, above it the symbolic partial, itself evaluated as a jet.
 */
import { log, mul, number, ONE, pow, power, sub, variable } from '../expr.js';
import type { Expr, Of } from '../nodes.js';
import { addQ, minusOne, toNumber, type Rational } from '../rational.js';
import { powerSlope, scaled, tiny, U } from './bound.js';
import { halves, isNothing, jet, jetOf, plus, times, type Jet, type Scene } from './jet.js';
import { functionOf, powerOf } from './value.js';

/** A function as jets need it. */
export interface Composable {
  readonly evaluate: (...args: readonly number[]) => number;
  readonly slopes: (...args: readonly number[]) => readonly number[];
  /** Partials at the given stand-ins for the arguments. */
  readonly partials: (...args: readonly Expr[]) => readonly Expr[];
}

/** A name that no code can have, for the argument of a function whose partial is evaluated. */
const standIn = (k: number): Of<'var'> => variable(`\u0000${k}`);
const standIns = [standIn(0), standIn(1), standIn(2)];

/** The jet that a stand-in stands for. */
export const argument = (e: Of<'var'>, args: readonly Jet[]): Jet | undefined =>
  e.name.startsWith('\u0000') ? args[Number(e.name.slice(1))] : undefined;

export const ofFunction = (e: Of<'fn'>): Composable => functionOf(e);

export const ofPower = (p: Rational): Composable => {
  const exponent = toNumber(p);
  const root = powerOf(Math.abs(exponent));
  const evaluate = (b?: number): number => (exponent < 0 ? 1 / root(b!) : root(b!));
  const slope = powerSlope(exponent);
  return {
    evaluate,
    slopes: (b) => [slope(b!, evaluate(b))],
    partials: (b) => [mul(number(p), power(b!, addQ(p, minusOne)))],
  };
};

export const ofPow: Composable = {
  evaluate: (b, x) => Math.pow(b!, x!),
  slopes: (b, x) => [x! * Math.pow(b!, x! - 1), Math.pow(b!, x!) * Math.log(b!)],
  partials: (b, x) => [mul(x!, pow(b!, sub(x!, ONE))), mul(pow(b!, x!), log(b!))],
};

export const applied = (scene: Scene, f: Composable, args: readonly Jet[]): Jet => {
  if (scene.by.length === 0) return valueOf(f, args);
  const split = args.map(halves);
  const lower = { ...scene, by: scene.by.slice(0, -1) };
  const us = split.map(([u]) => u);
  const value = applied(lower, f, us);
  let slope = jet(lower.by.length);
  split.forEach(([, v], k) => {
    if (v.c.every((_, i) => isNothing(v, i))) return;
    slope = plus(slope, times(partial(lower, f, us, k), v));
  });
  const result = jet(scene.by.length);
  result.c.set(value.c);
  result.e.set(value.e);
  result.c.set(slope.c, value.c.length);
  result.e.set(slope.e, value.e.length);
  return result;
};

const valueOf = (f: Composable, args: readonly Jet[]): Jet => {
  const xs = args.map((a) => a.c[0]!);
  const result = jet(0);
  result.c[0] = f.evaluate(...xs);
  result.e[0] = 2 * U * Math.abs(result.c[0]!);
  f.slopes(...xs).forEach((g, k) => (result.e[0]! += scaled(g, args[k]!.e[0]!)));
  return result;
};

const partial = (scene: Scene, f: Composable, us: readonly Jet[], k: number): Jet => {
  if (scene.by.length > 0) return jetOf({ ...scene, args: us }, f.partials(...standIns)[k]!);
  const xs = us.map((u) => u.c[0]!);
  const g = f.slopes(...xs)[k]!;
  const moved = Math.abs(f.slopes(...xs.map((x, n) => x + us[n]!.e[0]!))[k]! - g);
  const result = jet(0);
  result.c[0] = g;
  result.e[0] = 4 * U * Math.abs(g) + (moved < Infinity ? moved : 0) + tiny;
  return result;
};
