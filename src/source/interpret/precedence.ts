import type { Syntax } from '../syntax.js';
import type { Machine } from './machine.js';

/** 1/1+exp(-x): the quotient binds first, and dividing by one says that something else was meant. */
export const checkPrecedence = (node: Extract<Syntax, { readonly kind: 'binary' }>, m: Machine): void => {
  if (m.foreign || node.op !== '+') return;
  const { left, right } = node;
  if (left.kind !== 'binary' || left.op !== '/' || left.right.kind !== 'number') return;
  if (Number(left.right.text) !== 1) return;
  const [start, end] = [left.right.span.start, right.span.end];
  // (1/1) + … was meant as it stands.
  if (m.context.text.slice(left.span.start, node.span.end).startsWith('(')) return;
  const source = m.context.text.slice(start, end);
  m.find({
    id: 'precedence',
    severity: 'warning',
    key: 'divides-by-one',
    args: [source],
    span: node.span,
    fix: [{ title: `(${source})`, span: { start, end }, newText: `(${source})` }],
  });
};
