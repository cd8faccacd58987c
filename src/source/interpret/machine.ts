import { freeIndices, keyOf, ref, size, variable, walk, type Expr, type Index } from '../../math/expr.js';
import type { Span } from '../../math/program.js';
import { toNumber } from '../../math/rational.js';
import { substitute } from '../../math/substitute.js';
import { aligned, first, scalar, type Quantity, type Root, type Space } from '../array.js';
import { newDims } from '../dims.js';
import type { Message, ReadFinding, Reading, Value as Numbers } from '../reading.js';
import { isScalarName } from './conventions.js';
import { demandLength, demandRanks, refusal } from './signals.js';
import { withDims } from './resolve.js';
import type { Scope } from './scope.js';
import type { Context } from './types.js';
import type { Value } from './values.js';

/** What one run teaches the next: ranks of free names, and which of them are lengths of axes. */
export interface Knowledge {
  readonly ranks: Map<string, number>;
  readonly lengths: Set<string>;
  /** Parameters that come in the pair of a gain and a bias of a layer. */
  readonly gains: ReadonlySet<string>;
  /** Parameters that are matrices because of what stands beside them: queries, keys and values. */
  readonly matrices: ReadonlySet<string>;
}

export interface FreeName {
  readonly name: string;
  readonly quantity: Quantity;
  readonly spans: Span[];
  /** A parameter of the target, in its order; other free names come after, as they are met. */
  readonly order: number;
  readonly numbers?: Numbers;
  labelOf?: string;
}

/** A definition before its final name and index letters. */
export interface Draft {
  readonly id: string;
  readonly base: string;
  readonly indices: readonly Index[];
  readonly body: Expr;
  readonly spans: Span[];
}

/** The state of one run of the interpreter. */
export interface Machine extends Space {
  readonly context: Context;
  readonly python: boolean;
  readonly library: Reading['library'];
  /** Modules of which something was used. */
  readonly seen: Set<string>;
  readonly knowledge: Knowledge;
  readonly free: Map<string, FreeName>;
  readonly drafts: Map<string, Draft>;
  readonly notes: Map<string, Message>;
  readonly findings: Map<string, ReadFinding>;
  /** The piece of code being read, for refusals; code of other texts keeps the site that led there. */
  site: Span;
  foreign: boolean;
  depth: number;
  /** Scopes of the calls under way, the target's first: all see what is done to an array in place. */
  readonly active: Scope[];
  /** What the target's own code has bound so far: such a name is no free name any more. */
  readonly bound: Set<string>;
  /** Names whose definitions are not followed. */
  readonly leaves: ReadonlySet<string>;
  /** What was bound last, and its value where no scope holds it: the output of statements that return nothing. */
  lastName: string | undefined;
  lastValue: Value | undefined;
  /** Functions being run, to refuse recursion. */
  readonly running: Set<unknown>;
  readonly note: (key: string, ...args: readonly (string | number)[]) => void;
  readonly find: (finding: Omit<ReadFinding, 'span'> & { readonly span?: Span }) => void;
  readonly freeName: (name: string, numbers?: Numbers) => Quantity;
  /** Names a value, if it is worth a name. */
  readonly define: (base: string, q: Quantity, span?: Span) => Quantity;
  /** The same for what a library's function calculates on the way: a definition that says so already serves. */
  readonly auxiliary: (base: string, q: Quantity) => Quantity;
  readonly mention: (q: Quantity, name: string, span: Span) => void;
  /** Begins again with more axes for the free names that the quantity is made of, until it has `rank`. */
  readonly demand: (q: Quantity, rank: number) => void;
  /** The free scalar name is the length of an axis. */
  readonly demandLength: (q: Quantity) => never;
  readonly label: (q: Quantity, dim: string) => void;
  /** A number known from the text, else undefined. */
  readonly known: (value: Value) => number | undefined;
}

export const isPlaceholder = (name: string): boolean => name.startsWith('\u0000');

const maxRank = 4;

export const newMachine = (context: Context, knowledge: Knowledge, library: Reading['library']): Machine => {
  const dims = newDims();
  const free = new Map<string, FreeName>();
  const drafts = new Map<string, Draft>();
  const notes = new Map<string, Message>();
  const findings = new Map<string, ReadFinding>();
  const lengthDims = new Map<string, string>();
  const byMeaning = new Map<string, string>();
  const meaningOf = (body: Expr, own: readonly Index[]): string => {
    const places = new Map(own.map((i, n) => [i.name, { name: `·${n}`, dim: i.dim }]));
    return `${own.length} ${keyOf(withDims(substitute(body, places), dims.find))}`;
  };
  let count = 0;
  let steps = 0;

  const m: Machine = {
    context,
    python: context.module.language === 'python',
    library,
    seen: new Set(),
    knowledge,
    free,
    drafts,
    notes,
    findings,
    dims,
    site: { start: context.before, end: context.before },
    foreign: false,
    depth: 0,
    bound: new Set(),
    active: [],
    leaves: new Set([
      ...Object.keys(context.values ?? {}),
      ...(context.wrt === undefined ? [] : [context.wrt]),
    ]),
    lastName: undefined,
    lastValue: undefined,
    running: new Set(),
    fresh: (dim) => ({ name: `$${++count}`, dim }),
    spend: (n) => {
      steps += n;
      if (steps > context.fuel) throw refusal('too-large', 'too-many-steps', m.site, context.fuel);
    },
    fail: (reason, key, ...args) => {
      const plain = args.map((a) => (typeof a === 'string' && a.startsWith('?') ? dims.find(a) : a));
      throw refusal(reason, key, m.site, ...plain);
    },
    met: (a, b, left, right) => mismatch(m, a, b, left, right),
    note: (key, ...args) => void notes.set(`${key} ${args.join(' ')}`, { key, ...(args.length && { args }) }),
    find: (finding) => {
      const span = finding.span ?? m.site;
      const key = `${finding.id} ${span.start} ${finding.key}`;
      if (!findings.has(key)) findings.set(key, { ...finding, span });
    },
    freeName: (name, numbers) => {
      const known = free.get(name);
      if (known) return known.quantity;
      const value = context.values?.[name] ?? numbers;
      if (knowledge.lengths.has(name)) {
        const dim = typeof value === 'number' ? String(value) : (lengthDims.get(name) ?? dims.fresh(name));
        lengthDims.set(name, dim);
        return scalar(size(dim));
      }
      const rank = value === undefined ? (knowledge.ranks.get(name) ?? 0) : rankOf(value);
      const own = shapeOf(value, rank).map((n) => (n === 1 && rank > 1 ? '1' : dims.fresh()));
      const quantity: Quantity = {
        kind: 'quantity',
        dims: own,
        at: (ix) => variable(name, ...ix),
        roots: value === undefined ? [{ name, rank, scalar: isScalarName(name) }] : [],
        free: name,
      };
      free.set(name, {
        name,
        quantity,
        spans: [],
        order: free.size,
        ...(value !== undefined && { numbers: value }),
      });
      return quantity;
    },
    define: (base, q, span) => {
      const own = q.dims.map((dim) => (dim === '1' ? first : m.fresh(dim)));
      const body = q.at(own);
      if (isPlain(body) || q.truth) return q;
      const known = new Set(own.map((i) => i.name));
      const lead = [...loopIndices(body)].filter((i) => !known.has(i.name));
      const id = `${base}#${++count}`;
      const kept = own.filter((i) => i !== first);
      if (lead.length === 0) byMeaning.set(meaningOf(body, kept), id);
      drafts.set(id, {
        id,
        base,
        indices: [...lead, ...kept],
        body,
        spans: span && !m.foreign ? [span] : [],
      });
      return {
        ...q,
        free: undefined,
        store: undefined,
        draft: id,
        at: (ix) => ref(id, ...lead, ...aligned(q, ix).filter((i) => i !== first)),
      };
    },
    auxiliary: (base, q) => {
      const own = q.dims.map((dim) => (dim === '1' ? first : m.fresh(dim)));
      const kept = own.filter((i) => i !== first);
      const id = byMeaning.get(meaningOf(q.at(own), kept));
      if (id === undefined) return m.define(base, q);
      return {
        ...q,
        free: undefined,
        store: undefined,
        draft: id,
        at: (ix) => ref(id, ...aligned(q, ix).filter((i) => i !== first)),
      };
    },
    mention: (q, name, span) => {
      if (m.foreign) return;
      const spans =
        q.free === name
          ? free.get(name)?.spans
          : q.draft?.startsWith(`${name}#`)
            ? drafts.get(q.draft)?.spans
            : undefined;
      if (spans && !spans.some((s) => s.start === span.start)) spans.push(span);
    },
    demand: (q, rank) => {
      const need = rank - q.dims.length;
      if (need <= 0) return;
      const wanted = q.roots.filter((r) => !r.scalar);
      const roots = wanted.length ? withoutLine(wanted) : q.roots;
      if (roots.length === 0) m.fail('axis', 'too-few-axes', rank, q.dims.length);
      const top = Math.max(...roots.map((r) => r.rank));
      const ranks = new Map<string, number>();
      for (const r of roots)
        if (r.rank === top || r.rank === 0) ranks.set(r.name, r.rank === top ? top + need : need);
      if (top + need > maxRank) m.fail('axis', 'too-many-axes', top + need);
      throw demandRanks(ranks);
    },
    demandLength: (q) => {
      if (q.free !== undefined && q.dims.length === 0) throw demandLength(q.free);
      return m.fail('loop', 'length-unknown');
    },
    label: (q, dim) => {
      const name = q.free;
      const entry = name === undefined ? undefined : free.get(name);
      if (!entry) return;
      if (entry.labelOf !== undefined) dims.unify(entry.labelOf, dim);
      entry.labelOf = dim;
    },
    known: (value) => {
      if (value.kind === 'boolean') return value.value ? 1 : 0;
      if (value.kind !== 'quantity' || value.dims.length > 0) return undefined;
      const e = value.at([]);
      if (e.kind === 'num') return toNumber(e.value);
      if (e.kind !== 'var') return undefined;
      const numbers = free.get(e.name)?.numbers;
      return typeof numbers === 'number' ? numbers : undefined;
    },
  };
  return m;
};

/** w·x + b under a sum: the slope and the intercept are numbers, x is the vector. */
const withoutLine = (roots: readonly Root[]): readonly Root[] => {
  const names = new Set(roots.map((r) => r.name));
  const line =
    [...names].some((n) => /^(?:x|X|xs|inputs?|features?)$/.test(n)) &&
    [...names].some((n) => /^(?:b|bias|intercept|b0|b_0|w0)$/.test(n));
  return line
    ? roots.filter((r) => r.rank > 0 || !/^(?:b|bias|w|a|weight|slope|b0|b1|w0|w1)$/.test(r.name))
    : roots;
};

/** Not worth a name of its own: a name already, or a number without any free name. */
const isPlain = (e: Expr): boolean => {
  if (e.kind === 'num' || e.kind === 'const' || e.kind === 'var' || e.kind === 'ref') return true;
  if (e.kind === 'size' || e.kind === 'pos') return true;
  let plain = true;
  let held = false;
  walk(e, (x) => {
    if (x.kind === 'var' && isPlaceholder(x.name)) held = true;
    if (x.kind === 'var' || x.kind === 'ref' || x.kind === 'pos' || x.kind === 'delta') plain = false;
    if (x.kind === 'size') plain = false;
  });
  return plain || held;
};

/** The free indices of an expression, as indices, in order of appearance. */
export const loopIndices = (e: Expr): readonly Index[] => {
  const names = freeIndices(e);
  const found = new Map<string, Index>();
  const put = (i: Index): void => {
    if (i.value === undefined) {
      if (names.has(i.name) && !found.has(i.name)) found.set(i.name, i);
    } else if (typeof i.value === 'object') i.value.at.forEach(put);
  };
  walk(e, (x) => {
    if (x.kind === 'var' || x.kind === 'ref') x.at.forEach(put);
    else if (x.kind === 'pos') put(x.index);
    else if (x.kind === 'delta') [x.a, x.b].forEach(put);
    else if (x.kind === 'arg') put(x.at);
    else if (x.kind === 'diff') x.by.at.forEach(put);
  });
  return [...found.values()];
};

export const rankOf = (value: Numbers): number =>
  typeof value === 'number' ? 0 : typeof value[0] === 'object' ? 2 : 1;

const shapeOf = (value: Numbers | undefined, rank: number): readonly (number | undefined)[] => {
  if (value === undefined || typeof value === 'number') return Array.from({ length: rank }, () => undefined);
  const inner = value[0];
  return typeof inner === 'object' ? [value.length, inner.length] : [value.length];
};

/** Sums over one axis that are set against another axis: right only where both happen to be equally long. */
const mismatch = (m: Machine, a: string, b: string, left: Quantity, right: Quantity): void => {
  const [wide, narrow, met] = left.dims.length > right.dims.length ? [left, right, b] : [right, left, a];
  if (wide.dims.length === narrow.dims.length) return;
  if (!wide.dims.some((d) => m.dims.find(d) === m.dims.find(met))) return;
  const reduced = narrow.reduced;
  const end = reduced && !reduced.kept ? reduced.end - 1 : -1;
  const word = m.library === 'torch' ? 'keepdim=True' : 'keepdims=True';
  const fixable = m.python && !m.foreign && m.context.text[end] === ')' && m.library !== 'math';
  m.find({
    id: 'axis-mismatch',
    severity: 'warning',
    key: 'axis-mismatch',
    ...(fixable && {
      fix: [{ title: word, span: { start: end, end }, newText: `, ${word}` }],
    }),
  });
};
