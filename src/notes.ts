import type { Derivation } from './math/derive.js';
import { children, compare, number, type Expr } from './math/expr.js';
import { functionNamed } from './math/functions/index.js';
import type { Program } from './math/program.js';
import { printCondition } from './math/print.js';
import type { Message } from './source/reading.js';

/** What goes without saying in the code and is said with the result: shapes, layout, and where there is no derivative. */
export const notesOn = (program: Program, derivation: Derivation): readonly Message[] => [
  ...program.parameters.map(shapeNote),
  ...(derivation.output.length === 1 && derivation.by.at.length === 1
    ? [{ key: 'layout', args: [derivation.by.name] }]
    : []),
  ...kinkNotes(program),
];

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

/** One note for each function with a kink, and one for ties of a maximum that did not cancel. */
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
    }
    if (e.kind === 'where' && e.cond.kind === 'compare' && e.cond.rel !== '=' && e.cond.rel !== '!=')
      note(e.cond.left, e.cond.right);
    children(e).forEach(visit);
  };
  program.definitions.forEach((d) => visit(d.body));
  visit(program.output.body);
  return [...notes.values()].slice(0, 4);
};
