import {
  add,
  compare,
  delta,
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
  type Index,
  type Relation,
} from '../../math/expr.js';
import { toNumber } from '../../math/rational.js';
import { elementwise, looksLikeMatrix, matmul, type Quantity } from '../array.js';
import type { BinaryOperator, CompareOperator } from '../syntax.js';
import { isGainOrBias, isScalarName, isTargetName } from './conventions.js';
import { choose, conditionOf, negated, quantityOf } from './convert.js';
import { isPlaceholder, type Machine } from './machine.js';
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
        if (r.rank === 0 && !(r.scalar && q.roots.length > 1))
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

const relations: Readonly<Record<string, readonly [Relation, boolean]>> = {
  '<': ['<', false],
  '<=': ['<=', false],
  '>': ['<', true],
  '>=': ['<=', true],
  '==': ['=', false],
  '!=': ['!=', false],
  is: ['=', false],
  'is not': ['!=', false],
};

/** One comparison of a chain: decided where the text decides it. */
export const comparison = (op: CompareOperator, left: Value, right: Value, m: Machine): Value => {
  const negative = op === '!=' || op === 'is not' || op === 'not in';
  if (op === 'in' || op === 'not in') {
    if (right.kind !== 'sequence') {
      if (right.kind === 'record' && left.kind === 'string')
        return boolean((right.get(left.value) !== undefined) !== negative);
      return m.fail('condition', 'condition-unknown');
    }
    const found = right.items.map((item) => comparison('==', left, item, m));
    if (found.some((f) => f.kind === 'boolean' && f.value)) return boolean(!negative);
    if (found.every((f) => f.kind === 'boolean')) return boolean(negative);
    return m.fail('condition', 'condition-unknown');
  }
  if (left.kind === 'unreadable') throw { signal: 'refusal', refusal: left.refusal };
  if (right.kind === 'unreadable') throw { signal: 'refusal', refusal: right.refusal };
  const relation = relations[op]!;
  if (left.kind !== 'quantity' || right.kind !== 'quantity') {
    if (relation[0] === '=' || relation[0] === '!=') {
      const same = sameValue(left, right, m);
      if (same !== undefined) return boolean(same !== negative);
    }
    if (left.kind === 'none' || right.kind === 'none' || left.kind === 'string' || right.kind === 'string')
      return m.fail('condition', 'condition-unknown');
  }
  const [l, r] = together(undefined, quantityOf(left, m), quantityOf(right, m), m);
  if (l.dims.length === 0 && r.dims.length === 0) {
    const [x, y] = [l.at([]), r.at([])];
    if (isNumber(x) && isNumber(y)) return boolean(decide(op, toNumber(x.value), toNumber(y.value)));
    const nonempty = aboutLength(op, x, y);
    if (nonempty !== undefined) return boolean(nonempty);
    const places = relation[0] === '=' || relation[0] === '!=' ? placesAgree(x, y, m) : undefined;
    if (places) return truth(negative ? sub(ONE, places) : places, l, r);
  }
  const [rel, swapped] = relation;
  return {
    ...elementwise(m, (x, y) => (swapped ? compare(rel, y!, x!) : compare(rel, x!, y!)), l, r),
    truth: true,
  };
};

const truth = (e: Expr, ...of: readonly Quantity[]): Quantity => ({
  kind: 'quantity',
  dims: [],
  at: () => e,
  roots: of.flatMap((q) => q.roots),
  truth: true,
});

const sameValue = (a: Value, b: Value, m: Machine): boolean | undefined => {
  if (a.kind === 'none' || b.kind === 'none') return a.kind === b.kind;
  if (a.kind === 'string' && b.kind === 'string') return a.value === b.value;
  if (a.kind === 'boolean' && b.kind === 'boolean') return a.value === b.value;
  if (a.kind === 'string' || b.kind === 'string')
    return (a.kind === 'string' ? b : a).kind === 'quantity' && isFreeScalar(a.kind === 'string' ? b : a)
      ? undefined
      : false;
  if (a.kind === 'sequence' && b.kind === 'sequence') {
    if (a.items.length !== b.items.length && !a.shapeOf && !b.shapeOf) return false;
    return undefined;
  }
  if (a.kind === 'function' && b.kind === 'function') return a.name === b.name;
  void m;
  return undefined;
};
const isFreeScalar = (v: Value): boolean => v.kind === 'quantity' && v.free !== undefined;

const decide = (op: CompareOperator, x: number, y: number): boolean =>
  op === '<'
    ? x < y
    : op === '<='
      ? x <= y
      : op === '>'
        ? x > y
        : op === '>='
          ? x >= y
          : op === '==' || op === 'is'
            ? x === y
            : x !== y;

/** Lengths against small numbers: an axis has at least one element. */
const aboutLength = (op: CompareOperator, x: Expr, y: Expr): boolean | undefined => {
  if (x.kind === 'size' && isNumber(y)) {
    const n = toNumber(y.value);
    if (n <= 0)
      return op === '>' || op === '!=' || op === '>='
        ? true
        : op === '<' || op === '==' || op === '<='
          ? false
          : undefined;
    if (n === 1 && (op === '<' || op === '>=')) return op === '>=';
    return undefined;
  }
  if (isNumber(x) && y.kind === 'size') {
    const flipped: Partial<Record<CompareOperator, CompareOperator>> = {
      '<': '>',
      '>': '<',
      '<=': '>=',
      '>=': '<=',
    };
    return aboutLength(flipped[op] ?? op, y, x);
  }
  if (x.kind === 'size' && y.kind === 'size' && x.dim === y.dim)
    return op === '==' || op === '<=' || op === '>=';
  return undefined;
};

/** i == j, j == y[i]: Kronecker's delta. */
const placesAgree = (x: Expr, y: Expr, m: Machine): Expr | undefined => {
  if (x.kind === 'pos' && y.kind === 'pos') {
    m.dims.unify(x.index.dim, y.index.dim);
    return delta(x.index, { ...y.index, dim: x.index.dim });
  }
  const [place, other] = x.kind === 'pos' ? [x, y] : [y, x];
  if (place.kind !== 'pos') return undefined;
  if (isNumber(other) && Number.isInteger(toNumber(other.value)) && toNumber(other.value) >= 0)
    return delta(place.index, { name: '', dim: place.index.dim, value: toNumber(other.value) });
  if (other.kind === 'var' && !isPlaceholder(other.name)) {
    const q = m.free.get(other.name)?.quantity;
    if (q) m.label(q, place.index.dim);
    const label: Index = {
      name: other.name,
      dim: place.index.dim,
      value: { name: other.name, at: other.at },
    };
    return delta(place.index, label);
  }
  return undefined;
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
