import { delta, div, fn, mul, number, ONE, reduce, sub, type Expr, type Index } from '../../math/expr.js';
import { elementFunction, logSumExp, scalar, softmaxAt, type Quantity } from './calls.js';
import { lower } from './lower.js';
import type { Latex } from './nodes.js';
import { map, zip } from './products.js';
import {
  axis,
  fail,
  fresh,
  index,
  letterIndex,
  lettersIn,
  meet,
  RankDemand,
  type Scope,
  type State,
} from './state.js';
import { plainSymbol } from './symbols.js';

/** A quantity that has to be a vector at least: a plain letter becomes one. */
export const vector = (node: Latex, s: State, scope: Scope): Quantity => {
  const q = lower(node, s, scope);
  if (q.dims.length > 0) return q;
  const letter = plainSymbol(node);
  if (!letter) return fail(node.span, 'latex-shapes');
  throw new RankDemand(letter, 1);
};

export const call = (node: Extract<Latex, { kind: 'call' }>, s: State, scope: Scope): Quantity => {
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
export const normalised = (
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

export const mentions = (e: Expr, letter: string): boolean => lettersIn(e).has(letter);

/** What stands above a Σ: a letter for its length (n from 1, n − 1 from 0), or how many terms it has. */
const upperBound = (
  node: Extract<Latex, { kind: 'big' }>,
): { readonly letter?: string | undefined; readonly count?: number } => {
  if (node.to === undefined) return {};
  if (/^\d+$/.test(node.to)) return { count: Number(node.to) + (node.fromZero ? 1 : 0) };
  // Σ from 0 to N has N + 1 terms, which few mean; from 1 to N − 1 the last is left out.
  return { letter: (node.fromZero ? /^([A-Za-z])-1$/ : /^([A-Za-z])$/).exec(node.to)?.[1] };
};

export const big = (node: Extract<Latex, { kind: 'big' }>, s: State, scope: Scope): Quantity => {
  const inner = new Map(scope);
  const over: Index[] = [];
  for (const sub_ of node.indices) {
    const { letter: to, count } = upperBound(node);
    const dim = axis(s, `big:${node.span.start}:${sub_.text}`, to);
    if (count !== undefined) meet(s, dim, String(count), sub_.span);
    else if (node.to !== undefined && to === undefined) fail(sub_.span, 'latex-bounds', `\\${node.op}`);
    if (to !== undefined) {
      const known = s.sizes.get(to);
      if (known !== undefined) meet(s, known, dim, sub_.span);
      s.sizes.set(to, dim);
    }
    const clash = s.taken.has(sub_.text) || s.bound.has(sub_.text) || s.letters.has(sub_.text);
    const running = clash ? fresh(s, dim, sub_.text) : index(s, sub_.text, dim);
    s.bound.add(running.name);
    over.push(running);
    inner.set(sub_.text, { index: running, dim, fromZero: node.fromZero === true });
  }
  const body = lower(node.body, s, inner);
  const unused = body.dims.length === 0 ? over.findIndex((i) => !mentions(body.at([]), i.name)) : -1;
  if (unused >= 0) fail(node.indices[unused]!.span, 'latex-unused-index', node.indices[unused]!.text);
  let factor: ((x: Expr) => Expr) | undefined;
  if (node.not) {
    const others = letterIndex(node.not.text, s, scope);
    meet(s, others.dim, inner.get(node.indices[0]!.text)!.dim, node.not.span);
    if (node.op !== 'sum') fail(node.not.span, 'latex-bounds', `\\${node.op}`);
    factor = (x) => mul(sub(ONE, delta(over[0]!, others.index)), x);
  }
  return map(body, (x) => over.reduceRight((e, i) => reduce(node.op, i, e), factor ? factor(x) : x));
};
