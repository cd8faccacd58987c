import {
  add,
  div,
  exp,
  fn,
  log,
  mul,
  number,
  ONE,
  power,
  reduce,
  sqrt,
  sum,
  type Expr,
  type Index,
} from '../../math/expr.js';
import { rational } from '../../math/rational.js';

/** A quantity of a formula, by its component. `row`: a transposed vector. */
export interface Quantity {
  readonly dims: readonly string[];
  readonly at: (indices: readonly Index[]) => Expr;
  readonly row?: boolean;
}

export const scalar = (e: Expr): Quantity => ({ dims: [], at: () => e });

/** Φ, the standard normal distribution function. */
const normal = (x: Expr): Expr => mul(number(rational(1, 2)), add(ONE, fn('erf', div(x, sqrt(number(2))))));

const elementwise: Readonly<Record<string, (x: Expr) => Expr>> = {
  exp,
  log,
  normcdf: normal,
  ...Object.fromEntries(
    'sin cos tan sinh cosh tanh asin acos atan atanh erf erfc sigmoid softplus relu gelu silu mish sign abs log2 log10'
      .split(' ')
      .map((name) => [name, (x: Expr): Expr => fn(name, x)]),
  ),
};

export const elementFunction = (name: string): ((x: Expr) => Expr) | undefined =>
  Object.hasOwn(elementwise, name) ? elementwise[name] : undefined;

/** e^{x_i} / Σ_k e^{x_k}, x given by its component at an index. */
export const softmaxAt = (x: (i: Index) => Expr, i: Index, k: Index): Expr =>
  div(exp(x(i)), sum(k, exp(x(k))));

export const logSumExp = (x: (i: Index) => Expr, k: Index): Expr => log(sum(k, exp(x(k))));

/** ‖x‖: the sum of squares under a root, the sum or the maximum of the magnitudes, over all of x. */
export const norm = (x: Quantity, order: '1' | '2' | 'inf', over: readonly Index[]): Expr => {
  const inner = x.at(over);
  const body = order === '2' ? power(inner, 2) : fn('abs', inner);
  const total = over.reduceRight((e, index) => reduce(order === 'inf' ? 'max' : 'sum', index, e), body);
  return order === '2' ? sqrt(total) : total;
};
