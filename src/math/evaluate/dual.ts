/**
 * Dual numbers: value + slope · ε with ε² = 0, and the error of both (see bound.ts). A closure returns the value and leaves
 * [error, slope, error of the slope] in `out`, for the component that the state is derived by at the time.
 *
 * A slope is nothing at all, as opposed to a 0 that was computed, where its error is 0 too: nothing · ∞ is nothing, 0 · ∞ is NaN.
 */
import type { Expr, Of } from '../nodes.js';
import { toNumber } from '../rational.js';
import { boundCode, compareError, isUncertain, nearUnderflow, powerSlope, scaled, tiny, U } from './bound.js';
import { functionCode, powCode } from './dual-functions.js';
import { dualOfDerivative } from './jet.js';
import {
  offsetCode,
  sizeCode,
  slotOf,
  variableSlot,
  type Code,
  type Machine,
  type State,
} from './machine.js';
import { keep, keepIfClosed } from './memo.js';
import { dependenciesOf } from './perturb.js';
import { callCode, factorCodes, Over, OverPower, relations, Times } from './value.js';

export const dualCode = (m: Machine, e: Expr): Code => {
  const known = m.duals.get(e);
  if (known) return known;
  const code = compile(m, e);
  m.duals.set(e, code);
  return code;
};

const still = (bound: Code): Code => {
  return (s) => {
    const value = bound(s);
    s.out[1] = 0;
    s.out[2] = 0;
    return value;
  };
};

/** Where the variable at hand does not occur there is nothing to derive, and less to keep. */
const unlessStill = (m: Machine, e: Expr, code: Code): Code => {
  const dependencies = dependenciesOf(m, e);
  const constant = still(boundCode(m, e));
  return (s) => (dependencies.has(s.by!.variable) ? code(s) : constant(s));
};

const compile = (m: Machine, e: Expr): Code => {
  if (dependenciesOf(m, e).size === 0) return still(boundCode(m, e));
  switch (e.kind) {
    case 'num':
    case 'const':
    case 'size':
    case 'pos':
    case 'delta':
    case 'arg':
      return still(boundCode(m, e));
    case 'compare': {
      const [left, right, holds] = [boundCode(m, e.left), boundCode(m, e.right), relations[e.rel]];
      return still((s) => {
        const a = left(s);
        const error = s.out[0]!;
        const b = right(s);
        s.out[0] = compareError(a, b, error + s.out[0]!);
        return holds(a, b) ? 1 : 0;
      });
    }
    case 'var': {
      const [value, slot, offset] = [boundCode(m, e), variableSlot(m, e.name), offsetCode(m, e.name, e.at)];
      return (s) => {
        const x = value(s);
        s.out[1] = s.by!.variable === slot && s.by!.offset === offset(s) ? 1 : 0;
        s.out[2] = 0;
        return x;
      };
    }
    case 'ref':
      return unlessStill(m, e, callCode(m, e, 4, dualCode));
    case 'add': {
      const terms = e.terms.map((t) => dualCode(m, t));
      return (s) => {
        let value = 0;
        let error = 0;
        let slope = 0;
        let slopeError = 0;
        for (let k = 0; k < terms.length; k++) {
          value += terms[k]!(s);
          error += s.out[0]! + (k === 0 ? 0 : U * Math.abs(value));
          slope += s.out[1]!;
          slopeError += s.out[2]! + (s.out[1] === 0 ? 0 : U * Math.abs(slope));
        }
        return leave(s, value, error, slope, slopeError);
      };
    }
    case 'mul':
      return productCode(m, e);
    case 'pow':
      return powCode(m, e);
    case 'fn':
      return keepIfClosed(m, e, 4, functionCode(m, e));
    case 'reduce':
      return unlessStill(m, e, keep(m, e, 4, reduceCode(m, e)));
    case 'where': {
      const cond = boundCode(m, e.cond);
      const [then, otherwise] = [dualCode(m, e.then), dualCode(m, e.otherwise)];
      return (s) => {
        const c = cond(s);
        const uncertain = isUncertain(c, s.out[0]!);
        const value = c !== 0 ? then(s) : otherwise(s);
        if (uncertain) s.out[0] = s.out[2] = Infinity;
        return value;
      };
    }
    case 'diff':
      return unlessStill(m, e, dualOfDerivative(m, e));
  }
};

export const leave = (s: State, value: number, error: number, slope: number, slopeError: number): number => {
  s.out[0] = error;
  s.out[1] = slope;
  s.out[2] = slopeError;
  return value;
};

/** Derivative of b^p a second time: how fast its slope changes. */
const bend = (p: number, b: number, w: number): number =>
  p === 1 ? 0 : p === 2 ? 2 : p === -1 ? 2 * w * w * w : p * (p - 1) * Math.pow(b, p - 2);

const productCode = (m: Machine, e: Of<'mul'>): Code => {
  const coef = toNumber(e.coef);
  const coefError = Number.isInteger(coef) ? 0 : U * Math.abs(coef);
  const { selectors, bases, kinds, exponents, powers } = factorCodes(m, e, dualCode);
  const slopes = exponents.map(powerSlope);
  return (s) => {
    let v = coef;
    let ev = coefError;
    let dv = 0;
    let edv = 0;
    for (let k = 0; k < bases.length; k++) {
      const b = bases[k]!(s);
      if (k < selectors && b === 0) return leave(s, 0, 0, 0, 0);
      const eb = s.out[0]!;
      const db = s.out[1]!;
      const edb = s.out[2]!;
      const kind = kinds[k]!;
      const times = kind === Times;
      const divides = kind === Over || kind === OverPower;
      const x = times ? b : powers[k]!(b);
      const w = divides ? 1 / x : x;
      const g = times ? 1 : slopes[k]!(b, w);
      const ew = times ? eb : scaled(g, eb) + U * Math.abs(w);
      const next = divides ? v / x : v * x;
      let d = 0;
      let ed = 0;
      if (dv !== 0 || edv !== 0) {
        d = dv * w;
        ed = scaled(w, edv) + scaled(dv, ew) + U * Math.abs(d);
      }
      if (db !== 0 || edb !== 0) {
        const t = g * db;
        const bent = times ? 0 : scaled(bend(exponents[k]!, b, w) * db, eb);
        const et = bent + scaled(g, edb) + 2 * U * Math.abs(t) + tiny;
        d += v * t;
        ed += scaled(t, ev) + scaled(v, et) + U * Math.abs(d) + tiny;
      }
      ev = scaled(v, ew) + scaled(w, ev) + U * Math.abs(next);
      if (next < nearUnderflow && next > -nearUnderflow && v !== 0 && w !== 0) ev += tiny;
      v = next;
      dv = d;
      edv = ed;
    }
    return leave(s, v, ev, dv, edv);
  };
};

const reduceCode = (m: Machine, e: Of<'reduce'>): Code => {
  const slot = slotOf(m, e.index.name);
  const size = sizeCode(e.index.dim);
  const body = dualCode(m, e.body);
  const { op } = e;
  const start = op === 'sum' ? 0 : op === 'prod' ? 1 : op === 'max' ? -Infinity : Infinity;
  return (s) => {
    const n = size(s);
    const { frame } = s;
    const outer = frame[slot]!;
    let v: number = start;
    let ev = 0;
    let dv = 0;
    let edv = 0;
    for (let k = 0; k < n; k++) {
      frame[slot] = k;
      const x = body(s);
      const ex = s.out[0]!;
      const dx = s.out[1]!;
      const edx = s.out[2]!;
      if (op === 'sum') {
        v += x;
        ev += ex + (k === 0 ? 0 : U * Math.abs(v));
        dv += dx;
        edv += edx + (dx === 0 ? 0 : U * Math.abs(dv));
      } else if (op === 'prod') {
        const left = dv !== 0 || edv !== 0;
        const right = dx !== 0 || edx !== 0;
        const d = (left ? dv * x : 0) + (right ? v * dx : 0);
        edv =
          scaled(x, edv) +
          scaled(dv, ex) +
          scaled(dx, ev) +
          scaled(v, edx) +
          2 * U * Math.abs(d) +
          (left || right ? tiny : 0);
        ev = scaled(x, ev) + scaled(v, ex);
        v *= x;
        dv = d;
        ev += U * Math.abs(v);
      } else if (op === 'max' ? x > v || x !== x : x < v || x !== x) {
        v = x;
        ev = ex;
        dv = dx;
        edv = edx;
      }
    }
    frame[slot] = outer;
    return leave(s, v, ev, dv, edv);
  };
};
