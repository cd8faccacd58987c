import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instanceAt, isPoint, pointOf } from '../../src/math/numbers.js';
import type { Index } from '../../src/math/expr.js';
import { toText } from '../../src/math/text.js';
import { read } from '../../src/source/read.js';
import type { Reading, ReadRefusal, Value } from '../../src/source/reading.js';

/**
 * A readable case: `=== language, what it shows`, the source with ⟦a selection⟧ or a cursor ¦, perhaps `--- at` and numbers
 * for names (JSON), then `==>` and what is expected: numbers, lines of what was read, or `refused reason "the piece"`.
 */
export interface Case {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly title: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly values: Readonly<Record<string, Value>>;
  readonly wrt?: string;
  readonly expected: string;
}

const folder = join(import.meta.dirname, '../source');
export const caseFiles = (): readonly string[] =>
  ['python', 'typescript', 'plain', 'latex', 'literals', 'select', 'refusals', 'spellings', 'interpret'].map(
    (f) => `${f}.txt`,
  );

export const casesOf = (file: string): readonly Case[] => {
  const content = readFileSync(join(folder, file), 'utf8');
  const cases: Case[] = [];
  for (const m of content.matchAll(
    /^=== (\S+?)(?:,[ ]*([^\n]*))?\n([\s\S]*?)\n(?:--- ?([^\n]*)\n)?==>([^\n]*(?:\n(?!=== )[^\n]*)*)/gm,
  )) {
    const [, language, title, marked, given, expected] = m;
    let text = marked!
      .replaceAll('␍', '\r')
      .replaceAll('␀', '\0')
      .replaceAll('\\uFEFF', '\uFEFF')
      .replaceAll('\\u202E', '\u202E');
    let start = text.indexOf('⟦');
    let end: number;
    if (start >= 0) {
      text = text.replace('⟦', '');
      end = text.indexOf('⟧');
      text = text.replace('⟧', '');
    } else {
      start = end = text.indexOf('¦');
      text = text.replace('¦', '');
    }
    if (start < 0) throw new Error(`${file}: a case without a mark: ${marked!}`);
    const at = /at (\{.*\})/.exec(given ?? '')?.[1];
    const wrt = /by (\S+)/.exec(given ?? '')?.[1];
    const values = Object.entries(JSON.parse(at ?? '{}') as Record<string, Value>);
    cases.push({
      file,
      line: content.slice(0, m.index).split('\n').length,
      language: language!,
      title: title ?? '',
      text,
      start,
      end,
      values: Object.fromEntries(values.map(([name, v]) => [name.replace(/^\\/, ''), v])),
      ...(wrt !== undefined && { wrt }),
      expected: expected!.trim(),
    });
  }
  return cases;
};

export const readCase = (c: Case): Reading | ReadRefusal =>
  read({
    text: c.text,
    languageId: c.language,
    start: c.start,
    end: c.end,
    ...(Object.keys(c.values).length > 0 && { values: c.values }),
    ...(c.wrt !== undefined && { wrt: c.wrt }),
  });

/** The numbers that the reading's program has at the given inputs, row-major; a text that says why there are none. */
export const numbersOf = (
  reading: Reading,
  values: Readonly<Record<string, Value>>,
): Float64Array | string => {
  const all = { ...reading.values, ...values };
  const own = Object.fromEntries(
    reading.program.parameters.filter((p) => p.name in all).map((p) => [p.name, all[p.name]!]),
  );
  const missing = reading.program.parameters.filter((p) => !(p.name in own)).map((p) => p.name);
  if (missing.length > 0) return `no value for ${missing.join(', ')}`;
  const point = pointOf(reading.program, own, new Set());
  if (!isPoint(point)) return `${point.problem} ${point.name}`;
  const wrt = reading.program.parameters.find((p) => p.labelOf === undefined)?.name;
  return wrt === undefined ? 'no variable' : instanceAt(reading.program, wrt, point).value();
};

const below = (indices: readonly Index[]): string =>
  indices.length > 0 ? `[${indices.map((i) => i.name).join(',')}]` : '';

/** What was read, one fact a line. */
export const described = (c: Case, result: Reading | ReadRefusal): readonly string[] => {
  const piece = c.text.slice(result.span.start, result.span.end);
  if (!result.ok) return [`refused ${result.reason} ${JSON.stringify(piece)}`];
  const { program } = result;
  const lines = [
    `${result.kind} ${program.name}${below(program.output.indices)} = ${toText(program.output.body)}`,
    ...program.definitions.map((d) => `with ${d.name}${below(d.indices)} = ${toText(d.body)}`),
    `of ${program.parameters.map((p) => p.name + (p.dims.length > 0 ? `[${p.dims.join(',')}]` : '') + (p.labelOf !== undefined ? ` in ${p.labelOf}` : '')).join(', ')}`,
    `by ${result.wrt.join(', ')}`,
    `span ${JSON.stringify(piece)}`,
  ];
  for (const [name, value] of Object.entries(result.values))
    lines.push(`value ${name} = ${numbersText(value)}`);
  for (const n of result.notes) lines.push(`note ${[n.key, ...(n.args ?? [])].join(' ')}`);
  for (const f of result.findings)
    lines.push(`finding ${f.id} ${JSON.stringify(c.text.slice(f.span.start, f.span.end))}`);
  return lines;
};

const numbersText = (v: Value): string =>
  typeof v === 'number' ? String(v) : `[${(v as readonly Value[]).map(numbersText).join(', ')}]`;
