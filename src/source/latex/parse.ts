import type { ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';
import { sum } from './expressions.js';
import type { Equation } from './nodes.js';
import { fault, LatexFault, peek, type Parser } from './parser.js';
import { latexTokens, type Token } from './tokens.js';

/** An equation or a bare expression. */
export const parseLatex = (text: string, start: number): Equation | ReadRefusal => {
  const tokens = latexTokens(text, start);
  if ('ok' in tokens) return tokens;
  const brace = unmatchedBrace(tokens);
  if (brace) return refuse('unbalanced', brace.span, 'unbalanced', [brace.text]);
  try {
    return equation(tokens);
  } catch (error) {
    if (error instanceof LatexFault) return error.refusal;
    throw error;
  }
};

/** The first brace that has no partner, or another bracket's. */
const unmatchedBrace = (tokens: readonly Token[]): Token | undefined => {
  const open: Token[] = [];
  for (const t of tokens) {
    if (t.kind !== 'char') continue;
    if (t.text === '{') open.push(t);
    else if (t.text === '}' && !open.pop()) return t;
  }
  return open[0];
};

const relations = new Set(['=', 'equiv', 'triangleq', 'coloneqq', 'approx', ':=']);
const isRelation = (t: Token): boolean => relations.has(t.text) && t.kind !== 'text' && t.kind !== 'number';
const openers = new Set(['(', '[', '{']);
const closers = new Set([')', ']', '}']);

/** Cuts at the first equals sign, and off what follows the formula: `, \quad i = 1, …`, a full stop, a further `= …`. */
const equation = (tokens: readonly Token[]): Equation => {
  const cuts: number[] = [];
  let depth = 0;
  let end = tokens.length - 1;
  for (let i = 0; i < tokens.length - 1; i++) {
    const t = tokens[i]!;
    if (t.kind === 'command' && t.text === 'cases') depth++;
    else if (t.kind === 'command' && t.text === 'endcases') depth--;
    if (t.kind === 'char' && openers.has(t.text)) depth++;
    else if (t.kind === 'char' && closers.has(t.text)) depth--;
    if (depth !== 0) continue;
    if (isRelation(t)) cuts.push(i);
    else if (t.kind === 'char' && (t.text === ',' || t.text === ';' || t.text === '.')) {
      end = i;
      break;
    } else if (t.kind === 'command' && t.text === '\\' && cuts.length > 0) {
      end = i;
      break;
    }
  }
  const first = cuts[0];
  const from = first === undefined ? 0 : first + 1;
  const to = Math.min(cuts[1] ?? end, end);
  const parser: Parser = { tokens: [...tokens.slice(from, to), endAt(tokens[to]!)], at: 0, depth: 0 };
  const body = sum(parser);
  if (peek(parser).kind !== 'end') fault(peek(parser).span);
  return { body, ...leftSide(first === undefined ? [] : tokens.slice(0, first)) };
};

const endAt = (t: Token): Token => ({
  kind: 'end',
  text: '',
  span: { start: t.span.start, end: t.span.start },
});

/** p_i, \sigma(z)_j, \text{softmax}(z_i): a name and the last subscript that is an index. */
const leftSide = (tokens: readonly Token[]): Omit<Equation, 'body'> => {
  if (tokens.length === 0) return { name: '', indices: [] };
  const parser: Parser = {
    tokens: [...tokens.filter((t) => t.text !== ':'), endAt(tokens.at(-1)!)],
    at: 0,
    depth: 0,
  };
  try {
    const left = sum(parser);
    const value = left.kind === 'component' ? left.value : left;
    if (value.kind === 'symbol')
      return { name: value.name, indices: left.kind === 'component' ? left.subs : value.subs };
    if (value.kind === 'call') {
      const arg = value.args[0];
      const own = left.kind === 'component' ? left.subs : [];
      const indices = own.length > 0 ? own : arg?.kind === 'symbol' ? arg.subs : [];
      return { name: value.name, indices, ...(arg?.kind === 'symbol' && { of: arg.name }) };
    }
  } catch (error) {
    if (!(error instanceof LatexFault)) throw error;
  }
  // What stands there is only a title: P(y = k | x).
  const letter = tokens.find((t) => t.kind === 'text' || /^[a-zA-Z]$/.test(t.text));
  return { name: letter?.text ?? '', indices: [] };
};
