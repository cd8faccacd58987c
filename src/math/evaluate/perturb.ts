/** What dual numbers and jets are derived by. */
import { children } from '../keys.js';
import type { Expr, Variable } from '../nodes.js';
import {
  offsetCode,
  variableSlot,
  type Code,
  type Machine,
  type Perturbation,
  type State,
} from './machine.js';

/** Numbers kept under perturbations before the oldest are let go. */
const mostCells = 1 << 22;

export const perturbationOf = (s: State, variable: number, offset: number): Perturbation => {
  const key = variable * 2 ** 32 + offset;
  const known = s.perturbations.get(key);
  if (known) return known;
  if (s.cells > mostCells) {
    s.perturbations.clear();
    s.cells = 0;
  }
  const fresh: Perturbation = { variable, offset, memos: [] };
  s.perturbations.set(key, fresh);
  return fresh;
};

/** Runs a closure of dual numbers with the derivative taken by one component. */
export const perturbed = (m: Machine, by: Variable, body: Code): Code => {
  const variable = variableSlot(m, by.name);
  const offset = offsetCode(m, by.name, by.at);
  return (s) => {
    const outer = s.by;
    s.by = perturbationOf(s, variable, offset(s));
    const value = body(s);
    s.by = outer;
    return value;
  };
};

/** The slots of the variables that an expression depends on, also through definitions. */
export const dependenciesOf = (m: Machine, e: Expr): ReadonlySet<number> => {
  const known = m.dependencies.get(e);
  if (known) return known;
  const found = new Set<number>();
  const put = (slots: ReadonlySet<number>): void => slots.forEach((slot) => found.add(slot));
  if (e.kind === 'var') found.add(variableSlot(m, e.name));
  else if (e.kind === 'ref') {
    const unit = m.units.get(e.name);
    if (unit) put(dependenciesOf(m, unit.definition.body));
  } else for (const c of children(e)) put(dependenciesOf(m, c));
  m.dependencies.set(e, found);
  return found;
};
