import { functionNamed } from './functions/index.js';
import type { Expr, Index } from './nodes.js';
import type { Definition, Program } from './program.js';
import { toNumber } from './rational.js';
import type { NumericArray, Point } from './evaluate.js';

/**
 * A number twice: as the code computes it in floating point, and as sign and logarithm of its magnitude, which neither
 * overflows nor underflows. Where the two part, the code has lost the value.
 */
export interface Wide {
  readonly plain: number;
  readonly sign: -1 | 0 | 1;
  readonly log: number;
}

/** What happened on the way to a value, first occurrence of each. */
export interface Trace {
  /** A finite number became ±∞ in floating point; in the definition of this name ('' for the output). */
  overflow?: string;
  /** A number that is not 0 became 0. */
  underflow?: string;
}

const NOTHING: Wide = { plain: 0, sign: 0, log: -Infinity };

/** The exact part of a wide number as a double, ±∞ where it does not fit. */
export const magnitude = (w: Wide): number => w.sign * Math.exp(w.log);

/**
 * Evaluates a program's output components in both ways.
 * @param round rounding of each operation: Math.fround for single precision, identity for double
 */
export const evaluateWide = (
  program: Program,
  point: Point,
  round: (x: number) => number,
  trace: Trace,
  most: number,
): readonly Wide[] => {
  const machine: Machine = {
    point,
    round,
    trace,
    definitions: new Map(program.definitions.map((d) => [d.name, d])),
    memo: new Map(),
    within: '',
  };
  const { indices, body } = program.output;
  const lengths = indices.map((i) => lengthOf(i.dim, point));
  const total = Math.min(
    most,
    lengths.reduce((n, l) => n * l, 1),
  );
  return Array.from({ length: total }, (_, flat) => {
    const at: Record<string, number> = {};
    let rest = flat;
    for (let axis = indices.length - 1; axis >= 0; axis--) {
      at[indices[axis]!.name] = rest % lengths[axis]!;
      rest = Math.floor(rest / lengths[axis]!);
    }
    return valueOf(body, at, machine);
  });
};

interface Machine {
  readonly point: Point;
  readonly round: (x: number) => number;
  readonly trace: Trace;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly memo: Map<string, Wide>;
  within: string;
}
type Places = Readonly<Record<string, number>>;

const lengthOf = (dim: string, point: Point): number =>
  /^\d+$/.test(dim) ? Number(dim) : (point.dims[dim] ?? 1);

const placeOf = (i: Index, at: Places, m: Machine): number => {
  if (typeof i.value === 'number') return i.value < 0 ? i.value + lengthOf(i.dim, m.point) : i.value;
  if (i.value === undefined) return at[i.name]!;
  const label = element(
    m.point.values[i.value.name],
    i.value.at.map((a) => placeOf(a, at, m)),
  );
  return label < 0 ? label + lengthOf(i.dim, m.point) : label;
};

const element = (a: NumericArray | undefined, places: readonly number[]): number =>
  a ? a.data[places.reduce((o, p, axis) => o * a.shape[axis]! + p, 0)]! : NaN;

const from = (x: number): Wide => ({
  plain: x,
  sign: Math.sign(x) as -1 | 0 | 1,
  log: Math.log(Math.abs(x)),
});

/** Joins the floating-point result of an operation with its exact one, and notes where they part. */
const joined = (plain: number, sign: number, log: number, m: Machine): Wide => {
  const rounded = m.round(plain);
  if (!Number.isFinite(rounded) && Number.isFinite(log)) m.trace.overflow ??= m.within;
  if (rounded === 0 && sign !== 0 && Number.isFinite(log)) m.trace.underflow ??= m.within;
  return { plain: rounded, sign: Math.sign(sign) as -1 | 0 | 1, log };
};

const plus = (a: Wide, b: Wide, m: Machine): Wide => {
  if (a.sign === 0) return { ...b, plain: m.round(a.plain + b.plain) };
  if (b.sign === 0) return { ...a, plain: m.round(a.plain + b.plain) };
  const [big, small] = a.log >= b.log ? [a, b] : [b, a];
  const ratio = big.sign * small.sign * Math.exp(small.log - big.log);
  if (ratio === -1) return { plain: m.round(a.plain + b.plain), sign: 0, log: -Infinity };
  return joined(a.plain + b.plain, big.sign, big.log + Math.log1p(ratio), m);
};

const times = (a: Wide, b: Wide, m: Machine): Wide =>
  joined(a.plain * b.plain, a.sign * b.sign, a.log + b.log, m);

const raised = (a: Wide, p: number, m: Machine): Wide => {
  const sign = a.sign < 0 ? (Number.isInteger(p) ? (p % 2 ? -1 : 1) : NaN) : a.sign;
  const plain = p === 0.5 ? Math.sqrt(a.plain) : p === -1 ? 1 / a.plain : a.plain ** p;
  return joined(plain, Number.isNaN(sign) ? 0 : sign, Number.isNaN(sign) ? NaN : a.log * p, m);
};

const apply = (name: string, args: readonly Wide[], m: Machine): Wide => {
  const f = functionNamed(name);
  if (!f) return from(NaN);
  const plain = f.evaluate(...args.map((a) => a.plain));
  if (name === 'exp') return joined(plain, 1, magnitude(args[0]!), m);
  if (name === 'log') {
    const x = args[0]!;
    return { ...from(x.sign > 0 ? x.log : NaN), plain: m.round(plain) };
  }
  const exact = from(f.evaluate(...args.map(magnitude)));
  return joined(plain, exact.sign, exact.log, m);
};

const less = (a: Wide, b: Wide): boolean => {
  if (a.sign !== b.sign) return a.sign < b.sign;
  return a.sign > 0 ? a.log < b.log : a.sign < 0 && a.log > b.log;
};

const valueOf = (e: Expr, at: Places, m: Machine): Wide => {
  switch (e.kind) {
    case 'num':
      return from(toNumber(e.value));
    case 'const':
      return e.name === 'inf'
        ? { plain: Infinity, sign: 1, log: Infinity }
        : from(e.name === 'pi' ? Math.PI : Math.E);
    case 'var':
      return from(
        element(
          m.point.values[e.name],
          e.at.map((i) => placeOf(i, at, m)),
        ),
      );
    case 'ref':
      return definitionAt(
        e.name,
        e.at.map((i) => placeOf(i, at, m)),
        m,
      );
    case 'size':
      return from(lengthOf(e.dim, m.point));
    case 'pos':
      return from(placeOf(e.index, at, m));
    case 'delta':
      return from(placeOf(e.a, at, m) === placeOf(e.b, at, m) ? 1 : 0);
    case 'add':
      return e.terms.map((t) => valueOf(t, at, m)).reduce((a, b) => plus(a, b, m));
    case 'mul': {
      // Quotients as the code writes them: numerator over denominator, not times a reciprocal that overflows on its own.
      const above = e.factors
        .filter((f) => f.power.n > 0)
        .map((f) => factorOf(f.base, toNumber(f.power), at, m));
      const below = e.factors
        .filter((f) => f.power.n < 0)
        .map((f) => factorOf(f.base, -toNumber(f.power), at, m));
      const numerator = above.reduce((a, b) => times(a, b, m), from(toNumber(e.coef)));
      if (below.length === 0) return numerator;
      const denominator = below.reduce((a, b) => times(a, b, m));
      return joined(
        numerator.plain / denominator.plain,
        numerator.sign * denominator.sign,
        numerator.log - denominator.log,
        m,
      );
    }
    case 'pow': {
      const [base, exponent] = [valueOf(e.base, at, m), valueOf(e.exponent, at, m)];
      const p = magnitude(exponent);
      return joined(base.plain ** exponent.plain, base.sign < 0 ? NaN : base.sign, base.log * p, m);
    }
    case 'fn':
      return apply(
        e.name,
        e.args.map((a) => valueOf(a, at, m)),
        m,
      );
    case 'reduce': {
      const each = Array.from({ length: lengthOf(e.index.dim, m.point) }, (_, k) =>
        valueOf(e.body, { ...at, [e.index.name]: k }, m),
      );
      if (e.op === 'sum') return each.reduce((a, b) => plus(a, b, m), NOTHING);
      if (e.op === 'prod') return each.reduce((a, b) => times(a, b, m), from(1));
      return each.reduce((a, b) => (e.op === 'max' ? (less(a, b) ? b : a) : less(b, a) ? b : a));
    }
    case 'compare': {
      const [a, b] = [valueOf(e.left, at, m), valueOf(e.right, at, m)];
      const same = a.sign === b.sign && (a.log === b.log || a.sign === 0);
      const holds = { '<': less(a, b), '<=': less(a, b) || same, '=': same, '!=': !same }[e.rel];
      return from(holds ? 1 : 0);
    }
    case 'where':
      return valueOf(e.cond, at, m).sign !== 0 ? valueOf(e.then, at, m) : valueOf(e.otherwise, at, m);
    case 'arg':
    case 'diff':
      return from(NaN);
  }
};

const factorOf = (base: Expr, p: number, at: Places, m: Machine): Wide => {
  const value = valueOf(base, at, m);
  return p === 1 ? value : raised(value, p, m);
};

const definitionAt = (name: string, places: readonly number[], m: Machine): Wide => {
  const key = `${name}|${places.join()}`;
  const known = m.memo.get(key);
  if (known) return known;
  const d = m.definitions.get(name);
  if (!d) return from(NaN);
  const outside = m.within;
  m.within = name;
  const value = valueOf(d.body, Object.fromEntries(d.indices.map((i, n) => [i.name, places[n]!])), m);
  m.within = outside;
  m.memo.set(key, value);
  return value;
};
