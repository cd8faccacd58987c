import { compare, where, ZERO, ONE } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { application } from './notation.js';

/** max(0, x). At 0, where it has no derivative, ours is 0, as the libraries' is. */
export const relu: ElementaryFunction = {
  name: 'relu',
  arity: 1,
  rule: 'relu',
  partials: (x) => [compare('<', ZERO, x!)],
  evaluate: (x) => (x! < 0 ? 0 : x!),
  slopes: (x) => [x! > 0 ? 1 : x! * 0],
  ...application('\\operatorname{ReLU}', 'ReLU'),
  kinks: [0],
};

/** x to the right of 0, `slope` · x to its left. The second argument is the slope. */
export const leakyRelu: ElementaryFunction = {
  name: 'leakyrelu',
  arity: 2,
  rule: 'leaky-relu',
  partials: (x, slope) => {
    const right = compare('<', ZERO, x!);
    return [where(right, ONE, slope!), where(right, ZERO, x!)];
  },
  evaluate: (x, slope) => (x! > 0 ? x! : slope! * x!),
  slopes: (x, slope) => (x! > 0 ? [1, 0] : [slope!, x!]),
  ...application('\\operatorname{LeakyReLU}', 'LeakyReLU'),
  kinks: [0],
};
