import type { Span } from '../math/program.js';

/** What of a Markdown or LaTeX text a place is in. */
export type Region =
  | { readonly kind: 'latex'; readonly span: Span }
  /** `text`: the document with all but this block (and the ones of its language before it) blanked. */
  | { readonly kind: 'code'; readonly span: Span; readonly languageId: string; readonly text: string }
  | { readonly kind: 'inline'; readonly span: Span };

const languages: Readonly<Record<string, string>> = {
  python: 'python',
  py: 'python',
  python3: 'python',
  ipython: 'python',
  javascript: 'javascript',
  js: 'javascript',
  jsx: 'javascriptreact',
  mjs: 'javascript',
  node: 'javascript',
  typescript: 'typescript',
  ts: 'typescript',
  tsx: 'typescriptreact',
  latex: 'latex',
  tex: 'latex',
  math: 'latex',
  text: 'plaintext',
  txt: 'plaintext',
  plaintext: 'plaintext',
};

interface Fence {
  readonly languageId: string;
  readonly from: number;
  readonly to: number;
}

/** The block or formula that holds all of [start, end]; undefined in prose. */
export const regionAt = (text: string, start: number, end: number): Region | undefined => {
  const fences = fencesOf(text);
  const fence = fences.find((f) => f.from <= start && end <= f.to);
  if (fence) {
    const span = { start: fence.from, end: fence.to };
    if (fence.languageId === 'latex')
      return formulaIn(text, fence.from, fence.to, start, end) ?? { kind: 'latex', span };
    const kept = fences.filter((f) => f.languageId === fence.languageId && f.from <= fence.from);
    return { kind: 'code', span, languageId: fence.languageId, text: only(text, kept) };
  }
  // A formula does not reach over a fence, nor over an empty line.
  const before = fences.filter((f) => f.to < start).at(-1);
  const after = fences.find((f) => f.from > end);
  return formulaIn(text, before?.to ?? 0, after?.from ?? text.length, start, end);
};

const fencesOf = (text: string): readonly Fence[] => {
  const fences: Fence[] = [];
  const marks = /^[ \t>]*(`{3,}|~{3,})[ \t]*(?:\{?\.?([\w+-]*))?[^\n]*$/gm;
  let open: { readonly mark: string; readonly word: string; readonly from: number } | undefined;
  for (let m = marks.exec(text); m; m = marks.exec(text)) {
    if (!open) open = { mark: m[1]!, word: (m[2] ?? '').toLowerCase(), from: m.index + m[0].length + 1 };
    else if (m[1]!.startsWith(open.mark) && !m[2]) {
      fences.push({
        languageId: languages[open.word] ?? (open.word === '' ? 'plaintext' : open.word),
        from: open.from,
        to: m.index,
      });
      open = undefined;
    }
  }
  return fences;
};

/** The text with everything else blanked, line ends kept: places stay what they are. */
const only = (text: string, kept: readonly Fence[]): string => {
  let result = '';
  let at = 0;
  const blank = (from: number, to: number): string => text.slice(from, to).replace(/[^\n]/g, ' ');
  for (const f of kept) {
    result += blank(at, f.from) + text.slice(f.from, f.to);
    at = f.to;
  }
  return result + blank(at, text.length);
};

const delimiters: readonly RegExp[] = [
  /\$\$([\s\S]*?)\$\$/g,
  /\\\[([\s\S]*?)\\\]/g,
  /\\\(([\s\S]*?)\\\)/g,
  /\\begin\{(?:equation|align|gather|multline|displaymath|math)\*?\}([\s\S]*?)\\end\{(?:equation|align|gather|multline|displaymath|math)\*?\}/g,
  /(?<![\\$])\$(?!\$)((?:\\.|[^$\\\n]|\n(?!\s*\n))+?)\$(?!\$)/g,
];
const maxReach = 20_000;

const formulaIn = (
  text: string,
  from: number,
  to: number,
  start: number,
  end: number,
): Region | undefined => {
  const low = Math.max(from, start - maxReach);
  const part = text.slice(low, Math.min(to, end + maxReach));
  const covered: Span[] = [];
  for (const pattern of delimiters)
    for (const m of part.matchAll(pattern)) {
      const whole = { start: low + m.index, end: low + m.index + m[0].length };
      const holds = whole.start <= start && end <= whole.end;
      // A single dollar inside of what is a formula already.
      const inside = holds && covered.some((c) => c.start < whole.end && whole.start < c.end);
      if (!holds || inside) {
        covered.push(whole);
        continue;
      }
      const at = whole.start + m[0].indexOf(m[1]!);
      return { kind: 'latex', span: { start: at, end: at + m[1]!.length } };
    }
  for (const m of part.matchAll(/`([^`\n]+)`/g)) {
    const at = low + m.index + 1;
    if (at <= start && end <= at + m[1]!.length)
      return { kind: 'inline', span: { start: at, end: at + m[1]!.length } };
  }
  return undefined;
};
