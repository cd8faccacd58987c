import type { Expr, Index } from '../../math/expr.js';
import type { Program } from '../../math/program.js';
import { isOne, toNumber, type Rational } from '../../math/rational.js';
import { CannotWrite } from './arrays.js';

interface Code {
  readonly text: string;
  readonly binds: number;
}
const atom = (text: string): Code => ({ text, binds: 5 });
const within = (c: Code, binds: number): string => (c.binds < binds ? `(${c.text})` : c.text);

const functions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'exp',
      'expm1',
      'log',
      'log1p',
      'log2',
      'log10',
      'abs',
      'sign',
      'sin',
      'cos',
      'tan',
      'asin',
      'acos',
      'atan',
      'sinh',
      'cosh',
      'tanh',
      'asinh',
      'acosh',
      'atanh',
      'cbrt',
      'floor',
      'ceil',
      'round',
    ].map((f) => [f, `Math.${f}({0})`]),
  ),
  atan2: 'Math.atan2({0}, {1})',
  hypot: 'Math.hypot({0}, {1})',
  max2: 'Math.max({0}, {1})',
  min2: 'Math.min({0}, {1})',
  clip: 'Math.min(Math.max({0}, {1}), {2})',
  relu: 'Math.max({0}, 0)',
  sigmoid: '1 / (1 + Math.exp(-({0})))',
};

/** Helpers that the written code calls; each is put in front of it where it is used. */
export const helpers: Readonly<Record<string, string>> = {
  sum: 'const sum = (n: number, term: (k: number) => number): number => {\n  let total = 0;\n  for (let k = 0; k < n; k++) total += term(k);\n  return total;\n};',
  vector:
    'const vector = (n: number, entry: (k: number) => number): number[] => Array.from({ length: n }, (_, k) => entry(k));',
};

/** Writes one component of index notation as TypeScript: indices are variables of loops, Σ_k is sum(n, (k) => …). */
export const writeScalars = (program: Pick<Program, 'parameters'>, rename: (name: string) => string) => {
  const sizeOf = (dim: string): string => {
    if (/^\d+$/.test(dim)) return dim;
    for (const p of program.parameters) {
      const axis = p.dims.indexOf(dim);
      if (axis >= 0) return `${rename(p.name)}${'[0]!'.repeat(axis)}.length`;
    }
    throw new CannotWrite(dim);
  };

  const place = (i: Index): string =>
    i.value === undefined
      ? i.name
      : typeof i.value === 'number'
        ? i.value < 0
          ? `${sizeOf(i.dim)} - ${-i.value}`
          : String(i.value)
        : rename(i.value.name);

  const component = (name: string, at: readonly Index[]): Code =>
    atom(`${rename(name)}${at.map((i) => `[${place(i)}]!`).join('')}`);

  const numberText = (q: Rational): Code => {
    if (q.d === 1 || q.decimal)
      return q.n < 0 ? { text: String(toNumber(q)), binds: 3 } : atom(String(toNumber(q)));
    return { text: `${q.n} / ${q.d}`, binds: 2 };
  };

  const power = (base: Expr, p: number): Code => {
    const code = emit(base);
    if (p === 1) return code;
    if (p === 0.5) return atom(`Math.sqrt(${code.text})`);
    return { text: `${within(code, 5)} ** ${p}`, binds: 4 };
  };

  const joined = (codes: readonly Code[]): string =>
    codes.map((c, n) => within(c, n === 0 ? 2 : 3)).join(' * ');

  const emit = (e: Expr): Code => {
    switch (e.kind) {
      case 'num':
        return numberText(e.value);
      case 'const':
        return atom({ pi: 'Math.PI', e: 'Math.E', inf: 'Infinity' }[e.name]);
      case 'var':
      case 'ref':
        return component(e.name, e.at);
      case 'size':
        return atom(sizeOf(e.dim));
      case 'pos':
        return atom(place(e.index));
      case 'delta':
        return atom(`(${place(e.a)} === ${place(e.b)} ? 1 : 0)`);
      case 'add': {
        const codes = e.terms.map(emit);
        const ordered = [
          ...codes.filter((c) => !c.text.startsWith('-')),
          ...codes.filter((c) => c.text.startsWith('-')),
        ];
        return {
          text: ordered
            .map((c, n) =>
              n === 0
                ? within(c, 1)
                : c.text.startsWith('-')
                  ? ` - ${within({ ...c, text: c.text.slice(1) }, 2)}`
                  : ` + ${within(c, 2)}`,
            )
            .join(''),
          binds: 1,
        };
      }
      case 'mul': {
        const above = e.factors.filter((f) => f.power.n > 0).map((f) => power(f.base, toNumber(f.power)));
        const below = e.factors.filter((f) => f.power.n < 0).map((f) => power(f.base, -toNumber(f.power)));
        const q = {
          n: Math.abs(e.coef.n),
          d: e.coef.d,
          ...(e.coef.decimal ? { decimal: true as const } : {}),
        };
        const top =
          [...(isOne(q) ? [] : [within(numberText(q), 2)]), ...(above.length ? [joined(above)] : [])].join(
            ' * ',
          ) || '1';
        const text =
          below.length === 0
            ? top
            : `${top} / ${below.length === 1 ? within(below[0]!, 3) : `(${joined(below)})`}`;
        return { text: e.coef.n < 0 ? `-${text}` : text, binds: 2 };
      }
      case 'pow':
        return { text: `${within(emit(e.base), 5)} ** ${within(emit(e.exponent), 4)}`, binds: 4 };
      case 'fn': {
        const pattern = functions[e.name];
        if (pattern === undefined) throw new CannotWrite(e.name);
        const args = e.args.map((a) => emit(a).text);
        return {
          text: pattern.replace(/\{(\d)\}/g, (_, n: string) => args[Number(n)]!),
          binds: pattern.includes(' / ') ? 2 : 5,
        };
      }
      case 'reduce': {
        const body = `(${e.index.name}) => ${emit(e.body).text}`;
        if (e.op === 'sum') return atom(`sum(${sizeOf(e.index.dim)}, ${body})`);
        if (e.op === 'prod')
          return atom(`vector(${sizeOf(e.index.dim)}, ${body}).reduce((a, b) => a * b, 1)`);
        return atom(`Math.${e.op}(...vector(${sizeOf(e.index.dim)}, ${body}))`);
      }
      case 'arg': {
        const values = `vector(${sizeOf(e.index.dim)}, (${e.index.name}) => ${emit(e.body).text})`;
        return atom(
          `(${values}.reduce((best, v, k, all) => (v ${e.op === 'max' ? '>' : '<'} all[best]! ? k : best), 0) === ${place(e.at)} ? 1 : 0)`,
        );
      }
      case 'compare': {
        const sign = { '<': '<', '<=': '<=', '=': '===', '!=': '!==' }[e.rel];
        return atom(`(${within(emit(e.left), 1)} ${sign} ${within(emit(e.right), 1)} ? 1 : 0)`);
      }
      case 'where':
        return atom(`(${emit(e.cond).text} ? ${emit(e.then).text} : ${emit(e.otherwise).text})`);
      case 'diff':
        throw new CannotWrite('∂');
    }
  };

  /** A quantity with these indices: a number, an array, an array of arrays. */
  const quantity = (e: Expr, indices: readonly Index[]): string => {
    const [first, ...rest] = indices;
    if (!first) return emit(e).text;
    if (rest.length === 0) return `vector(${sizeOf(first.dim)}, (${first.name}) => ${emit(e).text})`;
    return `Array.from({ length: ${sizeOf(first.dim)} }, (_, ${first.name}) => ${quantity(e, rest)})`;
  };
  return quantity;
};
