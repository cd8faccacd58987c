import type { Text } from './wording.js';

/** What the calculus says: refusals, domain limits, kinks, assumptions. Keys are frozen. */
export const coreMessages = {
  'nothing-to-derive': {
    en: 'There is no variable here to derive by: “{0}” is a constant.',
    zh: '这里没有可以求导的变量：“{0}”是常数。',
  },
  'no-such-variable': {
    en: '“{0}” is not a variable of this expression. It has: {1}.',
    zh: '“{0}”不是该表达式的变量。可用的变量：{1}。',
  },
  'by-integer': {
    en: '“{0}” is a class label, an integer: there is no derivative by it.',
    zh: '“{0}”是整数类别标签，不能对它求导。',
  },
  'out-of-fuel': {
    en: 'The derivation would be too long: it was stopped after {0} steps.',
    zh: '推导过长：在 {0} 步后停止。',
  },
  'too-many-nodes': {
    en: 'The expression is too large: {0} parts, at most {1}.',
    zh: '表达式过大：{0} 个部分，最多 {1} 个。',
  },
  'no-rule': {
    en: 'There is no rule yet for the derivative of “{0}”.',
    zh: '尚无求“{0}”导数的法则。',
  },
  'not-verified': {
    en: 'The derivation could not be verified (step “{0}”), so it is not shown. This is a fault of Nabla.',
    zh: '推导未能通过验证（步骤“{0}”），因此不予显示。这是 Nabla 的问题。',
  },
  'no-domain': {
    en: 'No points were found where the expression and its derivative are finite, so nothing could be verified.',
    zh: '找不到使表达式及其导数有限的点，因此无法验证。',
  },
  'shape-mismatch': {
    en: 'The numbers for “{0}” do not fit the shapes in the code.',
    zh: '“{0}”的数值与代码中的形状不符。',
  },
  'not-finite': {
    en: 'The numbers for “{0}” contain NaN or infinity.',
    zh: '“{0}”的数值中含有 NaN 或无穷大。',
  },
  'not-a-label': {
    en: '“{0}” is a class label: it must be a whole number from 0 to {1}.',
    zh: '“{0}”是类别标签：必须是 0 到 {1} 之间的整数。',
  },
  scalar: { en: '{0} is a number', zh: '{0} 是标量' },
  vector: { en: '{0} is a vector of length {1}', zh: '{0} 是长度为 {1} 的向量' },
  matrix: { en: '{0} is a matrix, {1}', zh: '{0} 是矩阵，{1}' },
  tensor: { en: '{0} has the shape {1}', zh: '{0} 的形状为 {1}' },
  label: { en: '{0} is a class label (a whole number)', zh: '{0} 是类别标签（整数）' },
  temperature: {
    en: '{0} is a temperature: it divides the argument.',
    zh: '{0} 是温度参数：它除以自变量。',
  },
  layout: {
    en: 'Layout: rows are outputs, columns are components of {0}.',
    zh: '布局：行对应输出，列对应 {0} 的分量。',
  },
  kink: {
    en: 'At {0} there is no derivative; beside it the formula holds.',
    zh: '在 {0} 处不可导；其余各处公式成立。',
  },
  ties: {
    en: 'Where the maximum is attained more than once there is no derivative.',
    zh: '当最大值不止一处取到时不可导。',
  },
  domain: { en: 'Holds where {0} is positive.', zh: '在 {0} 为正时成立。' },
} as const satisfies Record<string, Text>;
