/** Plain numbers: what the page asks for, and long vectors. */
import { functionNamed } from '../functions/index.js';
import type { Expr, Factor, Of } from '../nodes.js';
import { toNumber } from '../rational.js';
import { dualCode } from './dual.js';
import { call, keep, keepIfClosed } from './memo.js';
import { perturbed } from './perturb.js';
import {
  elementCode,
  EvaluationError,
  placeCode,
  sizeCode,
  slotOf,
  type Code,
  type Machine,
  type Manner,
} from './machine.js';

/** The closure that evaluates an expression; compiled once. */
export const valueCode = (m: Machine, e: Expr): Code => {
  const known = m.values.get(e);
  if (known) return known;
  const code = compile(m, e);
  m.values.set(e, code);
  return code;
};

export const constants = { pi: Math.PI, e: Math.E, inf: Infinity } as const;

export const functionOf = (e: Of<'fn'>) => {
  const f = functionNamed(e.name);
  if (!f || e.args.length !== f.arity) throw new EvaluationError('unknown-function', e.name);
  return f;
};

export const relations = {
  '<': (a: number, b: number): boolean => a < b,
  '<=': (a: number, b: number): boolean => a <= b,
  '=': (a: number, b: number): boolean => a === b,
  '!=': (a: number, b: number): boolean => a !== b,
} as const;

/** Of 0 and 1 alone, and strong where it is 0: what stands beside it need not be defined. */
export const isSelector = (f: Factor): boolean =>
  f.power.n > 0 && (f.base.kind === 'delta' || f.base.kind === 'arg');

const compile = (m: Machine, e: Expr): Code => {
  switch (e.kind) {
    case 'num': {
      const x = toNumber(e.value);
      return () => x;
    }
    case 'const': {
      const x = constants[e.name];
      return () => x;
    }
    case 'var':
      return elementCode(m, e.name, e.at);
    case 'ref':
      return callCode(m, e, 1, valueCode);
    case 'size':
      return sizeCode(e.dim);
    case 'pos':
      return placeCode(m, e.index);
    case 'delta': {
      const [a, b] = [placeCode(m, e.a), placeCode(m, e.b)];
      return (s) => (a(s) === b(s) ? 1 : 0);
    }
    case 'add': {
      const terms = e.terms.map((t) => valueCode(m, t));
      if (terms.length === 2) {
        const [a, b] = [terms[0]!, terms[1]!];
        return (s) => a(s) + b(s);
      }
      return (s) => {
        let total = 0;
        for (let k = 0; k < terms.length; k++) total += terms[k]!(s);
        return total;
      };
    }
    case 'mul':
      return productCode(m, e);
    case 'pow': {
      const [base, exponent] = [valueCode(m, e.base), valueCode(m, e.exponent)];
      return (s) => Math.pow(base(s), exponent(s));
    }
    case 'fn':
      return keepIfClosed(m, e, 1, functionCode(m, e));
    case 'reduce':
      return keep(m, e, 1, reduceCode(m, e));
    case 'arg': {
      const [at, extremum] = [placeCode(m, e.at), extremumCode(m, e)];
      return (s) => (extremum(s) === at(s) ? 1 : 0);
    }
    case 'compare': {
      const [left, right, holds] = [valueCode(m, e.left), valueCode(m, e.right), relations[e.rel]];
      return (s) => (holds(left(s), right(s)) ? 1 : 0);
    }
    case 'where': {
      const [cond, then, otherwise] = [e.cond, e.then, e.otherwise].map((c) => valueCode(m, c));
      return (s) => (cond!(s) !== 0 ? then!(s) : otherwise!(s));
    }
    case 'diff': {
      const run = perturbed(m, e.by, dualCode(m, e.body));
      return (s) => {
        run(s);
        return s.out[1]!;
      };
    }
  }
};

const functionCode = (m: Machine, e: Of<'fn'>): Code => {
  const f = functionOf(e).evaluate;
  const args = e.args.map((a) => valueCode(m, a));
  const [a, b] = [args[0]!, args[1]!];
  if (args.length === 1) return (s) => f(a(s));
  if (args.length === 2) return (s) => f(a(s), b(s));
  return (s) => f(...args.map((x) => x(s)));
};

/** base^p for p > 0, by the operations that the code would use. */
export const powerOf = (p: number): ((base: number) => number) =>
  p === 1 ? (b) => b : p === 2 ? (b) => b * b : p === 0.5 ? Math.sqrt : (b) => Math.pow(b, p);

/** How a factor counts: most are multiplied by or divided by as they are. */
export const Times = 0;
export const Over = 1;
const ToPower = 2;
export const OverPower = 3;

/** The factors of a product, selectors first; in columns, because the loop over them is what evaluation spends its time in. */
export interface Factors {
  readonly selectors: number;
  readonly bases: readonly Code[];
  readonly kinds: readonly number[];
  readonly exponents: readonly number[];
  /** base^|p|: a quotient is divided by, not multiplied by its inverse: one rounding, as in the code. */
  readonly powers: readonly ((base: number) => number)[];
}

export const factorCodes = (m: Machine, e: Of<'mul'>, code: (m: Machine, e: Expr) => Code): Factors => {
  const selectors = e.factors.filter(isSelector);
  const factors = [...selectors, ...e.factors.filter((f) => !isSelector(f))];
  const exponents = factors.map((f) => toNumber(f.power));
  return {
    selectors: selectors.length,
    bases: factors.map((f) => code(m, f.base)),
    kinds: exponents.map((p) => (p === 1 ? Times : p === -1 ? Over : p > 0 ? ToPower : OverPower)),
    exponents,
    powers: exponents.map((p) => powerOf(Math.abs(p))),
  };
};

const productCode = (m: Machine, e: Of<'mul'>): Code => {
  const coef = toNumber(e.coef);
  const { selectors, bases, kinds, powers } = factorCodes(m, e, valueCode);
  return (s) => {
    let value = coef;
    for (let k = 0; k < bases.length; k++) {
      const base = bases[k]!(s);
      if (k < selectors && base === 0) return 0;
      const kind = kinds[k]!;
      if (kind === Times) value *= base;
      else if (kind === Over) value /= base;
      else if (kind === OverPower) value /= powers[k]!(base);
      else value *= powers[k]!(base);
    }
    return value;
  };
};

const reduceCode = (m: Machine, e: Of<'reduce'>): Code => {
  const slot = slotOf(m, e.index.name);
  const size = sizeCode(e.index.dim);
  const body = valueCode(m, e.body);
  const { op } = e;
  const start = op === 'sum' ? 0 : op === 'prod' ? 1 : op === 'max' ? -Infinity : Infinity;
  return (s) => {
    const n = size(s);
    const { frame } = s;
    const outer = frame[slot]!;
    let result: number = start;
    for (let k = 0; k < n; k++) {
      frame[slot] = k;
      const x = body(s);
      if (op === 'sum') result += x;
      else if (op === 'prod') result *= x;
      else if (op === 'max' ? x > result || x !== x : x < result || x !== x) result = x;
    }
    frame[slot] = outer;
    return result;
  };
};

/** The place of the first extremum; NaN where a body is NaN, so that no place agrees with it. Kept per tuple of free indices. */
export const extremumCode = (m: Machine, e: Of<'arg'>): Code => {
  const slot = slotOf(m, e.index.name);
  const size = sizeCode(e.index.dim);
  const body = valueCode(m, e.body);
  const sign = e.op === 'max' ? 1 : -1;
  return keep(m, { kind: 'reduce', op: e.op, index: e.index, body: e.body }, 1, (s) => {
    const n = size(s);
    const { frame } = s;
    const outer = frame[slot]!;
    let [best, place] = [NaN, 0];
    for (let k = 0; k < n && place === place; k++) {
      frame[slot] = k;
      const x = sign * body(s);
      if (x !== x) place = NaN;
      else if (k === 0 || x > best) [best, place] = [x, k];
    }
    frame[slot] = outer;
    return place;
  });
};

/** A definition's body, run where it is referred to. */
export const callCode = (
  m: Machine,
  e: Of<'ref'>,
  manner: Manner,
  code: (m: Machine, e: Expr) => Code,
): Code => {
  const unit = m.units.get(e.name);
  if (!unit) throw new EvaluationError('unknown-definition', e.name);
  if (unit.slots.length !== e.at.length) throw new EvaluationError('shape', e.name);
  const places = e.at.map((i) => placeCode(m, i));
  return call(unit, places, manner, code(m, unit.definition.body), () => {
    throw new EvaluationError('out-of-range', e.name);
  });
};
