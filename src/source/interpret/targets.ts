import { element } from '../array.js';
import type { Syntax } from '../syntax.js';
import { atLeast, quantityOf } from './convert.js';
import type { Machine } from './machine.js';
import { bind, type Scope } from './scope.js';
import type { Value } from './values.js';

/** Binds the names of a loop's or a comprehension's target to a value, taking it apart where the target is several names. */
export const assignTarget = (target: Syntax, value: Value, scope: Scope, m: Machine): void => {
  if (target.kind === 'name') {
    bind(scope, target.name, value, true, true);
    if (value.kind === 'quantity') m.mention(value, target.name, target.span);
    return;
  }
  if (target.kind !== 'tuple' && target.kind !== 'list')
    m.fail('unsupported', 'unsupported-syntax', target.kind);
  parts(value, (target as Extract<Syntax, { kind: 'tuple' }>).items.length, m).forEach((part, n) =>
    assignTarget((target as Extract<Syntax, { kind: 'tuple' }>).items[n]!, part, scope, m),
  );
};

/** The value as `count` parts (a, b = value). */
export const parts = (value: Value, count: number, m: Machine): readonly Value[] => {
  if (value.kind === 'sequence') {
    if (value.shapeOf && value.items.length < count) m.demand(value.shapeOf, count);
    if (value.items.length !== count) m.fail('shape', 'unpack-count', count, value.items.length);
    return value.items;
  }
  const q = atLeast(quantityOf(value, m), 1, m);
  const dim = q.dims[0]!;
  if (!m.dims.unify(dim, String(count))) m.fail('shape', 'unpack-count', count, dim);
  return Array.from({ length: count }, (_, i) => element(q, { name: '', dim: String(count), value: i }));
};
