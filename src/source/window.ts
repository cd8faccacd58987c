/**
 * A part of a long document that can be parsed by itself: the top-level statement at a place, the imports, and the
 * top-level definitions that these mention, one through the other. All else is blanked, line ends kept, so that places stay.
 */
export const windowOf = (
  text: string,
  start: number,
  end: number,
  language: 'python' | 'javascript',
): string => {
  const starts = language === 'python' ? pythonStarts(text) : scriptStarts(text);
  const chunks = starts.map((from, i) => ({ from, to: starts[i + 1] ?? text.length }));
  const kept = new Set<number>();
  const queue: number[] = [];
  const keep = (i: number): void => {
    if (!kept.has(i)) {
      kept.add(i);
      queue.push(i);
    }
  };
  const named = new Map<string, number[]>();
  let budget = maxExtra;
  for (const [i, c] of chunks.entries()) {
    const head = text.slice(c.from, Math.min(c.to, c.from + 160));
    if (c.from <= end && c.to >= start) keep(i);
    else if (/^(?:import|from)\b|^(?:const|var|let)\s[^=]*=\s*require\(/.test(head)) kept.add(i);
    const name = definition.exec(head);
    const key = name?.[1] ?? name?.[2] ?? name?.[3];
    const same = key === undefined ? undefined : named.get(key);
    if (same) same.push(i);
    else if (key !== undefined) named.set(key, [i]);
  }
  for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
    const c = chunks[i]!;
    // A statement of a megabyte is numbers, and mentions nothing.
    if (c.to - c.from > maxScanned) continue;
    for (const word of new Set(text.slice(c.from, c.to).match(/[A-Za-z_$][\w$]*/g))) {
      const places = named.get(word) ?? [];
      named.delete(word);
      for (const j of places) {
        const size = chunks[j]!.to - chunks[j]!.from;
        if (kept.has(j) || size > budget) continue;
        budget -= size;
        keep(j);
      }
    }
  }
  let result = '';
  let at = 0;
  for (const i of [...kept].sort((a, b) => a - b)) {
    const c = chunks[i]!;
    result += blank(text, at, c.from) + text.slice(c.from, c.to);
    at = c.to;
  }
  return result + blank(text, at, text.length);
};

const maxExtra = 60_000;
const maxScanned = 100_000;

const definition =
  /^(?:(?:@[^\n]*\n)*(?:async\s+)?def\s+(\w+)|(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:class|function\*?|const|let|var)\s+([\w$]+)|([A-Za-z_]\w*)\s*(?::[^=\n]*)?=(?!=))/;

const blank = (text: string, from: number, to: number): string =>
  // One blank line end a statement as well as a thousand do.
  to > from ? `${' '.repeat(to - from - 1)}${text[to - 1] === '\n' ? '\n' : ' '}` : '';

/** Where lines begin with a statement at the left margin, outside of strings and brackets. */
const pythonStarts = (text: string): readonly number[] => {
  const starts: number[] = [0];
  let depth = 0;
  let decorated = false;
  let fresh = true;
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    if (fresh && isLetter(c)) {
      const word = /^@|^[a-z]+/.exec(text.slice(at, at + 10))?.[0];
      const keyword = word !== undefined && /^(def|class|import|from|@)$/.test(word);
      if (keyword) depth = 0;
      if (depth === 0 && !/^(else|elif|except|finally)$/.test(word ?? '')) {
        // A decorator begins the statement that it stands above.
        if (!decorated && at > 0) starts.push(at);
        decorated = word === '@';
      }
    }
    fresh = c === 10;
    if (c === 35) {
      at = after(text, '\n', at, 0);
    } else if (c === 34 || c === 39) {
      at = pythonString(text, at);
    } else {
      if (c === 40 || c === 91 || c === 123) depth++;
      else if ((c === 41 || c === 93 || c === 125) && depth > 0) depth--;
      at++;
    }
  }
  return starts;
};

/** a-z, A-Z, _, $ and the @ of a decorator. */
const isLetter = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 64 && c <= 90) || c === 95 || c === 36;

const after = (text: string, what: string, from: number, length = what.length): number => {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at + length;
};

const pythonString = (text: string, at: number): number => {
  const quote = text[at]!;
  if (text.startsWith(quote.repeat(3), at)) return after(text, quote.repeat(3), at + 3);
  return shortString(text, at, quote);
};

const shortString = (text: string, at: number, quote: string): number => {
  for (let end = at + 1; end < text.length; end++) {
    const c = text[end];
    if (c === '\\') end++;
    else if (c === quote) return end + 1;
    else if (c === '\n' && quote !== '`') return end;
  }
  return text.length;
};

const scriptStarts = (text: string): readonly number[] => {
  const starts: number[] = [0];
  let fresh = false;
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    if (fresh && isLetter(c)) starts.push(at);
    fresh = c === 10;
    if (c === 47 && text.charCodeAt(at + 1) === 47) at = after(text, '\n', at, 0);
    else if (c === 47 && text.charCodeAt(at + 1) === 42) at = after(text, '*/', at + 2);
    else if (c === 34 || c === 39 || c === 96) at = shortString(text, at, text[at]!);
    else at++;
  }
  return starts;
};
