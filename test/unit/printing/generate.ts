import fc from 'fast-check';
import * as E from '../../../src/math/expr.js';
import { parseRational, rational } from '../../../src/math/rational.js';

const index = (name: string): E.Index => ({ name, dim: 'n' });
const bound = ['k', 'l', 'm'] as const;
const coefficients = ['1', '-1', '2', '3', '0.5', '0.044715', '-2.5', '10'].map(parseRational);
const quotients = [rational(1, 2), rational(2, 3), rational(-5, 7), rational(3, 4), rational(-1, 3)];
const powers = [
  rational(2),
  rational(-1),
  rational(1, 2),
  rational(-1, 2),
  rational(3),
  rational(3, 2),
  rational(-2),
  rational(2, 3),
];

/** Expressions of every kind, free in i and j. */
export const expressions = (depth: number): fc.Arbitrary<E.Expr> => expression(depth, ['i', 'j'], 0);

const expression = (depth: number, free: readonly string[], binders: number): fc.Arbitrary<E.Expr> => {
  const ix = fc.constantFrom(...free).map(index);
  const place = fc.oneof(
    { weight: 8, arbitrary: ix },
    fc.constantFrom(0, 2, -1).map((value) => ({ ...index('c'), value })),
  );
  const variable = fc.oneof(
    fc.constantFrom('a', 'b', 'f', 'lambda_', 'x_hat', 'W1', "a'").map((name) => E.variable(name)),
    fc.tuple(fc.constantFrom('x', 'y', 'logits', 'W1', "a'"), place).map(([name, i]) => E.variable(name, i)),
    fc.tuple(fc.constantFrom('W', 'V'), ix, place).map(([name, i, j]) => E.variable(name, i, j)),
  );
  const leaf = fc.oneof(
    { weight: 8, arbitrary: variable },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('p', 's'), ix).map(([name, i]) => E.ref(name, i)) },
    fc.constantFrom(...coefficients).map(E.number),
    fc.constantFrom(...quotients).map(E.number),
    fc.tuple(ix, ix).map(([a, b]) => E.delta(a, b)),
    fc.constantFrom(E.size('n'), E.constant('pi'), E.constant('e')),
    ix.map(E.position),
  );
  if (depth === 0) return leaf;
  const sub = expression(depth - 1, free, binders);
  const k = bound[binders % bound.length]!;
  const inner = expression(depth - 1, [...free, k], binders + 1);
  const pair = fc.tuple(sub, sub);
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    { weight: 4, arbitrary: fc.array(sub, { minLength: 2, maxLength: 4 }).map((es) => E.add(...es)) },
    { weight: 3, arbitrary: pair.map(([a, b]) => E.sub(a, b)) },
    { weight: 5, arbitrary: fc.array(sub, { minLength: 2, maxLength: 4 }).map((es) => E.mul(...es)) },
    { weight: 3, arbitrary: pair.map(([a, b]) => E.div(a, b)) },
    { weight: 3, arbitrary: fc.tuple(sub, fc.constantFrom(...powers)).map(([e, p]) => E.power(e, p)) },
    { weight: 1, arbitrary: pair.map(([a, b]) => E.pow(a, b)) },
    { weight: 3, arbitrary: sub.map(E.exp) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('log', 'sin', 'tanh', 'abs', 'sigmoid', 'floor'), sub)
        .map(([f, e]) => E.fn(f, e)),
    },
    { weight: 1, arbitrary: pair.map(([a, b]) => E.fn('max2', a, b)) },
    ...(binders < 3
      ? [
          {
            weight: 4,
            arbitrary: fc
              .tuple(fc.constantFrom('sum', 'sum', 'prod', 'max', 'min'), inner)
              .map(([op, e]) => E.reduce(op as E.ReduceOp, index(k), e)),
          },
          { weight: 1, arbitrary: fc.tuple(ix, inner).map(([at, e]) => E.arg('max', at, index(k), e)) },
          {
            weight: 1,
            arbitrary: fc
              .tuple(ix, inner)
              .map(([l, e]) => E.reduce('prod', index(k), E.where(E.delta(index(k), l), E.ONE, e))),
          },
        ]
      : []),
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('<', '<=', '!=') as fc.Arbitrary<E.Relation>, sub, sub)
        .map(([r, a, b]) => E.compare(r, a, b)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.oneof(
            pair.map(([a, b]) => E.compare('<', a, b)),
            sub,
          ),
          sub,
          sub,
        )
        .map(([c, a, b]) => E.where(c, a, b)),
    },
    { weight: 2, arbitrary: fc.tuple(fc.oneof(variable, sub), variable).map(([e, x]) => E.diff(e, x)) },
  );
};
