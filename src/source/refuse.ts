import type { Span } from '../math/program.js';
import type { readingMessages } from '../wording/reading.js';
import type { ReadRefusal } from './reading.js';

/** A refusal: a frozen reason, the very piece, and what to say about it. */
export const refuse = (
  reason: string,
  span: Span,
  key: keyof typeof readingMessages,
  args: readonly (string | number)[] = [],
): ReadRefusal => ({ ok: false, reason, span, key, args });
