/**
 * An open bracket swallows the rest of a Python file: line ends mean nothing inside brackets. Where a statement plainly begins
 * although a bracket is open, the text from that bracket to the statement is replaced (same length, one line end kept) by
 * something that is wrong in its own statement only.
 */
export const repairBrackets = (text: string): string => {
  const open: number[] = [];
  let repaired = '';
  let done = 0;
  const cut = (from: number, to: number): void => {
    repaired += `${text.slice(done, from)}?${' '.repeat(Math.max(0, to - from - 2))}\n`;
    done = to;
    open.length = 0;
  };
  // From one character that matters to the next; a loop over all of them takes three times as long on each keystroke.
  const outside = /[#"'()[\]{}]/g;
  const inside = /[#"'()[\]{}\n]/g;
  let at = 0;
  for (;;) {
    const next = open.length > 0 ? inside : outside;
    next.lastIndex = at;
    if (!next.test(text)) break;
    at = next.lastIndex - 1;
    const c = text.charCodeAt(at);
    if (c === 35) at = lineEnd(text, at);
    else if (c === 34 || c === 39) at = stringEnd(text, at);
    else {
      if (c === 40 || c === 91 || c === 123) open.push(at);
      else if (c === 41 || c === 93 || c === 125) open.pop();
      else if (c === 10 && open.length > 0 && beginsStatement(text, at + 1)) {
        const end = firstStatement(text, open[0]!, at + 1);
        cut(open[0]!, end);
        at = end;
        continue;
      }
      at++;
    }
  }
  if (open.length > 0) {
    const end = firstStatement(text, open[0]!, text.length);
    if (end < text.length) {
      cut(open[0]!, end);
      return repaired + repairBrackets(text.slice(end));
    }
  }
  return done === 0 ? text : repaired + text.slice(done);
};

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** Just behind the string that begins at `at`; a short string ends at the end of its line at the latest. */
const stringEnd = (text: string, at: number): number => {
  const quote = text[at]!;
  if (text[at + 1] === quote && text[at + 2] === quote) {
    for (let end = text.indexOf(quote.repeat(3), at + 3); ; end = text.indexOf(quote.repeat(3), end + 1)) {
      if (end < 0) return text.length;
      if (text[end - 1] !== '\\') return end + 3;
    }
  }
  const code = quote.charCodeAt(0);
  for (let end = at + 1; end < text.length; end++) {
    const c = text.charCodeAt(end);
    if (c === 92) end++;
    else if (c === code) return end + 1;
    else if (c === 10) return end;
  }
  return text.length;
};

const keyword =
  /[ \t]*(?:def|class|return|import|while|try|raise|del|pass|global|async[ \t]+def)\b(?![ \t]*[=,)\]}.])/y;
const beginsStatement = (text: string, at: number): boolean => {
  keyword.lastIndex = at;
  return keyword.test(text);
};

const statement =
  /[ \t]*(?:@[A-Za-z_]|(?:def|class|return|import|from|while|with|try|raise|del|pass|global|async|if|for|print)\b|[A-Za-z_][\w.]*(?:\[[^\]\n]*\])?(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*[ \t]*(?::[^=\n]+)?[-+*/@%]?=(?!=))/y;

/** The first line after the bracket that looks like a statement and is indented no deeper than the bracket's own line. */
const firstStatement = (text: string, open: number, to: number): number => {
  const start = text.lastIndexOf('\n', open - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, open))![0].length;
  for (let at = lineEnd(text, open) + 1; at < to; at = lineEnd(text, at) + 1) {
    statement.lastIndex = at;
    const match = statement.exec(text);
    if (match && /^[ \t]*/.exec(match[0])![0].length <= indent) return at;
  }
  return to;
};
