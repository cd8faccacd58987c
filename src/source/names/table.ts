/**
 * What a library's names mean. A function is written as "operation parameter parameter=default …": the operation of
 * interpret/library that it is, and the parameters by position, in the operation's own names (x, axis, keepdims …; see
 * parameterNames for the spellings that keywords may have). "= 2.718" style entries are constants.
 */
export type Table = Readonly<Record<string, string>>;

/** Functions of one argument by the same name as the operation. */
export const same = (...names: readonly string[]): Table =>
  Object.fromEntries(names.map((n) => [n, `${n} x`]));

/** Keyword spellings → the operations' names of parameters. */
export const parameterNames: Readonly<Record<string, string>> = {
  dim: 'axis',
  axes: 'axis',
  reduction_indices: 'axis',
  keepdim: 'keepdims',
  keep_dims: 'keepdims',
  input: 'x',
  a: 'x',
  x1: 'x',
  mask: 'cond',
  self: 'x',
  tensor: 'x',
  input_tensor: 'x',
  features: 'x',
  arr: 'x',
  v: 'x',
  array: 'x',
  z: 'x',
  b: 'y',
  x2: 'y',
  other: 'y',
  a_min: 'lo',
  a_max: 'hi',
  min: 'lo',
  max: 'hi',
  clip_value_min: 'lo',
  clip_value_max: 'hi',
  min_value: 'lo',
  max_value: 'hi',
  correction: 'ddof',
  y_true: 'target',
  labels: 'target',
  y_pred: 'x',
  logits: 'x',
  condition: 'cond',
  approximate: 'approximate',
  ord: 'order',
  p: 'order',
  target: 'target',
  newshape: 'shape',
  shape: 'shape',
  negative_slope: 'slope',
  transpose_a: 'ta',
  transpose_b: 'tb',
};

/** Keywords that do not change what is calculated. */
export const harmless: ReadonlySet<string> = new Set([
  'dtype',
  'device',
  'name',
  'requires_grad',
  'copy',
  'inplace',
  'order_',
  'casting',
  '_stacklevel',
  'stacklevel',
  'memory_format',
  'precision',
  'preferred_element_type',
  'subok',
  'ndmin',
  'like',
  'indexing',
  'size_average',
  'reduce',
]);
