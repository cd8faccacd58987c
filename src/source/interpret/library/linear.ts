import {
  add,
  delta,
  div,
  fn,
  mul,
  number,
  power,
  sqrt,
  sub,
  sum,
  type Expr,
  type Index,
} from '../../../math/expr.js';
import {
  elementwise,
  joinRoots,
  matmul,
  outer,
  permuted,
  reduceAxes,
  first,
  type Quantity,
} from '../../array.js';
import { atLeast, quantityOf } from '../convert.js';
import type { Machine } from '../machine.js';
import { lengthDim, matrixProduct } from '../operators.js';
import type { Value } from '../values.js';
import type { Operation } from './call.js';
import { softmax } from './activations.js';
import { norm } from './reductions.js';
import { axesOf, withAxes } from './call.js';

const dot: Operation = (b, m) => {
  const [x, y] = [b.q('x'), b.q('y')];
  return matrixProduct(x, y, m, true);
};

/** Σ_i x_i y_i of two vectors. */
const vdot: Operation = (b, m) => {
  const [x, y] = [vector(b.q('x'), m), vector(b.q('y'), m)];
  if (x.dims.length !== y.dims.length) m.fail('shape', 'shapes-differ', x.dims.length, y.dims.length);
  const product = elementwise(m, (u, v) => mul(u!, v!), x, y);
  return reduceAxes(
    m,
    'sum',
    product,
    product.dims.map((_, i) => i),
    false,
  );
};

const vector = (q: Quantity, m: Machine): Quantity => atLeast(q, 1, m);

const diag: Operation = (b, m) => {
  const x = vector(b.q('x'), m);
  if (x.dims.length === 1) return diagonalMatrix(x);
  if (x.dims.length !== 2) return m.fail('shape', 'too-many-axes', x.dims.length);
  if (!m.dims.unify(x.dims[0]!, x.dims[1]!)) m.fail('shape', 'shapes-differ', x.dims[0]!, x.dims[1]!);
  return { kind: 'quantity', dims: [x.dims[0]!], roots: x.roots, at: (ix) => x.at([ix[0]!, ix[0]!]) };
};

export const diagonalMatrix = (x: Quantity): Quantity => ({
  kind: 'quantity',
  dims: [x.dims[0]!, x.dims[0]!],
  roots: [],
  at: (ix) => mul(delta(ix[0]!, ix[1]!), x.at([ix[0]!])),
});

const diagflat: Operation = (b, m) => {
  const x = vector(b.q('x'), m);
  const long = x.dims.filter((d) => d !== '1');
  if (long.length !== 1) return m.fail('shape', 'too-many-axes', x.dims.length);
  return diagonalMatrix({
    ...x,
    dims: long,
    at: (ix) => x.at(x.dims.map((d) => (d === '1' ? first : ix[0]!))),
  });
};

const trace: Operation = (b, m) => {
  const x = atLeast(b.q('x'), 2, m);
  if (!m.dims.unify(x.dims[0]!, x.dims[1]!)) m.fail('shape', 'shapes-differ', x.dims[0]!, x.dims[1]!);
  return {
    kind: 'quantity',
    dims: [],
    roots: [],
    at: () => {
      const k = m.fresh(x.dims[0]!);
      return sum(k, x.at([k, k]));
    },
  };
};

const eye: Operation = (b, m) => {
  const n = lengthDim(b.q('n'), m);
  const other = b.some('m');
  const columns = other?.kind === 'quantity' ? lengthDim(other, m) : n;
  return { kind: 'quantity', dims: [n, columns], roots: [], at: (ix) => delta(ix[0]!, ix[1]!) };
};

/** einsum with letters: repeated letters are summed over, or stay where the output has them. */
const einsum: Operation = (b, m) => {
  const text = b.text('subscripts')?.replace(/\s+/g, '');
  const operands = b.rest.slice(1).map((v) => quantityOf(v, m));
  const parsed = text === undefined ? undefined : /^([a-zA-Z,]*)(?:->([a-zA-Z]*))?$/.exec(text);
  if (!parsed) return m.fail('argument', 'einsum-plain');
  const inputs = parsed[1]!.split(',');
  if (inputs.length !== operands.length) return m.fail('argument', 'einsum-plain');
  const letters = [...parsed[1]!.replaceAll(',', '')];
  const output =
    parsed[2] ??
    [...new Set(letters)]
      .filter((l) => letters.indexOf(l) === letters.lastIndexOf(l))
      .sort()
      .join('');
  const dims = new Map<string, string>();
  operands.forEach((q, n) => {
    const own = [...inputs[n]!];
    if (q.dims.length < own.length) m.demand(q, own.length);
    if (q.dims.length !== own.length) m.fail('shape', 'too-many-axes', q.dims.length);
    own.forEach((l, i) => {
      const dim = q.dims[i]!;
      const known = dims.get(l);
      if (known === undefined) dims.set(l, dim);
      else if (!m.dims.unify(known, dim)) m.fail('shape', 'shapes-differ', known, dim);
    });
  });
  if ([...output].some((l) => !dims.has(l))) return m.fail('argument', 'einsum-plain');
  const summed = [...dims.keys()].filter((l) => !output.includes(l));
  return {
    kind: 'quantity',
    dims: [...output].map((l) => dims.get(l)!),
    roots: joinRoots(...operands.map((q) => q.roots)),
    product: true,
    at: (ix) => {
      m.spend(1);
      const at = new Map<string, Index>([...output].map((l, i) => [l, ix[i]!]));
      const bound = summed.map((l) => m.fresh(dims.get(l)!));
      summed.forEach((l, i) => at.set(l, bound[i]!));
      const body = mul(...operands.map((q, n) => q.at([...inputs[n]!].map((l) => at.get(l)!))));
      return bound.reduceRight<Expr>((e, k) => sum(k, e), body);
    },
  };
};

const tensordot: Operation = (b, m) => {
  const axes = axesOf(b.some('axis'), m);
  const [x, y] = [b.q('x'), b.q('y')];
  if (axes?.length === 1 && axes[0] === 1) return matrixProduct(vector(x, m), vector(y, m), m);
  if (axes?.length === 1 && axes[0] === 0) return outer(m, x, y);
  return m.fail('argument', 'einsum-plain');
};

const distance: Operation = (b, m) => {
  const difference = elementwise(m, (x, y) => sub(x!, y!), vector(b.q('x'), m), vector(b.q('y'), m));
  return norm({ q: difference, axes: difference.dims.map((_, i) => i), kept: false }, b.some('order'), m);
};

export const swapLast = (q: Quantity): Quantity => {
  const n = q.dims.length;
  return permuted(
    q,
    [...q.dims.keys()].map((i) => (i === n - 1 ? n - 2 : i === n - 2 ? n - 1 : i)),
  );
};

/** softmax(q kᵀ/√d) v along the last axis of the keys. */
const attention: Operation = (b, m) => {
  const [q, k, v] = (['q', 'k', 'v'] as const).map((p) => atLeast(b.q(p), 2, m)) as [
    Quantity,
    Quantity,
    Quantity,
  ];
  if (b.some('mask')) m.fail('argument', 'argument-unknown', 'attn_mask');
  const product = matmul(m, q, swapLast(k));
  const scale = power(sqrt({ kind: 'size', dim: q.dims.at(-1)! }), -1);
  const scores = m.auxiliary('z', { ...product, at: (ix) => mul(product.at(ix), scale) });
  const weights = m.auxiliary('a', softmax(m, scores, [scores.dims.length - 1]));
  return matmul(m, weights, v);
};

const linearLayer: Operation = (b, m) => {
  const x = vector(b.q('x'), m);
  const w = atLeast(b.q('weight'), 2, m);
  const product = matmul(m, x, swapLast(w));
  const bias = b.some('bias');
  return bias ? elementwise(m, (u, v) => add(u!, v!), product, atLeast(quantityOf(bias, m), 1, m)) : product;
};

/** xᵀy/(max(‖x‖, ε) max(‖y‖, ε)) along an axis. */
const cosineSimilarity: Operation = (b, m) => {
  const [x, y] = [vector(b.q('x'), m), vector(b.q('y'), m)];
  const along = axesOf(b.some('axis'), m) ?? [1];
  const axes = withAxes(x, along, m);
  withAxes(y, along, m);
  const eps = b.some('eps') ? quantityOf(b.some('eps')!, m).at([]) : number(1e-8);
  const product = elementwise(m, (u, v) => mul(u!, v!), x, y);
  const top = reduceAxes(m, 'sum', product, axes, false);
  const length = (q: Quantity): Quantity =>
    elementwise(m, (u) => fn('max2', u!, eps), norm({ q, axes, kept: false }, undefined, m));
  return elementwise(m, (t, u, v) => div(t!, mul(u!, v!)), top, length(x), length(y));
};

const normalize: Operation = (b, m) => {
  const q = vector(b.q('x'), m);
  const axes = withAxes(q, axesOf(b.some('axis'), m) ?? [1], m);
  const eps = quantityOf(b.some('eps')!, m).at([]);
  const length = norm({ q, axes, kept: true }, b.some('order'), m);
  return elementwise(m, (x, l) => div(x!, fn('max2', l!, eps)), q, length);
};

const oneHot: Operation = (b, m) => {
  const label = b.q('x');
  const n = b.some('n');
  const dim = n?.kind === 'quantity' && m.known(n) !== -1 ? lengthDim(n, m) : m.dims.fresh();
  return {
    kind: 'quantity',
    dims: [...label.dims, dim],
    roots: [],
    at: (ix) => {
      const e = label.at(ix.slice(0, -1));
      if (e.kind !== 'var') return m.fail('index', 'index-not-plain');
      const owner = m.free.get(e.name);
      if (owner) m.label(owner.quantity, dim);
      return delta(ix.at(-1)!, { name: e.name, dim, value: { name: e.name, at: e.at } });
    },
  };
};

/** mathjs: multiply and divide are of matrices; with a number they are element by element. */
const mathjsProduct =
  (f: (x: Expr, y: Expr) => Expr, divides: boolean): Operation =>
  (b, m) => {
    const [x, y] = [b.q('x'), b.q('y')];
    if (x.dims.length > 0 && y.dims.length > 0) {
      if (divides) return m.fail('matrix-division', 'matrix-division', b.name);
      return matmul(m, x, y);
    }
    if (divides && y.dims.length > 0) return m.fail('matrix-division', 'matrix-division', b.name);
    return elementwise(m, (u, v) => f(u!, v!), x, y);
  };

const elementByElement =
  (f: (x: Expr, y: Expr) => Expr): Operation =>
  (b, m) => {
    const [x, y] = [vector(b.q('x'), m), vector(b.q('y'), m)];
    return {
      kind: 'quantity',
      dims: [...x.dims, ...y.dims],
      roots: [],
      at: (ix) => f(x.at(ix.slice(0, x.dims.length)), y.at(ix.slice(x.dims.length))),
    };
  };

const flag = (v: Value | undefined, m: Machine): boolean => v !== undefined && m.known(v) === 1;

export const linear: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['matmul', (b, m) => matrixProduct(b.q('x'), b.q('y'), m)],
  ['dot', dot],
  ['vdot', vdot],
  ['inner', vdot],
  ['outer', (b, m) => outer(m, vector(b.q('x'), m), vector(b.q('y'), m))],
  ['outer_same', elementByElement(mul)],
  ['subtract_outer', elementByElement(sub)],
  ['add_outer', elementByElement(add)],
  ['diag', diag],
  ['diagflat', diagflat],
  ['trace', trace],
  ['eye', eye],
  ['einsum', einsum],
  ['tensordot', tensordot],
  ['distance', distance],
  ['attention', attention],
  ['linear', linearLayer],
  ['cosine_similarity', cosineSimilarity],
  ['normalize', normalize],
  [
    'l2_normalize',
    (b, m) => {
      const q = vector(b.q('x'), m);
      const axes =
        axesOf(b.some('axis'), m)?.map((a) => (a < 0 ? a + q.dims.length : a)) ?? q.dims.map((_, i) => i);
      const squares = reduceAxes(
        m,
        'sum',
        elementwise(m, (x) => power(x!, 2), q),
        axes,
        true,
      );
      const eps = quantityOf(b.some('epsilon')!, m).at([]);
      return elementwise(m, (x, s) => div(x!, sqrt(fn('max2', s!, eps))), q, squares);
    },
  ],
  ['one_hot', oneHot],
  [
    'addmm',
    (b, m) => elementwise(m, (u, v) => add(u!, v!), b.q('bias'), matrixProduct(b.q('x'), b.q('y'), m)),
  ],
  [
    'tf_matmul',
    (b, m) => {
      // Of matrices only.
      const turn = (q: Quantity, yes: boolean): Quantity => {
        const matrix = atLeast(q, 2, m);
        return yes ? swapLast(matrix) : matrix;
      };
      return matrixProduct(turn(b.q('x'), flag(b.some('ta'), m)), turn(b.q('y'), flag(b.some('tb'), m)), m);
    },
  ],
  ['mathjs_multiply', mathjsProduct(mul, false)],
  ['mathjs_divide', mathjsProduct(div, true)],
  [
    'mathjs_norm',
    (b, m) => {
      const q = vector(b.q('x'), m);
      return norm({ q, axes: q.dims.map((_, i) => i), kept: false }, b.some('order'), m);
    },
  ],
]);
