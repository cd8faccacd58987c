import type { Syntax } from '../syntax.js';

/** A callee as the code has it, without arguments. */
export const calleeText = (node: Syntax): string =>
  node.kind === 'name'
    ? node.name
    : node.kind === 'attribute'
      ? `${calleeText(node.object)}.${node.name}`
      : node.kind === 'call'
        ? `${calleeText(node.callee)}()`
        : '';
