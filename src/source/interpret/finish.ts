import {
  arg,
  delta,
  diff,
  freeVariables,
  mapChildren,
  nodeCount,
  position,
  reduce,
  ref,
  size,
  variable,
  walk,
  type Expr,
  type Index,
} from '../../math/expr.js';
import type { Definition, Parameter, Program } from '../../math/program.js';
import { first, type Quantity } from '../array.js';
import { isFixed } from '../dims.js';
import type { Value as Numbers } from '../reading.js';
import { isPlaceholder, loopIndices, type Draft, type FreeName, type Machine } from './machine.js';
import { refusal } from './signals.js';

const maxNodes = 20_000;

export interface Finished {
  readonly program: Program;
  readonly values: Readonly<Record<string, Numbers>>;
  readonly parameters: readonly FreeName[];
}

/** The program that a run found: reachable definitions in order, with final names of definitions, axes and indices. */
export const finish = (
  output: Quantity,
  name: string,
  order: ReadonlyMap<string, number>,
  m: Machine,
): Finished => {
  const own = output.dims.map((d) => (d === '1' ? first : m.fresh(d)));
  const body = output.at(own);
  if (loopIndices(body).some((i) => !own.includes(i) && !own.some((o) => o.name === i.name)))
    m.fail('loop', 'after-loop', name);
  const drafts = reachable(body, m);
  const bodies = [...drafts.map((d) => d.body), body];
  checkBodies(bodies, m);
  const free = parametersOf(bodies, order, m);
  const names = finalNames(drafts, free);
  const taken = new Set([...free.map((f) => f.name), ...names.values()]);
  const dims = dimNames(free, bodies, drafts, m, taken);
  const dimOf = (d: string): string => dims.get(m.dims.find(d)) ?? m.dims.find(d);
  const polish = (e: Expr, indices: readonly Index[]): { indices: readonly Index[]; body: Expr } => {
    const letters = indexLetters(indices.length, taken);
    const map = new Map(indices.map((i, n) => [i.name, letters[n]!] as const));
    return {
      indices: indices.map((i, n) => ({ name: letters[n]!, dim: dimOf(i.dim) })),
      body: renamed(e, map, { dimOf, names, taken }),
    };
  };
  const definitions = drafts.map((d): Definition => {
    const spans = [...d.spans].sort((a, b) => a.start - b.start);
    return { name: names.get(d.id)!, ...polish(d.body, d.indices), ...(spans.length && { spans }) };
  });
  const parameters = free.map((f): Parameter => {
    const spans = [...f.spans].sort((a, b) => a.start - b.start);
    return {
      name: f.name,
      dims: f.quantity.dims.map(dimOf),
      ...(f.labelOf !== undefined && { labelOf: dimOf(f.labelOf) }),
      ...(spans.length && { spans }),
    };
  });
  const values = Object.fromEntries(
    free.flatMap((f) => (f.numbers === undefined ? [] : [[f.name, f.numbers]])),
  );
  checkLengths(parameters, values, m);
  return {
    program: {
      name,
      parameters,
      definitions,
      output: polish(
        body,
        own.filter((i) => i !== first),
      ),
    },
    values,
    parameters: free,
  };
};

const reachable = (body: Expr, m: Machine): readonly Draft[] => {
  const found = new Set<string>();
  const visit = (e: Expr): void =>
    walk(e, (x) => {
      if (x.kind !== 'ref' || found.has(x.name)) return;
      found.add(x.name);
      const draft = m.drafts.get(x.name);
      if (draft) visit(draft.body);
    });
  visit(body);
  return [...m.drafts.values()].filter((d) => found.has(d.id));
};

const checkBodies = (bodies: readonly Expr[], m: Machine): void => {
  const nodes = bodies.reduce((n, e) => n + nodeCount(e), 0);
  if (nodes > maxNodes) throw refusal('too-large', 'too-many-nodes', m.site, nodes, maxNodes);
  for (const e of bodies)
    for (const name of freeVariables(e)) if (isPlaceholder(name)) m.fail('loop', 'loop-recurrence');
};

/** Free names in the order of the function's parameters, then as they stand in the code. */
const parametersOf = (
  bodies: readonly Expr[],
  order: ReadonlyMap<string, number>,
  m: Machine,
): readonly FreeName[] => {
  const used = new Set(bodies.flatMap((e) => [...freeVariables(e)]));
  const place = (f: FreeName): number => order.get(f.name) ?? 1e6 + f.order;
  const { wrt } = m.context;
  return [...m.free.values()]
    .filter((f) => used.has(f.name) || f.name === wrt)
    .sort((a, b) => place(a) - place(b));
};

/** The code's own names, primed where they are bound anew. */
const finalNames = (drafts: readonly Draft[], free: readonly FreeName[]): ReadonlyMap<string, string> => {
  const taken = new Set(free.map((f) => f.name));
  const names = new Map<string, string>();
  const next = new Map<string, number>();
  for (const d of drafts) {
    let n = next.get(d.base) ?? 0;
    let name = primed(d.base, n);
    while (taken.has(name)) name = primed(d.base, ++n);
    next.set(d.base, n + 1);
    taken.add(name);
    names.set(d.id, name);
  }
  return names;
};

const primed = (base: string, n: number): string => (n <= 3 ? base + '′'.repeat(n) : `${base}′${n}`);

const dimNames = (
  free: readonly FreeName[],
  bodies: readonly Expr[],
  drafts: readonly Draft[],
  m: Machine,
  taken: ReadonlySet<string>,
): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const used = new Set<string>(taken);
  const give = (dim: string, ...wishes: readonly string[]): void => {
    const root = m.dims.find(dim);
    if (isFixed(root) || names.has(root)) return;
    const wish = m.dims.wish(root);
    const letters = [
      ...(wish === undefined ? [] : [wish]),
      ...wishes,
      'n',
      'm',
      'k',
      'd',
      'l',
      'h',
      'p',
      'q',
      'r',
      's',
      't',
      'u',
      'v',
      'w',
    ];
    let name = letters.find((l) => !used.has(l));
    for (let n = 1; name === undefined; n++) if (!used.has(`n${n}`)) name = `n${n}`;
    used.add(name);
    names.set(root, name);
  };
  for (const f of free) {
    const { dims } = f.quantity;
    const wishes =
      dims.length === 1
        ? ['n']
        : dims.length === 2
          ? ['m', 'n']
          : dims.length === 3
            ? ['l', 'm', 'n']
            : ['k', 'l', 'm', 'n'];
    dims.forEach((d, i) => give(d, wishes[i] ?? 'n'));
  }
  const rest = (e: Expr): void =>
    walk(e, (x) => {
      if (x.kind === 'size') give(x.dim);
      else if (x.kind === 'reduce' || x.kind === 'arg') give(x.index.dim);
      else if (x.kind === 'pos') give(x.index.dim);
      else if (x.kind === 'delta') give(x.a.dim);
    });
  drafts.forEach((d) => d.indices.forEach((i) => give(i.dim)));
  bodies.forEach(rest);
  for (const e of bodies) for (const i of loopIndices(e)) give(i.dim);
  return names;
};

const indexLetters = (rank: number, taken: ReadonlySet<string>): readonly string[] => {
  const wanted = ['f', 'g', 'h', 'i', 'j'].slice(Math.max(0, 5 - rank));
  const spare = ['a', 'b', 'c', 'd', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v'];
  const used = new Set(taken);
  return Array.from({ length: rank }, (_, n) => {
    const letter = [wanted[n] ?? '', ...spare].find((l) => l !== '' && !used.has(l)) ?? `i${n}`;
    used.add(letter);
    return letter;
  });
};

const boundLetters = ['k', 'l', 'm', 'q', 'r', 's', 't', 'u', 'v', 'w', 'a', 'b', 'c'];

interface Naming {
  readonly dimOf: (dim: string) => string;
  readonly names: ReadonlyMap<string, string>;
  readonly taken: ReadonlySet<string>;
}

/** The expression with final letters for its indices, names for its axes and names for what it refers to. */
const renamed = (e: Expr, map: ReadonlyMap<string, string>, naming: Naming): Expr => {
  const { dimOf, names, taken } = naming;
  const ix = (i: Index): Index => {
    const dim = dimOf(i.dim);
    if (i.value === undefined) return { name: map.get(i.name) ?? i.name, dim };
    return {
      name: i.name,
      dim,
      value: typeof i.value === 'object' ? { name: i.value.name, at: i.value.at.map(ix) } : i.value,
    };
  };
  const binder = (i: Index): readonly [Index, ReadonlyMap<string, string>] => {
    const used = new Set([...map.values(), ...taken]);
    let letter = boundLetters.find((l) => !used.has(l));
    for (let n = 1; letter === undefined; n++) if (!used.has(`k${n}`)) letter = `k${n}`;
    return [{ name: letter, dim: dimOf(i.dim) }, new Map(map).set(i.name, letter)];
  };
  switch (e.kind) {
    case 'var':
      return variable(e.name, ...e.at.map(ix));
    case 'ref':
      return ref(names.get(e.name) ?? e.name, ...e.at.map(ix));
    case 'pos':
      return position(ix(e.index));
    case 'delta':
      return delta(ix(e.a), ix(e.b));
    case 'size':
      return size(dimOf(e.dim));
    case 'reduce': {
      const [index, inner] = binder(e.index);
      return reduce(e.op, index, renamed(e.body, inner, naming));
    }
    case 'arg': {
      const [index, inner] = binder(e.index);
      return arg(e.op, ix(e.at), index, renamed(e.body, inner, naming));
    }
    case 'diff':
      return diff(renamed(e.body, map, naming), variable(e.by.name, ...e.by.at.map(ix)));
    default:
      return mapChildren(e, (c) => renamed(c, map, naming));
  }
};

/** Numbers of the text against the axes that were found to be one. */
const checkLengths = (
  parameters: readonly Parameter[],
  values: Readonly<Record<string, Numbers>>,
  m: Machine,
): void => {
  const lengths = new Map<string, number>();
  for (const p of parameters) {
    const value = values[p.name];
    if (value === undefined || typeof value === 'number') continue;
    const inner = value[0];
    const shape = typeof inner === 'object' ? [value.length, inner.length] : [value.length];
    shape.forEach((n, a) => {
      const dim = p.dims[a];
      if (dim === undefined) return;
      const known = isFixed(dim) ? Number(dim) : lengths.get(dim);
      if (known !== undefined && known !== n) m.fail('shape', 'lengths-differ', known, n);
      lengths.set(dim, n);
    });
  }
};
