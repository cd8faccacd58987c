import { add, isNumber, mul, product, type Expr, type Factor, type Index } from '../expr.js';
import { children } from '../keys.js';
import { one, type Rational } from '../rational.js';

/** The terms of a sum; a single expression is a sum of one. */
export const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'add' ? e.terms : isNumber(e, 0) ? [] : [e]);

/** The factors of a term, as a bag; a number is in the coefficient. */
export const factorsOf = (e: Expr): { readonly coef: Rational; readonly factors: readonly Factor[] } => {
  if (e.kind === 'num') return { coef: e.value, factors: [] };
  if (e.kind === 'mul') return e;
  return { coef: one, factors: [{ base: e, power: one }] };
};

/** Product of sums written out, one factor at a time; only positive integer powers up to 3 are opened. */
export const distribute = (e: Expr, which: (sum: Expr) => boolean = () => true): Expr => {
  if (e.kind !== 'mul') return e;
  const at = e.factors.findIndex(
    (f) => f.base.kind === 'add' && [1, 2, 3].includes(f.power.n) && f.power.d === 1 && which(f.base),
  );
  if (at < 0) return e;
  const opened = e.factors[at]!;
  const left = opened.power.n - 1;
  const rest = product(e.coef, [
    ...e.factors.slice(0, at),
    ...(left ? [{ base: opened.base, power: { n: left, d: 1 } }] : []),
    ...e.factors.slice(at + 1),
  ]);
  return add(...termsOf(opened.base).map((t) => distribute(mul(t, rest), which)));
};

/** Every index that stands somewhere in the expression and is not bound in it, labels and constant places included. */
export const indicesOf = (e: Expr): readonly Index[] => {
  const found = new Map<string, Index>();
  const put = (i: Index, bound: ReadonlySet<string>): void => {
    if (i.value === undefined && bound.has(i.name)) return;
    found.set(`${i.name}:${i.dim}:${typeof i.value === 'number' ? i.value : (i.value?.name ?? '')}`, i);
    if (typeof i.value === 'object') i.value.at.forEach((a) => put(a, bound));
  };
  const visit = (x: Expr, bound: ReadonlySet<string>): void => {
    if (x.kind === 'var' || x.kind === 'ref') x.at.forEach((i) => put(i, bound));
    else if (x.kind === 'delta') [x.a, x.b].forEach((i) => put(i, bound));
    else if (x.kind === 'pos') put(x.index, bound);
    else {
      if (x.kind === 'arg') put(x.at, bound);
      const inner = x.kind === 'reduce' || x.kind === 'arg' ? new Set([...bound, x.index.name]) : bound;
      children(x).forEach((c) => visit(c, inner));
    }
  };
  visit(e, new Set());
  return [...found.values()];
};

/** Whether the expression is positive wherever it is defined: e^u, sums and products of such, even powers aside. */
export const isPositive = (e: Expr): boolean => {
  switch (e.kind) {
    case 'num':
      return e.value.n > 0;
    case 'const':
    case 'size':
      return true;
    case 'fn':
      return ['exp', 'sigmoid', 'softplus', 'cosh'].includes(e.name);
    case 'add':
      return e.terms.every(isPositive);
    case 'mul':
      return e.coef.n > 0 && e.factors.every((f) => isPositive(f.base));
    case 'pow':
      return isPositive(e.base);
    case 'reduce':
      return isPositive(e.body);
    case 'where':
      return isPositive(e.then) && isPositive(e.otherwise);
    default:
      return false;
  }
};
