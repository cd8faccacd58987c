import { compile, EvaluationError, type Evaluator, type NumericArray, type Point } from './evaluate.js';
import { instanceAt } from './numbers.js';
import type { Parameter, Program } from './program.js';
import { samplePoint } from './sample.js';
import { softmax } from './softmax.js';

/** The form in which a hand-written derivative is right. */
export type Convention =
  'jacobian' | 'transposed-jacobian' | 'derivative' | 'gradient' | 'vjp' | 'fused-softmax' | 'fused-sigmoid';

/** The kind of mistake, where it is one that has a name. */
export type Mistake =
  'diagonal-only' | 'sign' | 'factor' | 'transposed' | 'wrong-argument' | 'zero' | 'other';

export interface CounterExample {
  readonly input: Readonly<Record<string, number | readonly number[]>>;
  readonly got: readonly number[];
  readonly right: readonly number[];
}

export type Verdict =
  | { readonly right: true; readonly as: Convention; readonly points: number }
  | {
      readonly right: false;
      readonly mistake: Mistake;
      readonly factor?: number;
      readonly example: CounterExample;
    }
  /** The two cannot be compared: other arguments, other shapes. */
  | { readonly right: undefined };

/** Points at which the two are compared. */
const POINTS = 64;
const TOLERANCE = 1e-8;
const LEAST = 8;
/** Names of what comes from behind in a backward pass: the gradient by the function's output. */
export const isUpstreamName = (name: string): boolean =>
  /^(d_?out|d_?y|dl|dj|grad(_?output|_?out|_?y|ients?)?|upstream|upstream_grad|output_gradient|d_?values|d_?(p|x|y|z|a|h|o|s|u|q|l|j|loss|outputs?|logits|probs)|delta|g|gy|v|dz|da|g_?out|out_grad|grad_in|dA)$/i.test(
    name,
  );

/** How the hand-written code is called: its parameters by what they stand for. */
interface Roles {
  readonly main: Parameter;
  readonly upstream?: Parameter;
  /** Further parameters, shared by name with the function. */
  readonly shared: readonly Parameter[];
}

const rolesOf = (f: Program, wrt: string, g: Program): Roles | undefined => {
  const upstream = g.parameters.find(
    (p) => isUpstreamName(p.name) && !f.parameters.some((q) => q.name === p.name),
  );
  const rest = g.parameters.filter((p) => p !== upstream);
  const shared = rest.filter(
    (p) => p.name !== wrt && f.parameters.some((q) => q.name === p.name && q.name !== wrt),
  );
  const main = rest.filter((p) => !shared.includes(p));
  const [only] = main;
  return only && main.length === 1 ? { main: only, ...(upstream ? { upstream } : {}), shared } : undefined;
};

/** What is right at a point, in every form that is in use, and what would be a known mistake. */
interface Truth {
  readonly forms: readonly { readonly as: Convention; readonly values: Float64Array }[];
  readonly mistakes: readonly { readonly as: Mistake; readonly values: Float64Array }[];
}

const truthAt = (
  jacobian: Float64Array,
  rows: number,
  cols: number,
  upstream: Float64Array | undefined,
  value: Float64Array,
): Truth => {
  const at = (i: number, j: number): number => jacobian[i * cols + j]!;
  const transposed = Float64Array.from(jacobian, (_, k) => at(k % rows, Math.floor(k / rows)));
  const square = rows === cols;
  const diagonal = square ? Float64Array.from({ length: rows }, (_, i) => at(i, i)) : undefined;
  const elementwise = square && jacobian.every((x, k) => x === 0 || Math.floor(k / cols) === k % cols);
  const forms: Truth['forms'][number][] = [];
  const mistakes: Truth['mistakes'][number][] = [];
  if (upstream) {
    const right = Float64Array.from({ length: cols }, (_, j) =>
      sumOver(rows, (i) => at(i, j) * upstream[i]!),
    );
    forms.push({ as: 'vjp', values: right });
    if (diagonal) mistakes.push({ as: 'diagonal-only', values: diagonal.map((d, i) => d * upstream[i]!) });
    if (square)
      mistakes.push({
        as: 'transposed',
        values: Float64Array.from({ length: rows }, (_, i) => sumOver(cols, (j) => at(i, j) * upstream[j]!)),
      });
    return { forms, mistakes };
  }
  forms.push(
    { as: rows * cols === 1 ? 'derivative' : rows === 1 ? 'gradient' : 'jacobian', values: jacobian },
    { as: 'transposed-jacobian', values: transposed },
  );
  if (diagonal && elementwise) forms.push({ as: 'derivative', values: diagonal });
  else if (diagonal) mistakes.push({ as: 'diagonal-only', values: diagonal });
  if (rows === 1 && cols > 1) {
    // ∂L/∂z for p = softmax(z): the loss and the softmax before it, fused.
    const total = sumOver(cols, (j) => at(0, j) * value[j]!);
    forms.push({
      as: 'fused-softmax',
      values: Float64Array.from({ length: cols }, (_, i) => value[i]! * (at(0, i) - total)),
    });
  }
  if (rows === 1)
    forms.push({
      as: 'fused-sigmoid',
      values: Float64Array.from({ length: cols }, (_, i) => at(0, i) * value[i]! * (1 - value[i]!)),
    });
  return { forms, mistakes };
};

const sumOver = (n: number, term: (k: number) => number): number => {
  let s = 0;
  for (let k = 0; k < n; k++) s += term(k);
  return s;
};

const close = (a: Float64Array, b: Float64Array, scale = 1): boolean => {
  if (a.length !== b.length) return false;
  const size = Math.max(1e-12, ...b.map(Math.abs));
  return a.every((x, k) => Math.abs(x - scale * b[k]!) <= TOLERANCE * Math.max(size, size * Math.abs(scale)));
};

/** c where a = c b throughout, and b is not all 0. */
const ratio = (a: Float64Array, b: Float64Array): number | undefined => {
  if (a.length !== b.length) return undefined;
  const k = b.reduce((best, x, n) => (Math.abs(x) > Math.abs(b[best]!) ? n : best), 0);
  if (b[k] === 0) return undefined;
  const c = a[k]! / b[k]!;
  return Number.isFinite(c) && close(a, b, c) ? c : undefined;
};

/** Which vectors are drawn as distributions: none, all but the variable, or all. */
type Distributions = 'any' | 'targets' | 'all';

interface Sample {
  readonly got: Float64Array;
  /** What the code gives when it is handed the function's output instead of its input, or the other way about. */
  readonly other: Float64Array | undefined;
  readonly truth: Truth;
  readonly n: number;
  readonly input: Readonly<Record<string, number | readonly number[]>>;
}

/**
 * Compares a hand-written derivative `g` with what the calculus says of `f`, at many points and in every convention in use.
 * @param argument whether g takes f's input or already its output
 */
export const checkGradient = (f: Program, wrt: string, g: Program, argument: 'input' | 'output'): Verdict => {
  const roles = rolesOf(f, wrt, g);
  if (!roles) return { right: undefined };
  const machines = { f: compile(f.definitions), g: compile(g.definitions) };
  const draw = (distributions: Distributions): readonly Sample[] | 'unfit' => {
    const samples: Sample[] = [];
    for (let seed = 0; seed <= POINTS * 3 && samples.length < POINTS; seed++) {
      const sample = sampleAt(f, wrt, g, roles, argument, machines, seed, distributions);
      if (sample === 'unfit') return 'unfit';
      if (sample) samples.push(sample);
    }
    return samples.length < LEAST ? 'unfit' : samples;
  };
  const samples = draw('any');
  if (samples === 'unfit') return { right: undefined };
  const plain = formOf(samples, (as) => !as.startsWith('fused'));
  if (plain) return { right: true, as: plain, points: samples.length };
  // p − y is the gradient of a cross-entropy only where the targets sum to 1, as they are meant to.
  const targets = f.parameters.some((p) => p.name !== wrt && p.dims.length > 0) ? draw('targets') : 'unfit';
  const assumed = targets === 'unfit' ? undefined : formOf(targets, (as) => !as.startsWith('fused'));
  if (assumed) return { right: true, as: assumed, points: targets.length };
  // And it is told from −y/p only where p is a distribution too, as it comes out of a softmax.
  const drawn = samples[0]!.truth.forms.some((x) => x.as.startsWith('fused')) ? draw('all') : 'unfit';
  const fused = drawn === 'unfit' ? undefined : formOf(drawn, (as) => as.startsWith('fused'));
  if (fused) return { right: true, as: fused, points: drawn.length };
  const mistake = mistakeIn(samples);
  return mistake ? { right: false, ...mistake } : { right: undefined };
};

/** The convention in which the code is right at every point. */
const formOf = (samples: readonly Sample[], admitted: (as: Convention) => boolean): Convention | undefined =>
  samples[0]!.truth.forms
    .map((form) => form.as)
    .find(
      (as) =>
        admitted(as) &&
        samples.every((s) => s.truth.forms.some((form) => form.as === as && close(s.got, form.values))),
    );

const mistakeIn = (
  samples: readonly Sample[],
): { readonly mistake: Mistake; readonly factor?: number; readonly example: CounterExample } | undefined => {
  const first = samples[0]!;
  const wanted =
    first.truth.forms.find((form) => form.values.length === first.got.length) ??
    first.truth.mistakes.find((m) => m.values.length === first.got.length && m.as === 'diagonal-only');
  if (!wanted) return undefined;
  const right = (s: Sample): Float64Array =>
    s.truth.forms.find((x) => x.as === wanted.as)?.values ?? s.truth.forms[0]!.values;
  const example = (): CounterExample => {
    const s = samples.find((x) => !close(x.got, right(x))) ?? first;
    return { input: s.input, got: [...s.got], right: [...right(s)] };
  };
  if (
    samples.every((s) => s.got.every((x) => Math.abs(x) < 1e-12)) &&
    !samples.every((s) => right(s).every((x) => Math.abs(x) < 1e-12))
  )
    return { mistake: 'zero', example: example() };
  for (const { as } of first.truth.mistakes) {
    if (samples.every((s) => s.truth.mistakes.some((m) => m.as === as && close(s.got, m.values))))
      return { mistake: as, example: example() };
  }
  if (samples.every((s) => s.other && close(s.other, right(s))))
    return { mistake: 'wrong-argument', example: example() };
  const ratios = samples
    .filter((s) => right(s).some((x) => x !== 0) || s.got.some((x) => x !== 0))
    .map((s) => ({ n: s.n, r: ratio(s.got, right(s)) }));
  const c = ratios[0]?.r;
  const all = (holds: (r: number, n: number) => boolean): boolean =>
    ratios.every(({ r, n }) => r !== undefined && holds(r, n));
  const same = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-8 * Math.abs(y);
  if (all((r) => same(r, -1))) return { mistake: 'sign', example: example() };
  if (c !== undefined && all((r) => same(r, c))) return { mistake: 'factor', factor: c, example: example() };
  if (all((r, n) => same(r, n) || same(r, 1 / n))) return { mistake: 'factor', example: example() };
  return { mistake: 'other', example: example() };
};

const sampleAt = (
  f: Program,
  wrt: string,
  g: Program,
  roles: Roles,
  argument: 'input' | 'output',
  machines: { readonly f: ReturnType<typeof compile>; readonly g: ReturnType<typeof compile> },
  seed: number,
  distributions: Distributions,
): Sample | 'unfit' | undefined => {
  const drawn = seed === 0 ? roundPoint(f) : samplePoint(f, seed);
  const x = drawn?.values[wrt];
  if (!drawn || !x) return undefined;
  const asDistribution = (a: NumericArray): NumericArray =>
    a.shape.length === 1 ? { shape: a.shape, data: softmax(a.data) } : a;
  const isNumbers = (name: string): boolean =>
    f.parameters.some((p) => p.name === name && p.labelOf === undefined);
  const isDistribution = (name: string): boolean =>
    isNumbers(name) && (distributions === 'all' || (distributions === 'targets' && name !== wrt));
  const given = Object.entries(drawn.values).map(
    ([name, a]) => [name, isDistribution(name) ? asDistribution(a) : a] as const,
  );
  const point: Point = { dims: drawn.dims, values: Object.fromEntries(given) };
  const input = point.values[wrt]!;
  try {
    const { entry, rows, cols } = instanceAt(f, wrt, point);
    const jacobian = Float64Array.from({ length: rows * cols }, (_, k) =>
      entry(Math.floor(k / cols), k % cols),
    );
    if (!jacobian.every(Number.isFinite)) return undefined;
    const y: NumericArray = {
      shape: f.output.indices.map((i) => lengthOf(i.dim, point)),
      data: machines.f.at(point).all(f.output.body, f.output.indices),
    };
    const main = argument === 'output' ? y : input;
    const other = argument === 'output' ? input : y;
    const u: NumericArray = {
      shape: y.shape,
      data: y.data.map((_, k) => (seed === 0 ? k + 1 : Math.sin(seed + 2 * k) + 0.3)),
    };
    const got = valueOf(g, roles, main, u, point, machines.g);
    if (got === undefined) return 'unfit';
    if (!got.every(Number.isFinite)) return undefined;
    return {
      got,
      other: valueOf(g, roles, other, u, point, machines.g),
      truth: truthAt(jacobian, rows, cols, roles.upstream ? u.data : undefined, input.data),
      n: Math.max(...point.values[wrt]!.shape, 1),
      input: {
        [roles.main.name]: main.shape.length ? [...main.data] : main.data[0]!,
        ...(roles.upstream ? { [roles.upstream.name]: u.shape.length ? [...u.data] : u.data[0]! } : {}),
      },
    };
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
};

/** Numbers that a person would try: 1, [1, 2, 3]. */
const roundPoint = (f: Program): Point => {
  const dims = Object.fromEntries(
    f.parameters
      .flatMap((p) => p.dims)
      .filter((d) => !/^\d+$/.test(d))
      .map((d) => [d, 3]),
  );
  const values = f.parameters.map((p, n): readonly [string, NumericArray] => {
    const shape = p.dims.map((d) => dims[d] ?? Number(d));
    const total = shape.reduce((n, l) => n * l, 1);
    return [
      p.name,
      {
        shape,
        data: Float64Array.from({ length: total }, (_, k) =>
          p.labelOf !== undefined ? 0 : n === 0 ? k + 1 : (k + n + 1) % 3,
        ),
      },
    ];
  });
  return { dims, values: Object.fromEntries(values) };
};

const lengthOf = (dim: string, point: Point): number =>
  /^\d+$/.test(dim) ? Number(dim) : (point.dims[dim] ?? 1);

/** The hand-written code's value, its arguments given by role; undefined where the shapes do not fit. */
const valueOf = (
  g: Program,
  roles: Roles,
  main: NumericArray,
  upstream: NumericArray,
  point: Point,
  machine: { at: (p: Point) => Evaluator },
): Float64Array | undefined => {
  const values: Record<string, NumericArray> = {};
  const dims: Record<string, number> = {};
  for (const p of g.parameters) {
    const array = p === roles.main ? main : p === roles.upstream ? upstream : point.values[p.name];
    if (!array || array.shape.length !== p.dims.length) return undefined;
    for (const [axis, dim] of p.dims.entries()) {
      const fixed = /^\d+$/.test(dim) ? Number(dim) : dims[dim];
      if (fixed !== undefined && fixed !== array.shape[axis]) return undefined;
      dims[dim] = array.shape[axis]!;
    }
    values[p.name] = array;
  }
  return machine.at({ dims, values }).all(g.output.body, g.output.indices);
};
