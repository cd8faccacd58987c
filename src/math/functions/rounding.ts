import { ZERO } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { inParentheses, upright } from './notation.js';

/** Steps: flat wherever they have a derivative, which is everywhere but at the jumps. */
const step = (name: string, evaluate: (x: number) => number) => ({
  name,
  arity: 1,
  rule: 'piecewise-constant',
  partials: () => [ZERO],
  evaluate: (x?: number) => evaluate(x!),
  slopes: () => [0],
});

const brackets = (
  left: string,
  right: string,
  textLeft: string,
  textRight: string,
): Pick<ElementaryFunction, 'latex' | 'text'> => ({
  latex: ([x], power) => {
    const plain = `\\left\\${left} ${x}\\right\\${right}`;
    return power === undefined ? plain : `${inParentheses(plain)}^{${power}}`;
  },
  text: ([x]) => `${textLeft}${x}${textRight}`,
});

export const floor: ElementaryFunction = {
  ...step('floor', Math.floor),
  ...brackets('lfloor', 'rfloor', '⌊', '⌋'),
};

export const ceil: ElementaryFunction = {
  ...step('ceil', Math.ceil),
  ...brackets('lceil', 'rceil', '⌈', '⌉'),
};

/** To the nearest integer, halves to the even one (IEEE 754, as NumPy and PyTorch round). */
const toEven = (x: number): number => {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
};

export const round: ElementaryFunction = { ...step('round', toEven), ...upright('round') };
