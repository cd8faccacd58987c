import { functionNamed } from '../functions/index.js';
import { inParentheses } from '../functions/notation.js';
import { isInteger, toNumber, type Rational } from '../rational.js';
import { decimalOf } from './glyphs.js';
import { deltaOf, indexName, indexOf, symbolLatex, type Mark } from './indices.js';
import { leads, type By, type Layout, type Rel } from './layout.js';
import { hidden, uprightName, type Names } from './names.js';
import { isDecimal } from './order.js';

/** How tightly a piece holds together: brackets are due where it stands in a place that asks for more. */
const SUM = 1;
const PRODUCT = 2;
/** Open to the right: it takes in all that follows up to the next plus or minus. */
const PREFIX = 3;
const FACTOR = 4;
const ATOM = 5;

interface Set_ {
  readonly latex: string;
  readonly level: number;
}

export interface LatexOptions {
  readonly names: Names;
  readonly mark: Mark;
  /** e^x would be taken for a power of the code's own e. */
  readonly ownE: boolean;
}

const relations: Readonly<Record<Rel, string>> = {
  '<': '<',
  '<=': '\\le',
  '>': '>',
  '>=': '\\ge',
  '=': '=',
  '!=': '\\ne',
};

const opposite = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '=': '!=',
  '!=': '=',
} as const satisfies Record<Rel, Rel>;

const bigs = { sum: '\\sum', prod: '\\prod', max: '\\max', min: '\\min' } as const;

/** Sets a layout as LaTeX; `closed` so that a factor may follow it. */
export const setLatex = (whole: Layout, options: LatexOptions, closed = false): string => {
  const { names, mark } = options;

  /** `open`: nothing follows in the same term. `script`: it stands in an exponent. */
  const set = (l: Layout, open: boolean, script: boolean): Set_ => {
    switch (l.kind) {
      case 'symbol': {
        return { latex: symbolLatex(l.name, l.at, names, mark), level: ATOM };
      }
      case 'number':
        return setNumber(l.value, script);
      case 'constant':
        if (l.name === 'e' && options.ownE) return { latex: '\\exp(1)', level: FACTOR };
        return { latex: l.name === 'pi' ? '\\pi' : l.name === 'e' ? 'e' : '\\infty', level: ATOM };
      case 'size': {
        const latex = indexName(l.dim).latex;
        return names.taken(latex) ? { latex: `\\#${latex}`, level: FACTOR } : { latex, level: ATOM };
      }
      case 'position':
        return { latex: indexOf(l.index, names, mark).latex, level: ATOM };
      case 'delta':
        return { latex: deltaOf(l.a, l.b, names, mark).latex, level: ATOM };
      case 'sum':
        return setSum(l, open, script);
      case 'product':
        return setProduct(l.items, open, script);
      case 'fraction':
        return setFraction(l, script);
      case 'power': {
        const base = set(l.base, false, script);
        const primed = l.base.kind === 'symbol' && names.of(l.base.name).primes > 0;
        const b = base.level < ATOM ? inParentheses(base.latex) : primed ? `{${base.latex}}` : base.latex;
        return { latex: `${b}^{${set(l.exponent, true, true).latex}}`, level: FACTOR };
      }
      case 'root':
        return { latex: `\\sqrt{${set(l.body, true, script).latex}}`, level: FACTOR };
      case 'exp': {
        if (options.ownE || !fitsExponent(l.exponent))
          return { latex: `\\exp${inParentheses(set(l.exponent, true, script).latex)}`, level: FACTOR };
        return { latex: `e^{${set(l.exponent, true, true).latex}}`, level: FACTOR };
      }
      case 'call':
        return setCall(l, open, script);
      case 'big': {
        const index = indexName(l.index.name).latex;
        const below = l.except ? `${index} \\ne ${indexOf(l.except, names, mark).latex}` : index;
        const body = atLeast(PRODUCT, l.body, true, script);
        return enclosed({ latex: `${bigs[l.op]}_{${below}} ${body}`, level: PREFIX }, open);
      }
      case 'extremum': {
        const body = atLeast(PRODUCT, l.body, true, script);
        const at = indexOf(l.at, names, mark).latex;
        return { latex: `${at} = \\arg\\${l.op}_{${indexName(l.index.name).latex}} ${body}`, level: SUM };
      }
      case 'relation':
        return {
          latex: `${set(l.left, true, script).latex} ${relations[l.rel]} ${set(l.right, true, script).latex}`,
          level: SUM,
        };
      case 'all':
        return { latex: l.conditions.map((c) => set(c, true, script).latex).join(' \\land '), level: SUM };
      case 'bracket': {
        const body = set(l.body, true, script).latex;
        return {
          latex: inParentheses(body).startsWith('\\left') ? `\\left[${body}\\right]` : `[${body}]`,
          level: ATOM,
        };
      }
      case 'cases': {
        const values = [...l.rows.map((r) => r.value), l.otherwise].map((v) => set(v, true, false).latex);
        const when = l.rows.map((r) => set(r.condition, true, false).latex);
        const only = l.rows.length === 1 ? l.rows[0]!.condition : undefined;
        when.push(
          only?.kind === 'relation'
            ? set({ ...only, rel: opposite[only.rel] }, true, false).latex
            : '\\text{else}',
        );
        // Cells are set small; what stands in fractions or sums would hardly be read.
        const tall = values.some((v) => /\\(frac|sum|prod)/.test(v));
        // A bracket right after \\ would be taken for the height of the row.
        const begin = tall ? '\\displaystyle ' : '{}';
        const rows = values.map((v, n) => `${tall || v.startsWith('[') ? begin : ''}${v} & ${when[n]!}`);
        const latex = rows.join(tall ? ' \\\\[8pt] ' : ' \\\\ ');
        return enclosed({ latex: `\\begin{cases} ${latex} \\end{cases}`, level: PREFIX }, open);
      }
      case 'derivative': {
        const [up, down] = partials(l.by);
        return { latex: `\\frac{${up} ${set(l.of, true, false).latex}}{${down}}`, level: FACTOR };
      }
      case 'operator': {
        const [up, down] = partials(l.by);
        if (!open && isOneSymbol(l.of))
          return { latex: `\\frac{${up} ${set(l.of, true, false).latex}}{${down}}`, level: FACTOR };
        const body = set(l.of, true, script);
        const latex = body.level < PREFIX ? inParentheses(body.latex) : body.latex;
        const gap = /^(\(|\\(left|sum|prod|max|min|ln|log|sin|cos|tan|operatorname|begin)(?![A-Za-z]))/.test(
          latex,
        )
          ? ''
          : '\\, ';
        return enclosed({ latex: `\\frac{${up}}{${down}} ${gap}${latex}`, level: PREFIX }, open);
      }
      case 'ellipsis':
        return { latex: '\\cdots', level: ATOM };
    }
  };

  const atLeast = (level: number, l: Layout, open: boolean, script: boolean): string => {
    const s = set(l, open, script);
    return s.level < level ? inParentheses(s.latex) : s.latex;
  };

  const enclosed = (s: Set_, open: boolean): Set_ =>
    open ? s : { latex: `\\left(${s.latex}\\right)`, level: ATOM };

  const partials = (by: readonly By[]): readonly [string, string] => {
    const order = by.reduce((n, b) => n + b.times, 0);
    const each = by.map(
      (b) => `\\partial ${set(b.symbol, true, false).latex}${b.times > 1 ? `^{${b.times}}` : ''}`,
    );
    return [order > 1 ? `\\partial^{${order}}` : '\\partial', each.join(' ')];
  };

  const setSum = (l: Layout & { kind: 'sum' }, open: boolean, script: boolean): Set_ => {
    const latex = l.terms
      .map((t, i) => {
        const last = i === l.terms.length - 1;
        const s = atLeast(PRODUCT, t.term, !last || open || l.terms.length > 1, script);
        return i === 0 ? (t.minus ? `-${s}` : s) : `${t.minus ? '-' : '+'} ${s}`;
      })
      .join(' ');
    return { latex, level: SUM };
  };

  const setProduct = (items: readonly Layout[], open: boolean, script: boolean): Set_ => {
    let latex = '';
    items.forEach((item, i) => {
      const last = i === items.length - 1;
      const s = leads(item, i)
        ? set(item, false, script).latex
        : atLeast(last ? PREFIX : FACTOR, item, last && open, script);
      latex = i === 0 ? s : `${latex}${between(items[i - 1]!, latex, item, s)}${s}`;
    });
    return { latex, level: PRODUCT };
  };

  /** What two factors that stand side by side need between them. */
  const between = (a: Layout, before: string, b: Layout, after: string): string => {
    // A mark may stand before what is seen first.
    const next = after.charCodeAt(0) >= 0xe000 ? after.slice(1) : after;
    const wordA = a.kind === 'symbol' && names.of(a.name).word;
    const wordB = b.kind === 'symbol' && names.of(b.name).word;
    if (/^[0-9]/.test(next) || (b.kind === 'number' && a.kind === 'number')) return ' \\cdot ';
    if (a.kind === 'ellipsis' || b.kind === 'ellipsis') return ' ';
    // lr (a + b) and σ (a + b) would be read as applications.
    if (/^(\\left)?[([]/.test(next) && a.kind === 'symbol' && (wordA || looksApplied(a))) return ' \\cdot ';
    if (
      /^(\\left)?[|[]/.test(next) ||
      wordA ||
      wordB ||
      a.kind === 'root' ||
      (isFraction(a) && isFraction(b)) ||
      b.kind === 'operator'
    )
      return ' \\, ';
    return before.endsWith(' ') ? '' : ' ';
  };

  const isFraction = (l: Layout): boolean =>
    ['fraction', 'derivative', 'operator'].includes(l.kind) ||
    (l.kind === 'number' && l.value.d !== 1 && !isDecimal(l.value));

  const looksApplied = (a: Layout & { kind: 'symbol' }): boolean =>
    /^([fgh]|\\(sigma|Gamma|psi|Phi|phi))$/.test(names.of(a.name).latex) &&
    (a.at.length === 0 || names.of(a.name).latex.length > 1);

  const setFraction = (l: Layout & { kind: 'fraction' }, script: boolean): Set_ => {
    if (script && isSlashed(l)) {
      const top = atLeast(PRODUCT, l.top, false, true);
      const bottom = atLeast(FACTOR, l.bottom, false, true);
      return { latex: `${top}/${bottom}`, level: PRODUCT };
    }
    return {
      latex: `\\frac{${set(l.top, true, script).latex}}{${set(l.bottom, true, script).latex}}`,
      level: FACTOR,
    };
  };

  const setCall = (l: Layout & { kind: 'call' }, open: boolean, script: boolean): Set_ => {
    const args = l.args.map((a) => set(a, true, script).latex);
    const power = l.power === 1 ? undefined : String(l.power);
    const known = functionNamed(l.name);
    const f = known && hidden(known.text(['x']), names) ? undefined : known;
    if (!f) {
      const name = /^[A-Za-z][A-Za-z0-9]{0,47}$/.test(l.name)
        ? `\\operatorname{${l.name}}`
        : uprightName(l.name).latex;
      return {
        latex: `${name}${power ? `^{${power}}` : ''}${inParentheses(args.join(', '))}`,
        level: FACTOR,
      };
    }
    const bare =
      open && l.args.length === 1 ? withoutBrackets(f.latex([BODY], power), l.args[0]!) : undefined;
    if (bare !== undefined) return { latex: `${bare} ${args[0]}`, level: PREFIX };
    return { latex: f.latex(args, power), level: FACTOR };
  };

  const setNumber = (q: Rational, script: boolean): Set_ => {
    if (isInteger(q) || q.d === 1 || isDecimal(q)) return setDecimal(toNumber(q));
    return script
      ? { latex: `${q.n}/${q.d}`, level: PRODUCT }
      : { latex: `\\frac{${q.n}}{${q.d}}`, level: FACTOR };
  };

  return withinExpansions(closed ? atLeast(PRODUCT, whole, false, false) : set(whole, true, false).latex);
};

/**
 * KaTeX refuses a formula with more macro expansions than it is allowed (1,000 by default, our page allows 200); \, and
 * \operatorname take three, \ne five. Only formulas that nobody reads come near.
 */
const withinExpansions = (latex: string): string =>
  (latex.match(/\\(,|operatorname|ne\b|cdots)/g)?.length ?? 0) < 30
    ? latex
    : latex
        .replaceAll('\\,', '\\ ')
        .replaceAll('\\cdots', '\\ldots')
        .replaceAll('\\operatorname{', '\\mathrm{')
        .replace(/\\ne\b/g, '\\not=');

const BODY = '\ue0ff';

/** ln x, sin² x, ln Σ…: the application without its brackets, if its name stands before them and the argument allows it. */
const withoutBrackets = (application: string, arg: Layout): string | undefined => {
  const end = `(${BODY})`;
  if (!/^\\[a-z]+/.test(application) || !application.endsWith(end)) return undefined;
  if (!/^\\(ln|log|sin|cos|tan|sinh|cosh|tanh)\b/.test(application)) return undefined;
  const fits =
    arg.kind === 'symbol' ||
    (arg.kind === 'number' && isInteger(arg.value)) ||
    arg.kind === 'size' ||
    arg.kind === 'constant' ||
    (arg.kind === 'big' && arg.op !== 'max' && arg.op !== 'min');
  return fits ? application.slice(0, -end.length) : undefined;
};

/** A number that is not negative, as the code has it; powers of ten for the very large and small. */
const setDecimal = (x: number): Set_ => {
  if (!Number.isFinite(x)) return { latex: Number.isNaN(x) ? '\\mathrm{NaN}' : '\\infty', level: ATOM };
  const [digits, exponent] = decimalOf(x);
  if (exponent === undefined) return { latex: digits!, level: ATOM };
  const ten = `10^{${Number(exponent)}}`;
  return digits === '1'
    ? { latex: ten, level: FACTOR }
    : { latex: `${digits} \\cdot ${ten}`, level: PRODUCT };
};

/** e^{x_j}, ln x, x²: short enough to stand above the bar of a derivative. */
const isOneSymbol = (l: Layout): boolean =>
  (l.kind === 'exp' && l.exponent.kind === 'symbol') ||
  (l.kind === 'power' && l.base.kind === 'symbol' && isFlat(l.exponent)) ||
  (l.kind === 'call' && l.args.length === 1 && l.args[0]!.kind === 'symbol');

/** x²/2, (x − μ)/T and (x − μ)²/(2σ²): short enough for a slash in an exponent. */
const isSlashed = (l: Layout & { kind: 'fraction' }): boolean =>
  isFlat(l.top) &&
  (l.bottom.kind === 'product'
    ? l.bottom.items.length < 3 && l.bottom.items.every(isShort)
    : isShort(l.bottom));

const isShort = (l: Layout): boolean =>
  l.kind === 'symbol' ||
  l.kind === 'number' ||
  l.kind === 'size' ||
  (l.kind === 'power' && isShort(l.base) && isFlat(l.exponent));

const isFlat = (l: Layout): boolean => {
  switch (l.kind) {
    case 'symbol':
    case 'constant':
    case 'size':
    case 'position':
    case 'delta':
    case 'ellipsis':
    case 'number':
      return true;
    case 'sum':
      return l.terms.every((t) => isFlat(t.term));
    case 'product':
      return l.items.every(isFlat);
    case 'power':
      return isFlat(l.base) && isFlat(l.exponent);
    case 'call':
      return l.args.every(isFlat);
    case 'big':
      return (l.op === 'max' || l.op === 'min') && isFlat(l.body);
    default:
      return false;
  }
};

/** Whether it can be read at the size of an exponent. */
const fitsExponent = (l: Layout): boolean => {
  switch (l.kind) {
    case 'sum':
      return l.terms.every((t) => fitsExponent(t.term));
    case 'product':
      return l.items.every(fitsExponent);
    case 'fraction':
      return isSlashed(l);
    case 'exp':
      return isFlat(l.exponent);
    default:
      return isFlat(l);
  }
};
