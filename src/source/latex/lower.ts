import {
  add,
  compare,
  constant,
  delta,
  div,
  fn,
  mul,
  neg,
  number,
  ONE,
  pow,
  power,
  reduce,
  size,
  sub,
  sum,
  variable,
  where,
  position,
  type Expr,
  type Index,
} from '../../math/expr.js';
import type { Parameter, Program, Span } from '../../math/program.js';
import { parseRational, rational } from '../../math/rational.js';
import { newDims, type Dims } from '../dims.js';
import type { Message, ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';
import { elementFunction, logSumExp, norm, scalar, softmaxAt, type Quantity } from './calls.js';
import type { Equation, Latex, Sub } from './nodes.js';
import { LatexFault } from './parse.js';
import { isIndex, isLabel, nameWith, surroundings, type Surroundings } from './subscripts.js';

interface Free {
  readonly rank: number;
  readonly spans: Span[];
  labelOf?: string;
}

interface State {
  readonly around: Surroundings;
  readonly ranks: ReadonlyMap<string, number>;
  readonly dims: Dims;
  /** Lengths by place: `x:0`, `free:i`, `big:17:j`. They outlive the first walk. */
  readonly axes: Map<string, string>;
  /** Symbols that stand above a Σ: K is a length. */
  readonly sizes: Map<string, string>;
  readonly names: ReadonlyMap<string, string>;
  readonly free: Map<string, Free>;
  readonly letters: Map<string, Index>;
  readonly bound: Set<string>;
  readonly taken: ReadonlySet<string>;
  readonly notes: Map<string, Message>;
}

/** A name has to have more axes than it was taken to have: the walk begins anew. */
class RankDemand extends Error {
  constructor(
    readonly symbol: string,
    readonly rank: number,
  ) {
    super(symbol);
  }
}

const fail = (span: Span, key: Parameters<typeof refuse>[2], ...args: readonly string[]): never => {
  throw new LatexFault(refuse(key.replace(/^latex-/, ''), span, key, args));
};

export interface LatexProgram {
  readonly ok: true;
  readonly program: Program;
  readonly notes: readonly Message[];
}

/** A formula as a program in index notation. `given` ranks of names (from values) are taken for granted. */
export const latexProgram = (
  equation: Equation,
  given: ReadonlyMap<string, number>,
): LatexProgram | ReadRefusal => {
  const around = surroundings(equation.body, equation.indices);
  let ranks = new Map(given);
  for (let tries = 0; tries < 16; tries++) {
    try {
      return twice(equation, around, ranks);
    } catch (error) {
      if (error instanceof LatexFault) return error.refusal;
      if (!(error instanceof RankDemand)) throw error;
      if ((given.get(error.symbol) ?? error.rank) !== error.rank) break;
      ranks = new Map([...ranks, [error.symbol, error.rank]]);
    }
  }
  return refuse('shape', equation.body.span, 'latex-shapes');
};

/** The first walk finds out which lengths are the same and which letters are free; the second one writes with their names. */
const twice = (
  equation: Equation,
  around: Surroundings,
  ranks: ReadonlyMap<string, number>,
): LatexProgram => {
  const shared = {
    around,
    ranks,
    dims: newDims(),
    axes: new Map<string, string>(),
    sizes: new Map<string, string>(),
  };
  const walk = (names: ReadonlyMap<string, string>, taken: ReadonlySet<string>) => {
    const state: State = {
      ...shared,
      names,
      taken,
      free: new Map(),
      letters: new Map(),
      bound: new Set(),
      notes: new Map(),
    };
    for (const s of equation.indices) if (isIndex('', s, around)) freeLetter(s.text, state, s.text);
    const leftLetters = [...state.letters.keys()];
    const used = new Set<string>();
    const value = lower(equation.body, state, new Map());
    const rest = value.dims.map((dim, i) => fresh(state, dim, 'jkliabc'[i] ?? 'j'));
    const body = value.at(rest);
    for (const letter of lettersIn(body)) used.add(letter);
    const letters = [...state.letters.values()].filter(
      (i) => used.has(i.name) || !leftLetters.includes(i.name),
    );
    return { state, output: { indices: [...letters.filter((i) => used.has(i.name)), ...rest], body } };
  };
  const first = walk(new Map(), new Set());
  const names = namesOfLengths(first.state);
  const { state, output } = walk(names, new Set(first.state.letters.keys()));
  const parameters = [...state.free].map(([name, f]): Parameter => ({
    name,
    dims: Array.from({ length: f.rank }, (_, i) => lengthName(state, axis(state, `${name}:${i}`))),
    ...(f.labelOf !== undefined && { labelOf: f.labelOf }),
    spans: f.spans,
  }));
  return {
    ok: true,
    program: { name: equation.name, parameters, definitions: [], output },
    notes: [...state.notes.values()],
  };
};

const lettersIn = (e: Expr): Set<string> => {
  const found = new Set<string>();
  const text = JSON.stringify(e);
  for (const m of text.matchAll(/"name":"([^"]+)","dim"/g)) found.add(m[1]!);
  return found;
};

const axis = (s: State, key: string, wish?: string): string => {
  const known = s.axes.get(key);
  if (known !== undefined) return known;
  const dim = s.dims.fresh(wish);
  s.axes.set(key, dim);
  return dim;
};

/** n for the first length, then m, k …, unless the formula names it itself. */
const namesOfLengths = (s: State): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const used = new Set<string>();
  const roots = [...new Set([...s.axes.values()].map(s.dims.find))];
  for (const root of roots) {
    if (/^\d+$/.test(root)) continue;
    const wish = s.dims.wish(root);
    const name =
      wish !== undefined && !used.has(wish)
        ? wish
        : [...'nmkdlrsuvw'].find((c) => !used.has(c) && !s.sizes.has(c));
    names.set(root, name ?? root.replace('?', 'n'));
    used.add(names.get(root)!);
  }
  return names;
};

const lengthName = (s: State, dim: string): string => {
  const root = s.dims.find(dim);
  return s.names.get(root) ?? root;
};

const index = (s: State, name: string, dim: string): Index => ({ name, dim: lengthName(s, dim) });

const freeLetter = (letter: string, s: State, key: string): Index => {
  const known = s.letters.get(letter);
  if (known) return known;
  const made = index(s, letter, axis(s, `free:${key}`));
  s.letters.set(letter, made);
  return made;
};

/** An index that no other of the formula is named like. */
const fresh = (s: State, dim: string, wish: string): Index => {
  const pool = [wish, ...'jklmiabcpqrstuvw', ...'jklmiabc'.split('').map((c) => `${c}′`)];
  const name = pool.find((c) => !s.bound.has(c) && !s.taken.has(c) && !s.letters.has(c)) ?? `${wish}″`;
  s.bound.add(name);
  return index(s, name, dim);
};

type Scope = ReadonlyMap<string, { readonly index: Index; readonly dim: string }>;

const letterIndex = (
  letter: string,
  s: State,
  scope: Scope,
): { readonly index: Index; readonly dim: string } =>
  scope.get(letter) ?? { index: freeLetter(letter, s, letter), dim: axis(s, `free:${letter}`) };

const meet = (s: State, a: string, b: string, span: Span): void => {
  if (!s.dims.unify(a, b)) fail(span, 'latex-shapes');
};

const lower = (node: Latex, s: State, scope: Scope): Quantity => {
  const down = (n: Latex): Quantity => lower(n, s, scope);
  switch (node.kind) {
    case 'number':
      return scalar(number(parseRational(node.text)));
    case 'infinity':
      return scalar(constant('inf'));
    case 'symbol':
      return symbol(node, s, scope);
    case 'negative':
      return map(down(node.value), neg);
    case 'add':
      return node.terms
        .map((t) => ({ q: down(t), t }))
        .reduce((a, b) => ({ q: zip(a, b, s, node.span, add), t: node })).q;
    case 'product':
      return product(node, s, scope);
    case 'power': {
      const [base, exponent] = [down(node.base), down(node.exponent)];
      if (exponent.dims.length > 0 && !isEuler(node.base)) fail(node.exponent.span, 'latex-shapes');
      if (base.dims.length > 0) fail(node.span, 'latex-ambiguous', '^');
      return map(exponent, (x) => pow(base.at([]), x));
    }
    case 'root':
      return map(down(node.value), (x) => power(x, rational(1, node.degree)));
    case 'abs':
      return map(down(node.value), (x) => fn('abs', x));
    case 'norm': {
      const x = vector(node.value, s, scope);
      return scalar(
        norm(
          x,
          node.order,
          x.dims.map((d) => fresh(s, d, 'k')),
        ),
      );
    }
    case 'transpose':
      return transposed(node.value, s, scope);
    case 'component': {
      const value = down(node.value);
      if (value.dims.length !== node.subs.length) fail(node.span, 'latex-shapes');
      const at = node.subs.map((x, i) => {
        const { index: found, dim } = letterIndex(x.text, s, scope);
        meet(s, dim, value.dims[i]!, x.span);
        return found;
      });
      return scalar(value.at(at));
    }
    case 'call':
      return call(node, s, scope);
    case 'big':
      return big(node, s, scope);
    case 'cases':
      return scalar(
        node.rows.reduceRight<Expr | undefined>((otherwise, row) => {
          const value = down(row.value);
          if (value.dims.length > 0) fail(row.value.span, 'latex-shapes');
          if (!row.left || !row.right) return value.at([]);
          const test = compare(row.rel!, down(row.left).at([]), down(row.right).at([]));
          // The last row holds wherever the ones before do not.
          return otherwise ? where(test, value.at([]), otherwise) : value.at([]);
        }, undefined)!,
      );
  }
};

const map = (q: Quantity, f: (x: Expr) => Expr): Quantity => ({ ...q, at: (ix) => f(q.at(ix)) });

const zip = (
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

const isEuler = (n: Latex): boolean => n.kind === 'symbol' && n.name === 'e' && n.subs.length === 0;

const symbol = (node: Extract<Latex, { kind: 'symbol' }>, s: State, scope: Scope): Quantity => {
  const { subs, span } = node;
  if (node.name === 'delta' && subs.length === 2 && subs.every((x) => isIndex('delta', x, s.around))) {
    const [a, b] = subs.map((x) => letterIndex(x.text, s, scope)) as [Scoped, Scoped];
    meet(s, a.dim, b.dim, span);
    return scalar(delta(a.index, b.index));
  }
  if (subs.length === 0) {
    if (node.name === 'e' && !s.around.indexed.has('e')) {
      s.notes.set('e', { key: 'e-is-euler', args: ['e'] });
      return scalar(constant('e'));
    }
    if (node.name === 'pi') return scalar(constant('pi'));
    const running = scope.get(node.name);
    // Counted from 1 in formulas.
    if (running) return scalar(add(position(running.index), ONE));
    const length = s.sizes.get(node.name);
    if (length !== undefined) return scalar(size(lengthName(s, length)));
  }
  const named: Sub[] = [];
  const places: ((rank: number, k: number, name: string) => Index)[] = [];
  const wide = s.around.indexed.has(node.name);
  for (let i = 0; i < subs.length; i++) {
    const x = subs[i]!;
    if (x.text === '_') continue;
    if (isIndex(node.name, x, s.around))
      places.push((_, k, name) => {
        const { index: found, dim } = letterIndex(x.text, s, scope);
        meet(s, dim, axis(s, `${name}:${k}`), x.span);
        return found;
      });
    else if (/^\d+$/.test(x.text) && wide && Number(x.text) > 0)
      places.push((_, k, name) => ({
        ...index(s, x.text, axis(s, `${name}:${k}`)),
        value: Number(x.text) - 1,
      }));
    else if (isLabel(node.name, x, s.around)) {
      const inner = subs[i + 1]?.text === '_' ? subs[i + 2] : undefined;
      if (inner) i += 2;
      places.push((_, k, name) => {
        const at = inner ? [letterIndex(inner.text, s, scope)] : [];
        const dim = axis(s, `${name}:${k}`);
        const label = free(s, x.text, at.length, x.span);
        label.labelOf = lengthName(s, dim);
        if (at[0]) meet(s, at[0].dim, axis(s, `${x.text}:0`), x.span);
        return { ...index(s, x.text, dim), value: { name: x.text, at: at.map((a) => a.index) } };
      });
    } else named.push(x);
  }
  const name = nameWith(node.name, named);
  const bold = node.bold ? (/^\p{Lu}$/u.test(node.name) ? 2 : 1) : 0;
  const rank = Math.max(
    places.length,
    bold,
    s.ranks.get(name) ?? 0,
    named.length === 0 ? (s.around.indexed.get(name) ?? 0) : 0,
  );
  if (places.length !== 0 && places.length !== rank) fail(span, 'latex-shapes');
  const spans = free(s, name, rank, span);
  if (spans.rank !== rank) throw new RankDemand(name, Math.max(rank, spans.rank));
  const at = places.map((p, k) => p(rank, k, name));
  const dims = places.length === 0 ? Array.from({ length: rank }, (_, k) => axis(s, `${name}:${k}`)) : [];
  return { dims, at: (ix) => variable(name, ...at, ...ix) };
};

type Scoped = { readonly index: Index; readonly dim: string };

const free = (s: State, name: string, rank: number, span: Span): Free => {
  const known = s.free.get(name);
  if (known) {
    known.spans.push(span);
    return known;
  }
  const made: Free = { rank, spans: [span] };
  s.free.set(name, made);
  return made;
};

/** A quantity that has to be a vector at least: a plain letter becomes one. */
const vector = (node: Latex, s: State, scope: Scope): Quantity => {
  const q = lower(node, s, scope);
  if (q.dims.length > 0) return q;
  const letter = plainSymbol(node);
  if (!letter) return fail(node.span, 'latex-shapes');
  throw new RankDemand(letter, 1);
};

/** The letter (with its label) that a factor is, if it could have been meant as a vector or matrix. */
const plainSymbol = (node: Latex): string | undefined => {
  if (node.kind === 'negative' || node.kind === 'transpose') return plainSymbol(node.value);
  if (node.kind === 'add' || node.kind === 'product') {
    for (const part of node.kind === 'add' ? node.terms : node.factors) {
      const found = plainSymbol(part);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return node.kind === 'symbol' &&
    /^[\p{L}]/u.test(node.name) &&
    !/^(e|pi|tau|alpha|lambda|beta|gamma|epsilon|sigma|eta|T|N|n)$/.test(node.name)
    ? nameWith(node.name, node.subs)
    : undefined;
};

const wanted = (name: string): number => (/^\p{Lu}(?:_|$)/u.test(name) ? 2 : 1);

const transposed = (node: Latex, s: State, scope: Scope): Quantity => {
  const q = lower(node, s, scope);
  if (q.dims.length === 2)
    return { dims: [q.dims[1]!, q.dims[0]!], at: ([i, j, ...r]) => q.at([j!, i!, ...r]) };
  if (q.dims.length === 1) return { ...q, row: true };
  const letter = node.kind === 'symbol' ? plainSymbol(node) : undefined;
  if (letter === undefined) return fail(node.span, 'latex-shapes');
  throw new RankDemand(letter, wanted(letter));
};

const product = (node: Extract<Latex, { kind: 'product' }>, s: State, scope: Scope): Quantity => {
  const { factors, by } = node;
  let value = lower(factors[0]!, s, scope);
  for (let i = 1; i < factors.length; i++) {
    const factor = factors[i]!;
    const tie = by[i]!;
    // a / b c: over b, or over b c?
    if (tie === '' && by[i - 1] === '/' && node.factors[i - 1]!.kind !== 'number' && isTyped(node, i))
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

/** A slash that was typed, not a \frac (whose denominator is a group of its own). */
const isTyped = (node: Extract<Latex, { kind: 'product' }>, i: number): boolean =>
  !(node.factors.length === 2 && i === 1);

interface Times {
  readonly left: Latex;
  readonly right: Latex;
  readonly tie: '' | 'dot';
  readonly s: State;
  readonly span: Span;
}

const times = (a: Quantity, b: Quantity, c: Times): Quantity => {
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

const call = (node: Extract<Latex, { kind: 'call' }>, s: State, scope: Scope): Quantity => {
  const [first] = node.args;
  if (!first) return fail(node.span, 'syntax');
  const down = (n: Latex): Quantity => lower(n, s, scope);
  if (node.name === 'softmax' || node.name === 'logsumexp') return normalised(node, first, s, scope);
  if (node.name === 'max' || node.name === 'min') {
    const values = node.args.map((t) => ({ q: down(t), t }));
    if (values.length > 1)
      return values.reduce((a, b) => ({
        q: zip(a, b, s, node.span, (x, y) => fn(`${node.name}2`, x, y)),
        t: node,
      })).q;
    const x = vector(first, s, scope);
    const over = x.dims.map((d) => fresh(s, d, 'k'));
    return scalar(over.reduceRight((e, i) => reduce(node.name === 'max' ? 'max' : 'min', i, e), x.at(over)));
  }
  if (node.name === 'log' && node.base !== undefined && node.base !== 'e') {
    const base = node.base;
    if (base === '2' || base === '10') return map(down(first), (x) => fn(`log${base}`, x));
    if (!/^\d+$/.test(base)) return fail(node.nameSpan, 'latex-unread', `\\log_${base}`);
    return map(down(first), (x) => div(fn('log', x), fn('log', number(Number(base)))));
  }
  const f = elementFunction(node.name);
  if (!f || node.args.length !== 1 || (node.base !== undefined && node.base !== 'e'))
    return fail(node.nameSpan, 'latex-function', node.name);
  if (node.name === 'sigmoid') s.notes.set('sigma', { key: 'sigma-is-logistic', args: [] });
  if (node.name === 'log') s.notes.set('log', { key: 'log-is-natural', args: [] });
  return map(down(first), f);
};

/** softmax(z) of a vector, of each row of a matrix, or softmax(z_i), which means the i-th component. */
const normalised = (
  node: Extract<Latex, { kind: 'call' }>,
  first: Latex,
  s: State,
  scope: Scope,
): Quantity => {
  const before = new Set(s.letters.keys());
  const q = lower(first, s, scope);
  const isSoftmax = node.name === 'softmax';
  const last = q.dims.at(-1);
  if (last !== undefined) {
    const rest = q.dims.slice(0, -1);
    const at =
      (ix: readonly Index[]) =>
      (k: Index): Expr =>
        q.at([...ix.slice(0, rest.length), k]);
    return isSoftmax
      ? { dims: q.dims, at: (ix) => softmaxAt(at(ix), ix.at(-1)!, fresh(s, last, 'k')) }
      : { dims: rest, at: (ix) => logSumExp(at(ix), fresh(s, last, 'k')) };
  }
  const letters = [...s.letters.values()].filter((l) => !before.has(l.name) || mentions(q.at([]), l.name));
  if (letters.length !== 1) {
    const letter = plainSymbol(first);
    if (letters.length > 1 || letter === undefined) return fail(first.span, 'latex-shapes');
    throw new RankDemand(letter, 1);
  }
  const own = letters[0]!;
  const dim = axis(s, `free:${own.name}`);
  const at = (k: Index): Expr => lower(first, s, new Map([...scope, [own.name, { index: k, dim }]])).at([]);
  const k = fresh(s, dim, 'k');
  return scalar(isSoftmax ? softmaxAt(at, own, k) : logSumExp(at, k));
};

const mentions = (e: Expr, letter: string): boolean => lettersIn(e).has(letter);

const big = (node: Extract<Latex, { kind: 'big' }>, s: State, scope: Scope): Quantity => {
  const inner = new Map(scope);
  const over: Index[] = [];
  for (const sub_ of node.indices) {
    const to = node.to === undefined ? undefined : /^([A-Za-z])(?:-1)?$/.exec(node.to)?.[1];
    const dim = axis(s, `big:${node.span.start}:${sub_.text}`, to);
    if (node.to !== undefined && /^\d+$/.test(node.to)) meet(s, dim, node.to, sub_.span);
    else if (node.to !== undefined && to === undefined && !/^\|.*\|$/.test(node.to))
      fail(sub_.span, 'latex-bounds', `\\${node.op}`);
    if (to !== undefined) {
      const known = s.sizes.get(to);
      if (known !== undefined) meet(s, known, dim, sub_.span);
      s.sizes.set(to, dim);
    }
    const clash = s.taken.has(sub_.text) || s.bound.has(sub_.text) || s.letters.has(sub_.text);
    const running = clash ? fresh(s, dim, sub_.text) : index(s, sub_.text, dim);
    s.bound.add(running.name);
    over.push(running);
    inner.set(sub_.text, { index: running, dim });
  }
  const body = lower(node.body, s, inner);
  let factor: ((x: Expr) => Expr) | undefined;
  if (node.not) {
    const others = letterIndex(node.not.text, s, scope);
    meet(s, others.dim, inner.get(node.indices[0]!.text)!.dim, node.not.span);
    if (node.op !== 'sum') fail(node.not.span, 'latex-bounds', `\\${node.op}`);
    factor = (x) => mul(sub(ONE, delta(over[0]!, others.index)), x);
  }
  return map(body, (x) => over.reduceRight((e, i) => reduce(node.op, i, e), factor ? factor(x) : x));
};
