/** How an array library spells what index notation needs; everything else is the same in all of them. */
export interface ArrayDialect {
  readonly name: 'numpy' | 'torch' | 'jax';
  /** The prefix of the library's functions. */
  readonly module: string;
  readonly importLine: string;
  /** The keyword of an axis. */
  readonly axis: string;
  /** The extremum along the last axis, as values. */
  readonly extremum: (op: 'max' | 'min', array: string, whole: boolean) => string;
  /** Elementary functions: how they are called, `{0}` and `{1}` for the arguments. */
  readonly functions: Readonly<Record<string, string>>;
}

const shared = (m: string): Readonly<Record<string, string>> => ({
  exp: `${m}.exp({0})`,
  expm1: `${m}.expm1({0})`,
  log: `${m}.log({0})`,
  log1p: `${m}.log1p({0})`,
  log2: `${m}.log2({0})`,
  log10: `${m}.log10({0})`,
  abs: `${m}.abs({0})`,
  sign: `${m}.sign({0})`,
  sin: `${m}.sin({0})`,
  cos: `${m}.cos({0})`,
  tan: `${m}.tan({0})`,
  sinh: `${m}.sinh({0})`,
  cosh: `${m}.cosh({0})`,
  tanh: `${m}.tanh({0})`,
  floor: `${m}.floor({0})`,
  ceil: `${m}.ceil({0})`,
  round: `${m}.round({0})`,
  hypot: `${m}.hypot({0}, {1})`,
  max2: `${m}.maximum({0}, {1})`,
  min2: `${m}.minimum({0}, {1})`,
  clip: `${m}.clip({0}, {1}, {2})`,
  sigmoid: `1 / (1 + ${m}.exp(-({0})))`,
  relu: `${m}.maximum({0}, 0)`,
});

const numpyLike = (m: string): Readonly<Record<string, string>> => ({
  ...shared(m),
  cbrt: `${m}.cbrt({0})`,
  asin: `${m}.arcsin({0})`,
  acos: `${m}.arccos({0})`,
  atan: `${m}.arctan({0})`,
  asinh: `${m}.arcsinh({0})`,
  acosh: `${m}.arccosh({0})`,
  atanh: `${m}.arctanh({0})`,
  atan2: `${m}.arctan2({0}, {1})`,
  softplus: `${m}.logaddexp(0, {0})`,
  logsigmoid: `-${m}.logaddexp(0, -({0}))`,
});

export const numpy: ArrayDialect = {
  name: 'numpy',
  module: 'np',
  importLine: 'import numpy as np',
  axis: 'axis',
  extremum: (op, array, whole) => (whole ? `np.${op}(${array})` : `np.${op}(${array}, axis=-1)`),
  functions: numpyLike('np'),
};

export const jax: ArrayDialect = {
  ...numpy,
  name: 'jax',
  module: 'jnp',
  importLine: 'import jax.numpy as jnp',
  extremum: (op, array, whole) => (whole ? `jnp.${op}(${array})` : `jnp.${op}(${array}, axis=-1)`),
  functions: numpyLike('jnp'),
};

export const torch: ArrayDialect = {
  name: 'torch',
  module: 'torch',
  importLine: 'import torch',
  axis: 'dim',
  extremum: (op, array, whole) => (whole ? `torch.${op}(${array})` : `torch.a${op}(${array}, dim=-1)`),
  functions: {
    ...shared('torch'),
    asin: 'torch.asin({0})',
    acos: 'torch.acos({0})',
    atan: 'torch.atan({0})',
    asinh: 'torch.asinh({0})',
    acosh: 'torch.acosh({0})',
    atanh: 'torch.atanh({0})',
    atan2: 'torch.atan2({0}, {1})',
    sigmoid: 'torch.sigmoid({0})',
    relu: 'torch.relu({0})',
    softplus: 'torch.nn.functional.softplus({0})',
    logsigmoid: 'torch.nn.functional.logsigmoid({0})',
    erf: 'torch.erf({0})',
    erfc: 'torch.erfc({0})',
    lgamma: 'torch.lgamma({0})',
    digamma: 'torch.digamma({0})',
  },
};
