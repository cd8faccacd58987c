import type { Language, Text } from './wording.js';

/** What the panel's page says. The host hands the page one language of it (see PageStrings in messages.ts). */
export const pageTexts = {
  // Header
  verified: { en: 'Verified', zh: '已验证' },
  verifiedAt: {
    en: 'Every line was checked against the one before at {0} points; largest relative error {1}.',
    zh: '每一行都在 {0} 个点上与前一行作了数值核对；最大相对误差 {1}。',
  },
  notVerified: { en: 'Not verified', zh: '未验证' },
  withRespectTo: { en: 'with respect to', zh: '对变量求导' },
  pin: {
    en: 'Keep this panel; the next command opens another one',
    zh: '固定此面板；下一个命令会打开另一个面板',
  },
  unpin: { en: 'Let this panel follow again', zh: '取消固定，让面板重新跟随' },
  follow: { en: 'Follow the cursor', zh: '跟随光标' },
  unfollow: { en: 'Stop following the cursor', zh: '停止跟随光标' },
  copy: { en: 'Copy', zh: '复制' },
  copied: { en: 'Copied', zh: '已复制' },
  showSource: { en: 'Show in the editor', zh: '在编辑器中显示' },
  updating: { en: 'Updating…', zh: '正在更新…' },
  keptOld: { en: 'Below is the last result that could be read.', zh: '下面是上一次能够读取的结果。' },
  dismiss: { en: 'Dismiss', zh: '关闭' },
  welcome: {
    en: 'Select a vector or an expression in the editor, then run “Nabla: Softmax and Jacobian” or “Nabla: Derive Selection”.',
    zh: '在编辑器中选中一个向量或表达式，然后运行“Nabla: Softmax 与雅可比矩阵”或“Nabla: 推导所选内容”。',
  },
  // Result
  result: { en: 'Derivative', zh: '导数' },
  matrixForm: { en: 'In matrix form', zh: '矩阵形式' },
  cases: { en: 'Cases', zh: '分情形' },
  whatTheCodeSays: { en: 'What the code says', zh: '代码所写的内容' },
  // Numbers
  values: { en: 'Values', zh: '数值' },
  input: { en: 'Input', zh: '输入' },
  output: { en: 'Output', zh: '输出' },
  index: { en: 'Index', zh: '下标' },
  component: { en: '{0}, component {1}', zh: '{0} 的第 {1} 个分量' },
  editHint: {
    en: 'Type a number, drag sideways, or press the up and down keys (Shift for larger steps, Alt for smaller ones).',
    zh: '可直接输入数字、左右拖动，或按上下方向键（Shift 加大步长，Alt 减小步长）。',
  },
  notANumber: { en: 'This is not a number.', zh: '这不是一个数。' },
  presets: { en: 'Try', zh: '试试' },
  presetSource: { en: 'As in the code', zh: '代码中的值' },
  presetTies: { en: 'Ties', zh: '相等的值' },
  presetOneHot: { en: 'One-hot', zh: '接近独热' },
  presetThousands: { en: '1000s', zh: '上千的值' },
  presetRandom: { en: 'Random', zh: '随机' },
  presetRandomSeed: { en: 'Random, seed {0}', zh: '随机，种子 {0}' },
  edited: {
    en: 'These numbers were edited here; the code has others.',
    zh: '这些数值在此处改过，与代码中的不同。',
  },
  naive: { en: 'naive', zh: '朴素算法' },
  naiveHint: {
    en: 'The textbook form e^x / Σ e^x without subtracting the maximum, in the same double precision.',
    zh: '教科书写法 e^x / Σ e^x，不减去最大值，同样使用双精度。',
  },
  row: { en: 'Row', zh: '行' },
  batchRow: { en: 'Row {0} of {1}', zh: '第 {0} 行，共 {1} 行' },
  previous: { en: 'Previous', zh: '上一个' },
  next: { en: 'Next', zh: '下一个' },
  order: { en: 'Order', zh: '排序' },
  orderIndex: { en: 'by index', zh: '按下标' },
  orderLargest: { en: 'largest first', zh: '从大到小' },
  shownOf: { en: '{0} of {1} shown', zh: '显示 {0} / {1}' },
  showMore: { en: 'Show {0} more', zh: '再显示 {0} 个' },
  giveValues: {
    en: 'The code gives no numbers for {0}. Put some in to see values and the Jacobian.',
    zh: '代码没有给出 {0} 的数值。填入一些数即可看到函数值和雅可比矩阵。',
  },
  useExample: { en: 'Use example numbers', zh: '使用示例数值' },
  undefinedHere: { en: 'Undefined for these numbers: {0}', zh: '在这些数值处没有定义：{0}' },
  // Jacobian
  jacobian: { en: 'Jacobian', zh: '雅可比矩阵' },
  gradient: { en: 'Gradient', zh: '梯度' },
  derivativeValue: { en: 'Derivative at these numbers', zh: '在这些数值处的导数' },
  matrixOf: { en: '{0} × {1} matrix', zh: '{0} × {1} 矩阵' },
  matrixHint: { en: 'Point at an entry, or move with the arrow keys.', zh: '指向某个元素，或用方向键移动。' },
  zoomIn: { en: 'Zoom in', zh: '放大' },
  zoomOut: { en: 'Zoom out', zh: '缩小' },
  zoomFit: { en: 'Whole matrix', zh: '整个矩阵' },
  heatMapLabel: {
    en: 'Heat map of the {0} × {1} Jacobian. Arrow keys move by an entry, plus and minus zoom.',
    zh: '{0} × {1} 雅可比矩阵的热图。方向键逐个移动，加号和减号缩放。',
  },
  showNumbers: { en: 'Numbers', zh: '数值' },
  showHeatMap: { en: 'Heat map', zh: '热图' },
  sampled: {
    en: 'Each pixel shows the largest entry of those it covers that were looked at.',
    zh: '每个像素显示其所含（抽样）元素中绝对值最大的一个。',
  },
  negative: { en: 'negative', zh: '负' },
  positive: { en: 'positive', zh: '正' },
  // Facts
  facts: { en: 'Facts', zh: '性质' },
  rowsSumToZero: { en: 'rows sum to 0', zh: '各行之和为 0' },
  entriesSumToZero: { en: 'entries sum to 0', zh: '各元素之和为 0' },
  columnsSumToZero: { en: 'columns sum to 0', zh: '各列之和为 0' },
  symmetric: { en: 'symmetric', zh: '对称' },
  diagonal: { en: 'diagonal', zh: '对角矩阵' },
  valuesSumToOne: { en: 'outputs sum to 1', zh: '输出之和为 1' },
  computedFact: {
    en: 'Computed from these numbers: largest deviation {0}.',
    zh: '由这些数值算得：最大偏差 {0}。',
  },
  computedFactSampled: {
    en: 'Computed from these numbers at {1} places: largest deviation {0}.',
    zh: '由这些数值在 {1} 处算得：最大偏差 {0}。',
  },
  // Direction
  direction: { en: 'Along a direction', zh: '沿某一方向' },
  directionHint: {
    en: 'J·v says how the output moves when the input moves along v; vᵀ·J pulls a gradient v of the output back to the input.',
    zh: 'J·v 表示输入沿 v 移动时输出如何变化；vᵀ·J 把输出的梯度 v 拉回到输入。',
  },
  finiteDifference: { en: 'finite difference', zh: '有限差分' },
  difference: { en: 'largest difference {0}', zh: '最大差 {0}' },
  // Derivation
  derivation: { en: 'Derivation', zh: '推导' },
  smallSteps: { en: '{0} small steps', zh: '{0} 个小步骤' },
  oneSmallStep: { en: '1 small step', zh: '1 个小步骤' },
  showSmallSteps: { en: 'Show the small steps', zh: '显示小步骤' },
  hideSmallSteps: { en: 'Hide the small steps', zh: '隐藏小步骤' },
  allSteps: { en: 'All steps', zh: '全部步骤' },
  mainSteps: { en: 'Main steps', zh: '主要步骤' },
  rulesShort: { en: 'Short rule names', zh: '简短的规则名' },
  rulesExplained: { en: 'Rules explained', zh: '解释规则' },
  quotientRule: { en: 'Quotient rule', zh: '商法则' },
  productRule: { en: 'Product rule', zh: '乘积法则' },
  notation: { en: 'Which rule takes a quotient apart', zh: '用哪条法则处理商' },
  lineNumber: { en: 'Line {0}', zh: '第 {0} 行' },
  equals: { en: 'equals', zh: '等于' },
  copyLine: { en: 'Copy this line', zh: '复制此行' },
  tooLong: {
    en: 'This line is too long to typeset ({0} characters); it can be copied.',
    zh: '此行太长，无法排版（{0} 个字符）；可以复制。',
  },
  // Findings and notes
  findings: { en: 'Findings', zh: '发现的问题' },
  notes: { en: 'Notes', zh: '说明' },
  error: { en: 'Error', zh: '错误' },
  warning: { en: 'Warning', zh: '警告' },
  info: { en: 'Note', zh: '提示' },
  applyFix: { en: 'Fix: {0}', zh: '修复：{0}' },
  exampleInput: { en: 'Example: {0}', zh: '例：{0}' },
  // Copying
  asLatex: { en: 'LaTeX', zh: 'LaTeX' },
  asMarkdown: { en: 'Markdown', zh: 'Markdown' },
  asUnicode: { en: 'Unicode text', zh: 'Unicode 文本' },
  asCsv: { en: 'Matrix as CSV', zh: '矩阵（CSV）' },
  asJson: { en: 'Matrix as JSON', zh: '矩阵（JSON）' },
  asNumPy: { en: 'Matrix as NumPy literal', zh: '矩阵（NumPy 字面量）' },
  savePicture: { en: 'Save a picture of the matrix', zh: '保存矩阵图像' },
  asSvg: { en: 'SVG image…', zh: 'SVG 图像…' },
  asPng: { en: 'PNG image…', zh: 'PNG 图像…' },
  insert: { en: 'Insert the derivation below the code', zh: '在代码下方插入推导' },
  copyDerivation: { en: 'Copy the derivation', zh: '复制推导过程' },
  copyMatrix: { en: 'Copy the matrix', zh: '复制矩阵' },
  tooLargeToCopy: {
    en: 'The matrix is too large to copy ({0} entries).',
    zh: '矩阵太大，无法复制（{0} 个元素）。',
  },
} as const satisfies Record<string, Text>;

export type PageKey = keyof typeof pageTexts;

/** The page's texts in one language. */
export const pageStrings = (language: Language): Readonly<Record<PageKey, string>> =>
  Object.fromEntries(Object.entries(pageTexts).map(([key, text]) => [key, text[language]])) as Record<
    PageKey,
    string
  >;
