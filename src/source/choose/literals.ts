import type { SyntaxNode } from '@lezer/common';
import type { Choice } from '../choice.js';
import { scanLiteral } from '../literal.js';
import type { ReadRefusal } from '../reading.js';
import type { Place } from '../select.js';
import { childrenOf, textOf, type Source } from '../tree.js';
import { controlIn } from './faults.js';

/** The literal that a node is, or the refusal of one with a fault in it; undefined where it is something else. */
export const literalAt = (
  place: Place,
  node: SyntaxNode,
  name?: string,
): Choice | ReadRefusal | undefined => {
  const { grammar, source } = place;
  if (!grammar.isLiteral(node) || isShape(source, node)) return undefined;
  const control = controlIn(source.text, node.from, node.to, source.shift);
  if (control) return control;
  const found = scanLiteral(source.text, node.from, node.to, 'code');
  if (!found) return undefined;
  const shift = ({ start, end }: { start: number; end: number }): { start: number; end: number } => ({
    start: start + source.shift,
    end: end + source.shift,
  });
  if (!found.ok) return { ...found, span: shift(found.span) };
  if (found.shape === 'scalar') return undefined;
  const span = shift(found.span);
  const given = name ?? nameOf(place, node);
  return { kind: 'literal', literal: { ...found, span }, span, ...(given !== undefined && { name: given }) };
};

/** The numeric literal around a place: a matrix rather than one of its rows, `np.array([…])` rather than its list. */
export const literalAround = (
  place: Place,
  node: SyntaxNode,
  pos: number,
): Choice | ReadRefusal | undefined => {
  let found: Choice | ReadRefusal | undefined;
  for (let n: SyntaxNode | null = node; n; n = n.parent) {
    if (place.grammar.isLiteral(n) && n.from <= pos && pos <= n.to) {
      const literal = literalAt(place, n);
      if (!literal && found) break;
      found = literal ?? found;
    } else if (found && n.name !== 'ArgList' && n.name !== 'ParenthesizedExpression') break;
    if (place.grammar.isStatement(n)) break;
  }
  return found;
};

const nameOf = ({ grammar, source }: Place, node: SyntaxNode): string | undefined => {
  for (let n: SyntaxNode | null = node.parent; n; n = n.parent) {
    const binding = grammar.bindings(n).find((b) => b.value.from === node.from && b.value.to === node.to);
    if (binding) return textOf(source, binding.name);
    if (grammar.isStatement(n)) return undefined;
  }
  return undefined;
};

const shapeFunctions =
  /^(reshape|view|permute|transpose|zeros|ones|full|empty|expand|repeat|tile|squeeze|expand_dims|broadcast_to|rand|randn|normal|uniform|randint|size|Size|sum|mean|max|min|amax|amin|reduce_\w+|range|resize|flip|roll|pad|slice|padStart)$/;
const shapeKeywords =
  /^(axis|axes|dim|dims|shape|size|newshape|perm|reduction_indices|normalized_shape|out_shape|pads?|strides?|kernel_size)$/;

/** The [-1, 1] of a reshape and the [0, 1] of an axis are no vectors. */
const isShape = (source: Source, node: SyntaxNode): boolean => {
  const list = node.parent;
  if (list?.name === 'MemberExpression') return true;
  if (list?.name !== 'ArgList') return false;
  const before = node.prevSibling;
  const keyword = before?.name === 'AssignOp' ? before.prevSibling : null;
  if (keyword) return shapeKeywords.test(textOf(source, keyword));
  const callee = list.prevSibling;
  const last = callee ? (childrenOf(callee).at(-1) ?? callee) : undefined;
  if (!last || !shapeFunctions.test(textOf(source, last))) return false;
  // np.sum([1, 2]) sums a vector; x.sum([0, 1]) and np.sum(x, [0, 1]) name axes.
  const first = childrenOf(list)[1]?.from === node.from;
  return (
    !first ||
    !/^(np|numpy|jnp|torch|tf|math|Math)\b/.test(textOf(source, callee!)) ||
    !/^(sum|mean|max|min|amax|amin|reduce_\w+|transpose|squeeze|expand_dims|broadcast_to|tile|repeat|flip|roll|pad)$/.test(
      textOf(source, last),
    )
  );
};
