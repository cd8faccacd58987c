import type { Severity, Span } from '../explanation.js';

/*
 * Which findings are shown, where, and how loudly. Pure, and tested by itself.
 */

export type Level = 'warning' | 'information' | 'hint';

/** VS Code's severities: 0 error, 1 warning, 2 information, 3 hint. The setting names what a warning of ours is shown as. */
export const findingLevels: Readonly<Record<Level, Readonly<Record<Severity, 0 | 1 | 2 | 3>>>> = {
  warning: { error: 0, warning: 1, info: 2 },
  information: { error: 1, warning: 2, info: 3 },
  hint: { error: 2, warning: 3, info: 3 },
};

/** Texts that nobody wrote by hand, or that are too long to be looked at while somebody types. */
export function passedOver(path: string, text: string): boolean {
  if (/\.d\.[cm]?ts$|\.min\.[cm]?js$|\.bundle\.js$/.test(path) || text.length > 300_000) return true;
  if (/@generated|DO NOT EDIT/.test(text.slice(0, 2_000))) return true;
  // Minified code has few, long lines.
  return text.length > 5_000 && text.length / (text.split('\n', 1_000).length + 1) > 300;
}

/** Whether a function can have findings at all: most code computes nothing that could overflow. */
export const mayHaveFindings = (code: string): boolean =>
  /\b(?:exp|expm1|log\w*|softmax|sigmoid|tanh|cosh|sinh|sqrt|pow|power|norm|var|std|mean|sum|cos|hypot|max|amax)\w*\s*\(|\*\*|\b(?:grad|backward|derivative|prime)/i.test(
    code,
  );

/** Whether a comment on the line of `offset`, or on the line above, tells to ignore findings (of this id, or all). */
export function isIgnored(text: string, offset: number, id: string): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const above = start > 1 ? text.lastIndexOf('\n', start - 2) + 1 : start;
  const end = text.indexOf('\n', start);
  const lines = text.slice(above, end < 0 ? undefined : end);
  for (const [, ids] of lines.matchAll(/\bnabla-ignore\b(?:[ \t]*:[ \t]*([\w, \t-]*))?/g)) {
    const named = (ids ?? '').split(/[\s,]+/).filter((word) => word !== '');
    if (named.length === 0 || named.includes(id)) return true;
  }
  return false;
}

/**
 * What to underline for a finding. One that is about a whole function is shown at its name: nobody wants a function underlined.
 * @param whole the construct that the finding was made in
 * @param name where the name of that construct stands
 */
export function placeOf(text: string, span: Span, whole: Span, name: number): Span {
  const isWhole = span.start <= whole.start && span.end >= whole.end;
  const at = isWhole ? name : span.start;
  const word = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(text.slice(at, at + 200))?.[0].length ?? 1;
  if (isWhole) return { start: at, end: at + word };
  const line = text.indexOf('\n', span.start);
  const end = line < 0 || line >= span.end ? span.end : line;
  return { start: span.start, end: Math.max(end, span.start + 1) };
}
