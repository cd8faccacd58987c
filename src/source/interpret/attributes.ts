import { scalar, type Quantity } from '../array.js';
import { number, position, ZERO } from '../../math/expr.js';
import { meaningOf, type Meaning } from '../names.js';
import type { Table } from '../names/table.js';
import type { Statement } from '../syntax.js';
import { atLeast, conditionOf, iterableOf, quantityOf } from './convert.js';
import { callback } from './functions.js';
import { valueOf } from './globals.js';
import { libraryFunction } from './library/call.js';
import { filtered, lengthOfValue, mapped, reducedBy, shallowCopy } from './library/lists.js';
import { ndimOf, shapeOf, sizeOf, transposed } from './library/shapes.js';
import { swapLast } from './library/linear.js';
import type { Machine } from './machine.js';
import { lookUp, replaceEverywhere } from './scope.js';
import { boolean, none, sequence, type Callable, type Value } from './values.js';
import { assignedNames, loopOver } from './loops.js';

/** object.name */
export const attributeOf = (object: Value, name: string, m: Machine): Value => {
  switch (object.kind) {
    case 'unreadable':
      throw { signal: 'refusal', refusal: object.refusal };
    case 'module': {
      const meaning = meaningOf(object.path, name);
      m.seen.add(object.path);
      if (meaning) return valueOf(meaning, `${object.path}.${name}`, m);
      return unknown(`${object.path}.${name}`);
    }
    case 'record': {
      const value = object.get(name);
      if (value !== undefined) return value;
      return unknown(`${object.name}.${name}`);
    }
    case 'sequence': {
      const at = object.names?.indexOf(name) ?? -1;
      if (at >= 0) return object.items[at]!;
      if (name === 'length') return lengthOfValue(object, m);
      return (
        listMethod(object, name, m) ?? arrayAttribute(quantityOf(object, m), object, name, m) ?? unknown(name)
      );
    }
    case 'iterable':
      return (
        listMethod(object, name, m) ?? arrayAttribute(quantityOf(object, m), object, name, m) ?? unknown(name)
      );
    case 'quantity':
      return quantityAttribute(object, name, m);
    case 'function':
      if (!m.python && (name === 'apply' || name === 'call')) return appliedTo(object, name);
      if (name === 'call' || name === 'forward' || name === 'apply') return object;
      return valueOfFunctionAttribute(object, name, m);
    case 'string':
      return object.value === '' ? unknown(name) : stringMethod(object.value, name);
    default:
      return unknown(name);
  }
};

/** Math.max.apply(null, x) is Math.max(...x); f.call(self, x) is f(x). */
const appliedTo = (f: Callable, name: 'apply' | 'call'): Callable => ({
  kind: 'function',
  name: f.name,
  call: (args, m) =>
    f.call(
      name === 'call'
        ? { ...args, positional: args.positional.slice(1) }
        : { ...args, positional: args.positional.slice(1, 2), spread: new Set([0]) },
      m,
    ),
});

/** np.maximum.reduce, scipy.stats.norm.cdf: functions that belong to a function. */
const valueOfFunctionAttribute = (f: Callable, name: string, m: Machine): Value => {
  const words = f.name.split('.');
  const last = words.pop()!;
  const meaning =
    words.length > 0
      ? meaningOf(words.join('.'), `${last}.${name}`)
      : meaningOf('javascript', `${f.name}.${name}`);
  return meaning ? valueOf(meaning, `${f.name}.${name}`, m) : unknown(`${f.name}.${name}`);
};

const stringMethod = (text: string, name: string): Value =>
  name === 'lower' || name === 'toLowerCase'
    ? { kind: 'function', name, call: () => ({ kind: 'string', value: text.toLowerCase() }) }
    : unknown(name);

/** A name that the vocabulary does not have: refused when it is called or used. */
const unknown = (name: string): Value => ({
  kind: 'function',
  name,
  unknown: true,
  call: (_args, m) => m.fail('unknown-function', 'unknown-function', name),
});

const identities =
  /^(?:data|values|value|real|numpy|item|tolist|detach|cpu|cuda|double|float|half|to|type|contiguous|requires_grad_|arraySync|dataSync|toArray|valueOf|astype|toFixed|asType|array|copy|clone|slice|type_as|squeeze_|conj|conjugate|compute|block_until_ready)$/;

const quantityAttribute = (q: Quantity, name: string, m: Machine): Value => {
  const found = arrayAttribute(q, q, name, m);
  if (found) return found;
  // An attribute goes by its last name: config.eps is eps.
  if (q.free !== undefined && q.roots.length > 0 && q.dims.length === 0) return fieldOf(q.free, name, m);
  return unknown(q.free === undefined ? name : `${q.free}.${name}`);
};

/** A field of an object of which nothing is known: a free name, or, if it is called, a method that nobody knows. */
const fieldOf = (object: string, name: string, m: Machine): Value => {
  const value = m.freeName(name);
  void object;
  return value;
};

/** A method of arrays, of a quantity that may be none. */
export const tensorMethod = (q: Quantity, name: string, m: Machine): Value | undefined => {
  const meaning = methodMeaning(name, m);
  return meaning && methodOf(q, name, meaning);
};

const arrayAttribute = (q: Quantity, self: Value, name: string, m: Machine): Value | undefined => {
  switch (name) {
    case 'T':
      return { ...transposed(q), view: q };
    case 'mT':
      return swapLast(atLeast(q, 2, m));
    case 'shape':
      return shapeOf(q);
    case 'ndim':
      return ndimOf(q, m);
    case 'length':
      return m.python ? undefined : lengthOfValue(q, m);
    case 'data':
    case 'values':
    case 'real':
      // Properties, and in TensorFlow.js methods of the same name.
      return q;
    case 'value':
      return q.free !== undefined ? q : undefined;
    case 'dtype':
    case 'device':
      return { kind: 'record', name: 'type:number', get: () => undefined };
    case 'is_cuda':
    case 'requires_grad':
      return boolean(false);
    case 'size':
      if (m.library === 'torch' || !m.python) break;
      return sizeOf(q, m);
    default:
  }
  if (name === 'size' && m.library === 'torch') return torchSize(q);
  if (identities.test(name)) return identity(q, name, m);
  const list = listMethod(self, name, m);
  if (list) return list;
  if (name.endsWith('_') && name.length > 2) {
    const plain = arrayAttribute(q, self, name.slice(0, -1), m);
    return plain?.kind === 'function' ? inPlace(plain, self, m) : undefined;
  }
  const meaning = methodMeaning(name, m);
  if (meaning && !m.python) m.seen.add('@tensorflow/tfjs');
  return meaning ? methodOf(q, name, meaning) : undefined;
};

/** In PyTorch a name that ends in _ changes the tensor itself. */
const inPlace = (plain: Callable, self: Value, m: Machine): Callable => ({
  ...plain,
  call: (args) => {
    const value = plain.call(args, m);
    for (const scope of m.active) replaceEverywhere(scope, self, value);
    return value;
  },
});

const identity = (q: Quantity, name: string, m: Machine): Callable => ({
  kind: 'function',
  name,
  call: (args) => {
    // slice() copies; with arguments it cuts.
    if (name === 'slice' && args.positional.some((v) => m.known(v) !== 0)) m.fail('slice', 'slice-of-axis');
    if (name === 'detach') m.note('gradient-through', name);
    if (name === 'astype' || name === 'to' || name === 'type')
      return integerType(args.positional[0]) && !q.truth
        ? m.fail('integer-arithmetic', 'integer-arithmetic', name)
        : { ...q, ...(q.truth && { truth: false }), ...(name === 'astype' ? {} : { view: q }) };
    // A copy is a new array; the others may or may not be.
    if (name === 'slice') return shallowCopy(q);
    return name === 'copy' || name === 'clone' ? { ...q, free: undefined } : { ...q, view: q };
  },
});

const integerType = (value: Value | undefined): boolean =>
  value !== undefined &&
  ((value.kind === 'record' && value.name === 'type:int') ||
    (value.kind === 'function' && value.name === 'int') ||
    (value.kind === 'string' && /^int|^long/.test(value.value)));

const torchSize = (q: Quantity): Callable => ({
  kind: 'function',
  name: 'size',
  call: (args, m) => {
    const axis = args.positional[0];
    const shape = shapeOf(q);
    if (!axis) return shape;
    const n = m.known(axis);
    if (n === undefined) return m.fail('axis', 'axis-unknown');
    return shape.items.at(n) ?? (m.demand(q, n < 0 ? -n : n + 1), none);
  },
});

const own: Table = {
  view: 'reshape x shape *',
  t: 'T x',
  dim: 'ndim x',
  ndimension: 'ndim x',
  numel: 'size x',
  unsqueeze: 'expand_dims x axis',
  permute: 'transpose x axis *',
  expand_as: 'identity x _',
  masked_fill: 'masked_fill x cond value',
  flatten: 'flatten x',
  ravel: 'flatten x',
  sub: 'subtract x y',
  mul: 'multiply x y',
  div: 'divide x y',
  add: 'add x y',
  neg: 'negative x',
  pow: 'power x y',
  gt: 'greater x y',
  ge: 'greater_equal x y',
  lt: 'less x y',
  le: 'less_equal x y',
  eq: 'equal x y',
  ne: 'not_equal x y',
  mm: 'matmul x y',
  mv: 'matmul x y',
  bmm: 'matmul x y',
  matmul: 'matmul x y',
  rsub: 'rsub x y',
};

const methodMeaning = (name: string, m: Machine): Extract<Meaning, { kind: 'function' }> | undefined => {
  const libraries = !m.python
    ? ['@tensorflow/tfjs', 'mathjs']
    : m.library === 'torch'
      ? ['torch', 'torch.nn.functional']
      : m.library === 'tensorflow'
        ? ['tensorflow', 'numpy']
        : ['numpy', 'torch'];
  for (const library of libraries) {
    const meaning = meaningOf(library, name);
    if (meaning?.kind === 'function' && meaning.parameters[0] === 'x') return meaning;
  }
  const entry = Object.hasOwn(own, name) && m.python ? own[name] : undefined;
  if (entry === undefined) return undefined;
  const [operation = '', ...parameters] = entry.split(' ');
  return { kind: 'function', operation, parameters, layer: false };
};

/** x.exp() is exp(x): the array is the first argument. */
const methodOf = (q: Quantity, name: string, meaning: Extract<Meaning, { kind: 'function' }>): Callable => {
  const f = libraryFunction(name, meaning);
  return {
    ...f,
    call: (args, m) =>
      f.call(
        { ...args, positional: [q, ...args.positional], spread: new Set([...args.spread].map((n) => n + 1)) },
        m,
      ),
  };
};

/** Methods of Python's lists and JavaScript's arrays. */
const listMethod = (value: Value, name: string, m: Machine): Callable | undefined => {
  const method = (call: (args: readonly Value[]) => Value): Callable => ({
    kind: 'function',
    name,
    call: (args) => call(args.positional),
  });
  if (m.python) {
    if (value.kind === 'sequence' && (name === 'append' || name === 'extend'))
      return method((args) => {
        const item = args[0];
        if (!item) return m.fail('argument', 'argument-missing', 'x', name);
        const now = sequence([...value.items, item]);
        for (const scope of m.active)
          replaceEverywhere(
            scope,
            value,
            name === 'append' ? now : m.fail('unknown-function', 'unknown-function', name),
          );
        return none;
      });
    return undefined;
  }
  switch (name) {
    case 'map':
    case 'flatMap':
      return method(([f]) =>
        name === 'map' && f ? mapped(value, f, m) : m.fail('unknown-function', 'unknown-function', name),
      );
    case 'forEach':
      return method(([f]) => forEach(value, f, m));
    case 'reduce':
    case 'reduceRight':
      return method(([f, start]) =>
        f ? reducedBy(value, f, start, m) : m.fail('argument', 'argument-missing', 'f', name),
      );
    case 'filter':
      return method(([f]) => (f ? filtered(value, f, m) : m.fail('argument', 'argument-missing', 'f', name)));
    case 'fill':
      return method(([x]) => {
        const q = quantityOf(value, m);
        const e = x ? quantityOf(x, m) : scalar(ZERO);
        if (e.dims.length > 0) return m.fail('list-arithmetic', 'list-arithmetic', name);
        const now: Quantity = { kind: 'quantity', list: true, dims: q.dims, roots: [], at: () => e.at([]) };
        for (const scope of m.active) replaceEverywhere(scope, value, now);
        return now;
      });
    case 'at':
      return method(([i]) => {
        const n = i ? m.known(i) : undefined;
        if (n === undefined) return m.fail('index', 'index-not-plain');
        if (value.kind === 'sequence') return value.items.at(n) ?? none;
        const q = atLeast(quantityOf(value, m), 1, m);
        return {
          kind: 'quantity',
          dims: q.dims.slice(1),
          roots: q.roots,
          at: (ix) => q.at([{ name: '', dim: q.dims[0]!, value: n }, ...ix]),
        };
      });
    case 'push':
      return value.kind === 'sequence'
        ? method((args) => {
            const now = sequence([...value.items, ...args]);
            for (const scope of m.active) replaceEverywhere(scope, value, now);
            return none;
          })
        : undefined;
    case 'every':
    case 'some':
      return method(([f]) => {
        const q = atLeast(quantityOf(value, m), 1, m);
        const index = m.fresh(q.dims[0]!);
        const cond = conditionOf(
          callback(
            f ?? none,
            [{ kind: 'quantity', dims: q.dims.slice(1), roots: [], at: (ix) => q.at([index, ...ix]) }],
            m,
          ),
          m,
        );
        return typeof cond === 'boolean' ? boolean(cond) : m.fail('condition', 'condition-unknown');
      });
    case 'join':
    case 'sort':
    case 'reverse':
    case 'concat':
    case 'indexOf':
    case 'find':
    case 'findIndex':
    case 'splice':
    case 'pop':
    case 'shift':
    case 'unshift':
    case 'flat':
      return method(() => m.fail('unknown-function', 'unknown-function', name));
    default:
      return undefined;
  }
};

/** x.forEach(f): a loop whose body is f's. */
const forEach = (value: Value, f: Value | undefined, m: Machine): Value => {
  if (f?.kind !== 'function') return m.fail('not-a-number', 'callback-expected');
  if (value.kind === 'sequence') {
    value.items.forEach((v, i) => callback(f, [v, scalar(number(i))], m));
    return none;
  }
  const over = iterableOf(value, m);
  const body = f.own && Array.isArray(f.own.body) ? (f.own.body as readonly Statement[]) : [];
  if (!f.own) return m.fail('not-a-number', 'callback-expected');
  const names = assignedNames(body);
  loopOver(over, names, f.own.scope, m, (index) => {
    callback(f, [over.element(index), scalar(position(index)), value], m);
  });
  m.lastName =
    [...names.keys()].filter((n) => lookUp(f.own!.scope, n)?.kind === 'quantity').at(-1) ?? m.lastName;
  return none;
};
