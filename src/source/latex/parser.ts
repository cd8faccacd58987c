import type { Span } from '../../math/program.js';
import type { ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';
import type { Token } from './tokens.js';

/** Thrown inside the parser, a value outside. */
export class LatexFault extends Error {
  readonly refusal: ReadRefusal;
  constructor(refusal: ReadRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}
export const fault = (
  span: Span,
  key: Parameters<typeof refuse>[2] = 'syntax',
  args: readonly string[] = [],
): never => {
  throw new LatexFault(refuse(key === 'syntax' ? 'syntax' : key.replace(/^latex-/, ''), span, key, args));
};

export interface Parser {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  /** The bar that is open: |, \\|. It ends what stands inside; in brackets it may begin anew. */
  bar?: string | undefined;
}

export const peek = (p: Parser, ahead = 0): Token => p.tokens[Math.min(p.at + ahead, p.tokens.length - 1)]!;
export const next = (p: Parser): Token => {
  const t = peek(p);
  if (p.at < p.tokens.length - 1) p.at++;
  return t;
};
export const isChar = (t: Token, ...texts: string[]): boolean => t.kind === 'char' && texts.includes(t.text);
export const isCommand = (t: Token, ...texts: string[]): boolean =>
  t.kind === 'command' && texts.includes(t.text);
export const over = (a: Span, b: Span): Span => ({ start: a.start, end: Math.max(a.end, b.end) });
