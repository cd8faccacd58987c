import {
  addQ,
  isInteger,
  isOne,
  isZero,
  minusOne,
  mulQ,
  one,
  parseRational,
  powQ,
  rational,
  zero,
  type Rational,
} from './rational.js';
import { keyOf } from './keys.js';
import type { Expr, Factor, Index, Of, ReduceOp, Relation, Variable } from './nodes.js';

export * from './nodes.js';
export * from './keys.js';

/* ---------- constructors: they flatten, collect and merge, and nothing that a teacher would say aloud ---------- */

export const number = (value: Rational | number): Expr => ({
  kind: 'num',
  value: typeof value === 'number' ? fromNumber(value) : value,
});
const fromNumber = (x: number): Rational => (Number.isInteger(x) ? rational(x) : parseRational(String(x)));
export const ZERO = number(zero);
export const ONE = number(one);
export const constant = (name: 'pi' | 'e' | 'inf'): Expr => ({ kind: 'const', name });
export const variable = (name: string, ...at: readonly Index[]): Variable => ({ kind: 'var', name, at });
export const ref = (name: string, ...at: readonly Index[]): Expr => ({ kind: 'ref', name, at });
export const size = (dim: string): Expr => (/^\d+$/.test(dim) ? number(Number(dim)) : { kind: 'size', dim });
export const position = (index: Index): Expr =>
  typeof index.value === 'number' && index.value >= 0 ? number(index.value) : { kind: 'pos', index };
/** Iverson's bracket; a bracket compared with 0 is that bracket again. */
export const compare = (rel: Relation, left: Expr, right: Expr): Expr =>
  rel === '!=' && left.kind === 'compare' && isNumber(right, 0)
    ? left
    : { kind: 'compare', rel, left, right };
export const diff = (body: Expr, by: Variable): Expr => ({ kind: 'diff', body, by });
export const arg = (op: 'max' | 'min', at: Index, index: Index, body: Expr): Expr => ({
  kind: 'arg',
  op,
  at,
  index,
  body,
});

export const sameIndex = (a: Index, b: Index): boolean =>
  a === b || (a.name === b.name && a.dim === b.dim && keyOfPlace(a) === keyOfPlace(b));
const keyOfPlace = (i: Index): string =>
  i.value === undefined
    ? ''
    : typeof i.value === 'number'
      ? `=${i.value}`
      : `=${i.value.name}(${i.value.at.map((a) => a.name).join()})`;

export const delta = (a: Index, b: Index): Expr => {
  if (sameIndex(a, b)) return ONE;
  const [u, v] = [a.value, b.value];
  if (typeof u === 'number' && typeof v === 'number' && u >= 0 === v >= 0) return u === v ? ONE : ZERO;
  return { kind: 'delta', a, b };
};

export const where = (cond: Expr, then: Expr, otherwise: Expr): Expr => {
  if (cond.kind === 'num') return isZero(cond.value) ? otherwise : then;
  if (cond.kind === 'compare' && cond.rel === '!=' && isNumber(cond.right, 0))
    return where(cond.left, then, otherwise);
  return keyOf(then) === keyOf(otherwise) ? then : { kind: 'where', cond, then, otherwise };
};

export const fn = (name: string, ...args: readonly Expr[]): Expr => ({ kind: 'fn', name, args });
export const exp = (x: Expr): Expr => (isNumber(x, 0) ? ONE : fn('exp', x));
export const log = (x: Expr): Expr => (isNumber(x, 1) ? ZERO : fn('log', x));
export const sqrt = (x: Expr): Expr => power(x, rational(1, 2));

export const isNumber = (e: Expr, value?: number): e is Of<'num'> =>
  e.kind === 'num' && (value === undefined || (e.value.n === value && e.value.d === 1));

/** Splits a term into its numeric coefficient and the rest (ONE for a plain number). */
export const splitCoefficient = (e: Expr): readonly [Rational, Expr] => {
  if (e.kind === 'num') return [e.value, ONE];
  if (e.kind !== 'mul' || isOne(e.coef)) return [one, e];
  return [
    e.coef,
    e.factors.length === 1 && isOne(e.factors[0]!.power)
      ? e.factors[0]!.base
      : { kind: 'mul', coef: one, factors: e.factors },
  ];
};

const scaled = (coef: Rational, rest: Expr): Expr => {
  if (isZero(coef)) return ZERO;
  if (isNumber(rest, 1)) return number(coef);
  if (isOne(coef)) return rest;
  if (rest.kind === 'mul') return { kind: 'mul', coef: mulQ(coef, rest.coef), factors: rest.factors };
  return { kind: 'mul', coef, factors: [{ base: rest, power: one }] };
};

/** Sum: flattened, like terms collected, in order of first appearance (a plain number keeps its place). */
export const add = (...input: readonly Expr[]): Expr => {
  const collected = new Map<string, { coef: Rational; rest: Expr }>();
  const put = (e: Expr): void => {
    if (e.kind === 'add') return e.terms.forEach(put);
    const [coef, rest] = splitCoefficient(e);
    if (isZero(coef)) return;
    const key = keyOf(rest);
    const seen = collected.get(key);
    collected.set(key, seen ? { coef: addQ(seen.coef, coef), rest } : { coef, rest });
  };
  input.forEach(put);
  const terms = [...collected.values()].filter((t) => !isZero(t.coef)).map((t) => scaled(t.coef, t.rest));
  return terms.length === 0 ? ZERO : terms.length === 1 ? terms[0]! : { kind: 'add', terms };
};

/** Product: flattened, numbers multiplied, equal bases merged by adding their powers, in order of first appearance. */
export const mul = (...input: readonly Expr[]): Expr =>
  product(
    one,
    input.map((base) => ({ base, power: one })),
  );

export const product = (start: Rational, input: readonly Factor[]): Expr => {
  let coef = start;
  const collected = new Map<string, Factor>();
  const put = (base: Expr, p: Rational): void => {
    if (isZero(p)) return;
    if (base.kind === 'num') {
      const exact = numericPower(base.value, p);
      if (exact) {
        coef = mulQ(coef, exact);
        return;
      }
    }
    if (base.kind === 'mul' && isInteger(p)) {
      coef = mulQ(coef, powQ(base.coef, p.n));
      for (const f of base.factors) put(f.base, mulQ(f.power, p));
      return;
    }
    const key = keyOf(base);
    const seen = collected.get(key);
    collected.set(key, { base, power: seen ? addQ(seen.power, p) : p });
  };
  for (const f of input) put(f.base, f.power);
  if (isZero(coef)) return ZERO;
  let factors = [...collected.values()].filter((f) => !isZero(f.power));
  // √2 · √2: merged powers of a number can have become exact.
  for (const f of factors) {
    const exact = f.base.kind === 'num' ? numericPower(f.base.value, f.power) : undefined;
    if (exact) {
      coef = mulQ(coef, exact);
      factors = factors.filter((g) => g !== f);
    }
  }
  // An indicator is its own square; so is a delta.
  factors = factors.map((f) => (isIdempotent(f.base) && f.power.n > 0 ? { base: f.base, power: one } : f));
  // (x^p)^q where q was not an integer when it came in, but the merged power is one.
  if (factors.some((f) => f.base.kind === 'mul' && isInteger(f.power))) return product(coef, factors);
  if (factors.length === 0) return number(coef);
  if (factors.length === 1 && isOne(coef) && isOne(factors[0]!.power)) return factors[0]!.base;
  return { kind: 'mul', coef, factors };
};

const isIdempotent = (e: Expr): boolean => e.kind === 'delta' || e.kind === 'compare' || e.kind === 'arg';

/** A number to a rational power where that is again an exact rational (4^½ = 2), else undefined. */
const numericPower = (base: Rational, p: Rational): Rational | undefined => {
  if (isInteger(p))
    return isZero(base) && p.n < 0 ? undefined : Math.abs(p.n) <= 64 ? powQ(base, p.n) : undefined;
  if (isOne(base)) return one;
  if (base.n <= 0 || !Number.isInteger(base.n)) return undefined;
  const root = (x: number): number => Math.round(x ** (1 / p.d));
  const [n, d] = [root(base.n), root(base.d)];
  if (n ** p.d !== base.n || d ** p.d !== base.d) return undefined;
  return powQ(rational(n, d), p.n);
};

/** base^p for a rational p. (x²)^½ stays as it is: it is |x|, not x. */
export const power = (base: Expr, p: Rational | number): Expr =>
  product(one, [{ base, power: typeof p === 'number' ? rational(p) : p }]);

/** base^exponent; a numeric exponent makes a factor of a product, and e^x is exp(x). */
export const pow = (base: Expr, exponent: Expr): Expr => {
  if (exponent.kind === 'num') return power(base, exponent.value);
  if (base.kind === 'const' && base.name === 'e') return exp(exponent);
  if (isNumber(base, 1)) return ONE;
  return { kind: 'pow', base, exponent };
};

export const neg = (e: Expr): Expr => mul(number(minusOne), e);
export const sub = (a: Expr, b: Expr): Expr => add(a, neg(b));
export const div = (a: Expr, b: Expr): Expr => mul(a, power(b, minusOne));

export const reduce = (op: ReduceOp, index: Index, body: Expr): Expr =>
  isNumber(body, 0) && op === 'sum' ? ZERO : { kind: 'reduce', op, index, body };
export const sum = (index: Index, body: Expr): Expr => reduce('sum', index, body);

/**
 * Rebuilds an expression with `f` applied to its direct subexpressions; itself if nothing changed. It does not rename
 * binders: an `f` that brings in free indices must open the binder first (see `open`).
 */
export const mapChildren = (e: Expr, f: (child: Expr) => Expr): Expr => {
  const same = (a: readonly Expr[], b: readonly Expr[]): boolean => a.every((x, i) => x === b[i]);
  switch (e.kind) {
    case 'add': {
      const terms = e.terms.map(f);
      return same(terms, e.terms) ? e : add(...terms);
    }
    case 'mul': {
      const bases = e.factors.map((x) => f(x.base));
      if (e.factors.every((x, i) => x.base === bases[i])) return e;
      return product(
        e.coef,
        e.factors.map((x, i) => ({ base: bases[i]!, power: x.power })),
      );
    }
    case 'pow': {
      const [base, exponent] = [f(e.base), f(e.exponent)];
      return base === e.base && exponent === e.exponent ? e : pow(base, exponent);
    }
    case 'fn': {
      const args = e.args.map(f);
      return same(args, e.args) ? e : fn(e.name, ...args);
    }
    case 'reduce': {
      const body = f(e.body);
      return body === e.body ? e : reduce(e.op, e.index, body);
    }
    case 'arg': {
      const body = f(e.body);
      return body === e.body ? e : arg(e.op, e.at, e.index, body);
    }
    case 'compare': {
      const [left, right] = [f(e.left), f(e.right)];
      return left === e.left && right === e.right ? e : compare(e.rel, left, right);
    }
    case 'where': {
      const [cond, then, otherwise] = [f(e.cond), f(e.then), f(e.otherwise)];
      return cond === e.cond && then === e.then && otherwise === e.otherwise
        ? e
        : where(cond, then, otherwise);
    }
    case 'diff': {
      const body = f(e.body);
      return body === e.body ? e : diff(body, e.by);
    }
    default:
      return e;
  }
};
