/*
 * What printed formulas are checked against: numbers. Variables have fixed made-up values by name and place; ∂ is any
 * function of its body and its variable, so that a misplaced bracket shows. Shares nothing with src/math/evaluate.
 */
import type { Expr, Index } from '../../../src/math/expr.js';

export const LENGTH = 3;
export type Env = Readonly<Record<string, number>>;
/** A formula that was read: its number, where the free indices have these. */
export type Meaning = (env: Env) => number;

/** A number in 0.4 … 1.6 for a component of a variable. */
export const component = (name: string, at: readonly number[]): number => {
  let h = 2166136261;
  for (const c of `${name}(${at.join()})`) h = Math.imul(h ^ c.codePointAt(0)!, 16777619);
  return 0.4 + (1.2 * ((h ^ (h >>> 13)) >>> 0)) / 2 ** 32;
};

export const partial = (body: number, by: number): number => Math.sin(1.3 * body + 2.1 * by) + 0.2 * body;

export const reduceOver = (op: string, index: string, body: Meaning, env: Env, except?: Meaning): number => {
  const values: number[] = [];
  for (let k = 0; k < LENGTH; k++) {
    const inner = { ...env, [index]: k };
    if (!except || except(env) !== k) values.push(body(inner));
  }
  switch (op) {
    case 'sum':
      return values.reduce((a, b) => a + b, 0);
    case 'prod':
      return values.reduce((a, b) => a * b, 1);
    default:
      return op === 'max' ? Math.max(...values) : Math.min(...values);
  }
};

export const extremum = (op: string, at: number, index: string, body: Meaning, env: Env): number => {
  const values = Array.from({ length: LENGTH }, (_, k) => body({ ...env, [index]: k }));
  return values.indexOf(op === 'max' ? Math.max(...values) : Math.min(...values)) === at ? 1 : 0;
};

export const calls: Readonly<Record<string, (...args: number[]) => number>> = {
  log: Math.log,
  sin: Math.sin,
  tanh: Math.tanh,
  abs: Math.abs,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  max2: Math.max,
  floor: Math.floor,
};

export const compareBy: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

export const sizeOf = (): number => LENGTH;

/** The number of an expression; undefined where a part of it has none. `jitter` moves variables and functions a little. */
export const meaning = (e: Expr, env: Env, jitter = 0): number | undefined => {
  let defined = true;
  const place = (i: Index, at: Env): number =>
    i.value === undefined ? at[i.name]! : typeof i.value === 'number' ? i.value : NaN;
  const value = (x: Expr, at: Env): number => {
    const v = valueOf(x, at);
    if (!Number.isFinite(v)) defined = false;
    return v;
  };
  const valueOf = (x: Expr, at: Env): number => {
    switch (x.kind) {
      case 'num':
        return x.value.n / x.value.d;
      case 'const':
        return x.name === 'pi' ? Math.PI : x.name === 'e' ? Math.E : Infinity;
      case 'var':
      case 'ref':
        return (
          component(
            x.name,
            x.at.map((i) => place(i, at)),
          ) *
          (1 + jitter)
        );
      case 'size':
        return LENGTH;
      case 'pos':
        return place(x.index, at);
      case 'delta':
        return place(x.a, at) === place(x.b, at) ? 1 : 0;
      case 'add':
        return x.terms.reduce((s, t) => s + value(t, at), 0);
      case 'mul':
        return x.factors.reduce((p, f) => {
          const v = value(f.base, at) ** (f.power.n / f.power.d);
          if (!Number.isFinite(v)) defined = false;
          return p * v;
        }, x.coef.n / x.coef.d);
      case 'pow':
        return value(x.base, at) ** value(x.exponent, at);
      case 'fn': {
        const args = x.args.map((a) => value(a, at));
        return (x.name === 'exp' ? Math.exp(args[0]!) : calls[x.name]!(...args)) * (1 + jitter);
      }
      case 'reduce':
        return reduceOver(x.op, x.index.name, (inner) => value(x.body, inner), at);
      case 'arg':
        return extremum(x.op, place(x.at, at), x.index.name, (inner) => value(x.body, inner), at);
      case 'compare':
        return compareBy[x.rel]!(value(x.left, at), value(x.right, at)) ? 1 : 0;
      case 'where':
        return value(x.cond, at) !== 0 ? value(x.then, at) : value(x.otherwise, at);
      case 'diff':
        return partial(value(x.body, at), value(x.by, at));
    }
  };
  const v = value(e, env);
  return defined ? v : undefined;
};
