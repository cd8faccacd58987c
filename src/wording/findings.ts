import type { Text } from './wording.js';

/** What the stability coach says. {0}: the input as the code would have it, {1}: what comes out there. Keys are frozen. */
export const findingMessages = {
  overflow: {
    en: 'Overflows: at {0} the result is {1}, although the true value is an ordinary number.',
    zh: '会溢出：当 {0} 时结果为 {1}，而真实值是一个普通的数。',
  },
  'overflow-single': {
    en: 'Overflows in single precision: at {0} the result is {1}, although the true value is an ordinary number.',
    zh: '单精度下会溢出：当 {0} 时结果为 {1}，而真实值是一个普通的数。',
  },
  underflow: {
    en: 'Underflows: at {0} the result is {1}, because a number that is not 0 became 0 on the way.',
    zh: '会下溢：当 {0} 时结果为 {1}，因为途中一个非零的数变成了 0。',
  },
  // {0}: the hand-written function, {1}: what it should be the derivative of, {2}: an input, {3}: what the code gives, {4}: what is right.
  'gradient-diagonal-only': {
    en: '{0} is only the diagonal of the Jacobian of {1}: the entries −p_i p_j beside it are missing. At {2} it gives {3}; right is {4}.',
    zh: '{0} 只是 {1} 的雅可比矩阵的对角线：缺少对角线之外的元素。当 {2} 时它给出 {3}，正确的是 {4}。',
  },
  'gradient-sign': {
    en: '{0} has the wrong sign as a derivative of {1}. At {2} it gives {3}; right is {4}.',
    zh: '{0} 作为 {1} 的导数符号相反。当 {2} 时它给出 {3}，正确的是 {4}。',
  },
  'gradient-factor': {
    en: '{0} is off by a constant factor as a derivative of {1}. At {2} it gives {3}; right is {4}.',
    zh: '{0} 作为 {1} 的导数相差一个常数因子。当 {2} 时它给出 {3}，正确的是 {4}。',
  },
  'gradient-transposed': {
    en: '{0} is J·v where vᵀ·J of {1} is needed: the Jacobian is transposed. At {2} it gives {3}; right is {4}.',
    zh: '{0} 计算的是 {1} 的 J·v，而需要的是 vᵀ·J：雅可比矩阵被转置。当 {2} 时它给出 {3}，正确的是 {4}。',
  },
  'gradient-wrong-argument': {
    en: '{0} would be the derivative of {1} for another argument: it takes the input for the output, or the other way about. At {2} it gives {3}; right is {4}.',
    zh: '{0} 对另一种自变量才是 {1} 的导数：它混淆了输入与输出。当 {2} 时它给出 {3}，正确的是 {4}。',
  },
  'gradient-zero': {
    en: '{0} is always 0, whatever its input; the derivative of {1} is not. At {2} it gives {3}; right is {4}.',
    zh: '无论输入为何，{0} 恒为 0，而 {1} 的导数并非如此。当 {2} 时它给出 {3}，正确的是 {4}。',
  },
  'gradient-other': {
    en: '{0} is not the derivative of {1}. At {2} it gives {3}; right is {4}.',
    zh: '{0} 不是 {1} 的导数。当 {2} 时它给出 {3}，正确的是 {4}。',
  },
  // Notes: {0}: the hand-written function, {1}: what it is the derivative of, {2}: points.
  'gradient-right-jacobian': {
    en: '{0} is right, as the Jacobian of {1}, checked at {2} points.',
    zh: '{0} 正确，即 {1} 的雅可比矩阵，已在 {2} 个点上验证。',
  },
  'gradient-right-transposed-jacobian': {
    en: '{0} is right, as the transposed Jacobian of {1}, checked at {2} points.',
    zh: '{0} 正确，即 {1} 的雅可比矩阵的转置，已在 {2} 个点上验证。',
  },
  'gradient-right-derivative': {
    en: '{0} is right, as the derivative of {1}, checked at {2} points.',
    zh: '{0} 正确，即 {1} 的导数，已在 {2} 个点上验证。',
  },
  'gradient-right-gradient': {
    en: '{0} is right, as the gradient of {1}, checked at {2} points.',
    zh: '{0} 正确，即 {1} 的梯度，已在 {2} 个点上验证。',
  },
  'gradient-right-vjp': {
    en: '{0} is right, as vᵀ·J of {1}, checked at {2} points.',
    zh: '{0} 正确，即 {1} 的 vᵀ·J，已在 {2} 个点上验证。',
  },
  'gradient-right-fused-softmax': {
    en: '{0} is right, as the gradient of {1} and the softmax before it together, checked at {2} points.',
    zh: '{0} 正确，即 {1} 与其前的 softmax 合在一起的梯度，已在 {2} 个点上验证。',
  },
  'gradient-right-fused-sigmoid': {
    en: '{0} is right, as the gradient of {1} and the sigmoid before it together, checked at {2} points.',
    zh: '{0} 正确，即 {1} 与其前的 sigmoid 合在一起的梯度，已在 {2} 个点上验证。',
  },
  'epsilon-bias': {
    en: 'The ε in the denominator makes the result sum to less than 1: its Jacobian is not exactly that of softmax.',
    zh: '分母中的 ε 使结果之和小于 1：其雅可比矩阵与 softmax 并不完全相同。',
  },
} as const satisfies Record<string, Text>;
