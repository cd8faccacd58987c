/**
 * Derivatives of derivatives: dual numbers over dual numbers. With m components derived by, a number has 2^m coefficients, one for
 * each set of the ε_1 … ε_m (ε_k² = 0), and a bound of its error for each; the newest ε has the highest bit.
 * Rare next to values and first derivatives, so this walks the expression instead of compiling it.
 */
import type { Expr, Of } from '../nodes.js';
import { toNumber } from '../rational.js';
import { boundCode, scaled, tiny, U } from './bound.js';
import { applied, ofFunction, ofPow, ofPower, argument } from './compose.js';
import { dependenciesOf, perturbationOf } from './perturb.js';
import { EvaluationError, offsetCode, placeCode, sizeCode, slotOf, variableSlot } from './machine.js';
import type { Code, Machine, Perturbation, State } from './machine.js';
import { tupleOf } from './memo.js';
import { isSelector, valueCode } from './value.js';

/** Coefficients by set of ε, and the bounds of their errors. */
export interface Jet {
  readonly c: Float64Array;
  readonly e: Float64Array;
}

/** Where a jet is computed, what by, and what the arguments of a function's partial are. */
export interface Scene {
  readonly m: Machine;
  readonly s: State;
  readonly by: readonly Perturbation[];
  readonly args?: readonly Jet[];
}

/** Runs the derivative of a derivative as a closure of dual numbers (see dual.ts). */
export const dualOfDerivative =
  (m: Machine, e: Of<'diff'>): Code =>
  (s) => {
    const { c, e: errors } = jetOf({ m, s, by: [s.by!] }, e);
    s.out[0] = errors[0]!;
    s.out[1] = c[1]!;
    s.out[2] = errors[1]!;
    return c[0]!;
  };

export const jet = (order: number): Jet => ({
  c: new Float64Array(2 ** order),
  e: new Float64Array(2 ** order),
});

/** A coefficient that is nothing at all, not a 0 that was computed. */
export const isNothing = (a: Jet, k: number): boolean => a.c[k] === 0 && a.e[k] === 0;

/** u and v of u + v ε, for the newest ε. */
export const halves = (a: Jet): readonly [Jet, Jet] => {
  const n = a.c.length / 2;
  return [
    { c: a.c.subarray(0, n), e: a.e.subarray(0, n) },
    { c: a.c.subarray(n), e: a.e.subarray(n) },
  ];
};

export const plus = (a: Jet, b: Jet): Jet => {
  const c = a.c.map((x, k) => x + b.c[k]!);
  const e = a.e.map((error, k) => {
    const exact = isNothing(a, k) || isNothing(b, k);
    return error + b.e[k]! + (exact ? 0 : U * Math.abs(c[k]!) + tiny);
  });
  return { c, e };
};

export const times = (a: Jet, b: Jet): Jet => {
  const [c, e] = [new Float64Array(a.c.length), new Float64Array(a.c.length)];
  for (let set = 0; set < c.length; set++) {
    // All pairs of disjoint sets that make up this one.
    for (let part = set; ; part = (part - 1) & set) {
      const rest = set ^ part;
      if (!isNothing(a, part) && !isNothing(b, rest)) {
        const [x, y] = [a.c[part]!, b.c[rest]!];
        c[set]! += x * y;
        e[set]! +=
          scaled(x, b.e[rest]!) + scaled(y, a.e[part]!) + U * (Math.abs(x * y) + Math.abs(c[set]!)) + tiny;
      }
      if (part === 0) break;
    }
  }
  return { c, e };
};

const constantJet = (order: number, value: number, error: number): Jet => {
  const result = jet(order);
  result.c[0] = value;
  result.e[0] = error;
  return result;
};

export const jetOf = (scene: Scene, e: Expr): Jet => {
  const { m, s, by, args } = scene;
  const order = by.length;
  if (e.kind === 'var') {
    const placed = args && argument(e, args);
    if (placed) return placed;
  }
  const dependencies = dependenciesOf(m, e);
  if (!args && !by.some((p) => dependencies.has(p.variable))) {
    const value = boundCode(m, e)(s);
    return constantJet(order, value, s.out[0]!);
  }
  switch (e.kind) {
    case 'num':
    case 'const':
    case 'size':
    case 'pos':
    case 'delta':
    case 'arg': {
      const value = boundCode(m, e)(s);
      return constantJet(order, value, s.out[0]!);
    }
    case 'compare': {
      const [a, b] = [jetOf(scene, e.left), jetOf(scene, e.right)];
      const holds = {
        '<': a.c[0]! < b.c[0]!,
        '<=': a.c[0]! <= b.c[0]!,
        '=': a.c[0] === b.c[0],
        '!=': a.c[0] !== b.c[0],
      };
      return constantJet(order, holds[e.rel] ? 1 : 0, 0);
    }
    case 'var': {
      const value = boundCode(m, e)(s);
      const result = constantJet(order, value, s.out[0]!);
      const [slot, offset] = [variableSlot(m, e.name), offsetCode(m, e.name, e.at)(s)];
      by.forEach((p, k) => {
        if (p.variable === slot && p.offset === offset) result.c[1 << k] = 1;
      });
      return result;
    }
    case 'ref':
      return callJet(scene, e);
    case 'add':
      return e.terms.map((t) => jetOf(scene, t)).reduce(plus);
    case 'mul':
      return productJet(scene, e);
    case 'pow':
      return applied(scene, ofPow, [jetOf(scene, e.base), jetOf(scene, e.exponent)]);
    case 'fn':
      return applied(
        scene,
        ofFunction(e),
        e.args.map((a) => jetOf(scene, a)),
      );
    case 'reduce':
      return kept(scene, e, tupleOf(m, s, e), () => reduceJet(scene, e));
    case 'where': {
      const cond = args ? jetOf(scene, e.cond).c[0]! : valueCode(m, e.cond)(s);
      return jetOf(scene, cond !== 0 ? e.then : e.otherwise);
    }
    case 'diff': {
      const inner = perturbationOf(s, variableSlot(m, e.by.name), offsetCode(m, e.by.name, e.by.at)(s));
      return halves(jetOf({ m, s, by: [...by, inner] }, e.body))[1];
    }
  }
};

const productJet = (scene: Scene, e: Of<'mul'>): Jet => {
  const coef = toNumber(e.coef);
  let result = constantJet(scene.by.length, coef, Number.isInteger(coef) ? 0 : U * Math.abs(coef));
  for (const f of [...e.factors].sort((a, b) => Number(isSelector(b)) - Number(isSelector(a)))) {
    const base = jetOf(scene, f.base);
    if (isSelector(f) && base.c[0] === 0) return jet(scene.by.length);
    result = times(result, toNumber(f.power) === 1 ? base : applied(scene, ofPower(f.power), [base]));
  }
  return result;
};

const reduceJet = (scene: Scene, e: Of<'reduce'>): Jet => {
  const { m, s, by } = scene;
  const slot = slotOf(m, e.index.name);
  const n = sizeCode(e.index.dim)(s);
  const start = { sum: 0, prod: 1, max: -Infinity, min: Infinity }[e.op];
  let result = constantJet(by.length, start, 0);
  const outer = s.frame[slot]!;
  for (let k = 0; k < n; k++) {
    s.frame[slot] = k;
    const x = jetOf(scene, e.body);
    const [a, b] = [x.c[0]!, result.c[0]!];
    if (e.op === 'sum') result = plus(result, x);
    else if (e.op === 'prod') result = times(result, x);
    else if (e.op === 'max' ? a > b || a !== a : a < b || a !== a) result = x;
  }
  s.frame[slot] = outer;
  return result;
};

const callJet = (scene: Scene, e: Of<'ref'>): Jet => {
  const { m, s } = scene;
  const unit = m.units.get(e.name);
  if (!unit) throw new EvaluationError('unknown-definition', e.name);
  if (unit.slots.length !== e.at.length) throw new EvaluationError('shape', e.name);
  const places = e.at.map((i) => placeCode(m, i)(s));
  const { body } = unit.definition;
  return kept(scene, body, places.join(), () => {
    const outer = unit.slots.map((slot) => s.frame[slot]!);
    unit.slots.forEach((slot, k) => (s.frame[slot] = places[k]!));
    const result = jetOf(scene, body);
    unit.slots.forEach((slot, k) => (s.frame[slot] = outer[k]!));
    return result;
  });
};

/** Jets kept before they are let go. */
const mostJets = 100_000;

const kept = ({ s, by, args }: Scene, e: Expr, tuple: string, compute: () => Jet): Jet => {
  if (args) return compute();
  const key = `${tuple}|${by.map((p) => `${p.variable}.${p.offset}`).join()}`;
  let table = s.jets.get(e);
  if (!table) s.jets.set(e, (table = new Map()));
  const known = table.get(key);
  if (known) return known;
  const result = compute();
  if (table.size > mostJets) table.clear();
  table.set(key, result);
  return result;
};
