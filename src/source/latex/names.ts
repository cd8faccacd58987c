/** Commands and \operatorname words that are functions, by the vocabulary's names. */
export const functionNames: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  exp: 'exp',
  log: 'log',
  ln: 'log',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
  arctanh: 'atanh',
  erf: 'erf',
  erfc: 'erfc',
  sigmoid: 'sigmoid',
  logistic: 'sigmoid',
  expit: 'sigmoid',
  softplus: 'softplus',
  relu: 'relu',
  ReLU: 'relu',
  gelu: 'gelu',
  GELU: 'gelu',
  silu: 'silu',
  SiLU: 'silu',
  swish: 'silu',
  Swish: 'silu',
  mish: 'mish',
  softmax: 'softmax',
  Softmax: 'softmax',
  logsumexp: 'logsumexp',
  LSE: 'logsumexp',
  sign: 'sign',
  sgn: 'sign',
  max: 'max',
  min: 'min',
} satisfies Record<string, string>) as Readonly<Record<string, string>>;

const letters =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega pi';

/** Greek letters by the names that code gives them. */
export const greek: Readonly<Record<string, string>> = Object.assign(
  Object.create(null),
  Object.fromEntries(letters.split(' ').map((name) => [name, name])),
  { varepsilon: 'epsilon', vartheta: 'theta', varphi: 'phi', varrho: 'rho', varsigma: 'sigma', ell: 'l' },
) as Readonly<Record<string, string>>;

/** \hat{y} is y_hat. */
export const accents: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  hat: 'hat',
  widehat: 'hat',
  bar: 'bar',
  overline: 'bar',
  tilde: 'tilde',
  widetilde: 'tilde',
}) as Readonly<Record<string, string>>;
