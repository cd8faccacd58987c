import { add, div, neg, power } from '../expr.js';
import type { ElementaryFunction } from './function.js';
import { upright } from './notation.js';

/** The angle of the point (x, y), with y first. */
export const atan2: ElementaryFunction = {
  name: 'atan2',
  arity: 2,
  rule: 'arctangent-of-two',
  partials: (y, x) => {
    const square = add(power(x!, 2), power(y!, 2));
    return [div(x!, square), neg(div(y!, square))];
  },
  evaluate: (y, x) => Math.atan2(y!, x!),
  slopes: (y, x) => {
    const radius = Math.hypot(x!, y!);
    return [x! / radius / radius, -y! / radius / radius];
  },
  ...upright('atan2'),
};
