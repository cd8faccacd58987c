import type { Reading } from './reading.js';
import { jax, jaxLax, jaxNn, jaxNumpy } from './names/jax.js';
import { javascriptGlobals, javascriptMath, javascriptNumber, mathjs, tfjs } from './names/javascript.js';
import { numpy, pythonMath, special, stats } from './names/numpy.js';
import { assumed, assumedInJavaScript, builtins, functools, operator } from './names/python.js';
import type { Table } from './names/table.js';
import { activations, backend, nn, tensorflow } from './names/tensorflow.js';
import { functional, layers, torch } from './names/torch.js';

/** Modules by their full names, and the table of what is in them. The longest name that fits wins. */
const modules: Readonly<Record<string, Table>> = {
  numpy,
  'numpy.linalg': prefixed(numpy, 'linalg'),
  cupy: numpy,
  'autograd.numpy': numpy,
  'jax.numpy': jaxNumpy,
  'jax.numpy.linalg': prefixed(numpy, 'linalg'),
  'jax.nn': jaxNn,
  'jax.lax': jaxLax,
  jax,
  'jax.scipy.special': special,
  'jax.scipy.stats': stats,
  'scipy.special': special,
  'scipy.stats': stats,
  'cupyx.scipy.special': special,
  'autograd.scipy.special': special,
  'scipy.linalg': prefixed(numpy, 'linalg'),
  math: pythonMath,
  torch,
  'torch.nn.functional': functional,
  'torch.nn': layers,
  'torch.linalg': prefixed(torch, 'linalg'),
  'torch.special': prefixed(torch, 'special'),
  tensorflow,
  'tensorflow.math': { ...tensorflow, softmax: nn['softmax']!, log_softmax: nn['log_softmax']! },
  'tensorflow.nn': nn,
  'tensorflow.linalg': prefixed(tensorflow, 'linalg'),
  'tensorflow.keras.backend': backend,
  'keras.backend': backend,
  'keras.ops': { ...backend, ...numpy, ...activations },
  'tensorflow.keras.activations': activations,
  'keras.activations': activations,
  'tensorflow.keras.layers.Softmax': {},
  functools,
  operator,
  Math: javascriptMath,
  mathjs,
  '@tensorflow/tfjs': tfjs,
  Number: javascriptNumber,
  javascript: javascriptGlobals,
  builtins,
  'assumed.python': assumed,
  'assumed.javascript': assumedInJavaScript,
};

function prefixed(table: Table, prefix: string): Table {
  const start = `${prefix}.`;
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, entry]) =>
      name.startsWith(start) ? [[name.slice(start.length), entry] as const] : [],
    ),
  );
}

/** Names of modules that mean another. */
const aliases: Readonly<Record<string, string>> = {
  'tensorflow.compat.v1': 'tensorflow',
  'tensorflow.compat.v2': 'tensorflow',
  'tensorflow.python.keras.backend': 'keras.backend',
  'tensorflow.keras.ops': 'keras.ops',
  '@tensorflow/tfjs-node': '@tensorflow/tfjs',
  '@tensorflow/tfjs-core': '@tensorflow/tfjs',
  '@tensorflow/tfjs-node-gpu': '@tensorflow/tfjs',
  'autograd.numpy': 'numpy',
  'mathjs/number': 'mathjs',
  'torch.functional': 'torch',
};

/** What snippets without imports mean by these names. */
export const customary: Readonly<Record<'python' | 'javascript', Readonly<Record<string, string>>>> = {
  python: {
    np: 'numpy',
    numpy: 'numpy',
    cp: 'cupy',
    cupy: 'cupy',
    anp: 'numpy',
    jnp: 'jax.numpy',
    jax: 'jax',
    torch: 'torch',
    nn: 'torch.nn',
    F: 'torch.nn.functional',
    tf: 'tensorflow',
    tensorflow: 'tensorflow',
    K: 'keras.backend',
    math: 'math',
    scipy: 'scipy',
    special: 'scipy.special',
    functools: 'functools',
    lax: 'jax.lax',
  },
  javascript: { Math: 'Math', math: 'mathjs', mathjs: 'mathjs', tf: '@tensorflow/tfjs', Number: 'Number' },
};

/** What a snippet's custom is called in a note. */
export const libraryTitle: Readonly<Record<string, string>> = {
  numpy: 'NumPy',
  cupy: 'CuPy',
  'jax.numpy': 'jax.numpy',
  jax: 'JAX',
  'jax.lax': 'jax.lax',
  torch: 'PyTorch',
  'torch.nn': 'torch.nn',
  'torch.nn.functional': 'torch.nn.functional',
  tensorflow: 'TensorFlow',
  'keras.backend': 'keras.backend',
  math: 'math',
  scipy: 'SciPy',
  'scipy.special': 'scipy.special',
  mathjs: 'mathjs',
  '@tensorflow/tfjs': 'TensorFlow.js',
};

export type Meaning =
  | {
      readonly kind: 'function';
      readonly operation: string;
      readonly parameters: readonly string[];
      readonly layer: boolean;
    }
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'module'; readonly path: string };

export const canonicalModule = (path: string): string => {
  if (aliases[path] !== undefined) return aliases[path];
  for (const [from, to] of Object.entries(aliases))
    if (path.startsWith(`${from}.`)) return `${to}${path.slice(from.length)}`;
  return path;
};

/** What `name` of a module is; undefined where the vocabulary does not have it. */
export const meaningOf = (module: string, name: string): Meaning | undefined => {
  const path = canonicalModule(`${canonicalModule(module)}.${name}`);
  // numpy.linalg.norm may stand in the table of numpy as linalg.norm.
  const words = path.split('.');
  for (let n = words.length - 1; n > 0; n--) {
    const table = modules[words.slice(0, n).join('.')];
    const rest = words.slice(n).join('.');
    if (table && Object.hasOwn(table, rest)) return parse(table[rest]!);
  }
  const isModule = modules[path] !== undefined || Object.keys(modules).some((m) => m.startsWith(`${path}.`));
  const isPrefix = [...prefixesOf(words)].some(([table, rest]) =>
    Object.keys(table).some((key) => key.startsWith(`${rest}.`)),
  );
  return isModule || isPrefix ? { kind: 'module', path } : undefined;
};

function* prefixesOf(words: readonly string[]): Generator<readonly [Table, string]> {
  for (let n = words.length - 1; n > 0; n--) {
    const table = modules[words.slice(0, n).join('.')];
    if (table) yield [table, words.slice(n).join('.')];
  }
}

export const isKnownModule = (path: string): boolean => {
  const canonical = canonicalModule(path);
  return modules[canonical] !== undefined || Object.keys(modules).some((m) => m.startsWith(`${canonical}.`));
};

const parse = (entry: string): Meaning => {
  if (entry.startsWith('= ')) return { kind: 'constant', value: entry.slice(2) };
  const [head = '', ...parameters] = entry.split(' ');
  const layer = head.startsWith('layer:');
  return { kind: 'function', operation: layer ? head.slice(6) : head, parameters, layer };
};

/** The library whose style the code has, from a module's name. */
export const libraryOf = (module: string): Reading['library'] | undefined => {
  const path = canonicalModule(module);
  if (path.startsWith('torch')) return 'torch';
  if (path.startsWith('jax')) return 'jax';
  if (path.startsWith('tensorflow') || path.startsWith('keras')) return 'tensorflow';
  if (/^(?:numpy|cupy|scipy|autograd)/.test(path)) return 'numpy';
  if (path === '@tensorflow/tfjs') return 'tfjs';
  if (path === 'mathjs') return 'mathjs';
  if (path === 'math') return 'math';
  return undefined;
};
