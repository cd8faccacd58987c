import { constant, number } from '../../math/expr.js';
import { parseRational } from '../../math/rational.js';
import { scalar, type Quantity } from '../array.js';
import { attributeOf, tensorMethod } from './attributes.js';
import { comprehend } from './comprehensions.js';
import { choose, conditionOf, quantityOf } from './convert.js';
import { closure } from './functions.js';
import { selfRecord } from './self.js';
import { shallowCopy } from './library/lists.js';
import type { Machine } from './machine.js';
import { comparison } from './comparisons.js';
import { binary, both, logic, negation, negative } from './operators.js';
import { refusal } from './signals.js';
import { lookUp, type Scope } from './scope.js';
import { indexed, itemOf, type Item } from './subscripts.js';
import type { Arguments, Callable, Value } from './values.js';
import { boolean, none, sequence, string } from './values.js';
import type { Subscript, Syntax } from '../syntax.js';
import { assumedFunction, globalName } from './globals.js';
import { checkPrecedence } from './precedence.js';

const maxDepth = 200;

type Of<K extends Syntax['kind']> = Extract<Syntax, { readonly kind: K }>;

/** The value of an expression. While it is read, refusals point at the piece that they are about. */
export const evaluate = (node: Syntax, scope: Scope, m: Machine): Value => {
  const site = m.site;
  if (!m.foreign) m.site = node.span;
  if (++m.depth > maxDepth) throw refusal('too-large', 'too-deep', m.site, maxDepth);
  m.spend(1);
  const value = evaluateKind(node, scope, m);
  m.depth--;
  m.site = site;
  return value;
};

const evaluateKind = (node: Syntax, scope: Scope, m: Machine): Value => {
  switch (node.kind) {
    case 'number':
      return numberOf(node.text, m);
    case 'string':
      return string(node.value);
    case 'boolean':
      return boolean(node.value);
    case 'none':
      return none;
    case 'name':
      return nameOf(node, scope, m);
    case 'attribute':
      return attributeOf(evaluate(node.object, scope, m), node.name, m);
    case 'call':
      return callOf(node, scope, m);
    case 'index':
      return subscript(used(evaluate(node.object, scope, m)), node.items, scope, m);
    case 'unary': {
      const value = used(evaluate(node.operand, scope, m));
      if (node.op === 'not') return negation(value, m);
      if (node.op === '+') return value;
      if (value.kind === 'quantity' && value.list && value.dims.length > 0)
        m.fail('list-arithmetic', 'list-arithmetic', '-');
      return negative(quantityOf(value, m), m);
    }
    case 'binary':
      return chain(node, scope, m);
    case 'compare': {
      let left = used(evaluate(node.first, scope, m));
      let all: Value | undefined;
      for (const { op, right } of node.rest) {
        const next = used(evaluate(right, scope, m));
        const one = comparison(op, left, next, m);
        if (one.kind === 'boolean' && !one.value) return one;
        all =
          all === undefined || all.kind === 'boolean'
            ? one
            : one.kind === 'boolean'
              ? all
              : both(quantityOf(all, m), quantityOf(one, m), m);
        left = next;
      }
      return all!;
    }
    case 'logic': {
      const left = used(evaluate(node.left, scope, m));
      return logic(node.op, left, () => used(evaluate(node.right, scope, m)), m);
    }
    case 'conditional': {
      const cond = conditionOf(used(evaluate(node.test, scope, m)), m);
      if (typeof cond === 'boolean') return evaluate(cond ? node.then : node.otherwise, scope, m);
      const then = used(evaluate(node.then, scope, m));
      const otherwise = used(evaluate(node.otherwise, scope, m));
      return choose(cond, quantityOf(then, m), quantityOf(otherwise, m), m);
    }
    case 'lambda':
      return closure({ name: '', parameters: node.parameters, body: node.body }, scope);
    case 'list':
    case 'tuple': {
      const items: Value[] = [];
      for (const item of node.items) {
        if (item.kind !== 'spread') {
          items.push(evaluate(item, scope, m));
          continue;
        }
        const inner = used(evaluate(item.value, scope, m));
        // [...x] is a copy of x.
        if (node.items.length === 1 && inner.kind === 'iterable')
          return { ...quantityOf(inner, m), list: true };
        if (node.items.length === 1 && inner.kind === 'quantity') return shallowCopy(inner);
        if (inner.kind !== 'sequence') return m.fail('spread', 'spread-between');
        items.push(...inner.items);
      }
      return sequence(items, node.kind === 'tuple');
    }
    case 'spread':
      return m.fail('spread', 'spread-between');
    case 'object': {
      const entries = new Map(node.entries.map((e) => [e.key, e.value]));
      const get = (name: string): Value | undefined => {
        const value = entries.get(name);
        return value && evaluate(value, scope, m);
      };
      return { kind: 'record', name: '{}', get };
    }
    case 'comprehension':
      return comprehend(node, scope, m, evaluate);
    case 'other':
      throw refusal(
        node.type === '⚠' ? 'syntax' : 'unsupported',
        node.type === '⚠' ? 'half-typed' : 'unsupported-syntax',
        m.site,
        node.type,
      );
  }
};

/** A value that is about to be used: what could not be read is refused here. */
export const used = (value: Value): Value => {
  if (value.kind === 'unreadable') throw { signal: 'refusal', refusal: value.refusal };
  return value;
};

const numberOf = (text: string, m: Machine): Quantity => {
  const plain = text.replaceAll('_', '');
  if (/[jJ]$/.test(plain) && !/^0x/i.test(plain)) m.fail('complex', 'complex-number', text);
  if (/n$/.test(plain)) m.fail('integer-arithmetic', 'big-integer', text);
  const value = Number(plain.replace(/^0([0-7]+)$/, '$1'));
  if (Number.isNaN(value)) m.fail('not-a-number', 'value-not-number', text);
  if (value === Infinity) return scalar(constant('inf'));
  return scalar(number(/^0[xob]/i.test(plain) ? parseRational(String(value)) : parseRational(plain)));
};

const nameOf = (node: Of<'name'>, scope: Scope, m: Machine): Value => {
  const found = lookUp(scope, node.name) ?? selfRecord(node.name, m) ?? globalName(node.name, m);
  // Bound above, but not on every way here: a free name would be another quantity.
  if (!found && !m.foreign && m.bound.has(node.name))
    return m.fail('unknown-name', 'unbound-name', node.name);
  const value = found ?? m.freeName(node.name);
  if (value.kind === 'quantity') m.mention(value, node.name, node.span);
  return value;
};

/** Long sums are chains to the left: gone through in a loop, not by recursion. */
const chain = (node: Of<'binary'>, scope: Scope, m: Machine): Value => {
  const spine: Of<'binary'>[] = [];
  let left: Syntax = node;
  while (left.kind === 'binary') {
    spine.push(left);
    left = left.left;
  }
  let value = used(evaluate(left, scope, m));
  for (const step of spine.reverse()) {
    const right = used(evaluate(step.right, scope, m));
    if (!m.foreign) m.site = step.span;
    checkPrecedence(step, m);
    value = binary(step.op, value, right, m);
  }
  return value;
};

/** What is called: a name that nothing binds may be a function that everybody knows by it; `self` may be a tensor. */
const calleeOf = (callee: Syntax, scope: Scope, m: Machine): Value => {
  if (
    callee.kind === 'name' &&
    lookUp(scope, callee.name) === undefined &&
    globalName(callee.name, m) === undefined
  ) {
    const value = assumedFunction(callee.name, m);
    if (value) return value;
  }
  if (callee.kind === 'attribute') {
    const object = used(evaluate(callee.object, scope, m));
    if (object.kind === 'record' && object.tensor) {
      const own = object.own?.(callee.name) ?? tensorMethod(object.tensor(), callee.name, m);
      if (own) return own;
    }
    return used(attributeOf(object, callee.name, m));
  }
  return used(evaluate(callee, scope, m));
};

const callOf = (node: Of<'call'>, scope: Scope, m: Machine): Value => {
  const callee = calleeOf(node.callee, scope, m);
  if (callee.kind !== 'function') return notCallable(node, dottedName(node.callee), m);
  if (callee.unknown) return notCallable(node, dottedName(node.callee), m);
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  const spread = new Set<number>();
  for (const arg of node.args) {
    if (arg.value.kind === 'spread') {
      const value = used(evaluate(arg.value.value, scope, m));
      if (value.kind === 'sequence') positional.push(...value.items);
      else {
        spread.add(positional.length);
        positional.push(value);
      }
    } else if (arg.name !== undefined) {
      // f(logits=...): whatever goes there goes by that name.
      const blank = arg.value.kind === 'other' && arg.value.type === 'Ellipsis';
      named.set(arg.name, blank ? m.freeName(arg.name) : evaluate(arg.value, scope, m));
    } else positional.push(evaluate(arg.value, scope, m));
  }
  const args: Arguments = { positional, named, spread, span: node.span };
  // A call's refusals are about the whole call, but for a function that is not known: that is the name's.
  return call(callee, args, m);
};

export const call = (callee: Callable, args: Arguments, m: Machine): Value => callee.call(args, m);

const notCallable = (node: Of<'call'>, name: string, m: Machine): never => {
  if (!m.foreign) m.site = node.callee.span;
  return m.fail('unknown-function', 'unknown-function', name);
};

export const dottedName = (node: Syntax): string =>
  node.kind === 'name'
    ? node.name
    : node.kind === 'attribute'
      ? `${dottedName(node.object)}.${node.name}`
      : node.kind === 'call'
        ? `${dottedName(node.callee)}()`
        : '…';

/** object[items] */
export const subscript = (object: Value, items: readonly Subscript[], scope: Scope, m: Machine): Value => {
  const only = items.length === 1 ? items[0] : undefined;
  if (object.kind === 'record' && only?.kind === 'at') {
    const key = used(evaluate(only.value, scope, m));
    const value = key.kind === 'string' ? object.get(key.value) : undefined;
    return value ?? m.fail('index', 'index-not-plain');
  }
  if (object.kind === 'sequence') {
    if (only?.kind === 'at') {
      const value = used(evaluate(only.value, scope, m));
      const n = m.known(value);
      if (n !== undefined && Number.isInteger(n)) {
        const item = object.items.at(n);
        if (item) return item;
        if (object.shapeOf) {
          m.demand(object.shapeOf, n < 0 ? -n : n + 1);
        }
        m.fail('index', 'index-outside', n);
      }
    } else if (only?.kind === 'slice') {
      const [from, to] = [only.from, only.to].map((s) =>
        s ? m.known(used(evaluate(s, scope, m))) : undefined,
      );
      if ((!only.from || from !== undefined) && (!only.to || to !== undefined) && !only.step)
        return { ...object, items: object.items.slice(from, to) };
    }
  }
  const q = quantityOf(object, m);
  return indexed(q, itemsOf(q, items, scope, m), m);
};

export const itemsOf = (
  q: Quantity,
  items: readonly Subscript[],
  scope: Scope,
  m: Machine,
): readonly Item[] =>
  items.flatMap((item, n): readonly Item[] => {
    if (item.kind === 'ellipsis') return [{ kind: 'ellipsis' }];
    if (item.kind === 'slice') return [sliceOf(q, item, n, items, scope, m)];
    const value = used(evaluate(item.value, scope, m));
    // x[(i, j)] and x[i, j] are one.
    if (value.kind === 'sequence' && value.tuple) return value.items.map((v) => itemOf(v, m));
    return [itemOf(value, m)];
  });

/** A slice that is the whole axis; any other is refused. */
const sliceOf = (
  q: Quantity,
  item: Extract<Subscript, { kind: 'slice' }>,
  place: number,
  items: readonly Subscript[],
  scope: Scope,
  m: Machine,
): Item => {
  const part = (s: Syntax | undefined): Value | undefined => (s ? used(evaluate(s, scope, m)) : undefined);
  const [from, to, step] = [part(item.from), part(item.to), part(item.step)];
  const isDefault = (v: Value | undefined, n: number): boolean =>
    v === undefined || v.kind === 'none' || m.known(v) === n;
  if (isDefault(from, 0) && isDefault(step, 1)) {
    if (to === undefined || to.kind === 'none') return { kind: 'whole' };
    const axis = items.slice(0, place).length;
    const dim = q.dims[axis];
    const e = to.kind === 'quantity' && to.dims.length === 0 ? to.at([]) : undefined;
    if (dim !== undefined && e?.kind === 'size' && m.dims.unify(e.dim, dim)) return { kind: 'whole' };
  }
  const node = item.from ?? item.to ?? item.step;
  if (node && !m.foreign) m.site = node.span;
  return m.fail('slice', 'slice-of-axis');
};
