/** Where a function of plain mathematics is found among the libraries: the module, and its name there. */
export const plainFunctions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    (
      'exp expm1 log log1p log2 log10 sqrt cbrt square sin cos tan sinh cosh tanh arcsin arccos arctan ' +
      'asin acos atan asinh acosh atanh floor ceil round sign abs sum prod mean dot transpose trace outer clip where'
    )
      .split(' ')
      .map((name) => [name, `numpy.${name}`]),
  ),
  ln: 'numpy.log',
  norm: 'numpy.linalg.norm',
  hypot: 'numpy.hypot',
  atan2: 'numpy.arctan2',
  erf: 'scipy.special.erf',
  erfc: 'scipy.special.erfc',
  gamma: 'scipy.special.gamma',
  lgamma: 'scipy.special.gammaln',
  softmax: 'scipy.special.softmax',
  logsumexp: 'scipy.special.logsumexp',
  log_softmax: 'scipy.special.log_softmax',
  logsoftmax: 'scipy.special.log_softmax',
  sigmoid: 'scipy.special.expit',
  logistic: 'scipy.special.expit',
  expit: 'scipy.special.expit',
  logit: 'scipy.special.logit',
  ...Object.fromEntries(
    'relu gelu silu mish softplus elu selu leaky_relu logsigmoid hardswish'
      .split(' ')
      .map((name) => [name, `torch.nn.functional.${name}`]),
  ),
  swish: 'torch.nn.functional.silu',
};

/** Functions of two arguments that are operators. */
export const plainOperators: Readonly<Record<string, '+' | '-' | '*' | '/' | '**' | '%'>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  pow: '**',
  power: '**',
  mod: '%',
  dotMultiply: '*',
  dotDivide: '/',
  dotPow: '**',
};

export const plainConstants: Readonly<Record<string, string>> = {
  pi: 'numpy.pi',
  PI: 'numpy.pi',
  π: 'numpy.pi',
  e: 'numpy.e',
  E: 'numpy.e',
  Infinity: 'numpy.inf',
  inf: 'numpy.inf',
};
