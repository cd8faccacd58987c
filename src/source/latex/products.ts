import { div, mul, sum, type Expr, type Index } from '../../math/expr.js';
import type { Span } from '../../math/program.js';
import type { Quantity } from './calls.js';
import { lower } from './lower.js';
import type { Latex } from './nodes.js';
import { fail, fresh, meet, RankDemand, type Scope, type State } from './state.js';
import { isIndex } from './subscripts.js';
import { isMatrixBefore, nameOf, plainSymbol, wanted } from './symbols.js';

export const map = (q: Quantity, f: (x: Expr) => Expr): Quantity => ({ ...q, at: (ix) => f(q.at(ix)) });

export const zip = (
  a: { readonly q: Quantity; readonly t: Latex },
  b: { readonly q: Quantity; readonly t: Latex },
  s: State,
  span: Span,
  f: (x: Expr, y: Expr) => Expr,
): Quantity => {
  const [x, y] = [a.q, b.q];
  if (x.dims.length === y.dims.length) {
    x.dims.forEach((d, i) => meet(s, d, y.dims[i]!, span));
    return { ...x, at: (ix) => f(x.at(ix), y.at(ix)) };
  }
  const [low, high] = x.dims.length < y.dims.length ? [a, y] : [b, x];
  if (low.q.dims.length > 0) fail(span, 'latex-shapes');
  // W x + b: the b is a vector, too, unless vectors are printed bold here.
  if (low.t.kind === 'symbol' && low.t.subs.length === 0 && !s.around.bold && s.free.has(low.t.name))
    throw new RankDemand(low.t.name, high.dims.length);
  return { ...high, at: (ix) => f(x.at(x.dims.length ? ix : []), y.at(y.dims.length ? ix : [])) };
};

export const isEuler = (n: Latex): boolean => n.kind === 'symbol' && n.name === 'e' && n.subs.length === 0;

export const transposed = (node: Latex, s: State, scope: Scope): Quantity => {
  const q = lower(node, s, scope);
  if (q.dims.length === 2)
    return { dims: [q.dims[1]!, q.dims[0]!], at: ([i, j, ...r]) => q.at([j!, i!, ...r]) };
  if (q.dims.length === 1) return { ...q, row: true };
  const letter = node.kind === 'symbol' ? plainSymbol(node) : undefined;
  if (letter === undefined) return fail(node.span, 'latex-shapes');
  throw new RankDemand(letter, wanted(letter));
};

export const product = (node: Extract<Latex, { kind: 'product' }>, s: State, scope: Scope): Quantity => {
  const { factors, by } = node;
  let value = lower(factors[0]!, s, scope);
  for (let i = 1; i < factors.length; i++) {
    const factor = factors[i]!;
    const tie = by[i]!;
    // a / b c: over b, or over b c?
    if (
      tie === '' &&
      by[i - 1] === '/' &&
      !(i === 2 && factors.slice(0, 2).every((f) => f.kind === 'number'))
    )
      fail(factor.span, 'latex-ambiguous', '/');
    const q = lower(factor, s, scope);
    if (tie === '/') {
      if (q.dims.length > 0) fail(factor.span, 'latex-shapes');
      const left = value;
      value = map(left, (x) => div(x, q.at([])));
    } else if (tie === 'odot') {
      value = zip({ q: value, t: factors[i - 1]! }, { q, t: factor }, s, node.span, mul);
    } else value = times(value, q, { left: factors[i - 1]!, right: factor, tie, s, span: node.span });
  }
  return value;
};

export interface Times {
  readonly left: Latex;
  readonly right: Latex;
  readonly tie: '' | 'dot';
  readonly s: State;
  readonly span: Span;
}

export const times = (a: Quantity, b: Quantity, c: Times): Quantity => {
  const { s, span } = c;
  const [left, right] = [a.dims.length, b.dims.length];
  // w^T x: what a row or a matrix is multiplied with is a vector or a matrix.
  const letter =
    right === 0 && (a.row === true || (left === 2 && c.tie === '')) && c.right.kind === 'symbol'
      ? plainSymbol(c.right)
      : undefined;
  if (
    letter !== undefined &&
    c.right.kind === 'symbol' &&
    c.right.subs.every((x) => !isIndex(letter, x, s.around))
  )
    throw new RankDemand(letter, wanted(letter));
  // Q K^T, x y^T: and what stands before a transpose.
  const before =
    left === 0 && c.right.kind === 'transpose' && c.left.kind === 'symbol' ? plainSymbol(c.left) : undefined;
  if (before !== undefined && right > 0) throw new RankDemand(before, wanted(before));
  // W x, A v: a capital right before a small letter is a matrix that multiplies a vector.
  if (left === 0 && right === 0 && c.tie === '' && !s.around.bold && isMatrixBefore(c.left, c.right, s)) {
    s.matrices.add(nameOf(c.left)!);
    throw new RankDemand(nameOf(c.left)!, 2);
  }
  if (left === 0) return map(b, (x) => mul(a.at([]), x));
  if (right === 0) return map(a, (x) => mul(x, b.at([])));
  const contract = (
    build: (k: Index, ix: readonly Index[]) => Expr,
    dims: readonly string[],
    row = false,
  ): Quantity => {
    const shared = a.dims.at(-1)!;
    meet(s, shared, b.dims[0]!, span);
    return {
      dims,
      ...(row && { row }),
      at: (ix) => {
        const k = fresh(s, shared, 'k');
        return sum(k, build(k, ix));
      },
    };
  };
  if (left === 2 && right === 2)
    return contract((k, [i, j]) => mul(a.at([i!, k]), b.at([k, j!])), [a.dims[0]!, b.dims[1]!]);
  if (left === 2 && right === 1 && !b.row)
    return contract((k, [i]) => mul(a.at([i!, k]), b.at([k])), [a.dims[0]!]);
  if (left === 1 && right === 2 && a.row)
    return contract((k, [j]) => mul(a.at([k]), b.at([k, j!])), [b.dims[1]!], true);
  if (left === 1 && right === 1) {
    if ((a.row && !b.row) || (c.tie === 'dot' && !a.row && !b.row))
      return contract((k) => mul(a.at([k]), b.at([k])), []);
    if (b.row && !a.row)
      return { dims: [a.dims[0]!, b.dims[0]!], at: ([i, j]) => mul(a.at([i!]), b.at([j!])) };
  }
  return fail(span, 'latex-ambiguous', '·');
};
