import type { Span } from '../math/program.js';
import type { Interpreted, Target } from './interpret/types.js';
import { pairOf } from './pairs.js';
import type { Reading, ReadRefusal, Value } from './reading.js';
import type { Place } from './select.js';
import type { FunctionSyntax } from './syntax.js';

/** Numbers that say nothing but a rank. */
const ofRank = (rank: number): Value =>
  rank === 0
    ? 0.5
    : rank === 1
      ? [0.1, 0.2, 0.3]
      : [
          [0.1, 0.2, 0.3],
          [0.4, 0.5, 0.6],
        ];

/**
 * A derivative written by hand, together with the function that it belongs to; undefined where the name says nothing of the
 * kind, or that function cannot be read.
 */
export const handWrittenReading = (
  place: Place,
  definition: FunctionSyntax,
  own: Interpreted,
  span: Span,
  run: (what: Target, values: Readonly<Record<string, Value>> | undefined) => Interpreted | ReadRefusal,
): Reading | undefined => {
  const pair = pairOf(
    definition,
    place.module,
    place.preceding.map((p) => p.module),
    place.source.text.slice(span.start - place.source.shift, span.end - place.source.shift),
  );
  if (!pair) return undefined;
  const known = (name: string): Target => ({
    kind: 'expression',
    value: {
      kind: 'call',
      span,
      callee: { kind: 'name', name, span },
      args: [{ value: { kind: 'name', name: 'x', span } }],
    },
  });
  const of = run(
    typeof pair.of === 'string' ? known(pair.of) : { kind: 'function', definition: pair.of },
    undefined,
  );
  if (!of.ok || of.wrt.length === 0) return undefined;
  const input = of.program.parameters.find((p) => p.name === of.wrt[0])?.dims.length ?? 0;
  const output = of.program.output.indices.length;
  // What the code alone does not show: s (1 − s) is of a vector where the function is.
  const ranks = Object.fromEntries(
    own.program.parameters.flatMap((p) => {
      const shared = of.program.parameters.find((q) => q.name === p.name && q.name !== of.wrt[0]);
      const rank = shared
        ? shared.dims.length
        : pair.argument === 'output'
          ? output
          : Math.max(input, p.name === of.wrt[0] ? input : output);
      return p.dims.length < rank && p.labelOf === undefined ? [[p.name, ofRank(rank)] as const] : [];
    }),
  );
  const raised = Object.keys(ranks).length ? run({ kind: 'function', definition }, ranks) : own;
  const { program, wrt, values, notes, library } = of;
  return {
    ok: true,
    kind: 'gradient',
    span,
    program,
    wrt,
    values,
    notes,
    findings: own.findings,
    library,
    gradient: {
      name: definition.name,
      program: raised.ok ? raised.program : own.program,
      argument: pair.argument,
    },
  };
};
