import type { Text } from './wording.js';

/** What the interpreter of code says: pieces that it cannot read, conventions that it used, faults that it saw. Keys are frozen. */
export const interpretingMessages = {
  // Names and functions.
  'unknown-function': {
    en: '“{0}” is not a function that Nabla knows.',
    zh: '“{0}”不是 Nabla 已知的函数。',
  },
  'argument-missing': {
    en: 'The argument “{0}” of “{1}” is missing.',
    zh: '“{1}”缺少参数“{0}”。',
  },
  'argument-unknown': {
    en: 'What the argument “{0}” does here is not known.',
    zh: '参数“{0}”在此处的作用未知。',
  },
  'too-many-arguments': {
    en: 'There are more arguments here than are known.',
    zh: '此处的参数多于已知的参数。',
  },
  'callback-expected': { en: 'A function is expected here.', zh: '此处应为函数。' },
  recursion: {
    en: '“{0}” calls itself, and Nabla does not follow recursion.',
    zh: '“{0}”调用了自身，Nabla 不跟踪递归。',
  },
  'always-raises': { en: 'This code always raises an error.', zh: '这段代码总会抛出错误。' },
  'no-value': { en: 'This code gives no value.', zh: '这段代码没有产生值。' },
  'gradient-through': {
    en: '“{0}” stops the gradient when the code is run; the derivative shown here goes through it.',
    zh: '“{0}”在运行时会截断梯度；此处显示的导数会穿过它。',
  },
  // Values that are no numbers.
  'function-as-value': {
    en: 'The function “{0}” stands where a number is needed.',
    zh: '函数“{0}”出现在需要数值的位置。',
  },
  'value-not-number': { en: '“{0}” is not a number or an array.', zh: '“{0}”不是数值或数组。' },
  'value-text': { en: 'Text stands where a number is needed.', zh: '文本出现在需要数值的位置。' },
  'value-none': {
    en: 'This has no value here (None, null or undefined).',
    zh: '此处没有值（None、null 或 undefined）。',
  },
  'value-nan': { en: 'NaN is not a number to calculate with.', zh: 'NaN 不是可以计算的数。' },
  'complex-number': { en: 'Complex numbers such as {0} are not read.', zh: '不读取 {0} 这样的复数。' },
  'big-integer': { en: 'Big integers such as {0} are not read.', zh: '不读取 {0} 这样的大整数。' },
  'integer-arithmetic': {
    en: '“{0}” works with whole numbers, and has no derivative to show.',
    zh: '“{0}”是整数运算，没有可以显示的导数。',
  },
  bits: {
    en: '“{0}” works on bits here, and has no derivative to show.',
    zh: '此处的“{0}”是按位运算，没有可以显示的导数。',
  },
  'caret-is-xor': {
    en: '“^” is exclusive or in this language; a power is written “{0}”.',
    zh: '“^”在这种语言中是异或；幂写作“{0}”。',
  },
  'division-by-zero': { en: 'This divides by zero.', zh: '此处除以零。' },
  'list-arithmetic': {
    en: '“{0}” does not calculate element by element on lists: an array is needed.',
    zh: '“{0}”对列表不是逐元素计算：需要数组。',
  },
  'place-of-extremum': {
    en: 'The place of a maximum or minimum is not a quantity with a derivative.',
    zh: '最大值或最小值的位置不是可求导的量。',
  },
  'unsupported-syntax': {
    en: 'Nabla does not read this kind of code ({0}).',
    zh: 'Nabla 不读取这类代码（{0}）。',
  },
  'half-typed': { en: 'The code is not complete or not correct here.', zh: '此处的代码不完整或有误。' },
  // Shapes and axes.
  'shapes-differ': {
    en: 'Two arrays have different lengths along the same axis here ({0} and {1}).',
    zh: '此处两个数组在同一轴上的长度不同（{0} 和 {1}）。',
  },
  'lengths-differ': {
    en: 'The given numbers do not fit together: one axis would have {0} and {1} elements.',
    zh: '给定的数值不相容：同一轴既有 {0} 个又有 {1} 个元素。',
  },
  'shapes-unsettled': {
    en: 'No shapes were found with which this code makes sense.',
    zh: '没有找到能使这段代码成立的形状。',
  },
  'rows-differ': { en: 'The rows of this array have different lengths.', zh: '该数组各行的长度不同。' },
  'axis-outside': { en: 'There is no axis {0}: the array has {1}.', zh: '没有轴 {0}：该数组有 {1} 个轴。' },
  'axis-unknown': { en: 'Which axis is meant is not known from the text.', zh: '从文本中无法得知所指的轴。' },
  'too-few-axes': {
    en: 'This needs an array of {0} axes, and there are {1}.',
    zh: '此处需要 {0} 个轴的数组，而现有 {1} 个。',
  },
  'too-many-axes': { en: 'An array of {0} axes is too much for this.', zh: '此处不支持 {0} 个轴的数组。' },
  'matmul-scalar': { en: 'A number has no matrix product.', zh: '数没有矩阵乘积。' },
  'matrix-norm': { en: 'Only the Frobenius norm of a matrix is read.', zh: '矩阵只支持 Frobenius 范数。' },
  'matrix-division': {
    en: '“{0}” divides by a matrix here, that is, multiplies by its inverse.',
    zh: '此处“{0}”除以矩阵，即乘以其逆矩阵。',
  },
  'reshape-mixes': {
    en: 'This reshape mixes axes; only adding and removing axes of length one is read.',
    zh: '此 reshape 会混合各轴；只支持增加或去掉长度为一的轴。',
  },
  'squeeze-long': { en: 'Axis {0} is not of length one.', zh: '轴 {0} 的长度不为一。' },
  'target-shape': {
    en: 'The target fits neither as a label nor as probabilities.',
    zh: '目标既不能作为标签，也不能作为概率。',
  },
  'einsum-plain': {
    en: 'Only plain subscripts (“ij,jk->ik”) are read.',
    zh: '只支持普通下标（“ij,jk->ik”）。',
  },
  'unpack-count': {
    en: 'This takes {0} values apart, and there are {1}.',
    zh: '此处要拆分为 {0} 个值，而现有 {1} 个。',
  },
  'empty-array': { en: 'This array has no elements.', zh: '该数组没有元素。' },
  'hole-in-array': {
    en: 'An element is read here that was not written before.',
    zh: '此处读取了尚未写入的元素。',
  },
  'index-not-plain': {
    en: 'Only a loop’s index, a number or a label is read as an index.',
    zh: '下标只支持循环变量、数字或标签。',
  },
  'index-outside': { en: 'There is no element {0}.', zh: '没有第 {0} 个元素。' },
  'slice-of-axis': {
    en: 'A slice that is only a part of an axis is not read.',
    zh: '不支持只取轴的一部分的切片。',
  },
  'mask-index': {
    en: 'A choice of elements by a condition is not read here.',
    zh: '此处不支持按条件选取元素。',
  },
  'unbound-name': {
    en: '“{0}” is not bound on every way to this place.',
    zh: '并非所有到达此处的路径都给“{0}”赋了值。',
  },
  'view-changed': {
    en: 'This changes a part of an array that goes by another name too.',
    zh: '此处修改了一个数组的一部分，而该数组还有其他名称。',
  },
  'spread-between': {
    en: 'Spread values are read only where all elements are meant.',
    zh: '展开语法只在表示全部元素时支持。',
  },
  // Loops and conditions.
  'length-unknown': {
    en: 'How often this is repeated is not known from the text.',
    zh: '从文本中无法得知重复次数。',
  },
  'range-start': {
    en: 'Only loops that begin at 0 or at a number above it are read.',
    zh: '只支持从 0 或更大的数开始的循环。',
  },
  'range-step': { en: 'Only loops in steps of one are read.', zh: '只支持步长为一的循环。' },
  'range-part': { en: 'A loop over a part of an axis is not read here.', zh: '此处不支持只遍历轴的一部分。' },
  'two-loops-flat': {
    en: 'A list made by two loops is read only under a sum.',
    zh: '由两重循环生成的列表只在求和中支持。',
  },
  'while-loop': { en: 'The end of this loop depends on data.', zh: '该循环的结束取决于数据。' },
  'after-loop': {
    en: '“{0}” is used after the loop that binds it in each round.',
    zh: '“{0}”在每轮都重新赋值的循环之后被使用。',
  },
  'loop-not-sum': {
    en: 'What this loop carries from round to round is no sum, product, maximum or minimum.',
    zh: '该循环逐轮传递的量不是和、积、最大值或最小值。',
  },
  'loop-recurrence': {
    en: 'Each round of this loop uses what earlier rounds left.',
    zh: '该循环的每一轮都使用了之前各轮的结果。',
  },
  'loop-appends': {
    en: 'This list does not grow by exactly one element in each round.',
    zh: '该列表不是每轮恰好增加一个元素。',
  },
  'return-in-loop': { en: 'This loop may end early.', zh: '该循环可能提前结束。' },
  'array-as-condition': {
    en: 'A condition needs a single truth value, and this is an array.',
    zh: '条件需要单个真值，而这是数组。',
  },
  'condition-unknown': {
    en: 'Whether this condition holds is not known from the text.',
    zh: '从文本中无法得知该条件是否成立。',
  },
  'return-in-one-branch': {
    en: 'Only one branch of this condition gives a value.',
    zh: '该条件只有一个分支产生值。',
  },
  'bound-in-one-branch': { en: '“{0}” is bound in one branch only.', zh: '“{0}”只在一个分支中被赋值。' },
  // Limits.
  'too-many-steps': { en: 'Reading this takes more than {0} steps.', zh: '读取此代码需要超过 {0} 步。' },
  'too-many-nodes': {
    en: 'The expression has {0} parts; at most {1} are read.',
    zh: '表达式有 {0} 个部分；最多读取 {1} 个。',
  },
  // Conventions that were used.
  'assumed-module': { en: '“{0}” is taken to be {1}.', zh: '“{0}”被视为 {1}。' },
  'assumed-function': {
    en: '“{0}” is defined nowhere here and is taken for the function of that name.',
    zh: '“{0}”在此处没有定义，被视为同名的通用函数。',
  },
  'assumed-axis': {
    en: '“{0}” has no value here: the last axis is taken.',
    zh: '“{0}”在此处没有值：取最后一个轴。',
  },
  'changes-argument': {
    en: '“{0}” is changed in place: the caller’s array changes too.',
    zh: '“{0}”被就地修改：调用者的数组也会改变。',
  },
  'dropout-off': {
    en: 'Dropout is taken to be off, as it is when a model is used.',
    zh: 'dropout 视为关闭，与模型使用时一致。',
  },
  'finite-input': { en: 'All numbers are taken to be finite.', zh: '所有数值视为有限。' },
  'nan-to-num': {
    en: '“nan_to_num” changes nothing where the numbers are finite.',
    zh: '“nan_to_num”对有限的数值没有影响。',
  },
  'first-of-several': {
    en: 'The first of {0} returned values is derived.',
    zh: '对返回的 {0} 个值中的第一个求导。',
  },
  'guard-passed': {
    en: 'The code raises an error where {0}: taken not to happen.',
    zh: '当 {0} 时代码会抛出错误：视为不会发生。',
  },
  'special-value': { en: 'The single point {0} is left aside.', zh: '不考虑单独的点 {0}。' },
  'left-free': {
    en: 'How “{0}” comes about is not read: it is a variable here.',
    zh: '不读取“{0}”的来历：此处作为变量。',
  },
  'assumed-nonempty': { en: 'At least one element is taken to be there.', zh: '视为至少有一个元素。' },
  // Faults.
  'axis-mismatch': {
    en: 'What is reduced here lost its axis and meets another one: an error unless both are equally long, and then silently wrong.',
    zh: '此处归约去掉了轴，并与另一轴对齐：除非两轴等长，否则出错；等长时则静默地得到错误结果。',
  },
  'one-sum-for-all-rows': {
    en: 'Each row has its own maximum, but all rows share one sum: the rows do not sum to 1.',
    zh: '每行有各自的最大值，但所有行共用一个和：各行之和不为 1。',
  },
  'divides-by-one': {
    en: 'The quotient binds before the sum: this divides by 1. “({0})” may be meant.',
    zh: '除法先于加法：此处除以 1。本意可能是“({0})”。',
  },
  'mathjs-array': {
    en: 'From mathjs 11 on “{0}” throws for an array; it has to be mapped.',
    zh: '自 mathjs 11 起“{0}”对数组会抛出错误；需要使用 map。',
  },
} as const satisfies Record<string, Text>;
