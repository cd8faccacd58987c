import { interpret } from '../interpret/interpret.js';
import type { Target } from '../interpret/types.js';
import { controlIn } from '../choose/faults.js';
import { scanLiteral } from '../literal.js';
import { plainModule, plainStatements } from '../plain.js';
import type { Reading, ReadRefusal, Value } from '../reading.js';
import { refuse } from '../refuse.js';
import type { Statement } from '../syntax.js';
import { literalReading } from '../vector.js';

export interface PlainRequest {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly wrt?: string;
  readonly values?: Readonly<Record<string, Value>>;
}

/** Numbers or a formula in a text without a programming language: what is selected, or the numbers or line at the cursor. */
export const readPlain = (request: PlainRequest, fuel: number): Reading | ReadRefusal => {
  const { text } = request;
  const cursor = request.start === request.end;
  const { start, end } = cursor ? atCursor(text, request.start) : grown(text, request.start, request.end);
  const span = { start, end };
  if (start >= end) return refuse('empty', span, 'empty-selection');
  const control = controlIn(text, start, end, 0);
  if (control) return control;
  const named = /^([^\W\d]\w*)[ \t]*(?:=|:=|:)[ \t]*(?=[-+[(\d.])/u.exec(
    text.slice(start, Math.min(end, start + 200)),
  );
  const literal =
    scanLiteral(text, start, end, 'text') ??
    (named ? scanLiteral(text, start + named[0].length, end, 'text') : undefined);
  if (literal && !literal.ok) return literal;
  if (literal && literal.shape !== 'scalar')
    return literalReading(
      literal,
      span,
      literal.span.start > start ? named?.[1] : undefined,
      'plain',
      request,
    );
  const known = nameBefore(text, start, end);
  if (known) return literalReading(known.literal, span, known.name, 'plain', request);
  return readFormula(request, span, fuel);
};

const readFormula = (
  request: PlainRequest,
  span: { readonly start: number; readonly end: number },
  fuel: number,
): Reading | ReadRefusal => {
  const { text } = request;
  const read = plainStatements(text.slice(span.start, span.end), span.start);
  if (!read.ok) return read;
  const only = read.statements.length === 1 ? read.statements[0]! : undefined;
  const target: Target =
    only?.kind === 'function'
      ? { kind: 'function', definition: only.definition }
      : only?.kind === 'expression'
        ? { kind: 'expression', value: only.value }
        : { kind: 'statements', body: read.statements };
  const result = interpret(target, {
    text,
    module: plainModule(assignedBefore(text, span.start)),
    preceding: [],
    before: span.start,
    ...(request.wrt !== undefined && { wrt: request.wrt }),
    ...(request.values && { values: request.values }),
    fuel,
  });
  if (!result.ok) return result;
  const { program, wrt, values, notes, findings } = result;
  const kind = target.kind === 'function' ? 'function' : 'expression';
  return {
    ok: true,
    kind,
    span,
    program,
    wrt,
    values,
    notes: [...read.notes, ...notes],
    findings,
    library: 'plain',
  };
};

const maxLines = 200;

/** Lines `name = …` above: what they say of the formula's names. Lines that cannot be read say nothing. */
const assignedBefore = (text: string, before: number): readonly Statement[] => {
  const statements: Statement[] = [];
  let at = Math.max(0, before - 20_000);
  at = at === 0 ? 0 : text.indexOf('\n', at) + 1;
  for (const line of text.slice(at, before).split('\n').slice(-maxLines)) {
    const trimmed = line.trim();
    if (/^[^\W\d]\w*(?:\([\w, ]*\))?\s*=(?!=)/u.test(trimmed)) {
      const read = plainStatements(trimmed, at + line.indexOf(trimmed));
      if (read.ok) statements.push(...read.statements);
    }
    at += line.length + 1;
  }
  return statements;
};

/** A bare name that a line above assigns numbers to. */
const nameBefore = (text: string, start: number, end: number) => {
  const name = text.slice(start, end);
  if (name.length > 100 || !/^[^\W\d]\w*$/u.test(name)) return undefined;
  const lines = [
    ...text.slice(Math.max(0, start - 20_000), start).matchAll(/^[ \t]*([^\W\d]\w*)[ \t]*=(.*)$/gmu),
  ];
  const line = lines.filter((m) => m[1] === name).at(-1);
  const base = Math.max(0, start - 20_000);
  if (!line) return undefined;
  const from = base + line.index + line[0].indexOf('=') + 1;
  const literal = scanLiteral(text, from, from + line[2]!.length, 'text');
  return literal?.ok && literal.shape !== 'scalar' ? { literal, name } : undefined;
};

/** Whole words and numbers, without blanks at the ends. */
const grown = (text: string, from: number, to: number): { start: number; end: number } => {
  let [start, end] = [from, to];
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  if (start >= end) return { start: from, end: from };
  const part = /[\p{L}\p{N}_.]/u;
  const word = (at: number): boolean => at >= 0 && at < text.length && part.test(text[at]!);
  for (let n = 0; n < 200 && word(start) && word(start - 1); n++) start--;
  for (let n = 0; n < 200 && word(end - 1) && word(end); n++) end++;
  // The full stop of a sentence is no part of the formula.
  if (text[end - 1] === '.' && end > to) end--;
  return { start, end };
};

const numeric = /^[\s\d.,;eE+\-−_[\]()]*$/;
const maxBlock = 4_000_000;

/** The list of numbers around the cursor (its brackets, or the lines of numbers it is in), else the line. */
const atCursor = (text: string, at: number): { start: number; end: number } => {
  let start = text.lastIndexOf('\n', at - 1) + 1;
  const newline = text.indexOf('\n', at);
  let end = newline < 0 ? text.length : newline;
  const first = text.slice(start, end);
  const inBrackets = bracketsAround(text, at);
  if (inBrackets) return inBrackets;
  if (numeric.test(first) && /\d/.test(first)) {
    while (start > 0 && end - start < maxBlock) {
      const before = text.lastIndexOf('\n', start - 2) + 1;
      const line = text.slice(before, start);
      if (!numeric.test(line) || !/\d/.test(line)) break;
      start = before;
    }
    while (end < text.length && end - start < maxBlock) {
      const next = text.indexOf('\n', end + 1);
      const line = text.slice(end, next < 0 ? text.length : next);
      if (!numeric.test(line) || !/\d/.test(line)) break;
      end = next < 0 ? text.length : next;
    }
  }
  return grown(text, start, end);
};

/** [ … ] around the cursor, outermost, as long as there is nothing but numbers inside. */
const bracketsAround = (text: string, at: number): { start: number; end: number } | undefined => {
  let found: { start: number; end: number } | undefined;
  for (
    let open = text.lastIndexOf('[', at), tries = 0;
    open >= 0 && tries < 8;
    open = text.lastIndexOf('[', open - 1), tries++
  ) {
    let depth = 0;
    let end = open;
    for (; end < text.length && end - open < maxBlock; end++) {
      const c = text[end]!;
      if (c === '[') depth++;
      else if (c === ']' && --depth === 0) break;
      else if (c !== ']' && !/[\s\d.,;eE+\-−_]/.test(c)) break;
    }
    if (depth !== 0 || text[end] !== ']') break;
    if (end + 1 >= at) found = { start: open, end: end + 1 };
    if (open === 0) break;
  }
  return found;
};
