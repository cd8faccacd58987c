/**
 * The scalar functions of test/reference/derivative_reference.json, as each of the peers takes them, and the size of an
 * expression on paper, counted alike for all: one for each number, name, function and operator that has to be read (a root, a
 * fraction bar, a minus in front are operators; brackets and the sign of a product are not).
 */
import { readFileSync } from 'node:fs';
import { create, all } from 'mathjs';

export const math = create(all, {});

/** @type {{ id: string, expr: string, var: string, vars: string[] }[]} */
export const cases = JSON.parse(
  readFileSync(new URL('../../test/reference/derivative_reference.json', import.meta.url), 'utf8'),
).cases;

/**
 * mathjs' tree to Nabla's expression.
 * @param {import('mathjs').MathNode} node @param {any} calculus bundle of calculus.ts @returns {any}
 */
export function toExpr(node, { build, parseRational }) {
  const { add, constant, div, exp, fn, log, mul, neg, number, pow, sqrt, sub, variable } = build;
  const walk = (/** @type {any} */ n) => {
    if (n.isParenthesisNode) return walk(n.content);
    if (n.isConstantNode) return number(parseRational(String(n.value)));
    if (n.isSymbolNode) return n.name === 'pi' || n.name === 'e' ? constant(n.name) : variable(n.name);
    const args = n.args.map(walk);
    if (n.isFunctionNode) {
      const name = n.fn.name;
      return name === 'exp'
        ? exp(args[0])
        : name === 'log'
          ? log(args[0])
          : name === 'sqrt'
            ? sqrt(args[0])
            : fn(name, ...args);
    }
    const operator = { add, subtract: sub, multiply: mul, divide: div, pow, unaryMinus: neg }[
      /** @type {string} */ (n.fn)
    ];
    if (!operator) throw new Error(`no such operator: ${n.fn}`);
    return operator(...args);
  };
  return walk(node);
}

/** @param {{ expr: string, vars: string[] }} c @param {any} calculus @returns {any} a program of its own, sharing no node with another */
export function toProgram(c, calculus) {
  return {
    name: '',
    parameters: c.vars.map((name) => ({ name, dims: [] })),
    definitions: [],
    output: { indices: [], body: toExpr(math.parse(c.expr), calculus) },
  };
}

const mathJsonHeads = {
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  divide: 'Divide',
  pow: 'Power',
  unaryMinus: 'Negate',
  exp: 'Exp',
  log: 'Ln',
  sqrt: 'Sqrt',
  asin: 'Arcsin',
  atan: 'Arctan',
};

/** @param {any} n mathjs' tree @returns {any} MathJSON, for Compute Engine */
export function toMathJson(n) {
  if (n.isParenthesisNode) return toMathJson(n.content);
  if (n.isConstantNode) return n.value;
  if (n.isSymbolNode) return n.name === 'pi' ? 'Pi' : n.name;
  const name = /** @type {keyof typeof mathJsonHeads} */ (n.isFunctionNode ? n.fn.name : n.fn);
  return [mathJsonHeads[name] ?? name[0].toUpperCase() + name.slice(1), ...n.args.map(toMathJson)];
}

/** @param {any} n mathjs' tree @returns {number} */
export function mathjsSize(n) {
  if (n.isParenthesisNode) return mathjsSize(n.content);
  if (n.isConstantNode || n.isSymbolNode) return 1;
  const args = n.args.map(mathjsSize).reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b, 0);
  if (n.isFunctionNode) return 1 + args;
  // A minus before a number is its sign, as it is for the others.
  if (n.fn === 'unaryMinus' && n.args[0].isConstantNode) return 1;
  return args + Math.max(1, n.args.length - 1);
}

/** @param {any} json MathJSON @returns {number} */
export function mathJsonSize(json) {
  if (!Array.isArray(json)) return 1;
  const [head, ...args] = json;
  const sum = args.map(mathJsonSize).reduce((a, b) => a + b, 0);
  switch (head) {
    case 'Add': {
      // a + (−b) is read as a − b.
      const minus = args.slice(1).filter((a) => Array.isArray(a) && a[0] === 'Negate').length;
      return sum + args.length - 1 - minus;
    }
    case 'Multiply':
      return sum + args.length - 1;
    case 'Power':
      return args[0] === 'ExponentialE' ? sum : sum + 1;
    case 'Rational':
      return 3;
    default:
      return sum + (args.length > 1 ? args.length - 1 : 1);
  }
}

/** @param {any} l Nabla's layout @returns {number} */
export function layoutSize(l) {
  const all = (/** @type {any[]} */ parts) => parts.map(layoutSize).reduce((a, b) => a + b, 0);
  switch (l.kind) {
    case 'symbol':
    case 'constant':
      return 1;
    case 'number':
      return l.value.d === 1 || l.value.decimal ? 1 : 3;
    case 'sum': {
      const first = l.terms[0];
      const sign = first.minus && first.term.kind !== 'number' ? 1 : 0;
      return all(l.terms.map((/** @type {any} */ t) => t.term)) + l.terms.length - 1 + sign;
    }
    case 'product':
      return all(l.items) + l.items.length - 1;
    case 'fraction':
      return all([l.top, l.bottom]) + 1;
    case 'power':
      return all([l.base, l.exponent]) + 1;
    case 'root':
      return layoutSize(l.body) + 1;
    case 'bracket':
      return layoutSize(l.body);
    case 'exp':
      return layoutSize(l.exponent) + 1;
    case 'call':
      return all(l.args) + 1 + (l.power === 1 ? 0 : 2);
    default:
      throw new Error(`a scalar result holds no ${l.kind}`);
  }
}
