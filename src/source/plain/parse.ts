import { create, parseDependencies, type MathNode } from 'mathjs/number';
import type { ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';

// Beyond these, mathjs' recursive parser runs out of stack or time.
const maxCharacters = 4096;
const maxBrackets = 64;
const maxSigns = 64;

type Parse = (text: string) => MathNode;
let parser: Parse | undefined;

/** mathjs' parser alone: nothing that could evaluate is in it. Made when first needed, as it takes some 10 ms. */
const mathParser = (): Parse => {
  if (!parser) {
    // The type of `create` knows the whole of mathjs only.
    const { parse } = create({ parseDependencies: parseDependencies! }) as unknown as {
      readonly parse: Parse;
    };
    parser = parse;
  }
  return parser;
};

/** The tree of a text in mathjs' syntax; capped before it is parsed, never evaluated. */
export const parsePlain = (
  text: string,
  start: number,
): { readonly ok: true; readonly node: MathNode } | ReadRefusal => {
  const whole = { start, end: start + text.length };
  if (text.length > maxCharacters)
    return refuse('too-large', whole, 'too-long', [text.length, maxCharacters]);
  const bracket = bracketFault(text, start);
  if (bracket) return bracket;
  if (new RegExp(`(?:[-+~!]\\s*){${maxSigns},}`).test(text)) return refuse('too-large', whole, 'too-deep');
  try {
    return { ok: true, node: mathParser()(text) };
  } catch (error) {
    if (error instanceof RangeError) return refuse('too-large', whole, 'too-deep');
    const at = start + Math.min(Math.max(0, charOf(error) - 1), Math.max(0, text.length - 1));
    return refuse('syntax', { start: at, end: Math.min(at + 1, whole.end) }, 'syntax');
  }
};

const charOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'char' in error && typeof error.char === 'number'
    ? error.char
    : 1;

const partner: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Brackets that have no partner, or too many within each other. */
export const bracketFault = (text: string, start: number): ReadRefusal | undefined => {
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '(' || c === '[' || c === '{') {
      open.push(i);
      if (open.length > maxBrackets)
        return refuse('too-large', { start: start + i, end: start + i + 1 }, 'too-deep');
    } else if (Object.hasOwn(partner, c)) {
      const last = open.pop();
      if (last === undefined || text[last] !== partner[c])
        return refuse(
          'unbalanced',
          { start: start + (last ?? i), end: start + (last ?? i) + 1 },
          'unbalanced',
          [text[last ?? i]!],
        );
    }
  }
  const left = open[0];
  return left === undefined
    ? undefined
    : refuse('unbalanced', { start: start + left, end: start + left + 1 }, 'unbalanced', [text[left]!]);
};
