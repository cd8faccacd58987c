/** Characters that names and numbers are set with. */

const greek: Readonly<Record<string, readonly [latex: string, text: string]>> = {
  alpha: ['\\alpha', 'α'],
  beta: ['\\beta', 'β'],
  gamma: ['\\gamma', 'γ'],
  delta: ['\\delta', 'δ'],
  epsilon: ['\\varepsilon', 'ε'],
  zeta: ['\\zeta', 'ζ'],
  eta: ['\\eta', 'η'],
  theta: ['\\theta', 'θ'],
  iota: ['\\iota', 'ι'],
  kappa: ['\\kappa', 'κ'],
  lambda: ['\\lambda', 'λ'],
  mu: ['\\mu', 'μ'],
  nu: ['\\nu', 'ν'],
  xi: ['\\xi', 'ξ'],
  pi: ['\\pi', 'π'],
  rho: ['\\rho', 'ρ'],
  sigma: ['\\sigma', 'σ'],
  tau: ['\\tau', 'τ'],
  upsilon: ['\\upsilon', 'υ'],
  phi: ['\\phi', 'φ'],
  chi: ['\\chi', 'χ'],
  psi: ['\\psi', 'ψ'],
  omega: ['\\omega', 'ω'],
  Gamma: ['\\Gamma', 'Γ'],
  Delta: ['\\Delta', 'Δ'],
  Theta: ['\\Theta', 'Θ'],
  Lambda: ['\\Lambda', 'Λ'],
  Xi: ['\\Xi', 'Ξ'],
  // In text the letters Σ and Π are the signs of sum and product, so these two stay words there.
  Pi: ['\\Pi', 'Pi'],
  Sigma: ['\\Sigma', 'Sigma'],
  Upsilon: ['\\Upsilon', 'Υ'],
  Phi: ['\\Phi', 'Φ'],
  Psi: ['\\Psi', 'Ψ'],
  Omega: ['\\Omega', 'Ω'],
  ell: ['\\ell', 'ℓ'],
};

/** What Greek letters are called where the word itself is taken or long. */
const aliases: Readonly<Record<string, string>> = {
  eps: 'epsilon',
  lam: 'lambda',
  lambd: 'lambda',
  lmbda: 'lambda',
  Λ: 'Lambda',
  Σ: 'Sigma',
  Π: 'Pi',
  ϵ: 'epsilon',
  µ: 'mu',
};

const byLetter = new Map(Object.values(greek).map((g) => [g[1], g]));

/** The Greek letter that a word or a letter stands for. */
export const greekLetter = (word: string): readonly [latex: string, text: string] | undefined => {
  const name = Object.hasOwn(aliases, word) ? aliases[word]! : word;
  return Object.hasOwn(greek, name) ? greek[name] : [...name].length === 1 ? byLetter.get(name) : undefined;
};

const lifted = (digits: string) => (text: string | number) =>
  String(text).replace(/[0-9-]/g, (c) => (c === '-' ? '⁻' : digits[Number(c)]!));
export const superscript = lifted('⁰¹²³⁴⁵⁶⁷⁸⁹');
export const subscript = lifted('₀₁₂₃₄₅₆₇₈₉');

/** A number's digits and its power of ten, if it is written with one: 10⁻⁶ rather than 0.000001, 3·10⁸. */
export const decimalOf = (x: number): readonly [digits: string, exponent?: string] => {
  const power = (x !== 0 && Math.abs(x) < 1e-4) || (Math.abs(x) >= 1e6 && x % 1e6 === 0);
  const [digits = '', exponent] = (power ? x.toExponential() : String(x)).split('e');
  return exponent === undefined ? [digits] : [digits, exponent];
};

/** ¹² and ₁₂ as ASCII digits. */
export const digitsOf = (text: string): string => text.normalize('NFKC').replaceAll('−', '-');

/** Fractions that have a character of their own. */
export const vulgar: Readonly<Record<string, string>> = {
  '1/2': '½',
  '1/3': '⅓',
  '2/3': '⅔',
  '1/4': '¼',
  '3/4': '¾',
};

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const invisible =
  /\p{C}|\p{Z}|\u034f|[\u115f\u1160\u3164\uffa0]|[\u17b4\u17b5]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/u;

/**
 * The characters of a name as they may be shown anywhere: letters and digits as they are; what LaTeX, Markdown or HTML
 * would act on as its full-width twin; what is invisible, stacks up or turns the reading direction around (so that
 * a − b would be seen as b − a) by its code point.
 */
export const inert = (name: string): readonly string[] => {
  const shown: string[] = [];
  for (const c of name.normalize('NFC')) {
    const code = c.codePointAt(0)!;
    if (/[A-Za-z0-9_]/.test(c)) shown.push(c);
    else if (code > 0x20 && code < 0x7f) shown.push(String.fromCodePoint(code + 0xfee0));
    else if (invisible.test(c)) continue;
    else if (/\p{L}/u.test(c) && !rightToLeft.test(c)) shown.push(c);
    else if (/\p{M}/u.test(c) && shown.length > 0 && !(code >= 0x300 && code < 0x370) && !rightToLeft.test(c))
      shown.push(c);
    else shown.push(`u${code.toString(16).toUpperCase().padStart(4, '0')}`);
    if (shown.length >= 48) return [...shown, '…'];
  }
  return shown.length > 0 ? shown : ['?'];
};
