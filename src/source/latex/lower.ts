import { add, compare, constant, fn, neg, number, pow, power, where, type Expr } from '../../math/expr.js';
import type { Parameter, Program } from '../../math/program.js';
import { parseRational, rational } from '../../math/rational.js';
import { newDims } from '../dims.js';
import type { Message, ReadRefusal } from '../reading.js';
import { refuse } from '../refuse.js';
import { norm, scalar, type Quantity } from './calls.js';
import { big, call, vector } from './functions.js';
import type { Equation, Latex } from './nodes.js';
import { LatexFault } from './parser.js';
import { isEuler, map, product, transposed, zip } from './products.js';
import {
  axis,
  fail,
  freeLetter,
  fresh,
  lengthName,
  letterIndex,
  lettersIn,
  meet,
  namesOfLengths,
  RankDemand,
  type Scope,
  type State,
} from './state.js';
import { isIndex, sharedIndex, surroundings, type Surroundings } from './subscripts.js';
import { symbol } from './symbols.js';

export interface LatexProgram {
  readonly ok: true;
  readonly program: Program;
  readonly notes: readonly Message[];
}

/** A formula as a program in index notation. `given` ranks of names (from values) are taken for granted. */
export const latexProgram = (
  equation: Equation,
  given: ReadonlyMap<string, number>,
): LatexProgram | ReadRefusal => {
  const around = surroundings(equation.body, equation.indices);
  const matrices = new Set<string>();
  let ranks = new Map(given);
  for (let tries = 0; tries < 16; tries++) {
    try {
      return twice(equation, around, ranks, matrices);
    } catch (error) {
      if (error instanceof LatexFault) return error.refusal;
      if (!(error instanceof RankDemand)) throw error;
      if ((given.get(error.symbol) ?? error.rank) !== error.rank) break;
      ranks = new Map([...ranks, [error.symbol, error.rank]]);
    }
  }
  return refuse('shape', equation.body.span, 'latex-shapes');
};

/** The first walk finds out which lengths are the same and which letters are free; the second one writes with their names. */
const twice = (
  equation: Equation,
  around: Surroundings,
  ranks: ReadonlyMap<string, number>,
  matrices: Set<string>,
): LatexProgram => {
  const shared = {
    around,
    ranks,
    matrices,
    dims: newDims(),
    axes: new Map<string, string>(),
    sizes: new Map<string, string>(),
  };
  const walk = (names: ReadonlyMap<string, string>, taken: ReadonlySet<string>) => {
    const state: State = {
      ...shared,
      names,
      taken,
      free: new Map(),
      letters: new Map(),
      bound: new Set(),
      notes: new Map(),
    };
    for (const s of equation.indices) if (isIndex('', s, around)) freeLetter(s.text, state, s.text);
    const leftLetters = [...state.letters.keys()];
    const used = new Set<string>();
    const value = lower(equation.body, state, new Map());
    const rest = value.dims.map((dim, i) =>
      fresh(state, dim, (value.dims.length === 2 ? 'ij' : 'jkliabc')[i] ?? 'j'),
    );
    const body = value.at(rest);
    for (const letter of lettersIn(body)) used.add(letter);
    const letters = [...state.letters.values()].filter(
      (i) => used.has(i.name) || !leftLetters.includes(i.name),
    );
    return { state, output: { indices: [...letters.filter((i) => used.has(i.name)), ...rest], body } };
  };
  const first = walk(new Map(), new Set());
  const names = namesOfLengths(first.state);
  const { state, output } = walk(names, new Set(first.state.letters.keys()));
  const parameters = [...state.free].map(([name, f]): Parameter => ({
    name,
    dims: Array.from({ length: f.rank }, (_, i) => lengthName(state, axis(state, `${name}:${i}`))),
    ...(f.labelOf !== undefined && { labelOf: f.labelOf }),
    spans: f.spans,
  }));
  return {
    ok: true,
    program: { name: equation.name, parameters, definitions: [], output },
    notes: [
      ...state.notes.values(),
      ...[...matrices].map((name): Message => ({ key: 'matrix-by-convention', args: [name] })),
    ],
  };
};

export const lower = (node: Latex, s: State, scope: Scope): Quantity => {
  const down = (n: Latex): Quantity => lower(n, s, scope);
  switch (node.kind) {
    case 'number':
      return scalar(number(parseRational(node.text)));
    case 'infinity':
      return scalar(constant('inf'));
    case 'symbol':
      return symbol(node, s, scope);
    case 'negative':
      return map(down(node.value), neg);
    case 'add': {
      const shared = sharedIndex(node.terms, s.around);
      if (shared) fail(shared.term.span, 'latex-index-twice', shared.letter);
      return node.terms
        .map((t) => ({ q: down(t), t }))
        .reduce((a, b) => ({ q: zip(a, b, s, node.span, add), t: node })).q;
    }
    case 'product':
      return product(node, s, scope);
    case 'power': {
      const [base, exponent] = [down(node.base), down(node.exponent)];
      if (exponent.dims.length > 0 && !isEuler(node.base)) fail(node.exponent.span, 'latex-shapes');
      if (base.dims.length > 0) fail(node.span, 'latex-ambiguous', '^');
      return map(exponent, (x) => pow(base.at([]), x));
    }
    case 'root':
      return map(down(node.value), (x) => power(x, rational(1, node.degree)));
    case 'abs':
      return map(down(node.value), (x) => fn('abs', x));
    case 'norm': {
      const x = vector(node.value, s, scope);
      return scalar(
        norm(
          x,
          node.order,
          x.dims.map((d) => fresh(s, d, 'k')),
        ),
      );
    }
    case 'transpose':
      return transposed(node.value, s, scope);
    case 'component': {
      const value = down(node.value);
      if (value.dims.length !== node.subs.length) fail(node.span, 'latex-shapes');
      const at = node.subs.map((x, i) => {
        const { index: found, dim } = letterIndex(x.text, s, scope);
        meet(s, dim, value.dims[i]!, x.span);
        return found;
      });
      return scalar(value.at(at));
    }
    case 'call':
      return call(node, s, scope);
    case 'big':
      return big(node, s, scope);
    case 'cases':
      return scalar(
        node.rows.reduceRight<Expr | undefined>((otherwise, row) => {
          const value = down(row.value);
          if (value.dims.length > 0) fail(row.value.span, 'latex-shapes');
          if (!row.left || !row.right) return value.at([]);
          const test = compare(row.rel!, down(row.left).at([]), down(row.right).at([]));
          // The last row holds wherever the ones before do not.
          return otherwise ? where(test, value.at([]), otherwise) : value.at([]);
        }, undefined)!,
      );
  }
};
