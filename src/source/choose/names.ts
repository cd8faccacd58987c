import type { SyntaxNode } from '@lezer/common';
import type { Choice } from '../choice.js';
import { scanLiteral } from '../literal.js';
import type { ReadRefusal } from '../reading.js';
import type { Place } from '../select.js';
import type { Statement, Syntax } from '../syntax.js';
import { spanOf, textOf, type Source } from '../tree.js';

/** A bare name that was assigned a literal means that literal. */
export const nameLiteral = (place: Place, node: SyntaxNode): Choice | ReadRefusal | undefined => {
  if (node.name !== 'VariableName') return undefined;
  const { grammar, source } = place;
  const name = textOf(source, node);
  const span = spanOf(source, node);
  for (let n = node.parent; n; n = n.parent) {
    const definition = grammar.around(source, n);
    if (!definition) continue;
    if (definition.parameters.some((p) => p.name === name)) return undefined;
    const bound = lastBinding(definition.body, name, span.start);
    if (bound) return literalOf(source, bound, name, span);
  }
  const bound = lastBinding(place.module.body, name, span.start);
  if (bound) return literalOf(source, bound, name, span);
  for (const cell of [...place.preceding].reverse()) {
    const earlier = lastBinding(cell.module.body, name, Infinity);
    // What stands in another cell has no place in this text: the name itself is where it is.
    if (earlier) return literalOf(cell.source, earlier, name, span, span);
  }
  return undefined;
};

type Bound = Syntax | 'unclear';

const lastBinding = (body: readonly Statement[], name: string, before: number): Bound | undefined => {
  let bound: Bound | undefined;
  for (const statement of body) {
    if (statement.span.end > before) break;
    bound = bindingIn(statement, name) ?? bound;
  }
  return bound;
};

const bindingIn = (s: Statement, name: string): Bound | undefined => {
  switch (s.kind) {
    case 'assign':
      if (s.targets.some((t) => t.kind === 'name' && t.name === name)) return s.op ? 'unclear' : s.value;
      return s.targets.some((t) => mentions(t, name)) ? 'unclear' : undefined;
    case 'if':
      return [...s.then, ...s.otherwise].some((t) => bindingIn(t, name)) ? 'unclear' : undefined;
    case 'for-each':
      return mentions(s.target, name) || s.body.some((t) => bindingIn(t, name)) ? 'unclear' : undefined;
    case 'for-count':
      return s.name === name || s.body.some((t) => bindingIn(t, name)) ? 'unclear' : undefined;
    case 'function':
      return s.definition.name === name ? 'unclear' : undefined;
    case 'class':
      return s.name === name ? 'unclear' : undefined;
    case 'import':
      return s.names.some((n) => n.alias === name) ? 'unclear' : undefined;
    default:
      return undefined;
  }
};

/** Whether an assignment to this target can change the name: x, (x, y), x[i], x.data. */
const mentions = (target: Syntax, name: string): boolean => {
  switch (target.kind) {
    case 'name':
      return target.name === name;
    case 'tuple':
    case 'list':
      return target.items.some((t) => mentions(t, name));
    case 'spread':
      return mentions(target.value, name);
    case 'index':
    case 'attribute':
      return mentions(target.object, name);
    default:
      return false;
  }
};

const literalOf = (
  source: Source,
  value: Bound,
  name: string,
  span: Choice['span'],
  place?: Choice['span'],
): Choice | ReadRefusal | undefined => {
  if (value === 'unclear' || !['list', 'tuple', 'call'].includes(value.kind)) return undefined;
  const found = scanLiteral(
    source.text,
    value.span.start - source.shift,
    value.span.end - source.shift,
    'code',
  );
  if (!found || (found.ok && found.shape === 'scalar')) return undefined;
  if (!found.ok) {
    const at = { start: found.span.start + source.shift, end: found.span.end + source.shift };
    return { ...found, span: place ?? at };
  }
  return { kind: 'literal', literal: { ...found, span: place ?? value.span }, name, span };
};
