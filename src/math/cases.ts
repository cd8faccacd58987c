import { ONE, ZERO, compare, equal, position, type Expr, type Index, type Of } from './expr.js';
import { children } from './keys.js';
import type { Formula } from './formula.js';
import { print, printCondition, type PrintOptions } from './print.js';
import { tidy } from './simplify.js';
import { rewrite, substitute } from './substitute.js';

/** One condition of a case: two indices are equal or not; or a bracket holds or not. */
export type Condition =
  | { readonly kind: 'index'; readonly a: Index; readonly b: Index; readonly equal: boolean }
  | { readonly kind: 'holds'; readonly what: Of<'compare'>; readonly holds: boolean };

/** What an entry comes to under some conditions. */
export interface Case {
  readonly when: readonly Condition[];
  readonly then: Expr;
}

const MOST_CONDITIONS = 2;

/** The deltas and brackets of an entry that a reader would tell apart; those inside a sum over one of their indices are not. */
const switches = (e: Expr): readonly (Of<'delta'> | Of<'compare'>)[] => {
  const found: (Of<'delta'> | Of<'compare'>)[] = [];
  const visit = (x: Expr, bound: ReadonlySet<string>): void => {
    if (x.kind === 'delta' && ![x.a, x.b].some((i) => i.value === undefined && bound.has(i.name))) {
      if (!found.some((f) => equal(f, x))) found.push(x);
    } else if (x.kind === 'compare' && bound.size === 0) {
      if (!found.some((f) => equal(f, x))) found.push(x);
    } else {
      const inner = x.kind === 'reduce' || x.kind === 'arg' ? new Set([...bound, x.index.name]) : bound;
      children(x).forEach((c) => visit(c, inner));
    }
  };
  visit(e, new Set());
  return found;
};

/**
 * The cases of an entry: i = j and i ≠ j for a delta, on and off for a bracket. None where there is nothing to tell
 * apart, or more than two things.
 * @param byNames names of the variable's indices: at i = j the result is written with them
 */
export const casesOf = (entry: Expr, byNames: ReadonlySet<string>): readonly Case[] => {
  const all = switches(entry);
  if (all.length === 0 || all.length > MOST_CONDITIONS) return [];
  return split(entry, all, [], byNames);
};

const split = (
  e: Expr,
  left: readonly (Of<'delta'> | Of<'compare'>)[],
  when: readonly Condition[],
  byNames: ReadonlySet<string>,
): readonly Case[] => {
  const [first, ...rest] = left;
  if (!first) return [{ when, then: tidy(e) }];
  // A switch that no longer matters (all was 0 without the other) makes no cases of its own.
  if (!switches(e).some((s) => equal(s, first))) return split(e, rest, when, byNames);
  const on: Expr = rewrite(e, (x) => (equal(x, first) ? ONE : undefined));
  const off = rewrite(e, (x) => (equal(x, first) ? ZERO : undefined));
  if (first.kind === 'compare') {
    return [
      ...split(on, rest, [...when, { kind: 'holds', what: first, holds: true }], byNames),
      ...split(off, rest, [...when, { kind: 'holds', what: first, holds: false }], byNames),
    ];
  }
  const { a, b } = first;
  // At i = j the output's index gives way to the variable's, and either to a label.
  const [from, to] =
    b.value === undefined && !(byNames.has(b.name) && a.value !== undefined) ? [b, a] : [a, b];
  const merged = substitute(on, new Map([[from.name, to]]));
  return [
    ...split(merged, rest, [...when, { kind: 'index', a, b, equal: true }], byNames),
    ...split(off, rest, [...when, { kind: 'index', a, b, equal: false }], byNames),
  ];
};

/** "i = j", "i ≠ j", "x > 0". */
export const printConditions = (when: readonly Condition[], options: PrintOptions): Formula => {
  const each = when.map((c): Formula => {
    if (c.kind === 'index') {
      const [l, r] = [print(position(c.a), options), print(position(c.b), options)];
      return {
        latex: `${l.latex} ${c.equal ? '=' : '\\neq'} ${r.latex}`,
        text: `${l.text} ${c.equal ? '=' : '≠'} ${r.text}`,
      };
    }
    return printCondition(c.holds ? c.what : negated(c.what), options);
  });
  return { latex: each.map((f) => f.latex).join(',\\; '), text: each.map((f) => f.text).join(', ') };
};

const negated = (e: Of<'compare'>): Of<'compare'> => {
  const made = ((): Expr => {
    switch (e.rel) {
      case '<':
        return compare('<=', e.right, e.left);
      case '<=':
        return compare('<', e.right, e.left);
      case '=':
        return compare('!=', e.left, e.right);
      case '!=':
        return compare('=', e.left, e.right);
    }
  })();
  return made as Of<'compare'>;
};
