import { Tree } from '@lezer/common';
import type { Choice } from './choice.js';
import { bomLength, codeLanguage, promptTree, type CodeLanguage } from './document.js';
import { openArgument } from './arguments.js';
import { handWrittenReading } from './hand-written.js';
import { interpret } from './interpret/interpret.js';
import type { Interpreted, Target } from './interpret/types.js';
import { foreignMagic } from './python.js';
import { readLatex } from './latex/read.js';
import { regionAt } from './markdown.js';
import { readPlain } from './plain/read.js';
import type { Reading, ReadRefusal, Value } from './reading.js';
import { refuse } from './refuse.js';
import { atCursor, selected, type Place } from './select.js';
import type { Module } from './syntax.js';
import { lazily, type Source } from './tree.js';
import { literalReading } from './vector.js';

export { parseDocument } from './document.js';

/** What is to be read: the contract's request, without what only the derivation needs. */
export interface ReadRequest {
  readonly text: string;
  readonly languageId: string;
  /** UTF-16 offsets; start === end is a cursor. */
  readonly start: number;
  readonly end: number;
  /** Earlier cells of the notebook, in document order. */
  readonly preceding?: readonly string[];
  readonly wrt?: string;
  readonly values?: Readonly<Record<string, Value>>;
}

export interface ReadServices {
  /** A tree of `text` by `parseDocument`. */
  readonly tree?: Tree;
  /** Steps that reading may take. */
  readonly fuel?: number;
}

/** Above this, a document is not parsed on the spot. */
const maxCode = 8_000_000;
const defaultFuel = 1_000_000;

/**
 * Reads what is selected, or what the cursor is in, as mathematics. Pure and deterministic; no code is run. Never throws for
 * any text or offsets: what cannot be read is a refusal with the reason and the very piece.
 */
export const read = (request: ReadRequest, services: ReadServices = {}): Reading | ReadRefusal => {
  const { text, start, end, languageId } = request;
  if (![start, end].every(Number.isInteger) || start < 0 || end < start || end > text.length)
    return refuse('range', { start: 0, end: 0 }, 'offsets-outside', [start, end, text.length]);
  const language = codeLanguage(languageId);
  if (language) return readCode(language, request, services);
  if (languageId === 'plaintext') return readPlain(request, services.fuel ?? defaultFuel);
  if (languageId === 'markdown' || languageId === 'latex') return readMarkup(request, services);
  return refuse('unknown-language', { start, end }, 'unknown-language', [languageId]);
};

/** Markdown and LaTeX documents: formulas, blocks of code, and plain mathematics where it is selected. */
const readMarkup = (request: ReadRequest, services: ReadServices): Reading | ReadRefusal => {
  const { text, start, end, languageId } = request;
  const cursor = start === end;
  const fuel = services.fuel ?? defaultFuel;
  const region = regionAt(text, start, end);
  if (region?.kind === 'code') {
    const { languageId: inner } = region;
    if (inner === 'plaintext') return readPlain({ ...request, text: region.text }, fuel);
    return read(
      { ...request, text: region.text, languageId: inner },
      services.fuel === undefined ? {} : { fuel },
    );
  }
  if (region?.kind === 'latex') {
    const inside = Math.max(start, region.span.start) < Math.min(end, region.span.end);
    const span = cursor || !inside ? region.span : wholeTokens(text, start, end);
    return readLatex(
      text,
      { start: Math.max(span.start, region.span.start), end: Math.min(span.end, region.span.end) },
      request,
    );
  }
  if (region?.kind === 'inline') return readPlain(cursor ? { ...request, ...region.span } : request, fuel);
  if (cursor) return refuse('empty', { start, end }, 'empty-selection');
  if (languageId === 'latex' || /[\\$]/.test(text.slice(start, end)))
    return readLatex(text, wholeTokens(text, start, end), request);
  return readPlain(request, fuel);
};

/** A command that the selection cuts through belongs to it. */
const wholeTokens = (text: string, from: number, to: number): { start: number; end: number } => {
  let [start, end] = [from, to];
  const inCommand = /\\[a-zA-Z]*$/.exec(text.slice(Math.max(0, start - 40), start));
  if (inCommand && /[a-zA-Z]/.test(text[start] ?? '')) start -= inCommand[0].length;
  if (/\\[a-zA-Z]*$/.test(text.slice(Math.max(start, end - 40), end)))
    while (end < text.length && /[a-zA-Z]/.test(text[end]!)) end++;
  return { start, end };
};

const readCode = (
  language: CodeLanguage,
  request: ReadRequest,
  services: ReadServices,
): Reading | ReadRefusal => {
  const { text, start, end } = request;
  const bom = bomLength(text);
  if (text.length > maxCode) return refuse('too-large', { start, end }, 'too-long', [text.length, maxCode]);
  if (language.grammar.language === 'python') {
    const foreign = foreignMagic(text.slice(bom, bom + 1000));
    if (foreign !== undefined)
      return refuse('foreign-cell', { start: bom, end: bom + foreign.length }, 'foreign-cell', [foreign]);
  }
  const source: Source = { text: bom ? text.slice(bom) : text, shift: bom };
  const kept = services.tree?.length === source.text.length ? services.tree : undefined;
  const tree = kept ?? promptTree(language, source.text, Math.max(0, start - bom), Math.max(0, end - bom));
  if (!tree) return refuse('too-large', { start, end }, 'too-costly');
  const place: Place = {
    grammar: language.grammar,
    source,
    tree,
    module: language.grammar.module(source, tree),
    preceding: (request.preceding ?? []).map((cell) => earlierCell(language, cell)),
  };
  const at = Math.max(start, bom);
  const chosen = start === end ? atCursor(place, at) : selected(place, at, Math.max(end, bom));
  if ('ok' in chosen) return chosen;
  // A block ends with its last token, not with the line end that the grammar counts to it.
  const whole = text.slice(chosen.span.start, chosen.span.end).trimEnd().length;
  const choice = { ...chosen, span: { start: chosen.span.start, end: chosen.span.start + whole } };
  return readingOf(place, choice, request, services);
};

const readingOf = (
  place: Place,
  choice: Choice,
  request: ReadRequest,
  services: ReadServices,
): Reading | ReadRefusal => {
  if (choice.kind === 'literal') {
    const library = place.grammar.language === 'python' ? 'numpy' : 'javascript';
    return literalReading(choice.literal, choice.span, choice.name, library, request);
  }
  const { target, span, enclosing } = choice;
  const run = (what: Target, values: ReadRequest['values']): Interpreted | ReadRefusal =>
    interpret(what, {
      text: request.text,
      module: place.module,
      preceding: place.preceding.map((p) => p.module),
      before: span.start,
      enclosing,
      ...(request.wrt !== undefined && { wrt: request.wrt }),
      ...(values && { values }),
      fuel: services.fuel ?? defaultFuel,
    });
  let result = run(target, request.values);
  // A list of numbers less a NumPy scalar is an array; what a plain list would do there is an error anyway.
  const listed =
    !result.ok && result.reason === 'list-arithmetic' && /^(-|\/|\*\*)$/.test(String(result.args?.[0]));
  if (listed || (result.ok && result.wrt.length === 0)) {
    const opened = openArgument(place.source, target);
    if (opened && 'ok' in opened) return opened;
    if (opened) result = run(opened.target, { [opened.name]: opened.value, ...request.values });
  }
  if (!result.ok) return result;
  const handWritten =
    target.kind === 'function' ? handWrittenReading(place, target.definition, result, span, run) : undefined;
  if (handWritten) return handWritten;
  const { program, wrt, values, notes, findings, library } = result;
  if (wrt.length === 0) return refuse('no-variable', span, 'no-variable');
  const kind = target.kind === 'function' || target.kind === 'lambda' ? 'function' : 'expression';
  return { ok: true, kind, span, program, wrt, values, notes, findings, library };
};

/** Parsed when somebody asks for what it binds. */
const earlierCell = (language: CodeLanguage, text: string): Place['preceding'][number] => {
  const source: Source = { text, shift: 0 };
  const whole = (): Module =>
    language.grammar.module(source, promptTree(language, text, 0, text.length) ?? Tree.empty);
  return {
    source,
    module: lazily<Module, 'body' | 'errors'>(
      { language: language.grammar.language },
      { body: () => whole().body, errors: () => whole().errors },
    ),
  };
};
