import type { Machine } from './machine.js';
import type { Record_, Value } from './values.js';

/** `self` or `this` where nothing is known of the object: each attribute is a free name. */
export const selfRecord = (name: string, m: Machine): Value | undefined =>
  name === 'self' || name === 'this' || name === 'cls' ? freeRecord(name, new Map(), m) : undefined;

export const freeRecord = (
  name: string,
  own: Map<string, Value>,
  m: Machine,
  known: (name: string) => Value | undefined = () => undefined,
): Record_ => ({
  kind: 'record',
  name,
  get: (attribute) => own.get(attribute) ?? known(attribute) ?? m.freeName(attribute),
  set: (attribute, value) => void own.set(attribute, value),
  own: (attribute) => own.get(attribute) ?? known(attribute),
  tensor: () => m.freeName(name === 'this' ? 'this' : 'self'),
});
