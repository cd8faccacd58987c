import {
  children,
  equal,
  exp,
  mul,
  power,
  reduce,
  ref,
  sub,
  sum,
  type Expr,
  type Index,
} from '../../math/expr.js';
import type { Definition, Parameter, Program } from '../../math/program.js';
import { renameApart, substitute } from '../../math/substitute.js';
import { CannotWrite, writeArrays } from './arrays.js';
import { jax, numpy, torch, type ArrayDialect } from './dialect.js';
import { helpers, writeScalars } from './scalars.js';

export type TargetLibrary = 'numpy' | 'torch' | 'jax' | 'typescript';

/** A derivative to be written as a function: one entry, by its indices, and what it refers to. */
export interface Derivative {
  readonly program: Program;
  readonly wrt: string;
  /** The letter of the output, which the entry may refer to. */
  readonly symbol: string;
  /** The entry's indices, output first. */
  readonly indices: readonly Index[];
  readonly entry: Expr;
  /** Names that the derivation brought in (S, p), and the output's body as it was rewritten. */
  readonly named: readonly Definition[];
  /** 'jacobian', 'gradient', 'vjp' …: what is added to the function's name. */
  readonly suffix: string;
  /** The formula in one line, for the docstring. */
  readonly formula: string;
  /** A name and parameters to be kept instead of those that would be chosen. */
  readonly signature?: { readonly name: string; readonly parameters: readonly string[] };
}

const dialects: Readonly<Record<Exclude<TargetLibrary, 'typescript'>, ArrayDialect>> = { numpy, torch, jax };
const reserved = new Set([
  'lambda',
  'def',
  'class',
  'return',
  'in',
  'is',
  'not',
  'and',
  'or',
  'if',
  'for',
  'while',
  'var',
  'let',
  'const',
  'new',
  'function',
  'sum',
  'vector',
  'np',
  'torch',
  'jnp',
]);

/** Names as the language takes them, no two alike: x′ becomes x_1, a word of the language gets an underscore. */
const renaming = (names: readonly string[]): ((name: string) => string) => {
  const chosen = new Map<string, string>();
  for (const name of names) {
    const plain = name.replace(/[′']+$/, (primes) => `_${primes.length}`).replace(/[^\p{L}\p{N}_]/gu, '_');
    let wish = /^\d/.test(plain) || reserved.has(plain) || plain === '' ? `${plain}_` : plain;
    for (let n = 2; [...chosen.values()].includes(wish); n++) wish = `${plain}_${n}`;
    chosen.set(name, wish);
  }
  return (name) => chosen.get(name) ?? name;
};

const refsIn = (e: Expr): readonly string[] => [
  ...(e.kind === 'ref' ? [e.name] : []),
  ...children(e).flatMap(refsIn),
];

/** p_j = e^{u_j} / Σ_k e^{u_k}: the exponent u, where a definition is that. */
const softmaxArgument = (d: Definition, all: readonly Definition[]): readonly [Expr, Index] | undefined => {
  if (d.body.kind !== 'mul' || d.body.factors.length !== 2) return undefined;
  const below = d.body.factors.find((f) => f.power.n === -1 && f.power.d === 1)?.base;
  const total = below?.kind === 'ref' ? all.find((x) => x.name === below.name)?.body : below;
  if (total?.kind !== 'reduce' || total.op !== 'sum' || total.body.kind !== 'fn' || total.body.name !== 'exp')
    return undefined;
  for (const index of d.indices) {
    const u = substitute(total.body.args[0]!, new Map([[total.index.name, index]]));
    if (index.dim === total.index.dim && equal(mul(exp(u), power(below!, -1)), d.body)) return [u, index];
  }
  return undefined;
};

/** The definitions that the entry needs, in order; a softmax among them in its stable form, whatever the code's was. */
const needed = (d: Derivative): readonly Definition[] => {
  const own = new Map(d.program.definitions.map((x) => [x.name, x]));
  const done: Definition[] = [];
  const visit = (name: string): void => {
    if (done.some((x) => x.name === name)) return;
    const named = d.named.find((x) => x.name === name);
    const stable = named && softmaxArgument(named, d.named);
    if (named && stable) {
      const [u, index] = stable;
      refsIn(u).forEach(visit);
      const k: Index = { name: 'k', dim: index.dim };
      const at = named.indices.map((i) => (i === index ? k : i));
      const plain = u.kind === 'var' || u.kind === 'ref';
      if (!plain) done.push({ name: `logits_${name}`, indices: named.indices, body: u });
      const logits = (indices: readonly Index[]): Expr =>
        plain
          ? substitute(u, new Map(named.indices.map((i, n) => [i.name, indices[n]!])))
          : ref(`logits_${name}`, ...indices);
      const shifted = exp(sub(logits(named.indices), reduce('max', k, logits(at))));
      done.push(
        { name: `exp_${name}`, indices: named.indices, body: shifted },
        {
          name,
          indices: named.indices,
          body: mul(ref(`exp_${name}`, ...named.indices), power(sum(k, ref(`exp_${name}`, ...at)), -1)),
        },
      );
      return;
    }
    const definition = own.get(name) ?? (name === d.symbol ? outputOf(d) : named);
    if (!definition) return;
    refsIn(definition.body).forEach(visit);
    done.push(definition);
  };
  refsIn(d.entry).forEach(visit);
  return done;
};

const outputOf = (d: Derivative): Definition => ({
  name: d.symbol,
  indices: d.program.output.indices,
  body: d.program.output.body,
});

/** Free names of the entry that the program does not have: the direction of a product. */
const directions = (d: Derivative): readonly Parameter[] => {
  const found = new Map<string, Parameter>();
  const visit = (e: Expr): void => {
    if (e.kind === 'var' && !d.program.parameters.some((p) => p.name === e.name))
      found.set(e.name, { name: e.name, dims: e.at.map((i) => i.dim) });
    children(e).forEach(visit);
  };
  visit(d.entry);
  return [...found.values()];
};

const shapeText = (dims: readonly string[]): string =>
  dims.length === 0 ? 'a number' : dims.length === 1 ? `(${dims[0]!},)` : `(${dims.join(', ')})`;

/** A derivative as a function of the document's language and library. `refused` names what the library has no word for. */
export const writeGradient = (
  d: Derivative,
  library: TargetLibrary,
): { readonly code: string } | { readonly refused: string } => {
  try {
    return { code: library === 'typescript' ? typescriptFunction(d) : pythonFunction(d, dialects[library]) };
  } catch (error) {
    if (error instanceof CannotWrite) return { refused: error.what };
    throw error;
  }
};

/** The parameters of the written function, in the order of its signature where it has one. */
const parametersOf = (d: Derivative): readonly Parameter[] => {
  const all = [...d.program.parameters, ...directions(d)];
  return d.signature ? d.signature.parameters.flatMap((name) => all.filter((p) => p.name === name)) : all;
};

const pythonFunction = (d: Derivative, dialect: ArrayDialect): string => {
  const definitions = needed(d);
  const parameters = parametersOf(d);
  const rename = renaming([...parameters.map((p) => p.name), ...definitions.map((x) => x.name)]);
  const emit = writeArrays({ parameters }, dialect, rename);
  const name =
    d.signature?.name ??
    `${renaming([d.program.name || 'function'])(d.program.name || 'function')}_${d.suffix}`;
  const shapes = parameters.map((p) => `${rename(p.name)}: ${shapeText(p.dims)}`).join('; ');
  return [
    `def ${name}(${parameters.map((p) => rename(p.name)).join(', ')}):`,
    `    """${d.formula}`,
    '',
    `    ${shapes}. Returns ${shapeText(d.indices.map((i) => i.dim))}.`,
    '    """',
    ...definitions.map((x) => `    ${rename(x.name)} = ${emit(renameApart(x.body), x.indices)}`),
    `    return ${emit(renameApart(d.entry), d.indices)}`,
  ].join('\n');
};

const typescriptFunction = (d: Derivative): string => {
  const definitions = needed(d);
  const parameters = parametersOf(d);
  const rename = renaming([...parameters.map((p) => p.name), ...definitions.map((x) => x.name)]);
  const emit = writeScalars({ parameters }, rename);
  const type = (rank: number): string => `number${'[]'.repeat(rank)}`;
  const base = renaming([d.program.name || 'fn'])(d.program.name || 'fn');
  const name = d.signature?.name ?? `${base}${d.suffix[0]!.toUpperCase()}${d.suffix.slice(1)}`;
  const lines = [
    ...definitions.map((x) => `const ${rename(x.name)} = ${emit(renameApart(x.body), x.indices)};`),
    `return ${emit(renameApart(d.entry), d.indices)};`,
  ];
  const used = Object.entries(helpers).filter(([helper]) =>
    lines.some((l) => new RegExp(`\\b${helper}\\(`).test(l)),
  );
  const body = [...used.map(([, text]) => text), ...lines]
    .join('\n')
    .split('\n')
    .map((l) => `  ${l}`);
  return [
    `/** ${d.formula.replaceAll('*/', '* /')} */`,
    `function ${name}(${parameters.map((p) => `${rename(p.name)}: ${type(p.dims.length)}`).join(', ')}): ${type(d.indices.length)} {`,
    ...body,
    '}',
  ].join('\n');
};
