import { fn } from '../expr.js';
import type { ElementaryFunction } from './function.js';

export const abs: ElementaryFunction = {
  name: 'abs',
  arity: 1,
  rule: 'absolute-value',
  partials: (x) => [fn('sign', x!)],
  evaluate: (x) => Math.abs(x!),
  slopes: (x) => [x! > 0 ? 1 : x! < 0 ? -1 : x! * 0],
  latex: ([x], power) => `\\left|${x}\\right|${power === undefined ? '' : `^{${power}}`}`,
  text: ([x]) => `|${x}|`,
  kinks: [0],
};
