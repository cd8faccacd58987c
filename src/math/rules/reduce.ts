import { ONE, arg, delta, diff, mul, reduce, sum, where, type Expr } from '../expr.js';
import { freshName, open, substitute } from '../substitute.js';
import { freeIndices } from '../keys.js';
import type { Context, DerivativeRule } from './rule.js';

/** What a name stands for, where it was given on the way (S); undefined for the code's own, which have chains of their own. */
const seenThrough = (body: Expr, c: Context): Expr | undefined => {
  const definition = body.kind === 'ref' && c.transparent.has(body.name) ? c.named.get(body.name) : undefined;
  if (!definition || body.kind !== 'ref') return undefined;
  return substitute(
    definition.body,
    new Map(definition.indices.map((index, n) => [index.name, body.at[n]!])),
  );
};

/** ∂ Σ_k f_k = Σ_k ∂ f_k; a named sum (S) is seen through. */
export const sumOverIndexRule: DerivativeRule = {
  id: 'derivative-of-sum',
  depth: 0,
  apply: (body, c) => {
    const inner = seenThrough(body, c) ?? body;
    if (inner.kind !== 'reduce' || inner.op !== 'sum') return undefined;
    const [index, term] = open(inner, c.by);
    return sum(index, diff(term, c.by));
  },
};

/** A name given on the way to something other than a sum is written out before it is derived. */
export const openNameRule: DerivativeRule = {
  id: 'open-name',
  depth: 1,
  apply: (body, c) => {
    const inner = seenThrough(body, c);
    return inner && diff(inner, c.by);
  },
};

/** ∂ Π_k f_k = Σ_l ∂f_l Π_{k≠l} f_k: never P Σ f′/f, which fails at a factor 0. */
export const productOverIndexRule: DerivativeRule = {
  id: 'derivative-of-product-over-index',
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'reduce' || body.op !== 'prod') return undefined;
    const [k, inner] = open(body, c.by);
    const l = { name: freshName(new Set([...freeIndices(inner), ...freeIndices(c.by), k.name])), dim: k.dim };
    const others = reduce('prod', k, where(delta(k, l), ONE, inner));
    return sum(l, mul(diff(substitute(inner, new Map([[k.name, l]])), c.by), others));
  },
};

/** ∂ max_k f_k = Σ_l [l = argmax f] ∂f_l. At ties the maximum has no derivative; that is said with the result. */
export const extremumRule: DerivativeRule = {
  id: 'derivative-of-max',
  depth: 0,
  apply: (body, c) => {
    if (body.kind !== 'reduce' || (body.op !== 'max' && body.op !== 'min')) return undefined;
    const [k, inner] = open(body, c.by);
    const l = { name: freshName(new Set([...freeIndices(inner), ...freeIndices(c.by), k.name])), dim: k.dim };
    const place: Expr = arg(body.op, l, k, inner);
    return sum(l, mul(place, diff(substitute(inner, new Map([[k.name, l]])), c.by)));
  },
};
