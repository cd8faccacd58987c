import fc from 'fast-check';
import {
  add,
  arg,
  compare,
  delta,
  fn,
  mul,
  number,
  position,
  power,
  reduce,
  ref,
  size,
  variable,
  where,
  type Expr,
  type Index,
} from '../../src/math/expr.js';
import { rational } from '../../src/math/rational.js';

/** What random expressions are made of: u and v, x of n, W of m × n, an output index i of n, and definitions a, b_j (see there). */
export const output: Index = { name: 'i', dim: 'n' };

interface Taste {
  /** Functions of one argument that may stand anywhere. */
  readonly functions: readonly string[];
  readonly powers: readonly number[];
  /** Indicators, branches, extrema: what has jumps and kinks. */
  readonly kinks: boolean;
  readonly definitions: readonly string[];
}

type Scope = readonly Index[];

/** Two bound names for three levels, so that a name is bound again within its own scope now and then. */
const bound: readonly Index[] = [
  { name: 'k', dim: 'n' },
  { name: 'l', dim: 'm' },
  { name: 'k', dim: 'm' },
];

const inScope = (scope: Scope, dim: string): readonly Index[] => {
  const last = new Map(scope.map((i) => [i.name, i]));
  return [...last.values()].filter((i) => i.dim === dim);
};

const leaf = (scope: Scope, taste: Taste): fc.Arbitrary<Expr> => {
  const [ns, ms] = [inScope(scope, 'n'), inScope(scope, 'm')];
  const choices: fc.Arbitrary<Expr>[] = [
    fc.constantFrom(variable('u'), variable('v')),
    fc
      .tuple(fc.constantFrom(-3, -2, -1, 1, 2, 3), fc.constantFrom(1, 1, 2, 4))
      .map(([n, d]) => number(rational(n, d))),
    fc.constant(variable('x', { name: 'z', dim: 'n', value: 0 })),
    fc.constantFrom(size('n'), size('m')),
  ];
  if (ns.length)
    choices.push(
      fc.constantFrom(...ns).map((i) => variable('x', i)),
      fc.constantFrom(...ns).map(position),
    );
  if (ns.length && ms.length) {
    choices.push(
      fc.tuple(fc.constantFrom(...ms), fc.constantFrom(...ns)).map(([a, b]) => variable('W', a, b)),
    );
  }
  if (ns.length > 1) choices.push(fc.constant(delta(ns[0]!, ns[1]!)));
  if (taste.definitions.includes('a')) choices.push(fc.constant(ref('a')));
  if (taste.definitions.includes('b') && ns.length)
    choices.push(fc.constantFrom(...ns).map((i) => ref('b', i)));
  return fc.oneof(...choices);
};

/** A random expression with the free indices of `scope`, nested `depth` deep. */
export const expressions = (taste: Taste, scope: Scope, depth: number): fc.Arbitrary<Expr> => {
  if (depth === 0) return leaf(scope, taste);
  const part = expressions(taste, scope, depth - 1);
  const small = expressions(taste, scope, Math.max(0, depth - 2));
  const reduced = (ops: readonly ('sum' | 'prod' | 'max' | 'min')[]): fc.Arbitrary<Expr> =>
    fc
      .constantFrom(...bound)
      .chain((index) =>
        fc
          .tuple(fc.constantFrom(...ops), expressions(taste, [...scope, index], depth - 1))
          .map(([op, body]) => reduce(op, index, body)),
      );
  const choices: fc.Arbitrary<Expr>[] = [
    fc.tuple(part, small).map(([a, b]) => add(a, b)),
    fc.tuple(part, small).map(([a, b]) => mul(a, b)),
    fc.tuple(part, small, small).map(([a, b, c]) => add(mul(a, b), c)),
    fc.tuple(part, fc.constantFrom(...taste.powers)).map(([a, p]) => power(a, p)),
    reduced(taste.kinks ? ['sum', 'sum', 'prod', 'max', 'min'] : ['sum', 'sum', 'prod']),
    leaf(scope, taste),
  ];
  if (taste.functions.length) {
    choices.push(fc.tuple(fc.constantFrom(...taste.functions), part).map(([f, a]) => fn(f, a)));
  }
  if (taste.kinks) {
    choices.push(
      fc.tuple(small, small, part, small).map(([a, b, c, d]) => where(compare('<', a, b), c, d)),
      fc.tuple(small, small).map(([a, b]) => compare('<=', a, b)),
    );
    const [at] = inScope(scope, 'n');
    const index: Index = { name: 'q', dim: 'n' };
    if (at)
      choices.push(
        expressions(taste, [...scope, index], depth - 1).map((body) => arg('max', at, index, body)),
      );
  }
  return fc.oneof(...choices);
};
