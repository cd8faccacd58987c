import { mapChildren, nodeCount, type Expr } from './expr.js';
import { children } from './keys.js';
import { derivativeRules } from './rules/index.js';
import { OutOfFuel, type Context } from './rules/rule.js';
import type { Rewriting } from './simplify.js';

const MAX_NODES = 12_000;

/** Thrown where no rule applies; a function without a derivative in the table. */
export class NoRule extends Error {
  constructor(readonly what: Expr) {
    super('no rule for this expression');
  }
}

const holdsDiff = (e: Expr): boolean => e.kind === 'diff' || children(e).some(holdsDiff);

/** Rounds of one rule each, applied to all outermost derivatives that it fits, until only derivatives of named quantities are left. */
export const differentiate = (start: Expr, context: Context): readonly Rewriting[] => {
  const rounds: Rewriting[] = [];
  let e = start;
  for (;;) {
    const open = openDerivatives(e, context);
    if (open.length === 0) return rounds;
    const found = pickRule(open, context);
    if (!found) throw new NoRule(open[0]!);
    const { rule, id } = found;
    e = rewriteDerivatives(
      e,
      (body) => {
        if ((typeof rule.id === 'string' ? rule.id : rule.id(body)) !== id) return undefined;
        return rule.apply(body, context);
      },
      context,
    );
    if (nodeCount(e) > MAX_NODES) throw new OutOfFuel(MAX_NODES);
    rounds.push({ rule: id, depth: rule.depth, expr: e });
  }
};

const isKeptName = (body: Expr, context: Context): boolean =>
  body.kind === 'ref' && !context.transparent.has(body.name) && context.depends(body);

/** Bodies of the derivatives still to be taken, outermost ones. */
const openDerivatives = (e: Expr, context: Context): readonly Expr[] => {
  const found: Expr[] = [];
  const visit = (x: Expr): void => {
    context.spend(1);
    if (x.kind === 'diff') {
      if (!isKeptName(x.body, context)) found.push(x.body);
    } else children(x).forEach(visit);
  };
  visit(e);
  return found;
};

const pickRule = (
  bodies: readonly Expr[],
  context: Context,
): { readonly rule: (typeof derivativeRules)[number]; readonly id: string } | undefined => {
  for (const rule of derivativeRules) {
    const body = bodies.find((b) => rule.apply(b, context) !== undefined);
    if (body) return { rule, id: typeof rule.id === 'string' ? rule.id : rule.id(body) };
  }
  return undefined;
};

const rewriteDerivatives = (e: Expr, by: (body: Expr) => Expr | undefined, context: Context): Expr => {
  context.spend(1);
  if (e.kind === 'diff') return isKeptName(e.body, context) ? e : (by(e.body) ?? e);
  return holdsDiff(e) ? mapChildren(e, (c) => rewriteDerivatives(c, by, context)) : e;
};
