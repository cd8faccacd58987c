import type { Interpret } from './types.js';

/**
 * Runs code symbolically: the target's value as a component in index notation, with the code's own names as definitions.
 * Refuses (with the very piece and a reason) whatever it is not certain of.
 */
export const interpret: Interpret = (target, context) => {
  const span =
    target.kind === 'function'
      ? target.definition.span
      : target.kind === 'statements'
        ? { start: context.before, end: target.body.at(-1)?.span.end ?? context.before }
        : target.value.span;
  return { ok: false, reason: 'unsupported', key: 'empty-selection', span };
};
