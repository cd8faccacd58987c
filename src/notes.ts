import type { Derivation } from './math/derive.js';
import { isPositive } from './math/algebra/terms.js';
import { children, compare, number, type Expr } from './math/expr.js';
import { functionNamed } from './math/functions/index.js';
import type { Program } from './math/program.js';
import { print, printCondition } from './math/print.js';
import type { Message } from './source/reading.js';

/** What goes without saying in the code and is said with the result: shapes, layout, and where there is no derivative. */
export const notesOn = (program: Program, derivation: Derivation): readonly Message[] => [
  ...program.parameters.map(shapeNote),
  ...(derivation.output.length === 1 && derivation.by.at.length === 1
    ? [{ key: 'layout', args: [derivation.by.name] }]
    : []),
  ...kinkNotes(program),
  ...(holdsPlace(derivation.entry) ? [{ key: 'ties' }] : []),
  ...domainNotes(program),
];

/** Whether the place of an extremum is left in a derivative: at ties there is no such place. */
const holdsPlace = (e: Expr): boolean => e.kind === 'arg' || children(e).some(holdsPlace);

/** What must be positive for the formula to hold: under a logarithm, a root, a power with an exponent that is no number. */
const domainNotes = (program: Program): readonly Message[] => {
  const notes = new Map<string, Message>();
  const names = [...program.parameters, ...program.definitions].map((x) => x.name);
  const note = (e: Expr): void => {
    // Squares and sums of exponentials need no saying; a name is said where it is defined.
    if (isPositive(e) || isSquareSum(e) || e.kind === 'ref') return;
    const place = print(e, { names }).text;
    notes.set(place, { key: 'domain', args: [place] });
  };
  const visit = (e: Expr): void => {
    if (e.kind === 'fn' && ['log', 'log2', 'log10'].includes(e.name)) note(e.args[0]!);
    if (e.kind === 'mul') for (const f of e.factors) if (f.power.d !== 1) note(f.base);
    if (e.kind === 'pow') note(e.base);
    children(e).forEach(visit);
  };
  program.definitions.forEach((d) => visit(d.body));
  visit(program.output.body);
  return [...notes.values()].slice(0, 3);
};

/** Σ of squares, also with something added. */
const isSquareSum = (e: Expr): boolean => {
  if (e.kind === 'reduce') return e.op === 'sum' && isSquareSum(e.body);
  if (e.kind === 'add') return e.terms.some(isSquareSum);
  return (
    e.kind === 'mul' &&
    e.coef.n > 0 &&
    e.factors.every((f) => f.power.n % 2 === 0 || isSquareSum(f.base) || isPositive(f.base))
  );
};

const shapeNote = (p: Program['parameters'][number]): Message => {
  if (p.labelOf !== undefined) return { key: 'label', args: [p.name] };
  switch (p.dims.length) {
    case 0:
      return { key: 'scalar', args: [p.name] };
    case 1:
      return { key: 'vector', args: [p.name, p.dims[0]!] };
    case 2:
      return { key: 'matrix', args: [p.name, p.dims.join(' × ')] };
    default:
      return { key: 'tensor', args: [p.name, p.dims.join(' × ')] };
  }
};

/** One note for each place at which a function or a branch has a kink. */
const kinkNotes = (program: Program): readonly Message[] => {
  const notes = new Map<string, Message>();
  const names = [...program.parameters, ...program.definitions].map((x) => x.name);
  const note = (left: Expr, right: Expr): void => {
    const place = printCondition(compare('=', left, right), { names }).text;
    notes.set(place, { key: 'kink', args: [place] });
  };
  const visit = (e: Expr): void => {
    if (e.kind === 'fn') {
      for (const at of functionNamed(e.name)?.kinks ?? []) note(e.args[0]!, number(at));
      // max(a, b) and a clip bend where the arguments meet.
      if (['max2', 'min2', 'clip'].includes(e.name))
        for (const other of e.args.slice(1)) note(e.args[0]!, other);
    }
    if (e.kind === 'where' && e.cond.kind === 'compare' && e.cond.rel !== '=' && e.cond.rel !== '!=')
      note(e.cond.left, e.cond.right);
    children(e).forEach(visit);
  };
  program.definitions.forEach((d) => visit(d.body));
  visit(program.output.body);
  return [...notes.values()].slice(0, 4);
};
