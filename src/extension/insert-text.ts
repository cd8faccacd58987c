/*
 * Where a derivation goes in a text, and what of an earlier one it replaces. Pure, and tested by itself.
 */

/** A replacement: `text` for what is between the offsets. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The first and the last line of what we insert begin with these; they are how it is found again. */
const first = '∇';
const last = '∎';

const lineEnd = (text: string, offset: number): number => {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at > offset && text[at - 1] === '\r' ? at - 1 : at;
};
const nextLine = (text: string, end: number): number =>
  end >= text.length ? text.length : text.startsWith('\r\n', end) ? end + 2 : end + 1;

/** The end of the last line that a construct has text on. A reader's span may take blank lines below along. */
function constructEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(text[at - 1] ?? '')) at--;
  let line = lineEnd(text, at);
  // A backslash joins the next line: a comment in between would end the statement.
  while (text[line - 1] === '\\' && line < text.length) line = lineEnd(text, nextLine(text, line));
  return line;
}

const indentAt = (text: string, offset: number): string => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
};

/**
 * A block of comment lines below a construct, indented like it. A block that an earlier run left there is replaced.
 * @param end where the construct ends
 * @param comment what makes a line a comment
 */
export function commentBlock(
  text: string,
  end: number,
  content: string,
  comment: string,
  eol: string,
): Block {
  const at = constructEnd(text, end);
  const indent = indentAt(text, text.lastIndexOf('\n', at - 1) + 1);
  const lines = content.trimEnd().split('\n');
  if (!lines[0]?.startsWith(first)) lines.unshift(first);
  if (!lines.at(-1)?.startsWith(last)) lines.push(last);
  const block = lines.map((line) => `${indent}${comment}${line}`.trimEnd()).join(eol);

  // Blank lines may have come between.
  let from = nextLine(text, at);
  while (
    from < text.length &&
    /^[ \t]*\r?$/.test(text.slice(from, text.indexOf('\n', from) < 0 ? undefined : text.indexOf('\n', from)))
  )
    from = nextLine(text, lineEnd(text, from));
  const marked = (line: string, mark: string): boolean => line.trim().startsWith(`${comment.trim()} ${mark}`);
  if (marked(text.slice(from, lineEnd(text, from)), first)) {
    for (let line = from; line < text.length; line = nextLine(text, lineEnd(text, line))) {
      const content = text.slice(line, lineEnd(text, line));
      if (!content.trim().startsWith(comment.trim())) break;
      if (marked(content, last)) return { start: from, end: lineEnd(text, line), text: block };
    }
  }
  return { start: at, end: at, text: `${eol}${block}` };
}

/** Text below the line that a construct ends on, set off by blank lines. The same text there already is not repeated. */
export function blockAfter(text: string, end: number, content: string, eol: string): Block {
  const at = constructEnd(text, end);
  return separated(text, at, content, eol);
}

function separated(text: string, at: number, content: string, eol: string): Block {
  const body = content.trimEnd().split('\n').join(eol);
  const blankBelow = text.startsWith(eol + eol, at) || at >= text.length;
  const inserted = `${eol}${eol}${body}${blankBelow ? '' : eol}`;
  if (text.startsWith(inserted, at)) return { start: at, end: at + inserted.length, text: inserted };
  return { start: at, end: at, text: inserted };
}

/**
 * Below the paragraph, formula or code fence of a Markdown document that a construct is in. What an earlier run left there, up to its
 * closing line in italics, is replaced.
 */
export function afterMarkdown(text: string, end: number, content: string, eol: string): Block {
  let at = lineEnd(text, end);
  const fences = [...text.slice(0, end).matchAll(/^[ \t]*(```+|~~~+)/gm)];
  const open = fences.length % 2 === 1 ? fences.at(-1)?.[1] : undefined;
  const isEnd = (line: string): boolean =>
    open === undefined ? line.trim() === '' : line.trim().startsWith(open);
  for (let line = nextLine(text, at); line < text.length;) {
    const stop = lineEnd(text, line);
    const content = text.slice(line, stop);
    if (isEnd(content)) {
      if (open !== undefined) at = stop;
      break;
    }
    at = stop;
    line = nextLine(text, stop);
  }
  const heading = content.split('\n', 1)[0] ?? '';
  const below = /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
  const rest = text.slice(at + below);
  if (rest.startsWith(heading)) {
    const closing = /^\*[^*\n]+\*[ \t]*$/m.exec(rest);
    const nextHeading = /\n#{1,6} /.exec(rest);
    if (closing && !(nextHeading && nextHeading.index < closing.index)) {
      const body = content.trimEnd().split('\n').join(eol);
      return { start: at + below, end: at + below + closing.index + closing[0].length, text: body };
    }
  }
  return separated(text, at, content, eol);
}
