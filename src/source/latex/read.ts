import type { Span } from '../../math/program.js';
import { controlIn } from '../choose/faults.js';
import type { Reading, ReadRefusal, Value } from '../reading.js';
import { refuse } from '../refuse.js';
import { latexProgram } from './lower.js';
import { parseLatex } from './parse.js';

export interface LatexAsked {
  readonly wrt?: string;
  readonly values?: Readonly<Record<string, Value>>;
}

/** LaTeX mathematics in text[start, end), without its dollars. */
export const readLatex = (text: string, span: Span, asked: LatexAsked): Reading | ReadRefusal => {
  const { start, end } = trimmed(text, span);
  if (start >= end) return refuse('empty', span, 'empty-selection');
  const control = controlIn(text, start, end, 0);
  if (control) return control;
  const equation = parseLatex(text.slice(start, end), start);
  if ('ok' in equation) return equation;
  const values = asked.values ?? {};
  const given = new Map(Object.entries(values).map(([name, v]) => [name, rankOf(v)]));
  const read = latexProgram(equation, given);
  if (!read.ok) return read;
  const { program, notes } = read;
  const names = program.parameters.filter((p) => p.labelOf === undefined).map((p) => p.name);
  if (asked.wrt !== undefined && !names.includes(asked.wrt))
    return refuse('unknown-name', { start, end }, 'wrt-unknown', [asked.wrt]);
  if (names.length === 0) return refuse('no-variable', { start, end }, 'no-variable');
  const keys = names.filter((n) => Object.hasOwn(values, n));
  const vector = program.parameters.find((p) => p.dims.length > 0 && p.labelOf === undefined);
  const of = equation.of !== undefined && names.includes(equation.of) ? equation.of : undefined;
  const chosen = asked.wrt ?? (keys.length === 1 ? keys[0]! : (of ?? vector?.name ?? names[0]!));
  return {
    ok: true,
    kind: 'expression',
    span: { start, end },
    program,
    wrt: [chosen, ...names.filter((n) => n !== chosen)],
    values: Object.fromEntries(
      program.parameters.filter((p) => Object.hasOwn(values, p.name)).map((p) => [p.name, values[p.name]!]),
    ),
    notes,
    findings: [],
    library: 'latex',
  };
};

const rankOf = (v: Value): number => (typeof v === 'number' ? 0 : Array.isArray(v[0]) ? 2 : 1);

const trimmed = (text: string, span: Span): Span => {
  let { start, end } = span;
  const around = /^(?:\s|\$|\\\[|\\\(|\\displaystyle\b)+/.exec(text.slice(start, Math.min(end, start + 200)));
  start += around?.[0].length ?? 0;
  for (;;) {
    const tail = /(?:\s|\$|\\\]|\\\)|[.,;])$/.exec(text.slice(Math.max(start, end - 3), end));
    if (!tail || end <= start) break;
    end -= tail[0].length;
  }
  return { start, end };
};
