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
  'epsilon-bias': {
    en: 'The ε in the denominator makes the result sum to less than 1: its Jacobian is not exactly that of softmax.',
    zh: '分母中的 ε 使结果之和小于 1：其雅可比矩阵与 softmax 并不完全相同。',
  },
} as const satisfies Record<string, Text>;
