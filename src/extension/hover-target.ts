import { definitionPlace, definitions, escaped, longestDocument, notCalls } from './definitions.js';

/*
 * What a hover is about, from the text around the pointer alone. It only picks places worth asking the worker about: what is
 * there, and whether it can be derived, the readers say. Nearly all hovers end here, so that it looks at the line first
 * and at the document only for names that are called or assigned.
 */

export interface HoverPlace {
  /** The whole line under the pointer, and where it starts in the document. */
  readonly line: string;
  readonly lineStart: number;
  /** The pointer, counted within the line. */
  readonly column: number;
  readonly languageId: string;
  /** The document; asked for only where the line promises something. */
  readonly text: () => string;
}

export type HoverTarget =
  /** A place in the document under the pointer; `word` is what the hover belongs to. */
  | { readonly kind: 'here'; readonly start: number; readonly end: number; readonly word: Range }
  /** A call of a function that this document does not define; an earlier notebook cell may. */
  | { readonly kind: 'elsewhere'; readonly name: string; readonly word: Range };

interface Range {
  readonly start: number;
  readonly end: number;
}

const longestLine = 2_000;
/** How far a literal may reach from the pointer. */
const reach = 4_000;

/** Names that vectors go by before softmax is applied to them. */
const logitName = /^(?:.*_)?(?:logits?|scores?|z|o|zs|os|energ(?:y|ies)|unnormali[sz]ed)(?:_\w+|\d+)?$/i;
const softmaxCall = /softmax\w*\s*\(/i;

/** Whether the text up to `column` leaves us in code; quotes are looked at within the line only. */
function inCode(line: string, column: number, python: boolean): boolean {
  let quote = '';
  for (let i = 0; i < column; i++) {
    const c = line[i] ?? '';
    if (quote) {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'" || (c === '`' && !python)) quote = c;
    else if (python ? c === '#' : c === '/' && (line[i + 1] === '/' || line[i + 1] === '*')) return false;
  }
  return quote === '' && (python || !/^\s*\*/.test(line));
}

function wordAt(line: string, column: number): { text: string; start: number; end: number } | undefined {
  for (const match of line.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) {
    const end = match.index + match[0].length;
    if (match.index > column) return undefined;
    if (column <= end) return { text: match[0], start: match.index, end };
  }
  return undefined;
}

/** Whether a literal has several numbers in it and nothing but constant arithmetic around them. */
const isNumeric = (inside: string): boolean =>
  (inside.match(/\d/g)?.length ?? 0) >= 2 &&
  /[,;\s]/.test(inside.trim()) &&
  /^[\s\d.,eE+\-_*/()[\]]*$/.test(inside.replace(/\b(?:np|numpy|math|Math|torch)\.\w+|\binf\b/g, '0'));

/** The outermost bracket of numbers around an offset. */
function literalAround(text: string, offset: number): Range | undefined {
  let found: Range | undefined;
  let depth = 0;
  for (let i = offset - 1; i >= 0 && i >= offset - reach; i--) {
    const c = text[i] ?? '';
    if (c === ']') depth++;
    else if (c === '[' && depth > 0) depth--;
    else if (c === '[') {
      const end = closing(text, i);
      if (end === undefined || !isNumeric(text.slice(i + 1, end - 1))) break;
      // x[0, 1] is an element, not a list.
      if (/[\w$)\]]/.test(text[i - 1] ?? '')) break;
      found = { start: i, end };
    } else if (/[={}:;'"`#]/.test(c)) break;
  }
  return found;
}

function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length && i < open + 2 * reach; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return i + 1;
  }
  return undefined;
}

/** Whether softmax is, or plausibly will be, applied to a vector of this name. */
const reachesSoftmax = (name: string, text: string): boolean =>
  logitName.test(name) ||
  (text.length <= longestDocument &&
    new RegExp(`softmax\\w*\\s*\\([^\\n]{0,120}?(?<![\\w$.])${escaped(name)}(?![\\w$])`, 'iu').test(text));

function vectorTarget(place: HoverPlace, python: boolean): HoverTarget | undefined {
  const { line, lineStart, column } = place;
  const at = lineStart + column;
  // Over a bracket itself, the pointer is in what it opens or closes.
  const inside = line[column] === '[' ? at + 1 : at;
  const text = place.text();
  const literal = literalAround(text, inside);
  if (!literal) return undefined;
  const before = text.slice(Math.max(0, literal.start - 200), literal.start);
  const constructor = /(?:(?:[\w$.]+|new[ \t]+\w+)[ \t]*\([ \t\r\n]*)?$/.exec(before)?.index ?? before.length;
  const assigned = python
    ? /(?:^|[\n;(,])[ \t]*(?:self\.)?([\p{L}_]\w*)[ \t]*(?::[^=\n]*)?=[ \t]*$/u
    : /([\p{L}_$][\w$]*)[ \t]*(?::[^=\n]*)?=[ \t]*$/u;
  const name = assigned.exec(before.slice(0, constructor))?.[1];
  const plausible =
    /softmax\w*\s*\(\s*(?:[\w$.]+\s*\(\s*)?$/i.test(before) ||
    (name !== undefined && reachesSoftmax(name, text));
  return plausible ? { kind: 'here', start: at, end: at, word: literal } : undefined;
}

/** Whether an odd number of triple quotes stands before an offset: the inside of a docstring. */
const inDocstring = (text: string, offset: number): boolean => {
  let inside = false;
  for (const { index } of text.matchAll(/"""|'''/g)) {
    if (index >= offset) break;
    inside = !inside;
  }
  return inside;
};

/** What the worker is to be asked for a pointer; undefined for a place with nothing to say. */
export function hoverTarget(place: HoverPlace): HoverTarget | undefined {
  const { line, lineStart, column, languageId } = place;
  const python = languageId === 'python';
  if (line.length > longestLine || !inCode(line, column, python)) return undefined;
  const found = wordAt(line, column);
  const target = found ? nameTarget(place, found) : undefined;
  const chosen =
    target ?? (/[\d[\].,\s+-]/.test(line[column] ?? '') || found ? vectorLine(place, python) : undefined);
  if (!chosen || (python && inDocstring(place.text(), lineStart + column))) return undefined;
  return chosen;
}

/** A literal is looked for only on lines that may be part of one. */
const vectorLine = (place: HoverPlace, python: boolean): HoverTarget | undefined =>
  /[\d[\]]/.test(place.line) && place.line.length > 2 ? vectorTarget(place, python) : undefined;

function nameTarget(
  place: HoverPlace,
  found: { text: string; start: number; end: number },
): HoverTarget | undefined {
  const { line, lineStart, languageId } = place;
  const name = found.text;
  const word = { start: lineStart + found.start, end: lineStart + found.end };
  const before = line.slice(0, found.start);
  const after = line.slice(found.end);

  // The line that defines a function: its name, or the keyword before it.
  const defined = definitions(line, languageId).find(
    (definition) => name === definition.name || name === 'def' || name === 'function',
  );
  if (defined) {
    const start = lineStart + defined.start;
    return { kind: 'here', start, end: start, word };
  }
  // Defined here, without parameters.
  if (/\b(?:def|function)\s+$/.test(before)) return undefined;
  if (/^\s*\(/.test(after) && !notCalls.has(name)) {
    const own = !/\.\s*$/.test(before) || /\b(?:self|this|cls)\s*\.\s*$/.test(before);
    if (own) {
      const at = definitionPlace(place.text(), name, languageId, lineStart);
      if (at !== undefined) return { kind: 'here', start: at, end: at, word };
    }
    if (/softmax/i.test(name)) return { kind: 'here', start: word.start, end: word.start, word };
    return own ? { kind: 'elsewhere', name, word } : undefined;
  }
  // A vector by its name: where it is assigned, and where softmax is applied to it.
  const assignsLiteral = /^\s*(?::[^=]*)?=[^=].*\[/.test(after);
  if (logitName.test(name) || assignsLiteral || softmaxCall.test(before)) {
    const text = place.text();
    if (reachesSoftmax(name, text) && assignedLiteral(name, text))
      // A place, not a selection: a name that is selected means itself, one that is pointed at the literal it is assigned.
      return { kind: 'here', start: word.start, end: word.start, word };
  }
  return undefined;
}

const assignedLiteral = (name: string, text: string): boolean =>
  text.length <= longestDocument &&
  new RegExp(
    `(?<![\\w$.])${escaped(name)}[ \\t]*(?::[^=\\n]*)?=[ \\t]*(?:(?:new[ \\t]+)?[\\w.$]+\\([ \\t\\r\\n]*)?\\[[\\s\\d.+\\-[(]`,
    'u',
  ).test(text);
