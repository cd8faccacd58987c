/** What a program asks of its variables: the intervals in which its functions are defined, thresholds, labels, least lengths of axes. */
import { functionNamed } from './functions/index.js';
import { children } from './keys.js';
import type { Expr, Index, Of } from './nodes.js';
import type { Program } from './program.js';
import { isInteger, toNumber } from './rational.js';

/** Open at both ends; Infinity where there is none. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Demands {
  /** Of each variable, by name; its axes as it is used, where it is no parameter. */
  readonly variables: ReadonlyMap<string, Demand>;
  /** Axes with a name, in order of appearance, and the least length that constant places (x[3]) ask for. */
  readonly dims: ReadonlyMap<string, number>;
  /** Lengths of the axes that have no name but their length. */
  readonly lengths: ReadonlySet<number>;
}

export interface Demand {
  readonly dims: readonly string[];
  interval: Interval;
  /** What is assumed of it and holds in any case; part of `interval`. */
  assumed: Interval;
  /** Where it is not cut off by a maximum, a minimum or a clip: to be in here mostly, but not always. */
  uncut: Interval;
  /** Numbers that it is compared with: both sides of them are to be visited. */
  readonly thresholds: Set<number>;
  /** Divided by: stays away from 0. */
  divides: boolean;
  /** The axis that it counts along, if it is used as an index. */
  labelOf?: string;
}

const everywhere: Interval = { low: -Infinity, high: Infinity };
const positive: Interval = { low: 0, high: Infinity };

const domains: Readonly<Record<string, Interval>> = {
  positive,
  nonnegative: positive,
  unit: { low: -1, high: 1 },
  'open-unit': { low: -1, high: 1 },
  'above-one': { low: 1, high: Infinity },
  'above-minus-one': { low: -1, high: Infinity },
};

/** Functions that hand on one of their arguments. */
const cuts: ReadonlySet<string> = new Set(['max2', 'min2', 'clip']);

/** Functions whose domain speaks of their second argument. */
const ofSecond: ReadonlySet<string> = new Set(['xlogy', 'polygamma']);

export const both = (a: Interval, b: Interval): Interval => ({
  low: Math.max(a.low, b.low),
  high: Math.min(a.high, b.high),
});

const constantOf = (e: Expr): number | undefined =>
  e.kind === 'num'
    ? toNumber(e.value)
    : e.kind === 'const' && e.name !== 'inf'
      ? Math[e.name === 'pi' ? 'PI' : 'E']
      : undefined;

/** Reads off what every variable has to be so that the output is defined, as far as that can be said of each alone. */
export const demandsOf = (program: Program): Demands => {
  const variables = new Map<string, Demand>();
  const dims = new Map<string, number>();
  const lengths = new Set<number>();
  const bodies = new Map(program.definitions.map((d) => [d.name, d.body]));

  const axis = (dim: string, atLeast = 1): void => {
    if (/^\d+$/.test(dim)) lengths.add(Number(dim));
    else dims.set(dim, Math.max(dims.get(dim) ?? 1, atLeast));
  };
  const demand = (name: string, axes: readonly string[]): Demand => {
    const known = variables.get(name);
    if (known) return known;
    const fresh: Demand = {
      dims: axes,
      interval: everywhere,
      assumed: everywhere,
      uncut: everywhere,
      thresholds: new Set(),
      divides: false,
    };
    variables.set(name, fresh);
    return fresh;
  };
  const place = (i: Index): void => {
    axis(i.dim, typeof i.value === 'number' ? (i.value < 0 ? -i.value : i.value + 1) : 1);
    if (typeof i.value !== 'object') return;
    demand(
      i.value.name,
      i.value.at.map((a) => a.dim),
    ).labelOf = i.dim;
    i.value.at.forEach(place);
  };

  for (const p of program.parameters) {
    p.dims.forEach((dim) => axis(dim));
    const d = demand(p.name, p.dims);
    if (p.labelOf !== undefined) {
      axis(p.labelOf);
      d.labelOf = p.labelOf;
    }
    if (p.assume?.includes('positive')) d.assumed = positive;
    if (p.assume?.includes('probability')) d.assumed = { low: 0, high: 1 };
    d.interval = d.assumed;
  }

  /** e has to lie in `wanted`, strictly. Each pair is looked at once, or a chain of definitions would cost its square. */
  const seen = new Map<Expr, Set<string>>();
  const require = (e: Expr, wanted: Interval, cut = false): void => {
    if (wanted.low === -Infinity && wanted.high === Infinity) return;
    const key = `${wanted.low},${wanted.high},${cut}`;
    const asked = seen.get(e) ?? new Set<string>();
    if (asked.has(key)) return;
    seen.set(e, asked.add(key));
    switch (e.kind) {
      case 'var': {
        const d = demand(
          e.name,
          e.at.map((i) => i.dim),
        );
        if (cut) d.uncut = both(d.uncut, wanted);
        else d.interval = both(d.interval, wanted);
        return;
      }
      case 'ref': {
        const body = bodies.get(e.name);
        if (body) require(body, wanted, cut);
        return;
      }
      case 'reduce':
        if (e.op === 'max' || e.op === 'min') require(e.body, wanted, cut);
        else if (wanted.low >= 0) require(e.body, positive, cut);
        return;
      case 'where':
        require(e.then, wanted, cut);
        require(e.otherwise, wanted, cut);
        return;
      case 'fn':
        if (cuts.has(e.name)) for (const a of e.args) require(a, wanted, true);
        return;
      case 'add':
        return requireSum(e, wanted, cut);
      case 'mul':
        return requireProduct(e, wanted, cut);
      default:
        return;
    }
  };

  /** c + x > a asks x > a − c; of more terms, that each have the sign that helps. */
  const requireSum = (e: Of<'add'>, wanted: Interval, cut: boolean): void => {
    const constant = e.terms.reduce((total, t) => total + (constantOf(t) ?? 0), 0);
    const rest = e.terms.filter((t) => constantOf(t) === undefined);
    const moved = { low: wanted.low - constant, high: wanted.high - constant };
    if (rest.length === 1) return require(rest[0]!, moved, cut);
    if (moved.low > -Infinity && moved.low <= 0 && moved.high === Infinity) {
      for (const t of rest) require(t, positive, cut);
    }
  };

  const requireProduct = (e: Of<'mul'>, wanted: Interval, cut: boolean): void => {
    const coef = toNumber(e.coef);
    const [first] = e.factors;
    if (e.factors.length === 1 && toNumber(first!.power) === 1) {
      const ends = [wanted.low / coef, wanted.high / coef];
      return require(first!.base, { low: Math.min(...ends), high: Math.max(...ends) }, cut);
    }
    if (e.factors.length === 1 && toNumber(first!.power) === 2) {
      const ends = [wanted.low / coef, wanted.high / coef];
      const [low, high] = [Math.min(...ends), Math.max(...ends)];
      if (low > 0) require(first!.base, { low: Math.sqrt(low), high: Math.sqrt(high) }, cut);
      else if (high > 0) require(first!.base, { low: -Math.sqrt(high), high: Math.sqrt(high) }, cut);
      return;
    }
    if (coef < 0 || wanted.low < 0) return;
    for (const f of e.factors) {
      const odd = !isInteger(f.power) || f.power.n % 2 !== 0;
      if (odd) require(f.base, positive, cut);
    }
  };

  const compared = (sides: readonly Expr[]): void => {
    for (const v of sides) {
      if (v.kind !== 'var') continue;
      const { thresholds } = demand(
        v.name,
        v.at.map((i) => i.dim),
      );
      for (const side of sides) {
        const c = constantOf(side);
        if (c !== undefined) thresholds.add(c);
      }
    }
  };

  const visited = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (visited.has(e)) return;
    visited.add(e);
    switch (e.kind) {
      case 'var':
        demand(
          e.name,
          e.at.map((i) => i.dim),
        );
        e.at.forEach(place);
        break;
      case 'ref':
        e.at.forEach(place);
        break;
      case 'size':
        axis(e.dim);
        break;
      case 'pos':
        place(e.index);
        break;
      case 'delta':
        place(e.a);
        place(e.b);
        break;
      case 'mul':
        for (const f of e.factors) {
          if (!isInteger(f.power)) require(f.base, positive);
          if (f.power.n < 0 && f.base.kind === 'var')
            demand(
              f.base.name,
              f.base.at.map((i) => i.dim),
            ).divides = true;
        }
        break;
      case 'pow':
        require(e.base, positive);
        break;
      case 'fn': {
        const domain = functionNamed(e.name)?.domain;
        const arg = e.args[ofSecond.has(e.name) ? 1 : 0];
        if (domain && arg) require(arg, domains[domain]!);
        if (cuts.has(e.name)) compared(e.args);
        break;
      }
      case 'reduce':
      case 'arg':
        axis(e.index.dim);
        break;
      case 'compare':
        compared([e.left, e.right]);
        break;
      default:
        break;
    }
    children(e).forEach(visit);
  };
  for (const d of program.definitions) {
    d.indices.forEach(place);
    visit(d.body);
  }
  program.output.indices.forEach(place);
  visit(program.output.body);
  return { variables, dims, lengths };
};
