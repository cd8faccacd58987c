/** (provisional, see below) */
import type { Of } from '../nodes.js';
import { EvaluationError, type Code, type Machine } from './machine.js';

export const dualOfDerivative = (_m: Machine, e: Of<'diff'>): Code => {
  return () => {
    throw new EvaluationError('unknown-function', `second derivative by ${e.by.name}`);
  };
};
