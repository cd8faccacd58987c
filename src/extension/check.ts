import type { Span } from '../explanation.js';
import type { FromPage } from '../messages.js';

/*
 * What comes from the page is checked before use: a page is the one part of an extension that shows foreign text.
 */

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlace = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

function span(value: unknown): Span | undefined {
  if (!isFields(value) || !isPlace(value.start) || !isPlace(value.end) || value.end < value.start)
    return undefined;
  return { start: value.start, end: value.end };
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number');

type Values = Extract<FromPage, { type: 'values' }>['values'];

/** Numbers by name: a number, a vector or a matrix each. */
export function values(value: unknown): Values | undefined {
  if (!isFields(value)) return undefined;
  const known = Object.values(value).every(
    (each) => typeof each === 'number' || isNumbers(each) || (Array.isArray(each) && each.every(isNumbers)),
  );
  return known ? (value as Values) : undefined;
}

const longestText = 20_000_000;
const isText = (value: unknown, longest = longestText): value is string =>
  typeof value === 'string' && value.length <= longest;

/** The message that `value` is, or undefined if it is none. */
export function fromPage(value: unknown): FromPage | undefined {
  if (!isFields(value)) return undefined;
  const kind = value.type as FromPage['type'];
  switch (kind) {
    case 'ready':
    case 'insert':
      return { type: kind };
    case 'pin':
    case 'follow':
      return typeof value.on === 'boolean' ? { type: kind, on: value.on } : undefined;
    case 'wrt':
      return isText(value.name, 1_000) ? { type: kind, name: value.name } : undefined;
    case 'notation':
      return value.notation === 'quotient' || value.notation === 'product'
        ? { type: kind, notation: value.notation }
        : undefined;
    case 'reveal': {
      const place = span(value.span);
      return place && { type: kind, span: place };
    }
    case 'highlight': {
      if (!Array.isArray(value.spans) || value.spans.length > 1_000) return undefined;
      const spans = value.spans.map(span).filter((each) => each !== undefined);
      return spans.length === value.spans.length ? { type: kind, spans } : undefined;
    }
    case 'copy':
      return isText(value.text) ? { type: kind, text: value.text } : undefined;
    case 'save':
      // A name, not a path: where it goes is for the dialog to say.
      return isText(value.name, 200) && /^[^/\\:*?"<>|\0]+$/.test(value.name) && isText(value.data)
        ? { type: kind, name: value.name, data: value.data, ...(value.base64 === true && { base64: true }) }
        : undefined;
    case 'values': {
      const checked = values(value.values);
      return checked && { type: kind, values: checked };
    }
    case 'fix':
      return isPlace(value.finding) && isPlace(value.fix)
        ? { type: kind, finding: value.finding, fix: value.fix }
        : undefined;
    case 'error':
      return isText(value.message, 100_000) ? { type: kind, message: value.message } : undefined;
    default:
      kind satisfies never;
      return undefined;
  }
}
