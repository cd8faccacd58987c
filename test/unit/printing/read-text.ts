/*
 * Reads the text form again, knowing only its grammar: a product ends at + or −, Σ and ∂/∂x take in what follows up to
 * there, / takes one factor. What it cannot read throws.
 */
import {
  calls,
  compareBy,
  component,
  extremum,
  partial,
  reduceOver,
  sizeOf,
  type Env,
  type Meaning,
} from './meaning.js';

/** How names of the generator are shown, and what they are in code. */
export const shownNames: Readonly<Record<string, string>> = {
  λ: 'lambda_',
  x̂: 'x_hat',
  'W₁': 'W1',
  'a′': "a'",
};

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const low = '₀₁₂₃₄₅₆₇₈₉';
const fractions: Readonly<Record<string, number>> = {
  '½': 1 / 2,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '¼': 1 / 4,
  '¾': 3 / 4,
};
const functions: Readonly<Record<string, string>> = {
  ln: 'log',
  sin: 'sin',
  tanh: 'tanh',
  σ: 'sigmoid',
  max: 'max2',
};

export const readText = (text: string): Meaning => {
  let at = 0;
  const rest = (): string => text.slice(at);
  const fail = (wanted: string): never => {
    throw new Error(`${wanted} expected at ${at}: ${text.slice(0, at)}⟨here⟩${rest()}`);
  };
  const take = (s: string): boolean => text.startsWith(s, at) && ((at += s.length), true);
  const expect = (s: string): void => {
    if (!take(s)) fail(s);
  };
  const match = (re: RegExp): RegExpExecArray | undefined => {
    const m = new RegExp(re.source, `${re.flags}y`);
    m.lastIndex = at;
    const found = m.exec(text);
    if (found) at += found[0].length;
    return found ?? undefined;
  };

  const whole = (): Meaning => {
    const value = sum();
    if (!take(' if ')) return value;
    const when = condition();
    expect(', else ');
    const otherwise = whole();
    return (env) => (when(env) ? value(env) : otherwise(env));
  };

  const condition = (): ((env: Env) => boolean) => {
    const one = relation();
    if (!take(' and ')) return one;
    const more = condition();
    return (env) => one(env) && more(env);
  };

  const relation = (): ((env: Env) => boolean) => {
    const best = match(/([a-z]) = arg(max|min)_([a-z]) /u);
    if (best) {
      const [, l, op, k] = best;
      const body = product();
      return (env) => extremum(op!, env[l!]!, k!, body, env) === 1;
    }
    const left = sum();
    const sign = match(/ ([<>=≤≥≠]) /u) ?? fail('a relation');
    const right = sum();
    const by = { '≤': '<=', '≥': '>=', '≠': '!=' }[sign[1]!] ?? sign[1]!;
    return (env) => compareBy[by]!(left(env), right(env));
  };

  const sum = (): Meaning => {
    const minus = take('−');
    const first = product();
    const terms: Meaning[] = [minus ? (env) => -first(env) : first];
    for (;;) {
      const sign = match(/ ([+−]) /u)?.[1];
      if (sign === undefined) break;
      const term = product();
      terms.push(sign === '+' ? term : (env) => -term(env));
    }
    return (env) => terms.reduce((s, t) => s + t(env), 0);
  };

  const product = (): Meaning => {
    let value = factor();
    for (;;) {
      const sign = match(/ ?([·/]) ?/u)?.[1];
      if (sign === undefined) return value;
      const [left, right] = [value, factor()];
      value = sign === '·' ? (env) => left(env) * right(env) : (env) => left(env) / right(env);
    }
  };

  const factor = (): Meaning => {
    const big = match(/(Σ|Π|max|min)_(?:([a-z])|\(([a-z])≠([a-z])\)) /u);
    if (big) {
      const [, sign, k, l, except] = big;
      const op = { Σ: 'sum', Π: 'prod' }[sign!] ?? sign!;
      const body = product();
      return (env) =>
        reduceOver(op, k ?? l!, body, env, except === undefined ? undefined : (e) => e[except]!);
    }
    const order = match(/∂([⁰¹²³⁴⁵⁶⁷⁸⁹]*)/u);
    if (order) {
      const of = rest().startsWith('/') ? undefined : symbol();
      expect('/');
      const by: Meaning[] = [];
      while (take('∂')) {
        const s = symbol();
        const times = superscript() ?? 1;
        for (let n = 0; n < times; n++) by.push(s);
      }
      if (by.length !== (order[1] ? [...order[1]].reduce((n, c) => 10 * n + digits.indexOf(c), 0) : 1))
        fail('as many ∂');
      if (!of) expect(' ');
      const body = of ?? factor();
      return by.reduceRight((b: Meaning, v) => (env) => partial(b(env), v(env)), body);
    }
    const base = atom();
    const n = superscript();
    if (n !== undefined) return (env) => base(env) ** n;
    if (!take('^')) return base;
    const exponent = short();
    return (env) => base(env) ** exponent(env);
  };

  const superscript = (): number | undefined => {
    const m = match(/(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/u);
    return m ? (m[1] ? -1 : 1) * [...m[2]!].reduce((n, c) => 10 * n + digits.indexOf(c), 0) : undefined;
  };

  /** What stands without brackets after ^ and √: one letter or number. */
  const short = (): Meaning => {
    if (take('(')) return closing(')');
    const m = match(/[0-9]+(?:\.[0-9]+)?|\p{L}\p{M}*[₀-₉]*′*/u) ?? fail('a letter, a number or (');
    return named(m[0], []);
  };

  const closing = (end: string): Meaning => {
    const value = whole();
    expect(end);
    return value;
  };

  const atom = (): Meaning => {
    if (take('(')) return closing(')');
    if (take('|')) return absolute(closing('|'));
    if (take('⌊')) {
      const body = closing('⌋');
      return (env) => Math.floor(body(env));
    }
    if (take('[')) {
      const holds = condition();
      expect(']');
      return (env) => (holds(env) ? 1 : 0);
    }
    if (take('√')) {
      const body = short();
      return (env) => Math.sqrt(body(env));
    }
    const number = match(/[0-9]+(?:\.[0-9]+)?/u);
    if (number) return () => Number(number[0]);
    const glyph = match(/[½⅓⅔¼¾]/u);
    if (glyph) return () => fractions[glyph[0]]!;
    const call = match(/(ln|sin|tanh|σ|max)([⁰¹²³⁴⁵⁶⁷⁸⁹]*)\(/u);
    if (call) {
      const args = [whole()];
      while (take(', ')) args.push(whole());
      expect(')');
      const f = calls[functions[call[1]!]!]!;
      const n = call[2] ? [...call[2]].reduce((m, c) => 10 * m + digits.indexOf(c), 0) : 1;
      return (env) => f(...args.map((a) => a(env))) ** n;
    }
    const delta = match(/δ_([a-z])([a-z])/u);
    if (delta) return (env) => (env[delta[1]!] === env[delta[2]!] ? 1 : 0);
    return symbol();
  };

  const absolute =
    (body: Meaning): Meaning =>
    (env) =>
      Math.abs(body(env));

  const symbol = (): Meaning => {
    const m = match(/(\p{L}+\p{M}*′*[₀-₉]*′*)(?:_([a-z]+)|\[([^\]]*)\])?/u) ?? fail('a factor');
    const name = m[1]!;
    const indices = m[2] === undefined ? (m[3]?.split(',') ?? []) : [...m[2]];
    return named(name, indices);
  };

  const named = (name: string, indices: readonly string[]): Meaning => {
    if (/^[0-9]/.test(name)) return () => Number(name);
    if (indices.length === 0) {
      if (name === 'π') return () => Math.PI;
      if (name === 'e') return () => Math.E;
      if (name === 'n') return sizeOf;
      if (/^[ijklm]$/.test(name)) return (env) => env[name]!;
      // x₀ is a component of x, W₁ a name.
      const numbered = /^(\p{L}+\p{M}*′*)([₀-₉])$/u.exec(name);
      if (numbered && shownNames[name] === undefined)
        return () => component(shownNames[numbered[1]!] ?? numbered[1]!, [low.indexOf(numbered[2]!)]);
    }
    const place = (i: string): Meaning =>
      /^−?[0-9]+$/.test(i) ? () => Number(i.replace('−', '-')) : (env) => env[i]!;
    const at = indices.map(place);
    return (env) =>
      component(
        shownNames[name] ?? name,
        at.map((i) => i(env)),
      );
  };

  const value = whole();
  if (at < text.length) fail('the end');
  return value;
};
