import { freeIndices, type Expr, type Factor, type Index, type Of } from '../../math/expr.js';
import type { Program } from '../../math/program.js';
import { isOne, toNumber, type Rational } from '../../math/rational.js';
import type { ArrayDialect } from './dialect.js';

/** Thrown where a library has no word for something; caught at the door and said. */
export class CannotWrite extends Error {
  constructor(readonly what: string) {
    super(`cannot write ${what}`);
  }
}

/** Code with the binding strength of its outermost operator, so that brackets stand only where they must. */
interface Code {
  readonly text: string;
  /** 0 conditional and comparison, 1 sum, 2 product, 3 unary, 4 power, 5 atom. */
  readonly binds: number;
}
const atom = (text: string): Code => ({ text, binds: 5 });
const within = (c: Code, binds: number): string => (c.binds < binds ? `(${c.text})` : c.text);

/** A condition as 1 or 0: a bare array of booleans can be neither negated nor subtracted. */
const asNumber = (condition: string): Code => ({ text: `1.0 * (${condition})`, binds: 2 });

/**
 * Writes index notation as whole-array code: each free index is an axis, in the order of `axes`, and everything broadcasts
 * against them from the right. Σ_k is a sum over a last axis; products of a matrix and a vector become `@`.
 */
export const writeArrays = (
  program: Pick<Program, 'parameters'>,
  dialect: ArrayDialect,
  rename: (name: string) => string,
) => {
  const m = dialect.module;

  const sizeOf = (dim: string): string => {
    if (/^\d+$/.test(dim)) return dim;
    for (const p of program.parameters) {
      const axis = p.dims.indexOf(dim);
      if (axis === 0) return `len(${rename(p.name)})`;
      if (axis > 0) return `${rename(p.name)}.shape[${axis}]`;
    }
    throw new CannotWrite(dim);
  };

  /** Brings an array whose axes are `own` into the order of `axes`, with new axes where it has none. */
  const aligned = (name: string, own: readonly Index[], axes: readonly Index[]): Code => {
    const fixed = own.map((i) =>
      i.value === undefined ? ':' : typeof i.value === 'number' ? String(i.value) : rename(i.value.name),
    );
    const free = own.filter((i) => i.value === undefined);
    const base = free.length === own.length ? name : `${name}[${fixed.join(', ')}]`;
    const places = free.map((i) => axes.findIndex((a) => a.name === i.name));
    if (places.includes(-1)) throw new CannotWrite(name);
    const sorted = [...places].sort((a, b) => a - b);
    if (new Set(places).size !== places.length) {
      if (places.length !== 2) throw new CannotWrite(name);
      return withAxes(`${m}.diagonal(${base})`, [places[0]!], axes.length);
    }
    const inOrder = places.every((p, n) => p === sorted[n]);
    if (!inOrder && places.length !== 2) throw new CannotWrite(name);
    return withAxes(inOrder ? base : `${base}.T`, sorted, axes.length);
  };

  const withAxes = (base: string, places: readonly number[], rank: number): Code => {
    const first = places[0];
    if (first === undefined) return atom(base);
    const slots = Array.from({ length: rank - first }, (_, n) => (places.includes(first + n) ? ':' : 'None'));
    return atom(slots.every((s) => s === ':') ? base : `${base}[${slots.join(', ')}]`);
  };

  const numberText = (q: Rational): Code => {
    if (q.d === 1 || q.decimal)
      return q.n < 0 ? { text: String(toNumber(q)), binds: 3 } : atom(String(toNumber(q)));
    return { text: `${q.n} / ${q.d}`, binds: 2 };
  };

  const powerOf = (base: Expr, p: number, axes: readonly Index[]): Code => {
    const code = emit(base, axes);
    if (p === 1) return code;
    if (p === 0.5) return atom(`${m}.sqrt(${within(code, 0)})`);
    return { text: `${within(code, 5)} ** ${p < 0 ? `(${p})` : p}`, binds: 4 };
  };

  const productText = (factors: readonly Factor[], axes: readonly Index[], sign: 1 | -1): string =>
    factors
      .map((f, n) => within(powerOf(f.base, sign * toNumber(f.power), axes), n === 0 ? 2 : 3))
      .join(' * ');

  const product = (e: Of<'mul'>, axes: readonly Index[]): Code => {
    const above = e.factors.filter((f) => f.power.n > 0);
    const below = e.factors.filter((f) => f.power.n < 0);
    const negative = e.coef.n < 0;
    const q = { n: Math.abs(e.coef.n), d: e.coef.d, ...(e.coef.decimal ? { decimal: true as const } : {}) };
    const parts = [
      ...(isOne(q) ? [] : [within(numberText(q), 2)]),
      ...(above.length ? [productText(above, axes, 1)] : []),
    ];
    const top = parts.join(' * ') || '1';
    const bottom =
      below.length === 0
        ? ''
        : below.length === 1
          ? within(powerOf(below[0]!.base, -toNumber(below[0]!.power), axes), 3)
          : `(${productText(below, axes, -1)})`;
    const text = bottom ? `${top} / ${bottom}` : top;
    return negative ? { text: `-${text}`, binds: 2 } : { text, binds: 2 };
  };

  const sumText = (e: Of<'add'>, axes: readonly Index[]): Code => {
    const codes = e.terms.map((t) => emit(t, axes));
    const ordered = [
      ...codes.filter((c) => !c.text.startsWith('-')),
      ...codes.filter((c) => c.text.startsWith('-')),
    ];
    const text = ordered
      .map((c, n) =>
        n === 0
          ? within(c, 1)
          : c.text.startsWith('-')
            ? ` - ${within({ ...c, text: c.text.slice(1) }, 2)}`
            : ` + ${within(c, 2)}`,
      )
      .join('');
    return { text, binds: 1 };
  };

  /** Σ_k a_k b_k as a @ b, Σ_k M_jk v_k as M @ v, where the result has the axes' last place or none. */
  const matmul = (e: Of<'reduce'>, axes: readonly Index[]): Code | undefined => {
    if (e.op !== 'sum' || e.body.kind !== 'mul' || e.body.factors.length !== 2 || !isOne(e.body.coef))
      return undefined;
    const pair = e.body.factors;
    if (
      !pair.every(
        (f) =>
          isOne(f.power) &&
          (f.base.kind === 'var' || f.base.kind === 'ref') &&
          f.base.at.every((i) => i.value === undefined),
      )
    )
      return undefined;
    const [a, b] = pair.map((f) => f.base as Of<'var'> | Of<'ref'>);
    const k = e.index.name;
    const last = axes.at(-1)?.name;
    const vectorAt = (x: Of<'var'> | Of<'ref'>): boolean => x.at.length === 1 && x.at[0]!.name === k;
    if (vectorAt(a!) && vectorAt(b!)) return { text: `${rename(a!.name)} @ ${rename(b!.name)}`, binds: 2 };
    const [matrix, vector] = vectorAt(b!) ? [a!, b!] : [b!, a!];
    if (!vectorAt(vector) || matrix.at.length !== 2 || axes.length === 0) return undefined;
    if (matrix.at[1]!.name === k && matrix.at[0]!.name === last)
      return { text: `${rename(matrix.name)} @ ${rename(vector.name)}`, binds: 2 };
    if (matrix.at[0]!.name === k && matrix.at[1]!.name === last)
      return { text: `${rename(vector.name)} @ ${rename(matrix.name)}`, binds: 2 };
    return undefined;
  };

  const reduction = (e: Of<'reduce'>, axes: readonly Index[]): Code => {
    const short = matmul(e, axes);
    if (short) return short;
    const inner = axes.filter((a) => freeIndices(e.body).has(a.name) && a.name !== e.index.name);
    // Only the axes that the body has: leading ones it lacks need no place, others keep theirs.
    const kept = inner.length === 0 ? [] : axes.slice(axes.findIndex((a) => a.name === inner[0]!.name));
    const body = freeIndices(e.body).has(e.index.name)
      ? emit(e.body, [...kept, e.index])
      : { text: `${within(emit(e.body, kept), 2)} * ${m}.ones(${sizeOf(e.index.dim)})`, binds: 2 };
    const whole = kept.length === 0;
    if (e.op === 'max' || e.op === 'min') return atom(dialect.extremum(e.op, body.text, whole));
    const name = e.op === 'sum' ? 'sum' : 'prod';
    return atom(whole ? `${m}.${name}(${body.text})` : `${m}.${name}(${body.text}, ${dialect.axis}=-1)`);
  };

  const positions = (i: Index, axes: readonly Index[]): Code => {
    if (typeof i.value === 'number') return atom(String(i.value));
    if (i.value) return atom(rename(i.value.name));
    return withAxes(`${m}.arange(${sizeOf(i.dim)})`, [axes.findIndex((a) => a.name === i.name)], axes.length);
  };

  const kronecker = (e: Of<'delta'>, axes: readonly Index[]): Code => {
    const [a, b] = axes.slice(-2);
    const both = [e.a, e.b].every((i) => i.value === undefined);
    if (both && a && b && [e.a.name, e.b.name].includes(a.name) && [e.a.name, e.b.name].includes(b.name))
      return atom(`${m}.eye(${sizeOf(e.a.dim)})`);
    return asNumber(`${positions(e.a, axes).text} == ${positions(e.b, axes).text}`);
  };

  const bracket = (e: Of<'compare'>, axes: readonly Index[]): string =>
    `${within(emit(e.left, axes), 1)} ${e.rel === '=' ? '==' : e.rel} ${within(emit(e.right, axes), 1)}`;

  const call = (e: Of<'fn'>, axes: readonly Index[]): Code => {
    const pattern = dialect.functions[e.name];
    if (pattern === undefined) throw new CannotWrite(e.name);
    const args = e.args.map((a) => emit(a, axes).text);
    const text = pattern.replace(/\{(\d)\}/g, (_, n: string) => args[Number(n)]!);
    return { text, binds: /^[\w.]+\([^]*\)$/.test(pattern) && !pattern.includes(' / ') ? 5 : 2 };
  };

  const emit = (e: Expr, axes: readonly Index[]): Code => {
    switch (e.kind) {
      case 'num':
        return numberText(e.value);
      case 'const':
        return atom(e.name === 'inf' ? `${m}.inf` : `${m}.${e.name}`);
      case 'var':
      case 'ref':
        return aligned(rename(e.name), e.at, axes);
      case 'size':
        return atom(sizeOf(e.dim));
      case 'pos':
        return positions(e.index, axes);
      case 'delta':
        return kronecker(e, axes);
      case 'add':
        return sumText(e, axes);
      case 'mul':
        return product(e, axes);
      case 'pow':
        return { text: `${within(emit(e.base, axes), 5)} ** ${within(emit(e.exponent, axes), 4)}`, binds: 4 };
      case 'fn':
        return call(e, axes);
      case 'reduce':
        return reduction(e, axes);
      case 'arg': {
        const place = emit({ kind: 'reduce', op: e.op, index: e.index, body: e.body }, axes).text;
        const found = place.replace(new RegExp(`^${m}\\.a?(max|min)`), `${m}.arg$1`);
        return asNumber(`${positions(e.at, axes).text} == ${found}`);
      }
      case 'compare':
        return asNumber(bracket(e, axes));
      case 'where': {
        const cond = e.cond.kind === 'compare' ? bracket(e.cond, axes) : emit(e.cond, axes).text;
        return atom(`${m}.where(${cond}, ${emit(e.then, axes).text}, ${emit(e.otherwise, axes).text})`);
      }
      case 'diff':
        throw new CannotWrite('∂');
    }
  };
  return (e: Expr, axes: readonly Index[]): string => emit(e, axes).text;
};
