import type { Expr, Factor, Index, Of, ReduceOp, Relation, Variable } from '../expr.js';
import {
  holdsSum,
  inOrder,
  isCondition,
  isDecimal,
  isTall,
  rank,
  sameVariable,
  weight,
  withoutOne,
} from './order.js';
import { absQ, isInteger, isOne, negQ, one, rational, type Rational } from '../rational.js';

/**
 * An expression as it will stand on paper, the same for LaTeX and text: signs drawn out, quotients as fractions, terms
 * and factors in reading order. Only brackets and glyphs are left to decide.
 */
export type Layout =
  | { readonly kind: 'symbol'; readonly name: string; readonly at: readonly Index[] }
  /** Not negative. */
  | { readonly kind: 'number'; readonly value: Rational }
  | { readonly kind: 'constant'; readonly name: 'pi' | 'e' | 'inf' }
  | { readonly kind: 'size'; readonly dim: string }
  | { readonly kind: 'position'; readonly index: Index }
  | { readonly kind: 'delta'; readonly a: Index; readonly b: Index }
  /** A single term with a minus is the negative of that term. */
  | { readonly kind: 'sum'; readonly terms: readonly Term[] }
  | { readonly kind: 'product'; readonly items: readonly Layout[] }
  | { readonly kind: 'fraction'; readonly top: Layout; readonly bottom: Layout }
  | { readonly kind: 'power'; readonly base: Layout; readonly exponent: Layout }
  | { readonly kind: 'root'; readonly body: Layout }
  | { readonly kind: 'exp'; readonly exponent: Layout }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Layout[]; readonly power: number }
  | {
      readonly kind: 'big';
      readonly op: ReduceOp;
      readonly index: Index;
      readonly except?: Index;
      readonly body: Layout;
    }
  | {
      readonly kind: 'extremum';
      readonly op: 'max' | 'min';
      readonly at: Index;
      readonly index: Index;
      readonly body: Layout;
    }
  | { readonly kind: 'relation'; readonly rel: Rel; readonly left: Layout; readonly right: Layout }
  | { readonly kind: 'all'; readonly conditions: readonly Layout[] }
  | { readonly kind: 'bracket'; readonly body: Layout }
  | { readonly kind: 'cases'; readonly rows: readonly Row[]; readonly otherwise: Layout }
  /** ∂ of; `of` is a symbol. */
  | { readonly kind: 'derivative'; readonly of: Layout; readonly by: readonly By[] }
  /** ∂/∂by applied to what follows. */
  | { readonly kind: 'operator'; readonly of: Layout; readonly by: readonly By[] }
  | { readonly kind: 'ellipsis' };

export interface Term {
  readonly minus: boolean;
  readonly term: Layout;
}
export interface Row {
  readonly value: Layout;
  readonly condition: Layout;
}
export interface By {
  readonly symbol: Layout;
  readonly times: number;
}
export type Rel = Relation | '>' | '>=';

/** What there was in an expression that was laid out. */
export interface Seen {
  /** Names of the code, and whether they stood there without an index. */
  readonly symbols: Map<string, boolean>;
  readonly binders: Set<string>;
}

/** Nested deeper, nobody reads it, and typesetters run out of stack. */
const deepest = 100;

const ellipsis: Layout = { kind: 'ellipsis' };
const turned = { '<': '>', '<=': '>=', '=': '=', '!=': '!=' } as const satisfies Record<Relation, Rel>;

/** A coefficient like 2.5·10⁻⁸ is a product itself, and needs no brackets at the head of one. */
export const leads = (item: Layout, at: number): boolean =>
  at === 0 && item.kind === 'number' && (item.value.d === 1 || isDecimal(item.value));

/**
 * Lays an expression out; what goes beyond `budget` nodes is left out, with an ellipsis in its place. As a condition,
 * a comparison is not the bracket that is 1 or 0 but the relation itself. What is met on the way is put down in `seen`.
 */
export const layout = (e: Expr, budget: number, seen: Seen, as: 'value' | 'condition' = 'value'): Layout => {
  const { symbols, binders } = seen;
  let left = budget;
  let depth = 0;

  const symbol = (name: string, at: readonly Index[]): Layout => {
    if (at.length === 0 || !symbols.has(name)) symbols.set(name, at.length === 0);
    at.forEach(label);
    return { kind: 'symbol', name, at };
  };
  const label = (i: Index): void => {
    if (typeof i.value === 'object') symbol(i.value.name, i.value.at);
  };

  const lay = (x: Expr, bound: ReadonlySet<string>, exponent = false): Layout => {
    if (--left < 0 || depth > deepest) return ellipsis;
    depth++;
    const laid = layNode(x, bound, exponent);
    depth--;
    return laid;
  };

  const layNode = (x: Expr, bound: ReadonlySet<string>, exponent: boolean): Layout => {
    switch (x.kind) {
      case 'num':
        return signed(x.value.n < 0, { kind: 'number', value: absQ(x.value) });
      case 'const':
        return { kind: 'constant', name: x.name };
      case 'var':
      case 'ref':
        return symbol(x.name, x.at);
      case 'size':
        return { kind: 'size', dim: x.dim };
      case 'pos':
        label(x.index);
        return { kind: 'position', index: x.index };
      case 'delta':
        label(x.a);
        label(x.b);
        return { kind: 'delta', ...inOrder(x.a, x.b, bound) };
      case 'add':
        return laySum(x, bound, exponent);
      case 'mul':
        return layProduct(x, bound, exponent);
      case 'pow':
        return { kind: 'power', base: lay(x.base, bound), exponent: lay(x.exponent, bound, true) };
      case 'fn':
        return layCall(x, bound, 1);
      case 'reduce':
        return layBig(x, bound);
      case 'arg': {
        label(x.at);
        binders.add(x.index.name);
        const inner = new Set(bound).add(x.index.name);
        const body = lay(x.body, inner);
        return { kind: 'bracket', body: { kind: 'extremum', op: x.op, at: x.at, index: x.index, body } };
      }
      case 'compare':
        return { kind: 'bracket', body: layRelation(x, bound) };
      case 'where':
        return layCases(x, bound);
      case 'diff':
        return layDerivative(x, bound);
    }
  };

  const several = <T>(xs: readonly T[], one: (x: T) => Layout): Layout[] => {
    const out: Layout[] = [];
    for (const x of xs) {
      if (left <= 0) {
        out.push(ellipsis);
        break;
      }
      out.push(one(x));
    }
    return out;
  };

  const laySum = (x: Of<'add'>, bound: ReadonlySet<string>, exponent: boolean): Layout => {
    const terms = several(x.terms, (t) => lay(t, bound, exponent)).map((l): Term => {
      const only = l.kind === 'sum' && l.terms.length === 1 ? l.terms[0]! : undefined;
      return only ?? { minus: false, term: l };
    });
    // 1 − p, not −p + 1.
    const first = terms[0]!.minus ? terms.findIndex((t) => !t.minus && t.term.kind !== 'ellipsis') : -1;
    if (first > 0) terms.unshift(...terms.splice(first, 1));
    return { kind: 'sum', terms };
  };

  const layPower = (f: Factor, p: Rational, bound: ReadonlySet<string>): Layout => {
    if (isOne(p)) return lay(f.base, bound);
    left--;
    if (p.n === 1 && p.d === 2) return { kind: 'root', body: lay(f.base, bound) };
    if (f.base.kind === 'fn' && f.base.name !== 'exp' && isInteger(p)) return layCall(f.base, bound, p.n);
    return {
      kind: 'power',
      base: lay(f.base, bound),
      exponent: signed(p.n < 0, { kind: 'number', value: absQ(p) }),
    };
  };

  const layProduct = (x: Of<'mul'>, bound: ReadonlySet<string>, exponent: boolean): Layout => {
    const coef = absQ(x.coef);
    const above = x.factors.filter((f) => f.power.n > 0);
    const below = x.factors.filter((f) => f.power.n <= 0).sort((a, b) => rank(a) - rank(b));
    const quotient = below.length > 0;
    // What is wide or open to the right stands after the fraction, not in it.
    const sumBelow = below.some((b) => holdsSum(b.base));
    const wide = (f: Factor): boolean => {
      if (!isOne(f.power)) return false;
      if (f.base.kind === 'diff' || f.base.kind === 'where') return true;
      if (f.base.kind === 'reduce') return !sumBelow || isTall(f.base.body);
      return f.base.kind === 'add' && (isTall(f.base) || (!sumBelow && holdsSum(f.base)));
    };
    const sorted = [...above].sort((a, b) => rank(a) - rank(b));
    const deltas = sorted.filter((f) => f.base.kind === 'delta');
    const tail = quotient ? sorted.filter(wide) : [];
    const middle = sorted.filter((f) => f.base.kind !== 'delta' && !tail.includes(f));
    const each = (fs: readonly Factor[]): Layout[] => several(fs, (f) => layPower(f, f.power, bound));

    const number = (value: Rational): Layout[] => (isOne(value) ? [] : [{ kind: 'number', value }]);
    const whole = isInteger(coef) || isDecimal(coef) || coef.d === 1;
    const items: Layout[] = [];
    if (quotient || (!whole && exponent)) {
      // A δ goes in front, unless the fraction would then be left with nothing above its bar.
      const front = middle.length > 0 ? deltas : [];
      items.push(...each(front));
      const top = [
        ...number(whole ? coef : rational(coef.n)),
        ...(front === deltas ? [] : each(deltas)),
        ...each(middle),
      ];
      const bottom = [
        ...number(whole ? one : rational(coef.d)),
        ...several(below, (f) => layPower(f, negQ(f.power), bound)),
      ];
      items.push({ kind: 'fraction', top: productOf(top), bottom: productOf(bottom) });
      items.push(...each(tail));
    } else items.push(...number(coef), ...each(deltas), ...each(middle));
    return signed(x.coef.n < 0, productOf(items));
  };

  const layCall = (x: Of<'fn'>, bound: ReadonlySet<string>, power: number): Layout => {
    if (x.name === 'exp') return { kind: 'exp', exponent: lay(x.args[0]!, bound, true) };
    return { kind: 'call', name: x.name, args: several(x.args, (a) => lay(a, bound)), power };
  };

  const layBig = (x: Of<'reduce'>, bound: ReadonlySet<string>): Layout => {
    const inner = new Set(bound).add(x.index.name);
    binders.add(x.index.name);
    const kept = withoutOne(x);
    return kept
      ? { kind: 'big', op: x.op, index: x.index, except: kept.except, body: lay(kept.body, inner) }
      : { kind: 'big', op: x.op, index: x.index, body: lay(x.body, inner) };
  };

  const layRelation = (x: Of<'compare'>, bound: ReadonlySet<string>): Layout => {
    // x > 0 and |x| > a, not 0 < x and a < |x|.
    const turn = weight(x.left) < weight(x.right) && weight(x.left) < 2;
    const [l, r] = turn ? [x.right, x.left] : [x.left, x.right];
    return {
      kind: 'relation',
      rel: turn ? turned[x.rel] : x.rel,
      left: lay(l, bound),
      right: lay(r, bound),
    };
  };

  const layCondition = (x: Expr, bound: ReadonlySet<string>): Layout => {
    left--;
    if (x.kind === 'compare') return layRelation(x, bound);
    if (x.kind === 'delta') {
      label(x.a);
      label(x.b);
      const { a, b } = inOrder(x.a, x.b, bound);
      return {
        kind: 'relation',
        rel: '=',
        left: { kind: 'position', index: a },
        right: { kind: 'position', index: b },
      };
    }
    if (x.kind === 'arg') {
      const bracket = lay(x, bound);
      return bracket.kind === 'bracket' ? bracket.body : bracket;
    }
    const each =
      x.kind === 'mul' && isOne(x.coef) && x.factors.every((f) => isOne(f.power) && isCondition(f.base));
    if (each) return { kind: 'all', conditions: several(x.factors, (f) => layCondition(f.base, bound)) };
    return {
      kind: 'relation',
      rel: '!=',
      left: lay(x, bound),
      right: { kind: 'number', value: rational(0) },
    };
  };

  const layCases = (x: Of<'where'>, bound: ReadonlySet<string>): Layout => {
    const rows: Row[] = [];
    let rest: Expr = x;
    while (rest.kind === 'where' && left > 0) {
      const value = lay(rest.then, bound);
      rows.push({ value, condition: layCondition(rest.cond, bound) });
      rest = rest.otherwise;
    }
    return { kind: 'cases', rows, otherwise: lay(rest, bound) };
  };

  const layDerivative = (x: Of<'diff'>, bound: ReadonlySet<string>): Layout => {
    const by: { symbol: Layout; times: number }[] = [];
    let last: Variable | undefined;
    let of: Expr = x;
    for (; of.kind === 'diff'; of = of.body) {
      left--;
      if (last && sameVariable(last, of.by)) by[by.length - 1]!.times++;
      else by.push({ symbol: symbol(of.by.name, of.by.at), times: 1 });
      last = of.by;
    }
    const short = of.kind === 'var' || of.kind === 'ref';
    return { kind: short ? 'derivative' : 'operator', of: lay(of, bound), by };
  };

  return as === 'condition' ? layCondition(e, new Set()) : lay(e, new Set());
};

const signed = (minus: boolean, term: Layout): Layout =>
  minus ? { kind: 'sum', terms: [{ minus, term }] } : term;

const productOf = (items: readonly Layout[]): Layout =>
  items.length === 0
    ? { kind: 'number', value: one }
    : items.length === 1
      ? items[0]!
      : { kind: 'product', items };
