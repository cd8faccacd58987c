/*
 * Reads LaTeX again as mathematicians do: what stands side by side is a product, Σ and ∂/∂x take in what follows up to
 * the next + or −, ln without brackets takes one symbol or one Σ. What it cannot read throws.
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

const shownNames: Readonly<Record<string, string>> = {
  '\\lambda': 'lambda_',
  '\\hat{x}': 'x_hat',
  '\\mathrm{logits}': 'logits',
};
const functions: Readonly<Record<string, string>> = {
  '\\ln': 'log',
  '\\sin': 'sin',
  '\\tanh': 'tanh',
  '\\sigma': 'sigmoid',
  '\\max': 'max2',
};
const relations: Readonly<Record<string, string>> = {
  '<': '<',
  '>': '>',
  '=': '=',
  '\\le': '<=',
  '\\ge': '>=',
  '\\ne': '!=',
};

export const readLatex = (latex: string): Meaning => {
  const tokens =
    latex.match(/\\text\{[^}]*\}|\\(?:mathrm|hat)\{[^}]*\}|\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\S/gu) ?? [];
  let at = 0;
  const fail = (wanted: string): never => {
    throw new Error(
      `${wanted} expected: ${tokens.slice(0, at).join(' ')} ⟨here⟩ ${tokens.slice(at).join(' ')}`,
    );
  };
  const peek = (ahead = 0): string => tokens[at + ahead] ?? '';
  const take = (...wanted: readonly string[]): boolean => {
    if (wanted.some((t, i) => peek(i) !== t)) return false;
    at += wanted.length;
    return true;
  };
  const expect = (...wanted: readonly string[]): void => {
    if (!take(...wanted)) fail(wanted.join(' '));
  };
  const group = (): Meaning => {
    expect('{');
    const value = sum();
    expect('}');
    return value;
  };

  const relation = (): ((env: Env) => boolean) => {
    if (peek(1) === '=' && peek(2) === '\\arg') {
      const l = peek();
      const op = peek(3).slice(1);
      at += 4;
      expect('_', '{');
      const k = peek();
      at++;
      expect('}');
      const body = product();
      return (env) => extremum(op, env[l]!, k, body, env) === 1;
    }
    const left = sum();
    const by = relations[peek()] ?? fail('a relation');
    at++;
    const right = sum();
    return (env) => compareBy[by]!(left(env), right(env));
  };
  const condition = (): ((env: Env) => boolean) => {
    const one = relation();
    if (!take('\\land')) return one;
    const more = condition();
    return (env) => one(env) && more(env);
  };

  const sum = (): Meaning => {
    take('\\displaystyle');
    take('{', '}');
    const terms: Meaning[] = [];
    for (let sign = take('-') ? '-' : '+'; sign !== ''; sign = take('+') ? '+' : take('-') ? '-' : '') {
      const term = product();
      terms.push(sign === '-' ? (env) => -term(env) : term);
    }
    return (env) => terms.reduce((s, t) => s + t(env), 0);
  };

  const ends = (): boolean =>
    [
      '',
      '+',
      '-',
      ')',
      '}',
      ']',
      '\\right',
      '&',
      '\\\\',
      '\\end',
      '\\land',
      ',',
      '|',
      '<',
      '>',
      '=',
    ].includes(peek()) ||
    relations[peek()] !== undefined ||
    peek() === '\\rfloor';

  const product = (): Meaning => {
    let value = factor();
    for (;;) {
      if (take('/')) {
        const [top, bottom] = [value, factor()];
        value = (env) => top(env) / bottom(env);
        if (!ends()) fail('nothing more after a slash');
        return value;
      }
      if (ends()) return value;
      const [left, right] = [value, factor()];
      value = (env) => left(env) * right(env);
    }
  };

  const factor = (): Meaning => {
    while (take('\\,') || take('\\cdot'));
    const big = /^\\(sum|prod|max|min)$/.exec(peek())?.[1];
    if (big !== undefined && peek(1) === '_') {
      at++;
      expect('_', '{');
      const k = peek();
      at++;
      const except = take('\\ne') ? tokens[at++] : undefined;
      expect('}');
      const body = product();
      return (env) => reduceOver(big, k, body, env, except === undefined ? undefined : (e) => e[except]!);
    }
    if (take('\\frac', '{', '\\partial')) return derivative();
    const base = atom();
    if (!take('^')) return base;
    const exponent = group();
    return (env) => base(env) ** exponent(env);
  };

  const derivative = (): Meaning => {
    const order = take('^', '{') ? Number(tokens[at++]) : 1;
    if (order > 1) expect('}');
    const of = peek() === '}' ? undefined : factor();
    expect('}', '{');
    const by: Meaning[] = [];
    while (take('\\partial')) {
      const s = symbol();
      let times = 1;
      if (take('^', '{')) {
        times = Number(tokens[at++]);
        expect('}');
      }
      for (let n = 0; n < times; n++) by.push(s);
    }
    expect('}');
    if (by.length !== order) fail('as many ∂');
    return by.reduceRight((b: Meaning, v) => (env) => partial(b(env), v(env)), of ?? factor());
  };

  const bracketed = (): Meaning => {
    const grown = take('\\left');
    expect('(');
    const value = sum();
    if (grown) expect('\\right');
    expect(')');
    return value;
  };

  const atom = (): Meaning => {
    const t = peek();
    const f = functions[t];
    if (f !== undefined && (t !== '\\sigma' || ['(', '\\left'].includes(peek(1)))) return call(f);
    if (t === '(' || (t === '\\left' && peek(1) === '(')) return bracketed();
    if (take('\\left', '|')) {
      const body = sum();
      expect('\\right', '|');
      return (env) => Math.abs(body(env));
    }
    if (take('\\left', '\\lfloor') || take('\\lfloor')) {
      const body = sum();
      take('\\right');
      expect('\\rfloor');
      return (env) => Math.floor(body(env));
    }
    if (take('\\left', '[') || take('[')) {
      const holds = condition();
      take('\\right');
      expect(']');
      return (env) => (holds(env) ? 1 : 0);
    }
    if (take('\\sqrt')) {
      const body = group();
      return (env) => Math.sqrt(body(env));
    }
    if (take('\\frac')) {
      const [top, bottom] = [group(), group()];
      return (env) => top(env) / bottom(env);
    }
    if (take('\\exp')) {
      const body = bracketed();
      return (env) => Math.exp(body(env));
    }
    if (take('\\begin')) return cases();
    if (take('{')) {
      const value = sum();
      expect('}');
      return value;
    }
    if (/^[0-9]/.test(t)) {
      at++;
      return () => Number(t);
    }
    if (take('\\delta', '_', '{')) {
      const [a, b] = [tokens[at++]!, tokens[at++]!];
      expect('}');
      return (env) => (env[a] === env[b] ? 1 : 0);
    }
    return symbol();
  };

  const call = (name: string): Meaning => {
    at++;
    let power = 1;
    if (take('^', '{')) {
      power = Number(tokens[at++]);
      expect('}');
    }
    const args: Meaning[] = [];
    if (peek() === '(' || (peek() === '\\left' && peek(1) === '(')) {
      const grown = take('\\left');
      expect('(');
      do args.push(sum());
      while (take(','));
      if (grown) expect('\\right');
      expect(')');
    } else if (peek() === '\\sum' || peek() === '\\prod') args.push(factor());
    else args.push(/^[0-9]/.test(peek()) ? atom() : symbol());
    return (env) => calls[name]!(...args.map((a) => a(env))) ** power;
  };

  const cases = (): Meaning => {
    expect('{', 'c', 'a', 's', 'e', 's', '}');
    const rows: { readonly value: Meaning; readonly when: (env: Env) => boolean }[] = [];
    for (;;) {
      const value = sum();
      expect('&');
      rows.push({ value, when: take('\\text{else}') ? () => true : condition() });
      if (take('\\end', '{', 'c', 'a', 's', 'e', 's', '}')) break;
      expect('\\\\');
      take('[', '8', 'p', 't', ']');
    }
    return (env) => (rows.find((r) => r.when(env)) ?? fail('a case that holds')).value(env);
  };

  const symbol = (): Meaning => {
    const t = peek();
    if (!/^([A-Za-z]|\\[a-z]+|\\(mathrm|hat)\{.*\})$/u.test(t)) fail('a symbol');
    at++;
    let name = shownNames[t] ?? t;
    const places: Meaning[] = [];
    if (take('_', '{')) {
      while (!take('}')) {
        const minus = take('-');
        const p = tokens[at++]!;
        if (p === ',') continue;
        // The 1 of W₁ is part of the name; that of x₁ is a place.
        if (p === '1' && !minus && places.length === 0 && name === 'W') name = 'W1';
        else if (/^[0-9]/.test(p)) places.push(() => (minus ? -1 : 1) * Number(p));
        else places.push((env) => env[p]!);
      }
    }
    if (take("'")) name = `${name}'`;
    if (places.length === 0) {
      if (name === '\\pi') return () => Math.PI;
      if (name === 'e') return () => Math.E;
      if (name === 'n') return sizeOf;
      if (/^[ijklm]$/.test(name)) return (env) => env[name]!;
    }
    return (env) =>
      component(
        name,
        places.map((p) => p(env)),
      );
  };

  const value = sum();
  if (at < tokens.length) fail('the end');
  return value;
};
