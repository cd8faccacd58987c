import { children, isNumber, type Expr, type Factor, type Index, type Of, type Variable } from '../expr.js';
import { isInteger, isOne, type Rational } from '../rational.js';

/*
 * What decides where a term or factor stands, and in what.
 */

/** Terminating decimals stay decimals where they came from one. */
export const isDecimal = (q: Rational): boolean => {
  if (!q.decimal) return false;
  let d = q.d;
  for (const p of [2, 5]) while (d % p === 0) d /= p;
  return d === 1;
};

/** Numbers and δ in front of a product; then what stands by itself; then what is open to the right. */
const place: Partial<Record<Expr['kind'], number>> = {
  num: -3,
  const: -3,
  size: -2,
  delta: -1,
  reduce: 1,
  where: 2,
};
export const rank = (f: Factor): number =>
  f.base.kind === 'reduce' && !isOne(f.power) ? 0 : (place[f.base.kind] ?? 0);

/** What is compared stands before what it is compared with: before a number, or a name where it is more than that. */
export const weight = (e: Expr): number =>
  e.kind === 'num' || e.kind === 'const' ? 0 : children(e).length === 0 ? 1 : 2;

export const isCondition = (e: Expr): boolean =>
  e.kind === 'compare' || e.kind === 'delta' || e.kind === 'arg';

const remembered = (find: (e: Expr, self: (e: Expr) => boolean) => boolean): ((e: Expr) => boolean) => {
  const known = new WeakMap<Expr, boolean>();
  const self = (e: Expr): boolean => {
    const before = known.get(e);
    if (before !== undefined) return before;
    const found = find(e, self);
    known.set(e, found);
    return found;
  };
  return self;
};

/** Whether a Σ is to be seen in it. */
export const holdsSum = remembered(
  (e, self) =>
    e.kind === 'reduce' ||
    (e.kind === 'add' && e.terms.some(self)) ||
    (e.kind === 'mul' && e.factors.some((f) => self(f.base))),
);

/** Whether it holds a fraction, which would be too small inside another. */
export const isTall = remembered((e, self) => {
  switch (e.kind) {
    case 'diff':
    case 'where':
      return true;
    case 'num':
      return !isInteger(e.value) && !isDecimal(e.value);
    case 'mul':
      return (
        (!isInteger(e.coef) && !isDecimal(e.coef)) || e.factors.some((f) => f.power.n < 0 || self(f.base))
      );
    case 'fn':
      return e.name !== 'exp' && e.args.some(self);
    case 'pow':
      return self(e.base);
    default:
      return children(e).some(self);
  }
});

export const sameVariable = (a: Variable, b: Variable): boolean =>
  JSON.stringify([a.name, a.at]) === JSON.stringify([b.name, b.at]);

/** Π_k where(k = l, 1, f) is Π_{k ≠ l} f, and so for a sum. */
export const withoutOne = (x: Of<'reduce'>): { readonly except: Index; readonly body: Expr } | undefined => {
  const b = x.body;
  if (b.kind !== 'where' || b.cond.kind !== 'delta' || (x.op !== 'sum' && x.op !== 'prod')) return undefined;
  if (!isNumber(b.then, x.op === 'sum' ? 0 : 1)) return undefined;
  const own = (i: Index): boolean => i.value === undefined && i.name === x.index.name;
  const { a, b: c } = b.cond;
  if (own(a) === own(c)) return undefined;
  return { except: own(a) ? c : a, body: b.otherwise };
};

/** δ_ij by the alphabet; δ_ki where k is bound here and i is not; δ_jy where y is one place. */
export const inOrder = (
  a: Index,
  b: Index,
  bound: ReadonlySet<string>,
): { readonly a: Index; readonly b: Index } => {
  const rank = (i: Index): number => (i.value !== undefined ? 2 : bound.has(i.name) ? 0 : 1);
  const turn = rank(a) > rank(b) || (rank(a) === rank(b) && a.value === undefined && a.name > b.name);
  return turn ? { a: b, b: a } : { a, b };
};
