import { number } from '../../../math/expr.js';
import { parseRational } from '../../../math/rational.js';
import { scalar, type Quantity } from '../../array.js';
import type { Meaning } from '../../names.js';
import { harmless, parameterNames } from '../../names/table.js';
import { quantityOf } from '../convert.js';
import { isSwitchName } from '../conventions.js';
import { replaceEverywhere } from '../scope.js';
import type { Machine } from '../machine.js';
import { boolean, none, string, type Arguments, type Callable, type Value } from '../values.js';
import { operationNamed } from './operations.js';

/** The arguments of a library's function by its operation's names. */
export interface Bound {
  /** The function as the code calls it. */
  readonly name: string;
  readonly get: (parameter: string) => Value | undefined;
  readonly q: (parameter: string) => Quantity;
  /** Undefined for None and where it was left out. */
  readonly some: (parameter: string) => Value | undefined;
  readonly flag: (parameter: string) => boolean;
  readonly text: (parameter: string) => string | undefined;
  /** All positional arguments of a function that takes any number of them. */
  readonly rest: readonly Value[];
  readonly spread: ReadonlySet<number>;
  readonly args: Arguments;
}

export type Operation = (b: Bound, m: Machine) => Value;

type FunctionMeaning = Extract<Meaning, { readonly kind: 'function' }>;

/** A function of a library; a layer takes its settings first and its input in a second call. */
export const libraryFunction = (name: string, meaning: FunctionMeaning): Callable => ({
  kind: 'function',
  name,
  ...((meaning.operation === 'unread' || !operationNamed(meaning.operation)) && { unknown: true as const }),
  call: (args, m) => {
    if (!meaning.layer) return run(name, meaning, args, m);
    // nn.Softmax(dim=1) is called on the spot, or where it is used.
    const settings = bindArguments(meaning.parameters, args, m);
    return {
      kind: 'function',
      name,
      call: (input, machine) => {
        const inputs = bindArguments(layerInputs(meaning.operation), input, machine);
        return run(name, meaning, input, machine, new Map([...settings, ...inputs]));
      },
    };
  },
});

const layerInputs = (operation: string): readonly string[] =>
  /loss|cross_entropy|mse|mae|huber|smooth_l1|bce|kl_div|soft_margin/.test(operation)
    ? ['x', 'target']
    : operation === 'cosine_similarity'
      ? ['x', 'y']
      : ['x'];

const run = (
  name: string,
  meaning: FunctionMeaning,
  args: Arguments,
  m: Machine,
  given?: ReadonlyMap<string, Value>,
): Value => {
  const operation = operationNamed(meaning.operation);
  const site = m.site;
  if (!operation) return m.fail('unknown-function', 'unknown-function', name);
  const values = given ?? bindArguments(meaning.parameters, args, m);
  const get = (parameter: string): Value | undefined => {
    const value = values.get(parameter);
    if (value?.kind === 'unreadable') throw { signal: 'refusal', refusal: value.refusal };
    return value;
  };
  const some = (parameter: string): Value | undefined => {
    const value = get(parameter);
    return value?.kind === 'none' ? undefined : value;
  };
  const value = operation(
    {
      name,
      get,
      some,
      q: (parameter) => {
        const v = some(parameter);
        return v ? quantityOf(v, m) : m.fail('argument', 'argument-missing', parameter, name);
      },
      flag: (parameter) => {
        const v = some(parameter);
        if (v === undefined) return false;
        const n = m.known(v);
        return n !== undefined ? n !== 0 : m.fail('argument', 'argument-unknown', parameter);
      },
      text: (parameter) => {
        const v = some(parameter);
        return v?.kind === 'string' ? v.value : undefined;
      },
      rest: args.positional,
      spread: args.spread,
      args,
    },
    m,
  );
  m.site = site;
  const base = views.has(meaning.operation) ? get('x') : undefined;
  if (base?.kind === 'quantity' && value.kind === 'quantity' && value !== base)
    return { ...value, view: base };
  const out = values.get('out');
  if (out === undefined || out.kind === 'none') return value;
  // np.exp(x, out=x): every name of that array has the result.
  if (
    out.kind !== 'quantity' ||
    value.kind !== 'quantity' ||
    out.dims.length === 0 ||
    out.dims.length !== value.dims.length
  )
    return m.fail('argument', 'argument-unknown', 'out');
  const written = { ...value };
  for (const scope of m.active) replaceEverywhere(scope, out, written);
  return written;
};

/** Operations of which the result shares its numbers with the argument. */
const views: ReadonlySet<string> = new Set([
  'T',
  'mT',
  'transpose',
  'swapaxes',
  'moveaxis',
  'expand_dims',
  'squeeze',
  'reshape',
  'flatten',
  'atleast_1d',
  'atleast_2d',
  'diag',
]);

const bindArguments = (parameters: readonly string[], args: Arguments, m: Machine): Map<string, Value> => {
  const values = new Map<string, Value>();
  const names = parameters.map((p) => p.split('=')[0]!);
  const open = names.includes('*');
  for (const p of parameters) {
    const [name, standard] = p.split('=');
    if (standard !== undefined) values.set(name!, standardValue(standard));
  }
  args.positional.forEach((value, n) => {
    const name = names[n];
    if (open && (name === undefined || name === '*')) return;
    if (name === undefined) {
      m.fail('argument', 'too-many-arguments', '');
    } else if (name !== '_') values.set(name, value);
  });
  for (const [word, value] of args.named) {
    const name = names.includes(word) ? word : (parameterNames[word] ?? word);
    if (name === 'shape' && !names.includes('shape') && names.includes('axis')) continue;
    if (names.includes(name) || (open && name !== '*')) values.set(name, value);
    else if (name === 'out') values.set('out', value);
    else if (!harmless.has(word)) {
      if (name === 'keepdims' || name === 'axis' || name === 'x') values.set(name, value);
      else m.fail('argument', 'argument-unknown', word);
    }
  }
  return values;
};

const standardValue = (text: string): Value => {
  if (text === 'None') return none;
  if (text === 'true' || text === 'false') return boolean(text === 'true');
  if (/^[-\d.]/.test(text)) return scalar(number(parseRational(text)));
  return string(text);
};

/** The axes that an argument names: undefined for all of them. A name without a value is taken for the last axis. */
export const axesOf = (value: Value | undefined, m: Machine): readonly number[] | undefined => {
  if (value === undefined || value.kind === 'none') return undefined;
  if (value.kind === 'sequence') {
    const axes = value.items.map((item) => axesOf(item, m)?.[0]);
    return axes.every((a) => a !== undefined) ? axes : m.fail('axis', 'axis-unknown');
  }
  const n = m.known(value);
  if (n !== undefined) {
    if (value.kind === 'boolean' || !Number.isInteger(n)) m.fail('axis', 'axis-unknown');
    return [n];
  }
  if (value.kind === 'quantity' && value.dims.length === 0) {
    const names = value.roots.map((r) => r.name);
    if (names.length > 0 && (names.every(isSwitchName) || value.free !== undefined)) {
      m.note('assumed-axis', names.join(', '));
      return [-1];
    }
  }
  return m.fail('axis', 'axis-unknown');
};

/** The quantity with enough axes for these, and the axes counted from 0. */
export const withAxes = (q: Quantity, axes: readonly number[], m: Machine): readonly number[] => {
  const need = Math.max(...axes.map((a) => (a < 0 ? -a : a + 1)));
  if (q.dims.length < need) m.demand(q, need);
  return axes.map((a) => (a < 0 ? a + q.dims.length : a));
};
