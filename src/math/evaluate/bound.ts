/**
 * Values with a running first-order bound of their rounding error (Wilkinson; Higham, "Accuracy and Stability of Numerical
 * Algorithms", §3.3). A free name counts as rounded once, so that error / (u · |value|) estimates the condition.
 * A closure returns the value and leaves the error in `out[0]`.
 */
import type { ElementaryFunction } from '../functions/function.js';
import type { Expr, Of } from '../nodes.js';
import { toNumber } from '../rational.js';
import { dualCode } from './dual.js';
import { sizeCode, slotOf, type Code, type Machine } from './machine.js';
import { keep, keepIfClosed } from './memo.js';
import { perturbed } from './perturb.js';
import { callCode, factorCodes, functionOf, Over, OverPower, relations, Times, valueCode } from './value.js';

/** Unit roundoff, 2^-53. */
export const U = 2 ** -53;
/** Below this, a product has lost digits to underflow that its relative error does not show. */
export const nearUnderflow = 2 ** -960;
export const tiny = Number.MIN_VALUE;

export const boundCode = (m: Machine, e: Expr): Code => {
  const known = m.bounds.get(e);
  if (known) return known;
  const code = compile(m, e);
  m.bounds.set(e, code);
  return code;
};

/** 0 · ∞ is 0 for errors: a bound of nothing stays nothing. */
export const scaled = (factor: number, error: number): number => (error === 0 ? 0 : Math.abs(factor) * error);

/** Slope of b^p, where w is b^p itself. */
export const powerSlope = (p: number): ((b: number, w: number) => number) => {
  switch (p) {
    case 1:
      return () => 1;
    case 2:
      return (b) => 2 * b;
    case -1:
      return (_, w) => -w * w;
    case 0.5:
      return (_, w) => 0.5 / w;
    case -0.5:
      return (_, w) => -0.5 * w * w * w;
    default:
      return (b) => p * Math.pow(b, p - 1);
  }
};

/** An indicator is uncertain where its two sides differ, but by no more than their errors. */
export const compareError = (a: number, b: number, error: number): number =>
  a !== b && Math.abs(a - b) <= error ? 1 : 0;

/** Whether a condition could be 0 or not, as rounding has it: then nothing is known of what depends on it. */
export const isUncertain = (c: number, error: number): boolean => error > 0 && Math.abs(c) <= error;

/** The error that an argument's error makes in f(x), by its slope; where that is 0, by trying, since x may lie at a jump. */
export const passedOn = (
  f: ElementaryFunction,
  x: number,
  y: number,
  slope: number,
  error: number,
): number => {
  if (slope !== 0) return scaled(slope, error);
  const change =
    error === 0 ? 0 : Math.max(Math.abs(f.evaluate(x + error) - y), Math.abs(f.evaluate(x - error) - y));
  return change < Infinity ? change : 0;
};

const compile = (m: Machine, e: Expr): Code => {
  switch (e.kind) {
    case 'num':
    case 'const':
    case 'var': {
      const value = valueCode(m, e);
      const exact = e.kind === 'num' && Number.isInteger(toNumber(e.value));
      return (s) => {
        const x = value(s);
        s.out[0] = exact || x === Infinity || x === -Infinity ? 0 : U * Math.abs(x);
        return x;
      };
    }
    case 'size':
    case 'pos':
    case 'delta':
    case 'arg': {
      const value = valueCode(m, e);
      return (s) => {
        const x = value(s);
        s.out[0] = 0;
        return x;
      };
    }
    case 'ref':
      return callCode(m, e, 2, boundCode);
    case 'add': {
      const terms = e.terms.map((t) => boundCode(m, t));
      return (s) => {
        let total = 0;
        let error = 0;
        for (let k = 0; k < terms.length; k++) {
          total += terms[k]!(s);
          error += s.out[0]! + (k === 0 ? 0 : U * Math.abs(total));
        }
        s.out[0] = error;
        return total;
      };
    }
    case 'mul':
      return productCode(m, e);
    case 'pow': {
      const [base, exponent] = [boundCode(m, e.base), boundCode(m, e.exponent)];
      return (s) => {
        const b = base(s);
        const eb = s.out[0]!;
        const x = exponent(s);
        const ex = s.out[0]!;
        const w = Math.pow(b, x);
        s.out[0] =
          scaled(x * Math.pow(b, x - 1), eb) +
          (w === 0 ? 0 : scaled(w * Math.log(Math.abs(b)), ex)) +
          2 * U * Math.abs(w);
        return w;
      };
    }
    case 'fn':
      return keepIfClosed(m, e, 2, functionCode(m, e));
    case 'reduce':
      return keep(m, e, 2, reduceCode(m, e));
    case 'compare': {
      const [left, right, holds] = [boundCode(m, e.left), boundCode(m, e.right), relations[e.rel]];
      return (s) => {
        const a = left(s);
        const ea = s.out[0]!;
        const b = right(s);
        s.out[0] = compareError(a, b, ea + s.out[0]!);
        return holds(a, b) ? 1 : 0;
      };
    }
    case 'where': {
      const cond = boundCode(m, e.cond);
      const [then, otherwise] = [boundCode(m, e.then), boundCode(m, e.otherwise)];
      return (s) => {
        const c = cond(s);
        const uncertain = isUncertain(c, s.out[0]!);
        const value = c !== 0 ? then(s) : otherwise(s);
        if (uncertain) s.out[0] = Infinity;
        return value;
      };
    }
    case 'diff': {
      const run = perturbed(m, e.by, dualCode(m, e.body));
      return (s) => {
        run(s);
        s.out[0] = s.out[2]!;
        return s.out[1]!;
      };
    }
  }
};

const productCode = (m: Machine, e: Of<'mul'>): Code => {
  const coef = toNumber(e.coef);
  const coefError = Number.isInteger(coef) ? 0 : U * Math.abs(coef);
  const { selectors, bases, kinds, exponents, powers } = factorCodes(m, e, boundCode);
  const slopes = exponents.map(powerSlope);
  const exact = Math.abs(coef) === 1;
  return (s) => {
    let value = coef;
    let error = coefError;
    for (let k = 0; k < bases.length; k++) {
      const base = bases[k]!(s);
      const eb = s.out[0]!;
      const kind = kinds[k]!;
      let next: number;
      if (k < selectors && base === 0) {
        s.out[0] = 0;
        return 0;
      }
      if (kind === Times) {
        next = value * base;
        error = exact && k === 0 ? eb : scaled(value, eb) + scaled(base, error) + U * Math.abs(next);
      } else if (kind === Over) {
        next = value / base;
        error = (scaled(next, eb) + error) / Math.abs(base) + U * Math.abs(next);
      } else {
        const x = powers[k]!(base);
        next = kind === OverPower ? value / x : value * x;
        const w = kind === OverPower ? 1 / x : x;
        error = scaled(value * slopes[k]!(base, w), eb) + scaled(w, error) + 2 * U * Math.abs(next);
      }
      if (next < nearUnderflow && next > -nearUnderflow && value !== 0 && base !== 0) error += tiny;
      value = next;
    }
    s.out[0] = error;
    return value;
  };
};

const functionCode = (m: Machine, e: Of<'fn'>): Code => {
  const f = functionOf(e);
  const args = e.args.map((a) => boundCode(m, a));
  const [only] = args;
  if (args.length === 1) {
    return (s) => {
      const x = only!(s);
      const error = s.out[0]!;
      const y = f.evaluate(x);
      s.out[0] = passedOn(f, x, y, f.slopes(x)[0]!, error) + 2 * U * Math.abs(y);
      return y;
    };
  }
  return (s) => {
    const errors: number[] = [];
    const xs = args.map((a) => {
      const x = a(s);
      errors.push(s.out[0]!);
      return x;
    });
    const y = f.evaluate(...xs);
    let error = 2 * U * Math.abs(y);
    f.slopes(...xs).forEach((slope, k) => (error += scaled(slope, errors[k]!)));
    s.out[0] = error;
    return y;
  };
};

const reduceCode = (m: Machine, e: Of<'reduce'>): Code => {
  const slot = slotOf(m, e.index.name);
  const size = sizeCode(e.index.dim);
  const body = boundCode(m, e.body);
  const { op } = e;
  const start = op === 'sum' ? 0 : op === 'prod' ? 1 : op === 'max' ? -Infinity : Infinity;
  return (s) => {
    const n = size(s);
    const { frame } = s;
    const outer = frame[slot]!;
    let result: number = start;
    let error = 0;
    for (let k = 0; k < n; k++) {
      frame[slot] = k;
      const x = body(s);
      const ex = s.out[0]!;
      if (op === 'sum') {
        result += x;
        error += ex + (k === 0 ? 0 : U * Math.abs(result));
      } else if (op === 'prod') {
        error = scaled(x, error) + scaled(result, ex);
        result *= x;
        error += U * Math.abs(result);
      } else if (op === 'max' ? x > result || x !== x : x < result || x !== x) {
        result = x;
        error = ex;
      }
    }
    frame[slot] = outer;
    s.out[0] = error;
    return result;
  };
};
