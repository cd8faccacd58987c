import type { Expr, Index } from '../../math/expr.js';
import type { Span } from '../../math/program.js';
import type { Quantity } from '../array.js';
import type { ReadRefusal } from '../reading.js';
import type { Statement, Syntax } from '../syntax.js';
import type { Machine } from './machine.js';
import type { Scope } from './scope.js';

/** What a name or an expression of the code stands for while it is read. */
export type Value =
  | Quantity
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  /** A list or tuple of known length; `names` for the parts of a pair that go by name. */
  | Sequence
  /** Something to go over: element by element of an axis (enumerate, zip, a generator). */
  | Iterable
  | Callable
  | { readonly kind: 'module'; readonly path: string }
  | Record_
  /** Bound to something that could not be read: refused where its value is needed. */
  | { readonly kind: 'unreadable'; readonly refusal: ReadRefusal };

export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly Value[];
  readonly tuple: boolean;
  readonly names?: readonly string[];
  /** The shape of this: with more axes it would be longer. */
  readonly shapeOf?: Quantity;
}

export interface Iterable {
  readonly kind: 'iterable';
  readonly dim: string;
  /** It begins at this place of the axis (1 for range(1, n)). */
  readonly from: number;
  readonly element: (index: Index) => Value;
  readonly mask?: (index: Index) => Expr;
  /** Numbers from–to, where both are known. */
  readonly known?: { readonly from: number; readonly to: number; readonly step: number };
}

export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** Positions whose value was spread (...x). */
  readonly spread: ReadonlySet<number>;
  readonly span: Span;
}

export interface Callable {
  readonly kind: 'function';
  readonly name: string;
  readonly call: (args: Arguments, machine: Machine) => Value;
  /** Nobody knows it: a call is refused at its name. */
  readonly unknown?: true;
  /** The file's own code, which takes the arguments that it declares; a library's function takes what it is given. */
  readonly own?: { readonly body: Syntax | readonly Statement[]; readonly scope: Scope };
}

export interface Record_ {
  readonly kind: 'record';
  readonly name: string;
  readonly get: (name: string) => Value | undefined;
  readonly set?: (name: string, value: Value) => void;
  /** `self` of which no class is known may itself be a tensor. */
  readonly tensor?: () => Quantity;
  /** What it certainly has: methods and settings of its class. */
  readonly own?: (name: string) => Value | undefined;
}

export const none: Value = { kind: 'none' };
export const boolean = (value: boolean): Value => ({ kind: 'boolean', value });
export const string = (value: string): Value => ({ kind: 'string', value });
export const sequence = (items: readonly Value[], tuple = false): Sequence => ({
  kind: 'sequence',
  items,
  tuple,
});
