import { diff, equal, mul, ref, sum, variable, type Expr } from './expr.js';
import { derive, knownOf, meter, type Derivation, type DeriveOptions, type Step } from './derive.js';
import { dependence, type Context } from './rules/rule.js';
import { simplify } from './simplify.js';
import type { Definition, Program } from './program.js';

/** A derivation together with the program that it is about: forms beyond the Jacobian bring in a direction or a first derivative. */
export interface Form {
  readonly program: Program;
  readonly derivation: Derivation;
}

const freshParameter = (program: Program, derivation: Derivation, wishes: readonly string[]): string => {
  const taken = new Set(
    [...program.parameters, ...program.definitions, ...derivation.named].map((x) => x.name),
  );
  return wishes.find((w) => !taken.has(w)) ?? `${wishes[0]!}${taken.size}`;
};

/** What is wanted of a derivative. */
export type Wanted = 'jacobian' | 'jvp' | 'vjp' | 'second';

/** Derives, and goes on to the form that is wanted; where there is nothing to sum over, J·v and vᵀ·J are the derivative itself. */
export const formOf = (program: Program, wrt: string, wanted: Wanted, options: DeriveOptions): Form => {
  const derivation = derive(program, wrt, options);
  const jacobian: Form = { program, derivation };
  switch (wanted) {
    case 'jacobian':
      return jacobian;
    case 'second':
      return secondDerivative(program, derivation, options);
    case 'jvp':
    case 'vjp':
      return timesDirection(program, derivation, wanted === 'jvp' ? 'right' : 'left', options) ?? jacobian;
  }
};

/**
 * J·v (`side` 'right': one component per output) or vᵀ·J ('left': one per component of the variable), from the Jacobian's
 * entry: Σ_i ∂y_j/∂x_i v_i, simplified by the same rules. Undefined where there is nothing to sum over.
 */
const timesDirection = (
  program: Program,
  d: Derivation,
  side: 'left' | 'right',
  options: DeriveOptions,
): Form | undefined => {
  const over = side === 'right' ? d.by.at : d.output;
  if (over.length === 0) return undefined;
  const v = freshParameter(program, d, ['v', 'u', 'w', 'direction']);
  const component = variable(v, ...over);
  const total = (e: Expr): Expr => over.reduceRight((body, index) => sum(index, body), e);
  const named = new Map(d.named.map((x) => [x.name, x]));
  const context: Context = {
    by: d.by,
    named,
    transparent: new Set(),
    productRule: false,
    spend: meter(options.fuel),
    depends: dependence(d.by, named),
  };

  const start = total(mul(diff(ref(d.symbol, ...d.output), d.by), component));
  const inserted = total(mul(d.entry, component));
  const steps: Step[] = [
    { rule: 'direction', depth: 0, of: start, expr: start },
    { rule: 'insert', depth: 0, expr: inserted },
    ...simplify(inserted, knownOf(d.named, context), context),
  ];
  return {
    program: {
      ...program,
      parameters: [...program.parameters, { name: v, dims: over.map((i) => i.dim), assume: ['constant'] }],
    },
    derivation: {
      ...d,
      steps: steps.filter((s, n) => s.of || !equal(s.expr, steps[n - 1]!.expr)),
      entry: steps.at(-1)!.expr,
      means: start,
      indices: side === 'right' ? d.output : d.by.at,
    },
  };
};

/** The derivative of a derivative: the entry is the program now, and what it is written with are its definitions. */
const secondDerivative = (program: Program, d: Derivation, options: DeriveOptions): Form => {
  const own = new Set(program.definitions.map((x) => x.name));
  const added: readonly Definition[] = d.named.filter((x) => !own.has(x.name));
  const first: Program = {
    name: `${program.name}′`,
    parameters: program.parameters,
    definitions: [...program.definitions, ...inOrder(added)],
    output: { indices: [...d.output, ...d.by.at], body: d.entry },
  };
  return { program: first, derivation: derive(first, d.by.name, options) };
};

/** Definitions after those that they refer to. */
const inOrder = (definitions: readonly Definition[]): readonly Definition[] => {
  const done: Definition[] = [];
  const visit = (d: Definition): void => {
    if (done.includes(d)) return;
    for (const other of definitions)
      if (other !== d && JSON.stringify(d.body).includes(`"name":${JSON.stringify(other.name)}`))
        visit(other);
    if (!done.includes(d)) done.push(d);
  };
  definitions.forEach(visit);
  return done;
};
