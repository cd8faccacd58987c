import type { Span } from '../math/program.js';
import { constantOf } from './constant.js';
import type { ReadRefusal } from './reading.js';
import { refuse } from './refuse.js';
import type { Syntax } from './syntax.js';

/** Numbers as they stand in the text, row by row. */
export interface Literal {
  readonly ok: true;
  readonly span: Span;
  readonly shape: 'scalar' | 'vector' | 'matrix';
  readonly rows: readonly (readonly number[])[];
}

/** Numbers above this count are refused. */
export const maxNumbers = 200_000;
/** A literal of code longer than this is scanned here and never parsed: Lezer needs 5 µs for each number. */
const longText = 4000;

/**
 * How a list of numbers is written. 'code': commas between, brackets around, comments allowed. 'text': what people paste:
 * blanks, commas, semicolons, line ends, NumPy's print-outs.
 */
export type LiteralStyle = 'code' | 'text';

const wrapper =
  /(?:new\s+)?(?:[A-Za-z_$][\w$]*\s*\.\s*){0,3}(?:array|asarray|asanyarray|tensor|as_tensor|FloatTensor|DoubleTensor|constant|matrix|tensor[12]d|Float(?:32|64)Array|Float(?:32|64)Array\s*\.\s*(?:from|of)|Array\s*\.\s*(?:from|of))\s*\(\s*/y;
const dtypes =
  /\s*(?:,\s*(?:(?:dtype|requires_grad|device|copy|ndmin|name)\s*=\s*["']?[\w.:]+["']?|["']\w+["']|(?:np|numpy|torch|jnp|tf)\.\w+|float))*\s*,?\s*\)(?:\s*as\s+(?:const|number\[\](?:\[\])?))?/y;
const tail = /\s*as\s+(?:const|number\[\](?:\[\])?)/y;
const plainNumber = /[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?(?=[\s,;\])]|$)/y;

/**
 * Reads numbers from text[from, to) in one pass. Undefined where the text is not a list of numbers at all (it may be an
 * expression); a refusal where it is one with a fault in it: ragged rows, a word between numbers, too many of them.
 */
export const scanLiteral = (
  text: string,
  from: number,
  to: number,
  style: LiteralStyle,
): Literal | ReadRefusal | undefined => {
  const scanner = style === 'code' ? skipCode : skipText;
  let at = scanner(text, from, to);
  let end = to;
  while (end > at && /\s/.test(text[end - 1]!)) end--;
  const span = { start: at, end };
  wrapper.lastIndex = at;
  const wrapped = wrapper.exec(text);
  const call = wrapped && wrapper.lastIndex < end ? wrapped[0] : undefined;
  let inner = end;
  if (call) {
    at = wrapper.lastIndex;
    inner = lastBracket(text, at, end);
    dtypes.lastIndex = inner;
    const rest = dtypes.exec(text)?.[0];
    const bare = /\bof\s*\(\s*$/.test(call);
    if (bare) {
      if (text[end - 1] !== ')') return undefined;
      inner = end - 1;
    } else if (rest === undefined || dtypes.lastIndex !== end || inner <= at) return undefined;
    else if (/int|bool/.test(rest) && /[.eE]/.test(text.slice(at, inner))) return undefined;
  } else if (style === 'code' && text[end - 1] !== ']' && text[at] === '[') {
    inner = lastBracket(text, at, end);
    tail.lastIndex = inner;
    if (!tail.test(text) || tail.lastIndex !== end) return undefined;
  }
  const result = numbersIn(text, at, inner, style);
  return result && (result.ok ? { ...result, span } : result);
};

const lastBracket = (text: string, from: number, to: number): number => {
  const at = text.lastIndexOf(']', to - 1);
  return at < from ? from : at + 1;
};

const skipText = (text: string, from: number, to: number): number => {
  let at = from;
  for (; at < to; at++) {
    const c = text.charCodeAt(at);
    if (c > 32 && (c < 128 || !/\s/.test(text[at]!))) return at;
  }
  return at;
};
const skipCode = (text: string, from: number, to: number): number => {
  for (let at = from; ;) {
    at = skipText(text, at, to);
    if (text[at] !== '#' && !(text[at] === '/' && text[at + 1] === '/')) return at;
    while (at < to && text[at] !== '\n') at++;
  }
};

const numbersIn = (
  text: string,
  from: number,
  to: number,
  style: LiteralStyle,
): Literal | ReadRefusal | undefined => {
  const rows: { values: number[]; start: number; end: number }[] = [];
  let row: { values: number[]; start: number; end: number } | undefined;
  let depth = 0;
  let deepest = 0;
  let count = 0;
  let separated = true;
  let comma = false;
  let blank = false;
  let semicolon = false;
  let seen = 0;
  const close = (at: number): void => {
    if (row) rows.push({ ...row, end: at });
    row = undefined;
  };
  for (let at = from; ;) {
    const before = at;
    at = (style === 'code' ? skipCode : skipText)(text, at, to);
    const newline = style === 'text' && at > before && text.slice(before, at).includes('\n');
    // Without brackets each line is a row; inside brackets NumPy wraps long rows.
    if (newline && depth === 0 && row && row.values.length > 0) {
      close(before);
      separated = true;
    }
    if (at >= to) break;
    const c = text[at]!;
    if (c === '[' || (c === '(' && (style === 'code' || depth > 0 || at === from))) {
      if (!separated && (style === 'code' || depth === 0)) return undefined;
      if (row && row.values.length > 0) return undefined;
      depth++;
      deepest = Math.max(deepest, depth);
      if (depth > 2)
        return count > 0 || /[\d[]/.test(text[at + 1] ?? '') ? tooDeep(text, from, to, at) : undefined;
      row = { values: [], start: at, end: at };
      separated = true;
      at++;
    } else if (c === ']' || c === ')') {
      if (depth === 0) return undefined;
      if (row && (row.values.length > 0 || depth === deepest)) close(at + 1);
      depth--;
      seen++;
      separated = false;
      at++;
      if (depth === 0 && skipText(text, at, to) < to) return undefined;
    } else if (c === ',' || c === ';') {
      if (separated && (c === ',' || count === 0)) return undefined;
      if (c === ';') {
        if (style === 'code') return undefined;
        semicolon = true;
        close(at);
      } else if (/\S/.test(text[at + 1] ?? ' ')) comma = true;
      separated = true;
      at++;
    } else {
      if (!separated && style === 'code') return undefined;
      if (!separated) blank = true;
      if (depth < deepest) return undefined;
      const [value, end] = element(text, at, to, style);
      if (value === undefined)
        return isForeign(text.slice(at, end), style, count)
          ? refuse('not-a-number', { start: at, end }, 'not-a-number', [clip(text.slice(at, end))])
          : undefined;
      if (Number.isNaN(value))
        return refuse('not-a-number', { start: at, end }, 'number-nan', [clip(text.slice(at, end))]);
      if (value === Infinity)
        return refuse('infinite', { start: at, end }, 'number-infinite', [clip(text.slice(at, end))]);
      row ??= { values: [], start: at, end };
      row.values.push(value);
      row.end = end;
      if (++count > maxNumbers)
        return refuse('too-large', { start: from, end: to }, 'too-many-numbers', [maxNumbers]);
      separated = false;
      at = end;
    }
  }
  if (depth !== 0) return undefined;
  close(to);
  if (count === 0) return undefined;
  const span = { start: from, end: to };
  if (style === 'text' && deepest === 0 && comma && blank)
    return refuse('ambiguous', span, 'comma-and-blank', []);
  return shaped(rows, span, deepest, semicolon, seen);
};

const shaped = (
  rows: readonly { values: number[]; start: number; end: number }[],
  span: Span,
  deepest: number,
  semicolon: boolean,
  brackets: number,
): Literal | ReadRefusal | undefined => {
  const filled = rows.filter((r) => r.values.length > 0 || deepest === 2);
  const width = filled[0]!.values.length;
  const ragged = filled.findIndex((r) => r.values.length !== width);
  if (ragged > 0) {
    const row = filled[ragged]!;
    return refuse('ragged', { start: row.start, end: row.end }, 'ragged-row', [
      ragged + 1,
      row.values.length,
      width,
    ]);
  }
  const values = filled.map((r) => r.values);
  if (deepest === 2) return { ok: true, span, shape: 'matrix', rows: values };
  if (values.length === 1) {
    const shape = width === 1 && deepest === 0 && brackets === 0 ? 'scalar' : 'vector';
    return { ok: true, span, shape, rows: values };
  }
  // One number a line is a column that somebody pasted; 1; 2; 3 too.
  if (width === 1 && !(semicolon && deepest > 0))
    return { ok: true, span, shape: 'vector', rows: [values.flat()] };
  return { ok: true, span, shape: 'matrix', rows: values };
};

const tooDeep = (text: string, from: number, to: number, at: number): ReadRefusal | undefined =>
  /^[\s\d.,eE+\-_[\]]*$/.test(text.slice(from, Math.min(to, from + 200)))
    ? refuse('rank', { start: at, end: at + 1 }, 'literal-rank', [])
    : undefined;

const element = (
  text: string,
  at: number,
  to: number,
  style: LiteralStyle,
): readonly [number | undefined, number] => {
  plainNumber.lastIndex = at;
  const match = plainNumber.exec(text);
  if (match && plainNumber.lastIndex <= to) {
    const written = match[0];
    const value = Number(written.includes('_') ? written.replaceAll('_', '') : written);
    // In code a blank may be followed by an operator: 1 / 3.
    const next = style === 'code' ? skipCode(text, plainNumber.lastIndex, to) : to;
    if (next >= to || ',])#'.includes(text[next]!)) return [value, plainNumber.lastIndex];
  }
  let end = at;
  let depth = 0;
  for (; end < to && end - at < 400; end++) {
    const c = text[end]!;
    if (c === '(') depth++;
    else if (c === ')' && depth-- === 0) break;
    else if (depth === 0 && (c === ',' || c === ';' || c === ']' || c === '[' || c === '\n')) break;
    else if (depth === 0 && style === 'text' && /\s/.test(c)) break;
    else if (depth === 0 && style === 'code' && (c === '#' || (c === '/' && text[end + 1] === '/'))) break;
  }
  while (end > at && /\s/.test(text[end - 1]!)) end--;
  return [constantOf(text.slice(at, end), { bare: style === 'text' }), Math.max(end, at + 1)];
};

/**
 * Whether something among `count` numbers can be nothing but a mistake. In code a name or a call may be a variable; in
 * text, `2 x` is a product.
 */
const isForeign = (token: string, style: LiteralStyle, count: number): boolean => {
  if (count === 0) return false;
  if (style === 'text') return !/^[-+*/^=()]/.test(token) && (count > 1 || !/^[^\W\d]/u.test(token));
  return /^(["'`]|None\b|True\b|False\b|null\b|undefined\b|true\b|false\b)/.test(token);
};

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** A long list of numbers in code as syntax, without having been parsed. */
export const longLiteral = (text: string, from: number, to: number, shift: number): Syntax | undefined => {
  if (to - from < longText) return undefined;
  const literal = scanLiteral(text, from, to, 'code');
  if (!literal?.ok) return undefined;
  const span = { start: from + shift, end: to + shift };
  const item = (value: number): Syntax =>
    value < 0
      ? { kind: 'unary', op: '-', operand: { kind: 'number', text: String(-value), span }, span }
      : { kind: 'number', text: String(value), span };
  const list = (values: readonly number[]): Syntax => ({ kind: 'list', items: values.map(item), span });
  return literal.shape === 'matrix'
    ? { kind: 'list', items: literal.rows.map(list), span }
    : list(literal.rows[0]!);
};

/** Blanks the inside of very long number lists, which are scanned and not parsed. The length stays. */
export const maskLongLiterals = (text: string): string => {
  if (text.length < longText) return text;
  let masked = '';
  let done = 0;
  for (let open = text.indexOf('['); open >= 0;) {
    let depth = 0;
    let at = open;
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === 91) depth++;
      else if (c === 93 && --depth === 0) break;
      else if (c !== 93 && !isNumeric(c)) break;
    }
    if (depth === 0 && at - open > longText) {
      masked += `${text.slice(done, open + 1)}${' '.repeat(at - open - 1)}`;
      done = at;
    }
    open = text.indexOf('[', at > open ? at : at + 1);
  }
  return done === 0 ? text : masked + text.slice(done);
};

/** Digits, blanks, line ends and . , e E + - _ */
const isNumeric = (c: number): boolean =>
  (c >= 48 && c <= 57) ||
  (c >= 43 && c <= 46) ||
  c === 32 ||
  (c >= 9 && c <= 13) ||
  c === 69 ||
  c === 101 ||
  c === 95;
