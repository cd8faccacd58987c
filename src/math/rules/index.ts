import { constantFactorRule, constantRule, sumRule } from './linear.js';
import { powerRule, productRule, quotientRule } from './product.js';
import { extremumRule, openNameRule, productOverIndexRule, sumOverIndexRule } from './reduce.js';
import { functionRule, generalPowerRule, piecewiseRule, stepRule } from './chain.js';
import { identityRule, kroneckerRule } from './leaf.js';
import type { DerivativeRule } from './rule.js';

/**
 * The rules of differentiation in the order in which a round looks for work: the structure of an expression is taken
 * apart from the outside in, and derivatives of single variables come last, all together.
 */
export const derivativeRules: readonly DerivativeRule[] = [
  constantRule,
  stepRule,
  constantFactorRule,
  sumRule,
  quotientRule,
  productRule,
  powerRule,
  sumOverIndexRule,
  openNameRule,
  productOverIndexRule,
  extremumRule,
  piecewiseRule,
  functionRule,
  generalPowerRule,
  kroneckerRule,
  identityRule,
];
