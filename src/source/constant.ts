/**
 * Numbers written as constant expressions: 1e-3, -np.inf, Math.PI / 4, np.log(2), 2 ** 0.5. Nothing of the document is
 * looked up, so only names that mean the same everywhere count.
 */
export interface ConstantRules {
  /** Bare names (log, pi, inf) and ^ for powers: plain text, where no code could have given them another meaning. */
  readonly bare: boolean;
}

const functions: Readonly<Record<string, (...args: number[]) => number>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  abs: Math.abs,
};
const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  e: Math.E,
  inf: Infinity,
  nan: NaN,
  NINF: -Infinity,
  PI: Math.PI,
  E: Math.E,
  LN2: Math.LN2,
  LN10: Math.LN10,
  SQRT2: Math.SQRT2,
  SQRT1_2: Math.SQRT1_2,
  NaN: NaN,
  NEGATIVE_INFINITY: -Infinity,
  POSITIVE_INFINITY: Infinity,
};
const qualified = /^(?:np|numpy|math|Math|torch|jnp|tf|cp|Number)\.(\w+)$/;
const floats = /^float\(\s*(["'])([+-]?)(inf|infinity|nan)\1\s*\)/i;
const token =
  /\s*(?:(\d[\d_]*\.?[\d_]*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([A-Za-z_][\w.]*)|(\*\*|[-+*/^()−∞]))/iy;

const maxLength = 400;
const maxParentheses = 24;

/** The value of a constant expression; undefined for anything else. */
export const constantOf = (text: string, { bare }: ConstantRules): number | undefined => {
  if (text.length > maxLength) return undefined;
  const whole = floats.exec(text.trim());
  if (whole?.[0].length === text.trim().length)
    return /nan/i.test(whole[3]!) ? NaN : whole[2] === '-' ? -Infinity : Infinity;
  const tokens = tokensOf(text);
  if (!tokens || tokens.length === 0) return undefined;
  let at = 0;
  let depth = 0;
  const take = (...wanted: string[]): string | undefined => {
    const next = tokens[at];
    if (next === undefined || !wanted.includes(next)) return undefined;
    at++;
    return next;
  };
  const name = (word: string): string | undefined =>
    qualified.exec(word)?.[1] ?? (bare || /^(Infinity|NaN)$/.test(word) ? word : undefined);

  const sum = (): number | undefined => {
    let value = product();
    for (let op = take('+', '-'); op && value !== undefined; op = take('+', '-')) {
      const right = product();
      value = right === undefined ? undefined : op === '+' ? value + right : value - right;
    }
    return value;
  };
  const product = (): number | undefined => {
    let value = signed();
    for (let op = take('*', '/'); op && value !== undefined; op = take('*', '/')) {
      const right = signed();
      value = right === undefined ? undefined : op === '*' ? value * right : value / right;
    }
    return value;
  };
  const signed = (): number | undefined => {
    let sign = 1;
    for (let op = take('+', '-'); op; op = take('+', '-')) if (op === '-') sign = -sign;
    const value = power();
    return value === undefined ? undefined : sign * value;
  };
  const power = (): number | undefined => {
    const base = atom();
    if (base === undefined || !take('**', ...(bare ? ['^'] : []))) return base;
    if (++depth > maxParentheses) return undefined;
    const exponent = signed();
    return exponent === undefined ? undefined : base ** exponent;
  };
  const atom = (): number | undefined => {
    const next = tokens[at++];
    if (next === undefined) return undefined;
    if (/^[\d.]/.test(next)) return Number(next.replaceAll('_', ''));
    if (next === '∞') return Infinity;
    if (next === '(') return enclosed();
    const known = name(next);
    if (known === undefined) return undefined;
    if (known === 'Infinity') return Infinity;
    const f = Object.hasOwn(functions, known) ? functions[known] : undefined;
    if (f) {
      const value = take('(') ? enclosed() : undefined;
      return value === undefined ? undefined : f(value);
    }
    return Object.hasOwn(constants, known) ? constants[known] : undefined;
  };
  const enclosed = (): number | undefined => {
    if (++depth > maxParentheses) return undefined;
    const value = sum();
    return take(')') ? value : undefined;
  };
  const value = sum();
  return at === tokens.length ? value : undefined;
};

const tokensOf = (text: string): string[] | undefined => {
  const tokens: string[] = [];
  const trimmed = text.trim();
  token.lastIndex = 0;
  for (let end = 0; end < trimmed.length; end = token.lastIndex) {
    token.lastIndex = end;
    const match = token.exec(trimmed);
    if (!match) return undefined;
    tokens.push(match[1] ?? match[2] ?? match[3]!.replace('−', '-'));
  }
  return tokens;
};
