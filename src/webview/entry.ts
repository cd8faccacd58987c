import type { Explanation, Formula, Model } from '../explanation.js';
import {
  diff,
  nodeCount,
  number,
  power,
  ref,
  variable,
  type Expr,
  type Factor,
  type Index,
} from '../math/expr.js';
import { print } from '../math/print.js';
import { isOne, negQ, toNumber, type Rational } from '../math/rational.js';
import { rewrite, substitute } from '../math/substitute.js';
import { formatNumber, unravel } from './format.js';
import type { Instrument } from './instrument.js';

/** Longer expressions are not written out for one entry: nobody would read them. */
const mostNodes = 60;
const mostParts = 8;

/** An index put at a place. */
const put = (index: Index, value: number): Index => ({ ...index, value });

/** ∂p₁/∂o₂ as a formula. */
export const entryName = (
  model: Model,
  outputName: string,
  instrument: Instrument,
  row: number,
  col: number,
): Formula => {
  const { output, by } = model.result;
  const rowAt = unravel(row, instrument.outputShape);
  const colAt = unravel(col, instrument.inputShape);
  return print(
    diff(
      ref(outputName, ...output.map((index, k) => put(index, rowAt[k] ?? 0))),
      variable(model.wrt, ...by.map((index, k) => put(index, colAt[k] ?? 0))),
    ),
  );
};

/**
 * One entry of J with the numbers put in: ∂p₁/∂o₁ = p₁(1 − p₁) = 0.2424 · 0.7576 = 0.1836. The deltas are decided by the two
 * places, which is what tells the cases apart.
 */
export function entryEquation(
  { model }: Explanation,
  outputName: string,
  instrument: Instrument,
  row: number,
  col: number,
  digits: number,
): Formula {
  const places = new Map<string, Index>();
  const { output, by, entry } = model.result;
  unravel(row, instrument.outputShape).forEach((at, k) => places.set(...placed(output[k], at)));
  unravel(col, instrument.inputShape).forEach((at, k) => places.set(...placed(by[k], at)));
  const at = instrument.at;
  // A label of the code (δ_iy) is decided by its number.
  const here = rewrite(substitute(entry, places), (e) =>
    e.kind === 'delta' && Number.isFinite(at(e)) ? number(at(e)) : undefined,
  );
  const value = instrument.entry(row, col);
  const left = entryName(model, outputName, instrument, row, col);
  const result = plain(formatNumber(value, digits));
  const steps: Formula[] = [left];
  if (here.kind !== 'num' && nodeCount(here) <= mostNodes) {
    steps.push(print(here));
    const inNumbers = withNumbers(here, at, digits);
    if (inNumbers && inNumbers.text !== result.text) steps.push(inNumbers);
  }
  steps.push(result);
  return {
    latex: steps.map(({ latex }) => latex).join(' = '),
    text: steps.map(({ text }) => text).join(' = '),
  };
}

const placed = (index: Index | undefined, at: number): [string, Index] =>
  index ? [index.name, put(index, at)] : ['', { name: '', dim: '1', value: at }];

/** A number as LaTeX: e-9 becomes a power of ten, the minus sign a minus. */
const plain = (text: string): Formula => ({
  latex: text
    .replace(/e(.*)$/, ' \\cdot 10^{$1}')
    .replaceAll('−', '-')
    .replace('∞', '\\infty')
    .replace('NaN', '\\mathrm{NaN}'),
  text,
});

/** The factors of a product, or the terms of a sum, each as its number. Undefined where that says nothing. */
function withNumbers(e: Expr, at: (e: Expr) => number, digits: number): Formula | undefined {
  if (e.kind === 'mul') return product(e.coef, e.factors, at, digits);
  if (e.kind !== 'add' || e.terms.length > mostParts) return undefined;
  const terms = e.terms.map((term) => {
    const inside = term.kind === 'mul' ? product(term.coef, term.factors, at, digits) : undefined;
    const set = inside ?? plain(formatNumber(at(term), digits));
    const negative = /^[-−]/.test(set.text);
    return { negative, latex: set.latex.replace(/^-/, ''), text: set.text.replace(/^−/, '') };
  });
  // As the printer does: a positive term comes first, if there is one.
  const lead = terms.findIndex(({ negative }) => !negative);
  if (terms[0]?.negative && lead > 0) terms.unshift(...terms.splice(lead, 1));
  const signs = terms.map(({ negative }, k) => (k === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + '));
  return {
    latex: terms.map(({ latex }, k) => `${signs[k]}${latex}`).join(''),
    text: terms.map(({ text }, k) => `${signs[k]?.replace('-', '−')}${text}`).join(''),
  };
}

function product(
  coef: Rational,
  factors: readonly Factor[],
  at: (e: Expr) => number,
  digits: number,
): Formula | undefined {
  if (factors.length > mostParts) return undefined;
  const negative = coef.n < 0;
  const size = negative ? negQ(coef) : coef;
  const above: string[] = isOne(size) ? [] : [formatNumber(toNumber(size), digits)];
  const below: string[] = [];
  for (const { base, power: exponent } of factors) {
    const inverted = exponent.n < 0;
    const value = at(power(base, inverted ? negQ(exponent) : exponent));
    const text = formatNumber(value, digits);
    (inverted ? below : above).push(/^−/.test(text) ? `(${text})` : text);
  }
  if (above.length + below.length < 2) return undefined;
  const dots = (parts: readonly string[]) => ({
    latex: parts.map((text) => plain(text).latex).join(' \\cdot ') || '1',
    text: parts.join(' · ') || '1',
  });
  const top = dots(above);
  const bottom = dots(below);
  const sign = negative ? ['-', '−'] : ['', ''];
  if (below.length === 0) return { latex: `${sign[0]}${top.latex}`, text: `${sign[1]}${top.text}` };
  return {
    latex: `${sign[0]}\\frac{${top.latex}}{${bottom.latex}}`,
    text: `${sign[1]}${top.text} / ${below.length > 1 ? `(${bottom.text})` : bottom.text}`,
  };
}
