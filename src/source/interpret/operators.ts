import {
  add,
  compare,
  div,
  isNumber,
  mul,
  number,
  ONE,
  pow,
  power,
  sub,
  ZERO,
  type Expr,
} from '../../math/expr.js';
import { toNumber } from '../../math/rational.js';
import { elementwise, looksLikeMatrix, matmul, type Quantity } from '../array.js';
import type { BinaryOperator } from '../syntax.js';
import { isGainOrBias, isScalarName, isTargetName } from './conventions.js';
import { choose, conditionOf, negated, quantityOf } from './convert.js';
import type { Machine } from './machine.js';
import { demandRanks } from './signals.js';
import { boolean, sequence, type Value } from './values.js';

/** left op right, as the language has it. */
export const binary = (op: BinaryOperator, left: Value, right: Value, m: Machine): Value => {
  const lists = listOperation(op, left, right, m);
  if (lists) return lists;
  if (op === '@') return matrixProduct(quantityOf(left, m), quantityOf(right, m), m);
  const [a, b] = together(op, quantityOf(left, m), quantityOf(right, m), m);
  switch (op) {
    case '+':
      return elementwise(m, (x, y) => add(x!, y!), a, b);
    case '-':
      return elementwise(m, (x, y) => sub(x!, y!), a, b);
    case '*':
      return {
        ...elementwise(m, (x, y) => mul(x!, y!), a, b),
        ...(a.truth && b.truth && { truth: true }),
      };
    case '/':
      return quotient(a, b, m);
    case '**':
      return raised(a, b, m);
    case '//':
    case '%':
    case '<<':
    case '>>':
      return wholeNumbers(op, a, b, m);
    case '&':
      if (a.truth && b.truth) return both(a, b, m);
      return m.fail('bits', 'bits', op);
    case '|':
      if (a.truth && b.truth) return either(a, b, m);
      return m.fail('bits', 'bits', op);
    case '^':
      return m.fail('caret', 'caret-is-xor', m.python ? '**' : '**');
  }
};

/** What + and * do to lists, where that is not arithmetic. */
const listOperation = (op: BinaryOperator, left: Value, right: Value, m: Machine): Value | undefined => {
  const isList = (v: Value): boolean =>
    v.kind === 'sequence' || v.kind === 'iterable' || (v.kind === 'quantity' && v.list === true);
  if (left.kind === 'string' || right.kind === 'string') {
    if (op === '+' && left.kind === 'string' && right.kind === 'string')
      return { kind: 'string', value: left.value + right.value };
    return m.fail('text', 'value-text');
  }
  if (!isList(left) && !isList(right)) return undefined;
  // An array on the other side makes both arrays.
  const isArray = (v: Value): boolean => v.kind === 'quantity' && v.dims.length > 0 && !v.list;
  if (m.python && (isArray(left) || isArray(right))) return undefined;
  if (op === '*' && m.python) {
    const [list, times] = isList(left) ? [left, right] : [right, left];
    if (list.kind === 'sequence' && list.items.length === 1) {
      const n = lengthDim(quantityOf(times, m), m);
      const item = quantityOf(list.items[0]!, m);
      return {
        kind: 'quantity',
        list: true,
        dims: [n, ...item.dims],
        at: (ix) => item.at(ix.slice(1)),
        roots: [],
      };
    }
  }
  if (op === '+' && left.kind === 'sequence' && right.kind === 'sequence')
    return sequence([...left.items, ...right.items], left.tuple);
  return m.fail('list-arithmetic', 'list-arithmetic', op);
};

/** The axis that a count of elements belongs to. */
export const lengthDim = (n: Quantity, m: Machine): string => {
  const e = n.dims.length === 0 ? n.at([]) : undefined;
  if (e?.kind === 'size') return e.dim;
  const known = m.known(n);
  if (known !== undefined) {
    if (!Number.isInteger(known) || known < 1 || known > 100_000) m.fail('loop', 'length-unknown');
    return String(known);
  }
  return m.demandLength(n);
};

/** Free names that must have the shape of what they stand beside. */
export const together = (
  op: BinaryOperator | undefined,
  a: Quantity,
  b: Quantity,
  m: Machine,
): readonly [Quantity, Quantity] => {
  const grow = (q: Quantity, beside: Quantity): void => {
    if (q.dims.length > 0 || beside.dims.length === 0 || q.free === undefined || q.roots.length === 0) return;
    if (isTargetName(q.free) && op !== '**') throw demandRanks(new Map([[q.free, beside.dims.length]]));
    if (isGainOrBias(q.free) && (beside.product || m.knowledge.gains.has(q.free)))
      throw demandRanks(new Map([[q.free, 1]]));
  };
  grow(a, b);
  grow(b, a);
  return [a, b];
};

const quotient = (a: Quantity, b: Quantity, m: Machine): Quantity => {
  const whole = b.reduced;
  if (
    whole &&
    b.dims.length === 0 &&
    whole.from.dims.length > 1 &&
    a.dims.length > 1 &&
    a.perRow !== undefined
  ) {
    const end = whole.end - 1;
    const word = m.library === 'torch' ? 'dim' : 'axis';
    const keep = m.library === 'torch' ? 'keepdim' : 'keepdims';
    m.find({
      id: 'axis-mismatch',
      severity: 'warning',
      key: 'one-sum-for-all-rows',
      ...(m.python &&
        !m.foreign &&
        m.context.text[end] === ')' && {
          fix: [
            {
              title: `${word}=${a.perRow}, ${keep}=True`,
              span: { start: end, end },
              newText: `${m.context.text[end - 1] === '(' ? '' : ', '}${word}=${a.perRow}, ${keep}=True`,
            },
          ],
        }),
    });
  }
  return elementwise(m, (x, y) => div(x!, y!), a, b);
};

/** a to the power b; what stands in the exponent is a number by its place. */
export const raised = (a: Quantity, b: Quantity, m: Machine): Quantity => {
  const exponent = { ...b, roots: b.roots.map((r) => ({ ...r, scalar: true })) };
  return elementwise(
    m,
    (x, y) => {
      if (isNumber(y!) && isNumber(x!) && toNumber(x.value) === 0 && toNumber(y.value) < 0)
        return m.fail('undefined', 'division-by-zero');
      return pow(x!, y!);
    },
    a,
    exponent,
  );
};

const wholeNumbers = (op: '//' | '%' | '<<' | '>>', a: Quantity, b: Quantity, m: Machine): Quantity => {
  const [x, y] = [m.known(a), m.known(b)];
  const numeric = a.dims.length === 0 && b.dims.length === 0 && isNumber(a.at([])) && isNumber(b.at([]));
  if (x !== undefined && y !== undefined && y !== 0 && numeric) {
    const value =
      op === '//'
        ? Math.floor(x / y)
        : op === '%'
          ? m.python
            ? x - y * Math.floor(x / y)
            : x % y
          : op === '<<'
            ? x * 2 ** y
            : Math.floor(x / 2 ** y);
    return { kind: 'quantity', dims: [], roots: [], at: () => number(value) };
  }
  return m.fail('integer-arithmetic', 'integer-arithmetic', op);
};

export const both = (a: Quantity, b: Quantity, m: Machine): Quantity => ({
  ...elementwise(m, (x, y) => mul(x!, y!), a, b),
  truth: true,
});
export const either = (a: Quantity, b: Quantity, m: Machine): Quantity => ({
  ...elementwise(m, (x, y) => sub(ONE, mul(sub(ONE, x!), sub(ONE, y!))), a, b),
  truth: true,
});

const isMatrixName = (name: string, m: Machine): boolean =>
  looksLikeMatrix(name) || m.knowledge.matrices.has(name);

/** The product of matrices and vectors; unknown names become what their spelling says. */
export const matrixProduct = (a: Quantity, b: Quantity, m: Machine, dot = false): Quantity => {
  const ranks = new Map<string, number>();
  for (const q of [a, b])
    if (q.dims.length === 0)
      for (const r of q.roots)
        // An element of an array of which too few axes are known.
        if (r.rank > 0 && q.free === undefined && (!dot || a.dims.length + b.dims.length > 0))
          ranks.set(r.name, r.rank + 1);
        else if (r.rank === 0 && !(r.scalar && q.roots.length > 1))
          ranks.set(
            r.name,
            isMatrixName(r.name, m) || (isScalarName(r.name) && /^[A-Z]$/.test(r.name)) ? 2 : 1,
          );
  // A capital that was only known to be no number.
  for (const q of [a, b])
    if (q.dims.length === 1 && q.free !== undefined && q.roots.length > 0 && isMatrixName(q.free, m))
      ranks.set(q.free, 2);
  if (ranks.size > 0) throw demandRanks(ranks);
  if (a.dims.length === 0 || b.dims.length === 0) {
    // np.dot with a number multiplies.
    if (dot) return elementwise(m, (x, y) => mul(x!, y!), a, b);
    return m.fail('shape', 'matmul-scalar');
  }
  return matmul(m, a, b);
};

/** and, or, ?? : what the language gives back, where the text decides it; a number else. */
export const logic = (op: 'and' | 'or' | 'default', left: Value, right: () => Value, m: Machine): Value => {
  if (op === 'default') return left.kind === 'none' ? right() : left;
  const cond = conditionOf(left, m);
  if (typeof cond === 'boolean') return cond === (op === 'and') ? right() : left;
  const l = quantityOf(left, m);
  if (l.truth) {
    const other = right();
    if (other.kind === 'boolean') return other.value === (op === 'and') ? left : other;
    const r = quantityOf(other, m);
    if (r.truth) return op === 'and' ? both(l, r, m) : either(l, r, m);
    return op === 'and' ? choose(l, r, l, m) : choose(l, l, r, m);
  }
  if (op === 'or') {
    const r = quantityOf(right(), m);
    if (l.dims.length === 0 && isPositive(l.at([]), m)) return l;
    if (isNumber(r.at(r.dims.map(() => ({ name: '', dim: '1', value: 0 }))), 0)) return l;
    return choose(cond, l, r, m);
  }
  const r = quantityOf(right(), m);
  return choose(cond, r, l, m);
};

export const negation = (value: Value, m: Machine): Value => {
  // ~mask, of a mask that is given as an array.
  if (
    value.kind === 'quantity' &&
    value.dims.length > 0 &&
    !value.truth &&
    /mask|valid|keep|cond/.test(value.free ?? '')
  )
    return negated({ ...elementwise(m, (x) => compare('!=', x!, ZERO), value), truth: true }, m);
  const cond = conditionOf(value, m);
  return typeof cond === 'boolean' ? boolean(!cond) : negated(cond, m);
};

/** Certainly more than 0 (or certainly not 0 before rounding): exponentials and what sums and products make of them. */
const isPositive = (e: Expr, m: Machine): boolean => {
  switch (e.kind) {
    case 'num':
      return e.value.n > 0;
    case 'const':
    case 'size':
      return true;
    case 'fn':
      return e.name === 'exp' || e.name === 'sigmoid' || e.name === 'cosh' || e.name === 'softplus';
    case 'reduce':
      return isPositive(e.body, m);
    case 'add':
      return e.terms.every((t) => isPositive(t, m));
    case 'mul':
      return e.coef.n > 0 && e.factors.every((f) => isPositive(f.base, m));
    case 'pow':
      return isPositive(e.base, m);
    case 'where':
      return isPositive(e.then, m) && isPositive(e.otherwise, m);
    case 'ref': {
      const draft = m.drafts.get(e.name);
      return draft !== undefined && isPositive(draft.body, m);
    }
    default:
      return false;
  }
};

/** Σ over elements of which one could be masked out is still not 0 unless all are. */
export const negative = (q: Quantity, m: Machine): Quantity => elementwise(m, (x) => sub(ZERO, x!), q);
export const squareRoot = (q: Quantity, m: Machine): Quantity =>
  elementwise(m, (x) => power(x!, { n: 1, d: 2 }), q);
