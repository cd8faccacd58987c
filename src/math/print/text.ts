import { functionNamed } from '../functions/index.js';
import { isInteger, toNumber, type Rational } from '../rational.js';
import { decimalOf, superscript, vulgar } from './glyphs.js';
import { deltaOf, indexName, indexOf, symbolOf } from './indices.js';
import { leads, type By, type Layout, type Rel } from './layout.js';
import { unmarked } from './marks.js';
import { hidden, uprightName, type Names } from './names.js';
import { isDecimal } from './order.js';

const CASES = 0;
const SUM = 1;
const PRODUCT = 2;
/** Open to the right: it takes in all that follows up to the next plus or minus. */
const PREFIX = 3;
const POWER = 4;
const ATOM = 5;

interface Written {
  readonly text: string;
  readonly level: number;
}

export interface TextOptions {
  readonly names: Names;
  /** e^x would be taken for a power of the code's own e. */
  readonly ownE: boolean;
}

const relations: Readonly<Record<Rel, string>> = {
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  '=': '=',
  '!=': '≠',
};
const bigs = { sum: 'Σ', prod: 'Π', max: 'max', min: 'min' } as const;

/** Writes a layout in one line of Unicode; `closed` so that a factor may follow it. */
export const setText = (whole: Layout, options: TextOptions, closed = false): string => {
  const { names } = options;

  /** `open`: nothing follows in the same term. */
  const set = (l: Layout, open: boolean): Written => {
    switch (l.kind) {
      case 'symbol':
        return { text: symbolOf(l.name, l.at, names).text, level: ATOM };
      case 'number':
        return setNumber(l.value);
      case 'constant':
        if (l.name === 'e' && options.ownE) return { text: 'exp(1)', level: ATOM };
        return { text: l.name === 'pi' ? 'π' : l.name === 'e' ? 'e' : '∞', level: ATOM };
      case 'size': {
        const text = indexName(l.dim).text;
        return { text: names.taken(text) ? `#${text}` : text, level: ATOM };
      }
      case 'position':
        return { text: indexOf(l.index, names, unmarked).text, level: ATOM };
      case 'delta':
        return { text: deltaOf(l.a, l.b, names, unmarked).text, level: ATOM };
      case 'sum':
        return {
          text: l.terms
            .map((t, i) => {
              const s = atLeast(PRODUCT, t.term, true);
              return i === 0 ? (t.minus ? `−${s}` : s) : `${t.minus ? '−' : '+'} ${s}`;
            })
            .join(' '),
          level: SUM,
        };
      case 'product':
        return { text: setProduct(l.items, open), level: PRODUCT };
      case 'fraction':
        return { text: over(set(l.top, false), l.bottom, open), level: PRODUCT };
      case 'power': {
        const base = atLeast(ATOM, l.base, false);
        return { text: `${base}${setExponent(l.exponent)}`, level: POWER };
      }
      case 'root': {
        const body = set(l.body, true).text;
        return { text: isShort(l.body) ? `√${body}` : `√(${body})`, level: POWER };
      }
      case 'exp':
        return options.ownE
          ? { text: `exp(${set(l.exponent, true).text})`, level: ATOM }
          : { text: `e${setExponent(l.exponent)}`, level: POWER };
      case 'call':
        return setCall(l);
      case 'big': {
        const index = indexName(l.index.name).text;
        const except = l.except ? `≠${indexOf(l.except, names, unmarked).text}` : '';
        return enclosed(
          {
            text: `${bigs[l.op]}_${except ? `(${index}${except})` : index} ${atLeast(PRODUCT, l.body, true)}`,
            level: PREFIX,
          },
          open,
        );
      }
      case 'extremum': {
        const at = indexOf(l.at, names, unmarked).text;
        return {
          text: `${at} = arg${l.op}_${indexName(l.index.name).text} ${atLeast(PRODUCT, l.body, true)}`,
          level: CASES,
        };
      }
      case 'relation':
        return {
          text: `${atLeast(SUM, l.left, true)} ${relations[l.rel]} ${atLeast(SUM, l.right, true)}`,
          level: CASES,
        };
      case 'all':
        return {
          text: l.conditions.map((c) => set(c, true).text).join(' and '),
          level: CASES,
        };
      case 'bracket':
        return { text: `[${set(l.body, true).text}]`, level: ATOM };
      case 'cases': {
        const rows = l.rows.map((r) => `${atLeast(SUM, r.value, true)} if ${set(r.condition, true).text}`);
        return {
          text: [...rows, atLeast(SUM, l.otherwise, true)].join(`, else `),
          level: CASES,
        };
      }
      case 'derivative': {
        const [up, down] = partials(l.by);
        return enclosed({ text: `${up}${set(l.of, true).text}/${down}`, level: PREFIX }, open);
      }
      case 'operator': {
        const [up, down] = partials(l.by);
        const body = atLeast(PREFIX, l.of, true);
        return enclosed({ text: `${up}/${down} ${body}`, level: PREFIX }, open);
      }
      case 'ellipsis':
        return { text: '…', level: ATOM };
    }
  };

  const bracketed = (w: Written, level: number): string => (w.level < level ? `(${w.text})` : w.text);
  const atLeast = (level: number, l: Layout, open: boolean): string => bracketed(set(l, open), level);
  const enclosed = (w: Written, open: boolean): Written => (open ? w : { text: `(${w.text})`, level: ATOM });

  const partials = (by: readonly By[]): readonly [string, string] => {
    const order = by.reduce((n, b) => n + b.times, 0);
    const each = by.map((b) => `∂${set(b.symbol, true).text}${b.times > 1 ? superscript(b.times) : ''}`);
    return [order > 1 ? `∂${superscript(order)}` : '∂', each.join('')];
  };

  /** A quotient; products above the bar need no brackets. */
  const over = (top: Written, bottom: Layout, open: boolean): string => {
    const below = set(bottom, open);
    const [a, b] = [bracketed(top, PRODUCT), bracketed(below, PREFIX)];
    const tight =
      /^(?:√?\((?:[^()/ΣΠ]|\([^()]*\)){1,20}\)|[^\s·/]{1,12})$/u.test(b) &&
      /^(?:[^\s/()]|\((?:[^()/]|\([^()/]*\))*\)){1,32}$/u.test(a);
    return tight ? `${a}/${b}` : `${a} / ${b}`;
  };

  /** (a + b)/c, where LaTeX has 1/c before a bracket that holds fractions. */
  const joined = (items: readonly Layout[]): readonly Layout[] => {
    const at = items.findIndex((l, i) => l.kind === 'fraction' && items[i + 1]?.kind === 'sum');
    const [f, sum] = [items[at], items[at + 1]];
    if (f?.kind !== 'fraction' || !sum) return items;
    const one = f.top.kind === 'number' && f.top.value.n === 1 && f.top.value.d === 1;
    const tops = one ? [] : f.top.kind === 'product' ? f.top.items : [f.top];
    const top: Layout = one ? sum : { kind: 'product', items: [...tops, sum] };
    return [...items.slice(0, at), { ...f, top }, ...items.slice(at + 2)];
  };

  const setProduct = (factors: readonly Layout[], open: boolean): string => {
    const items = joined(factors);
    let text = '';
    let quotient = false;
    items.forEach((item, i) => {
      const last = i === items.length - 1;
      if (item.kind === 'fraction') {
        const top = set(item.top, false);
        const one = item.top.kind === 'number' && top.text === '1';
        const before = text && (one ? text : `${text}·${bracketed(top, PRODUCT)}`);
        text = over(before ? { text: before, level: PRODUCT } : top, item.bottom, last && open);
        quotient = true;
        return;
      }
      const s = leads(item, i) ? set(item, false).text : atLeast(PREFIX, item, last && open);
      text = i === 0 ? s : `${text}${quotient ? ' · ' : '·'}${s}`;
    });
    return text;
  };

  /** One letter or number: √x, e^x. */
  const isShort = (l: Layout): boolean =>
    l.kind === 'number'
      ? (l.value.d === 1 || isDecimal(l.value)) && set(l, true).level === ATOM
      : ['symbol', 'size', 'position', 'constant'].includes(l.kind) &&
        /^[\p{L}∞]\p{M}*[₀-₉]*′*$/u.test(set(l, true).text);

  const setExponent = (l: Layout): string => {
    const minus = l.kind === 'sum' && l.terms.length === 1 && l.terms[0]!.minus;
    const plain = minus ? l.terms[0]!.term : l;
    if (plain.kind === 'number' && isInteger(plain.value) && plain.value.n < 1000)
      return `${minus ? '⁻' : ''}${superscript(plain.value.n)}`;
    return isShort(l) ? `^${set(l, true).text}` : `^(${set(l, true).text})`;
  };

  const setCall = (l: Layout & { kind: 'call' }): Written => {
    const args = l.args.map((a) => atLeast(SUM, a, true));
    const known = functionNamed(l.name)?.text(args);
    const text =
      known !== undefined && !hidden(known, names)
        ? known
        : `${uprightName(l.name).text}(${args.join(', ')})`;
    if (l.power === 1) return { text, level: ATOM };
    const named = args.length === 1 ? /^([a-z]{2,})(\(.*)$/su.exec(text) : undefined;
    return {
      text: named ? `${named[1]}${superscript(l.power)}${named[2]}` : `${text}${superscript(l.power)}`,
      level: POWER,
    };
  };

  const setNumber = (q: Rational): Written => {
    if (q.d === 1 || isDecimal(q)) return setDecimal(toNumber(q));
    const glyph = vulgar[`${q.n}/${q.d}`];
    return glyph === undefined ? { text: `${q.n}/${q.d}`, level: PRODUCT } : { text: glyph, level: ATOM };
  };

  return closed ? atLeast(PRODUCT, whole, false) : set(whole, true).text;
};

const setDecimal = (x: number): Written => {
  if (!Number.isFinite(x)) return { text: Number.isNaN(x) ? 'NaN' : '∞', level: ATOM };
  const [digits, exponent] = decimalOf(x);
  if (exponent === undefined) return { text: digits!, level: ATOM };
  const ten = `10${superscript(Number(exponent))}`;
  return digits === '1' ? { text: ten, level: POWER } : { text: `${digits}·${ten}`, level: PRODUCT };
};
