import { interpretingMessages } from './interpreting.js';
import type { Text } from './wording.js';

/** What readers say: refusals, conventions that were used, shapes. Keys are frozen. */
export const readingMessages = {
  ...interpretingMessages,
  'empty-selection': {
    en: 'Nothing is selected, and the cursor is in nothing that can be read.',
    zh: '没有选中内容，光标处也没有可以读取的内容。',
  },
  // What the text itself is like: syntax, literals, offsets.
  'offsets-outside': {
    en: 'The position {0}–{1} is not in the text, which has {2} characters.',
    zh: '位置 {0}–{1} 不在文本内，文本共 {2} 个字符。',
  },
  'unknown-language': {
    en: 'Nabla does not read the language “{0}”.',
    zh: 'Nabla 不能读取语言“{0}”。',
  },
  syntax: {
    en: 'The code is not complete or not correct here.',
    zh: '此处的代码不完整或有误。',
  },
  unbalanced: {
    en: 'The bracket “{0}” has no partner.',
    zh: '括号“{0}”没有配对。',
  },
  'control-character': {
    en: 'The code contains an invisible control character ({0}).',
    zh: '代码中含有不可见的控制字符（{0}）。',
  },
  'too-deep': {
    en: 'The code is nested too deeply.',
    zh: '代码嵌套过深。',
  },
  'too-long': {
    en: 'The text is too long to be read: {0} characters, at most {1}.',
    zh: '文本过长，无法读取：{0} 个字符，最多 {1} 个。',
  },
  'foreign-cell': {
    en: 'The cell is handed to another program by “{0}”; it is not Python.',
    zh: '该单元格由“{0}”交给其他程序处理，不是 Python 代码。',
  },
  'class-whole': {
    en: 'The class {0} is no function: put the cursor into one of its methods.',
    zh: '类 {0} 不是函数：请把光标放进它的某个方法。',
  },
  'too-many-numbers': {
    en: 'More than {0} numbers are not read.',
    zh: '不读取超过 {0} 个数。',
  },
  'ragged-row': {
    en: 'Row {0} is of length {1}, the first row of length {2}.',
    zh: '第 {0} 行有 {1} 个数，而第一行有 {2} 个。',
  },
  'not-a-number': {
    en: '“{0}” is not a number.',
    zh: '“{0}”不是数。',
  },
  'number-nan': {
    en: '“{0}” is not a number: a softmax with it is not defined.',
    zh: '“{0}”不是数：含有它的 softmax 没有定义。',
  },
  'number-infinite': {
    en: '“{0}” is infinite: a softmax with it is not defined.',
    zh: '“{0}”是无穷大：含有它的 softmax 没有定义。',
  },
  'row-all-minus-infinite': {
    en: 'All numbers of row {0} are −∞: a softmax of them is not defined.',
    zh: '第 {0} 行的数全为 −∞：其 softmax 没有定义。',
  },
  'literal-rank': {
    en: 'Numbers nested more than two deep are neither a vector nor a matrix.',
    zh: '嵌套超过两层的数既不是向量也不是矩阵。',
  },
  'comma-and-blank': {
    en: 'Commas and blanks both stand between numbers: is the comma a decimal point? Write “0.5 0.7” or “0, 5, 0, 7”.',
    zh: '数之间既有逗号又有空格：逗号是小数点吗？请写成“0.5 0.7”或“0, 5, 0, 7”。',
  },
  'wrt-unknown': {
    en: 'There is no variable {0} in what is read.',
    zh: '所读内容中没有变量 {0}。',
  },
  'values-no-vector': {
    en: 'The values given for {0} are not a vector or matrix of numbers.',
    zh: '为 {0} 给出的值不是由数组成的向量或矩阵。',
  },
  'plain-unread': {
    en: 'Plain mathematics with “{0}” is not read.',
    zh: '不读取含有“{0}”的普通数学式。',
  },
  'plain-prose': {
    en: '“{0}” looks like words, not like mathematics.',
    zh: '“{0}”看起来是文字，不是数学式。',
  },
  'imaginary-unit': {
    en: 'Is “{0}” the imaginary unit or an index? Complex numbers are not read.',
    zh: '“{0}”是虚数单位还是下标？不读取复数。',
  },
  'function-without-brackets': {
    en: 'Write {0}(…) with brackets around the argument.',
    zh: '请写成 {0}(…)，用括号括住参数。',
  },
  'e-is-euler': {
    en: '{0} is taken to be Euler’s number.',
    zh: '将 {0} 视为自然常数 e。',
  },
  'latex-unread': {
    en: '“{0}” is not read in LaTeX.',
    zh: 'LaTeX 中的“{0}”无法读取。',
  },
  'latex-ambiguous': {
    en: 'It is not clear how far “{0}” reaches here: brackets would say it.',
    zh: '此处“{0}”的作用范围不明确：请加括号。',
  },
  'latex-bounds': {
    en: 'What {0} runs over is not read: write an index, or an index from 1 to a length.',
    zh: '{0} 的取值范围无法读取：请写下标，或从 1 到某个长度的下标。',
  },
  'latex-function': {
    en: 'Nabla does not know a function “{0}” in LaTeX.',
    zh: 'Nabla 不认识 LaTeX 中的函数“{0}”。',
  },
  'latex-shapes': {
    en: 'The shapes of the vectors and matrices do not fit together, or cannot be told.',
    zh: '向量与矩阵的形状不相容，或无法判断。',
  },
  'sigma-is-logistic': {
    en: 'σ is taken to be the logistic function.',
    zh: '将 σ 视为 logistic 函数。',
  },
  'log-is-natural': {
    en: 'log is taken to be the natural logarithm.',
    zh: '将 log 视为自然对数。',
  },
  'no-variable': {
    en: 'There is no variable in it: its derivative is 0.',
    zh: '其中没有变量：导数为 0。',
  },
  'matrix-by-convention': {
    en: '{0} is taken to be a matrix.',
    zh: '将 {0} 视为矩阵。',
  },
  'latex-unused-index': {
    en: 'The index {0} of the sum does not occur in it.',
    zh: '求和下标 {0} 没有在求和式中出现。',
  },
  'latex-index-twice': {
    en: 'The index {0} is summed over in one term and free in another: brackets would say how far the sum reaches.',
    zh: '下标 {0} 在一项中被求和，在另一项中却是自由的：请加括号表明求和的范围。',
  },
  'too-costly': {
    en: 'The code around this place takes too long to parse.',
    zh: '此处附近的代码解析耗时过长。',
  },
  'index-from-zero': {
    en: 'The formula counts {0} from 1, what is shown here from 0: {0} + 1 is its {0}.',
    zh: '公式中的 {0} 从 1 开始，此处从 0 开始：这里的 {0} + 1 即公式中的 {0}。',
  },
} as const satisfies Record<string, Text>;
