/*
 * A small language for expressions in tests: `$p[j] * (delta(i, j) - $p[i])`.
 *
 *   x   x[i]   W[i,j]      a variable (quoted where it is no plain word: 'x′')      $p   $p[j]   a definition
 *   x[0]   x[-1]           constant places          x[@y]   x[@y[i]]   the place that a label names
 *   1   0.5   @pi   @e   @inf      + - * / ^        a < b   <=   >   >=   ==   !=
 *   sum(k, …) prod(k, …) max(k, …) min(k, …)        argmax(l, k, …) argmin(l, k, …)
 *   delta(i, j)   pos(i)   size(n)   if(condition, then, otherwise)   d(…, x[i])   and any function by its name
 */
import * as E from '../../../src/math/expr.js';
import { parseRational } from '../../../src/math/rational.js';

const token =
  /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?)|'([^']*)'|([\p{L}_][\p{L}\p{N}\p{M}_′]*)|(<=|>=|==|!=|[-+*/^()[\],<>$@]))/uy;

export const parseFormula = (source: string): E.Expr => {
  const tokens: { readonly kind: 'number' | 'name' | 'sign'; readonly text: string }[] = [];
  token.lastIndex = 0;
  while (source.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const m = token.exec(source);
    if (!m) throw new Error(`Not a formula from here on: ${source.slice(at)}`);
    if (m[1] !== undefined) tokens.push({ kind: 'number', text: m[1] });
    else if (m[4] !== undefined) tokens.push({ kind: 'sign', text: m[4] });
    else tokens.push({ kind: 'name', text: m[2] ?? m[3]! });
  }
  let next = 0;
  const peek = (): string => (tokens[next]?.kind === 'name' ? '' : (tokens[next]?.text ?? ''));
  const take = (text: string): boolean => peek() === text && tokens[next]?.kind === 'sign' && ++next > 0;
  const expect = (text: string): void => {
    if (!take(text)) throw new Error(`${text} expected, not ${tokens[next]?.text ?? 'the end'}: ${source}`);
  };
  const name = (): string => {
    const t = tokens[next++];
    if (t?.kind !== 'name') throw new Error(`A name expected, not ${t?.text ?? 'the end'}: ${source}`);
    return t.text;
  };

  const index = (): E.Index => {
    if (take('@')) {
      const label = name();
      return { name: label, dim: 'n', value: { name: label, at: indices() } };
    }
    const minus = take('-');
    const t = tokens[next]!;
    if (t.kind === 'number') {
      next++;
      return { name: 'c', dim: 'n', value: Number(t.text) * (minus ? -1 : 1) };
    }
    return { name: name(), dim: 'n' };
  };
  const indices = (): E.Index[] => {
    const found: E.Index[] = [];
    if (!take('[')) return found;
    do found.push(index());
    while (take(','));
    expect(']');
    return found;
  };

  const expression = (): E.Expr => {
    const left = sum();
    for (const [sign, build] of relations) if (take(sign)) return build(left, sum());
    return left;
  };
  const sum = (): E.Expr => {
    let e = take('-') ? E.neg(product()) : product();
    for (;;) {
      if (take('+')) e = E.add(e, product());
      else if (take('-')) e = E.sub(e, product());
      else return e;
    }
  };
  const product = (): E.Expr => {
    let e = power();
    for (;;) {
      if (take('*')) e = E.mul(e, power());
      else if (take('/')) e = E.div(e, power());
      else return e;
    }
  };
  const power = (): E.Expr => {
    const base = atom();
    if (!take('^')) return base;
    return E.pow(base, take('-') ? E.neg(power()) : power());
  };
  const atom = (): E.Expr => {
    if (take('(')) {
      const e = expression();
      expect(')');
      return e;
    }
    if (take('@')) return E.constant(name() as 'pi' | 'e' | 'inf');
    if (take('$')) return E.ref(name(), ...indices());
    const t = tokens[next];
    if (t?.kind === 'number') {
      next++;
      return E.number(parseRational(t.text));
    }
    const word = name();
    if (!take('(')) return E.variable(word, ...indices());
    const e = application(word);
    expect(')');
    return e;
  };
  const rest = (): E.Expr => {
    expect(',');
    return expression();
  };
  const application = (word: string): E.Expr => {
    switch (word) {
      case 'sum':
      case 'prod':
        return E.reduce(word, index(), rest());
      case 'max':
      case 'min':
        return E.reduce(word, index(), rest());
      case 'argmax':
      case 'argmin': {
        const at = index();
        expect(',');
        return E.arg(word === 'argmax' ? 'max' : 'min', at, index(), rest());
      }
      case 'delta': {
        const a = index();
        expect(',');
        return E.delta(a, index());
      }
      case 'pos':
        return E.position(index());
      case 'size':
        return E.size(name());
      case 'if':
        return E.where(expression(), rest(), rest());
      case 'd': {
        const body = expression();
        const by = rest();
        if (by.kind !== 'var') throw new Error(`A derivative is by a variable: ${source}`);
        return E.diff(body, by);
      }
      case 'sqrt':
        return E.sqrt(expression());
      default: {
        const args = [expression()];
        while (take(',')) args.push(expression());
        return E.fn(word, ...args);
      }
    }
  };

  const e = expression();
  if (next < tokens.length) throw new Error(`Not expected: ${tokens[next]!.text} in ${source}`);
  return e;
};

const relations: readonly (readonly [string, (a: E.Expr, b: E.Expr) => E.Expr])[] = [
  ['<=', (a, b) => E.compare('<=', a, b)],
  ['>=', (a, b) => E.compare('<=', b, a)],
  ['==', (a, b) => E.compare('=', a, b)],
  ['!=', (a, b) => E.compare('!=', a, b)],
  ['<', (a, b) => E.compare('<', a, b)],
  ['>', (a, b) => E.compare('<', b, a)],
];
