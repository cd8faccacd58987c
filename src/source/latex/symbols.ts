import { add, constant, delta, ONE, position, size, variable, type Index } from '../../math/expr.js';
import type { Span } from '../../math/program.js';
import { scalar, type Quantity } from './calls.js';
import type { Latex, Sub } from './nodes.js';
import {
  axis,
  fail,
  index,
  lengthName,
  letterIndex,
  meet,
  RankDemand,
  type Free,
  type Scope,
  type State,
} from './state.js';
import { isIndex, isLabel, nameWith } from './subscripts.js';

export const symbol = (node: Extract<Latex, { kind: 'symbol' }>, s: State, scope: Scope): Quantity => {
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
    if (running?.fromZero) return scalar(position(running.index));
    if (running) {
      s.notes.set('places', { key: 'index-from-zero', args: [node.name] });
      return scalar(add(position(running.index), ONE));
    }
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

export type Scoped = { readonly index: Index; readonly dim: string };

export const free = (s: State, name: string, rank: number, span: Span): Free => {
  const known = s.free.get(name);
  if (known) {
    known.spans.push(span);
    return known;
  }
  const made: Free = { rank, spans: [span] };
  s.free.set(name, made);
  return made;
};

/** The letter (with its label) that a factor is, if it could have been meant as a vector or matrix. */
export const plainSymbol = (node: Latex): string | undefined => {
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

export const nameOf = (node: Latex): string | undefined =>
  node.kind === 'symbol' ? nameWith(node.name, node.subs) : undefined;

/** Capitals that stand for matrices; T, N, K, C … are numbers. */
export const isMatrixBefore = (left: Latex, right: Latex, s: State): boolean =>
  left.kind === 'symbol' &&
  right.kind === 'symbol' &&
  /^[ABHJMPQUVWXZ]$/.test(left.name) &&
  /^(?:[a-df-z]|beta|theta)$/.test(right.name) &&
  [left, right].every((n) => !n.subs.some((x) => isIndex(n.name, x, s.around)));

export const wanted = (name: string): number => (/^\p{Lu}(?:_|$)/u.test(name) ? 2 : 1);
