import {
  ONE,
  add,
  children,
  freeIndices,
  isNumber,
  mapChildren,
  mul,
  power,
  product,
  ref,
  variable,
  type Expr,
  type Factor,
  type Index,
} from './expr.js';
import { distribute, factorsOf, termsOf } from './algebra/terms.js';
import { factorCommon } from './algebra/factor.js';
import type { Evaluator } from './evaluate.js';
import type { Formula } from './formula.js';
import { print, printFactor as printScale, type PrintOptions } from './print.js';
import { one } from './rational.js';
import { substitute } from './substitute.js';

/** A vector: the elementwise product of these factors, each an expression with the one index; no factors is the vector of ones. */
interface Vector {
  readonly index: Index;
  readonly factors: readonly Factor[];
}

/** One term of a matrix form, times a scalar. */
type MatrixTerm = { readonly scale: Expr } & (
  | { readonly kind: 'diag'; readonly v: Vector }
  | { readonly kind: 'outer'; readonly u: Vector; readonly v: Vector }
  /** diag(left) · M · diag(right), M a free name with two indices. */
  | {
      readonly kind: 'scaled';
      readonly matrix: Expr;
      readonly transposed: boolean;
      readonly left: Vector;
      readonly right: Vector;
    }
);

/** A matrix by what it is made of: diag(p) − p pᵀ. Rows run over `row`, columns over `col`. */
export interface MatrixForm {
  readonly row: Index;
  readonly col: Index;
  readonly terms: readonly MatrixTerm[];
}

const expandAll = (e: Expr): Expr =>
  add(
    ...termsOf(e)
      .map((t) => distribute(t))
      .flatMap(termsOf),
  );

/**
 * The matrix form of an entry with a row and a column index, or undefined where it has none: each term must be a
 * diagonal, an outer product, or a named matrix between diagonals. (A factor that mixes both indices has none.)
 */
export const matrixFormOf = (entry: Expr, row: Index, col: Index): MatrixForm | undefined => {
  const terms: MatrixTerm[] = [];
  for (const t of termsOf(expandAll(entry))) {
    const { coef, factors } = factorsOf(t);
    const has = (f: Factor, i: Index): boolean => freeIndices(f.base).has(i.name);
    const scale = product(
      coef,
      factors.filter((f) => !has(f, row) && !has(f, col)),
    );
    const mixed = factors.filter((f) => has(f, row) && has(f, col));
    const left: Vector = { index: row, factors: factors.filter((f) => has(f, row) && !has(f, col)) };
    const right: Vector = { index: col, factors: factors.filter((f) => has(f, col) && !has(f, row)) };
    if (![...left.factors, ...right.factors].every((f) => isVectorLike(f.base, has(f, row) ? row : col)))
      return undefined;
    const [m] = mixed;
    if (!m) terms.push({ kind: 'outer', scale, u: left, v: right });
    else if (mixed.length > 1 || m.power.n !== 1 || m.power.d !== 1) return undefined;
    else if (m.base.kind === 'delta') {
      const onRow = right.factors.map((f) => ({
        base: substitute(f.base, new Map([[col.name, row]])),
        power: f.power,
      }));
      terms.push({
        kind: 'diag',
        scale,
        v: { index: row, factors: factorsOf(product(one, [...left.factors, ...onRow])).factors },
      });
    } else if ((m.base.kind === 'var' || m.base.kind === 'ref') && m.base.at.length === 2) {
      terms.push({
        kind: 'scaled',
        scale,
        matrix: m.base,
        transposed: m.base.at[0]!.name === col.name,
        left,
        right,
      });
    } else return undefined;
  }
  return terms.length > 0 && terms.length <= 6 ? { row, col, terms } : undefined;
};

/** Whether an expression is a vector by its one index: every name is a scalar or has this index alone (or it is M v). */
const isVectorLike = (e: Expr, index: Index): boolean => {
  if (e.kind === 'var' || e.kind === 'ref')
    return (
      e.at.length === 0 ||
      (e.at.length === 1 && e.at[0]!.name === index.name) ||
      !e.at.some((i) => i.name === index.name)
    );
  if (e.kind === 'delta' || e.kind === 'pos') return false;
  if (e.kind === 'reduce' || e.kind === 'arg')
    return !freeIndices(e).has(index.name) || matrixTimesVector(e, index) !== undefined;
  return children(e).every((c) => isVectorLike(c, index));
};

/** Σ_k M_jk v_k as (M, v, transposed), where the body is a named matrix times something by k alone. */
const matrixTimesVector = (
  e: Expr,
  index: Index,
):
  | { readonly matrix: Expr; readonly transposed: boolean; readonly rest: Expr; readonly k: Index }
  | undefined => {
  if (e.kind !== 'reduce' || e.op !== 'sum') return undefined;
  const { coef, factors } = factorsOf(e.body);
  const at = factors.filter((f) => freeIndices(f.base).has(index.name));
  const [m] = at;
  if (at.length !== 1 || !m || m.power.n !== 1 || m.power.d !== 1) return undefined;
  if ((m.base.kind !== 'var' && m.base.kind !== 'ref') || m.base.at.length !== 2) return undefined;
  const names = m.base.at.map((i) => i.name);
  if (!names.includes(e.index.name) || !names.includes(index.name)) return undefined;
  const rest = product(
    coef,
    factors.filter((f) => f !== m),
  );
  return isVectorLike(rest, e.index)
    ? { matrix: m.base, transposed: names[0] === e.index.name, rest, k: e.index }
    : undefined;
};

/** The matrix as numbers, row-major, put together from its parts: what the entry is checked against. */
export const denseMatrix = (
  form: MatrixForm,
  evaluator: Evaluator,
  rows: number,
  cols: number,
): Float64Array => {
  const out = new Float64Array(rows * cols);
  const vector = (v: Vector, n: number): Float64Array => {
    const e = product(one, v.factors);
    return Float64Array.from({ length: n }, (_, k) => evaluator.value(e, { [v.index.name]: k }));
  };
  for (const t of form.terms) {
    const scale = evaluator.value(t.scale);
    if (t.kind === 'diag')
      vector(t.v, Math.min(rows, cols)).forEach((x, k) => (out[k * cols + k]! += scale * x));
    else {
      const [u, v] =
        t.kind === 'outer'
          ? [vector(t.u, rows), vector(t.v, cols)]
          : [vector(t.left, rows), vector(t.right, cols)];
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < cols; c++) {
          const m =
            t.kind === 'scaled' ? evaluator.value(t.matrix, { [form.row.name]: r, [form.col.name]: c }) : 1;
          out[r * cols + c]! += scale * u[r]! * m * v[c]!;
        }
      }
    }
  }
  return out;
};

/* ---------- printing ---------- */

const both = (latex: string, text: string): Formula => ({ latex, text });

/** The expression without its one index: x_j² becomes x². Only for what is a vector by that index. */
const stripped = (e: Expr, index: Index): Expr => {
  if ((e.kind === 'var' || e.kind === 'ref') && e.at.length === 1 && e.at[0]!.name === index.name)
    return e.kind === 'var' ? variable(e.name) : ref(e.name);
  const known = matrixTimesVector(e, index);
  if (known) return e;
  return mapChildren(e, (c) => stripped(c, index));
};

const printFactor = (f: Factor, index: Index, options: PrintOptions, alone: boolean): Formula => {
  const mv = f.power.n === 1 && f.power.d === 1 ? matrixTimesVector(f.base, index) : undefined;
  if (mv) {
    const [m, v] = [
      print(nameOf(mv.matrix), options),
      printVector({ index: mv.k, factors: factorsOf(mv.rest).factors }, options),
    ];
    const body = both(
      `${m.latex}${mv.transposed ? '^{\\top}' : ''} ${wrapped(v, mv.rest).latex}`,
      `${m.text}${mv.transposed ? 'ᵀ' : ''} ${wrapped(v, mv.rest).text}`,
    );
    return alone ? body : both(`\\left(${body.latex}\\right)`, `(${body.text})`);
  }
  const e = power(stripped(f.base, index), f.power);
  const printed = print(e, options);
  return !alone && (e.kind === 'add' || e.kind === 'where')
    ? both(`\\left(${printed.latex}\\right)`, `(${printed.text})`)
    : both(printed.latex, printed.text);
};

const wrapped = (f: Formula, e: Expr): Formula =>
  factorsOf(e).factors.length === 1 && e.kind !== 'add'
    ? f
    : both(`\\left(${f.latex}\\right)`, `(${f.text})`);

const nameOf = (m: Expr): Expr => (m.kind === 'ref' ? ref(m.name) : m.kind === 'var' ? variable(m.name) : m);

const printVector = (v: Vector, options: PrintOptions): Formula => {
  if (v.factors.length === 0) return both('\\mathbf{1}', '𝟏');
  const parts = v.factors.map((f) => printFactor(f, v.index, options, v.factors.length === 1));
  return both(parts.map((p) => p.latex).join(' \\odot '), parts.map((p) => p.text).join(' ⊙ '));
};

const grouped = (v: Vector, options: PrintOptions): Formula => {
  const f = printVector(v, options);
  const single =
    v.factors.length <= 1 &&
    !(
      v.factors[0] &&
      (v.factors[0].base.kind === 'add' ||
        v.factors[0].power.n !== 1 ||
        matrixTimesVector(v.factors[0].base, v.index))
    );
  return single ? f : both(`\\left(${f.latex}\\right)`, `(${f.text})`);
};

const printTerm = (t: MatrixTerm, options: PrintOptions): Formula => {
  switch (t.kind) {
    case 'diag': {
      if (t.v.factors.length === 0) return both('I', 'I');
      const v = printVector(t.v, options);
      return both(`\\operatorname{diag}\\left(${v.latex}\\right)`, `diag(${v.text})`);
    }
    case 'outer': {
      const [u, v] = [grouped(t.u, options), grouped(t.v, options)];
      return both(`${u.latex}\\, ${v.latex}^{\\top}`, `${u.text} ${v.text}ᵀ`);
    }
    case 'scaled': {
      const m = print(nameOf(t.matrix), options);
      const mT = both(`${m.latex}${t.transposed ? '^{\\top}' : ''}`, `${m.text}${t.transposed ? 'ᵀ' : ''}`);
      const left = t.left.factors.length ? [printTerm({ kind: 'diag', scale: ONE, v: t.left }, options)] : [];
      const right = t.right.factors.length
        ? [printTerm({ kind: 'diag', scale: ONE, v: t.right }, options)]
        : [];
      const all = [...left, mT, ...right];
      return both(all.map((f) => f.latex).join('\\, '), all.map((f) => f.text).join(' '));
    }
  }
};

/** Sets the terms after their scales, the scale that all share in front: (1/T) (diag(p) − p pᵀ). */
export const printMatrixForm = (form: MatrixForm, options: PrintOptions): Formula => {
  const shared = sharedScale(form.terms.map((t) => t.scale));
  const inverse = power(shared, -1);
  const parts = form.terms.map((t) => {
    const scale = mul(t.scale, inverse);
    const negative = factorsOf(scale).coef.n < 0;
    const magnitude = negative ? mul(scale, { kind: 'num', value: { n: -1, d: 1 } }) : scale;
    const f = printTerm(t, options);
    const s = isNumber(magnitude, 1) ? undefined : printScale(magnitude, options);
    return {
      negative,
      latex: s ? `${s.latex}\\, ${f.latex}` : f.latex,
      text: s ? `${s.text} ${f.text}` : f.text,
    };
  });
  const ordered = [...parts.filter((p) => !p.negative), ...parts.filter((p) => p.negative)];
  const join = (key: 'latex' | 'text', minus: string): string =>
    ordered
      .map((p, n) => (n === 0 ? (p.negative ? minus : '') : p.negative ? ` ${minus} ` : ' + ') + p[key])
      .join('');
  const [latex, text] = [join('latex', '-'), join('text', '−')];
  if (isNumber(shared, 1)) return both(latex, text);
  const s = printScale(shared, options);
  const many = parts.length > 1;
  return both(
    many ? `${s.latex} \\left(${latex}\\right)` : `${s.latex}\\, ${latex}`,
    many ? `${s.text} (${text})` : `${s.text} ${text}`,
  );
};

const sharedScale = (scales: readonly Expr[]): Expr => {
  if (scales.length === 1) return ONE;
  // Tagged so that no two terms are alike and collect.
  const tagged = add(...scales.map((s, n) => mul(s, variable(`#${n}`))));
  const common = factorCommon(tagged);
  if (!common || common.kind !== 'mul') return ONE;
  const outer = product(
    common.coef.n < 0 ? one : common.coef,
    common.factors.filter((f) => !children(f.base).some((c) => holdsTag(c)) && !holdsTag(f.base)),
  );
  return outer;
};

const holdsTag = (e: Expr): boolean =>
  (e.kind === 'var' && e.name.startsWith('#')) || children(e).some(holdsTag);

/** The vector form of an entry with one index: p − y for p_i − y_i; undefined where names have other indices. */
export const printGradient = (entry: Expr, index: Index, options: PrintOptions): Formula | undefined => {
  const terms = termsOf(entry);
  const parts = terms.map((t) => {
    const { coef, factors } = factorsOf(t);
    const own = factors.filter((f) => freeIndices(f.base).has(index.name));
    if (!own.every((f) => isVectorLike(f.base, index))) return undefined;
    const scale = product(
      { ...coef, n: Math.abs(coef.n) },
      factors.filter((f) => !own.includes(f)),
    );
    const v = printVector({ index, factors: own }, options);
    // A term without the index stands for itself in every component.
    if (own.length === 0) return { negative: coef.n < 0, ...printScale(scale, options) };
    const s = isNumber(scale, 1) ? undefined : printScale(scale, options);
    const group =
      (s || coef.n < 0) && own.length === 1 && own[0]!.base.kind === 'add' && own[0]!.power.n > 0
        ? both(`\\left(${v.latex}\\right)`, `(${v.text})`)
        : v;
    return {
      negative: coef.n < 0,
      latex: s ? `${s.latex}\\, ${group.latex}` : group.latex,
      text: s ? `${s.text} ${group.text}` : group.text,
    };
  });
  if (parts.length === 0 || parts.some((p) => !p)) return undefined;
  const done = parts.map((p) => p!);
  const ordered = [...done.filter((p) => !p.negative), ...done.filter((p) => p.negative)];
  return both(
    ordered
      .map((p, n) => (n === 0 ? (p.negative ? '-' : '') : p.negative ? ' - ' : ' + ') + p.latex)
      .join(''),
    ordered.map((p, n) => (n === 0 ? (p.negative ? '−' : '') : p.negative ? ' − ' : ' + ') + p.text).join(''),
  );
};
