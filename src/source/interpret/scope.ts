import type { Value } from './values.js';

/** Names that code can see, innermost first. */
export interface Scope {
  readonly names: Map<string, Value>;
  readonly parent?: Scope | undefined;
  /** What stands around the target is followed only where it is asked for. */
  readonly follow?: (name: string) => Value | undefined;
  /** A function's own scope: Python binds here. */
  readonly barrier: boolean;
}

export const innerScope = (parent: Scope | undefined, barrier: boolean): Scope => ({
  names: new Map(),
  parent,
  barrier,
});

export const lookUp = (scope: Scope, name: string): Value | undefined => {
  for (let s: Scope | undefined = scope; s; s = s.parent) {
    const value = s.names.get(name) ?? s.follow?.(name);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** Binds a name as the language does: Python in the function, JavaScript where it was declared. */
export const bind = (scope: Scope, name: string, value: Value, python: boolean, declares: boolean): void => {
  if (!python && declares) return void scope.names.set(name, value);
  if (!python)
    for (let s: Scope | undefined = scope; s; s = s.parent)
      if (s.names.has(name)) return void s.names.set(name, value);
  let s = scope;
  while (!s.barrier && s.parent) s = s.parent;
  s.names.set(name, value);
};

/** Every binding of this very array sees what is done to it in place. */
export const replaceEverywhere = (scope: Scope, old: Value, now: Value): void => {
  for (let s: Scope | undefined = scope; s; s = s.parent)
    for (const [name, value] of s.names) if (value === old) s.names.set(name, now);
};

export type Snapshot = ReadonlyMap<Scope, ReadonlyMap<string, Value>>;

export const snapshot = (scope: Scope): Snapshot => {
  const taken = new Map<Scope, ReadonlyMap<string, Value>>();
  for (let s: Scope | undefined = scope; s; s = s.parent) taken.set(s, new Map(s.names));
  return taken;
};

export const restore = (taken: Snapshot): void => {
  for (const [scope, names] of taken) {
    scope.names.clear();
    for (const [name, value] of names) scope.names.set(name, value);
  }
};
