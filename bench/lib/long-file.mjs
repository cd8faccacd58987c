/** Files of some 5,000 lines, as people have them: many functions, docstrings and comments, one softmax in the middle. */

const python = (/** @type {number} */ k) => `
class Layer${k}(Base):
    """Layer number ${k}: a linear map, its bias and an activation."""

    def __init__(self, width, depth=${k % 7}, rate=1e-${1 + (k % 5)}):
        self.weights = np.random.randn(width, width) / np.sqrt(width)
        self.bias = np.zeros((width,))
        self.settings = {"depth": depth, "rate": rate, "names": ["a${k}", "b${k}"]}

    def forward(self, x, mask=None):
        # keep the input for the backward pass
        self.x = x
        y = x @ self.weights.T + self.bias
        if mask is not None and y.shape[0] > ${k}:
            y = np.where(mask, y, -np.inf)
        for step in range(${k % 9}):
            y = y * (1.0 - self.settings["rate"]) + ${k}.5
        return np.tanh(y), {"mean": float(y.mean()), "step": step}
`;

const pythonSoftmax = `
def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()
`;

const typescript = (/** @type {number} */ k) => `
export class Layer${k} extends Base<number[]> implements Forward {
  /** Layer number ${k}: a linear map, its bias and an activation. */
  private readonly bias = new Float64Array(${k});
  constructor(readonly width: number, readonly depth = ${k % 7}, private rate = 1e-${1 + (k % 5)}) {
    super({ width, names: ['a${k}', 'b${k}'] });
  }

  forward(x: readonly number[], mask?: readonly boolean[]): Result<number[]> {
    // keep the input for the backward pass
    this.input = [...x];
    let y = x.map((xi, i) => xi * (this.weights[i] ?? 0) + this.bias[i]!);
    if (mask !== undefined && y.length > ${k}) {
      y = y.map((yi, i) => (mask[i] ? yi : -Infinity));
    }
    for (let step = 0; step < ${k % 9}; step++) y = y.map((yi) => yi * (1 - this.rate) + ${k}.5);
    return { value: y.map(Math.tanh), mean: y.reduce((a, b) => a + b, 0) / y.length };
  }
}
`;

const typescriptSoftmax = `
export function softmax(z: number[]): number[] {
  const m = Math.max(...z);
  const e = z.map((v) => Math.exp(v - m));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / s);
}
`;

/** @param {'python' | 'typescript'} languageId */
export function longFile(languageId) {
  const [head, part, softmax, needle] =
    languageId === 'python'
      ? ['import numpy as np\n', python, pythonSoftmax, 'z - np.max']
      : ["import { Base } from './base';\n", typescript, typescriptSoftmax, 'v - m'];
  const count = Math.round(5000 / (part(1).split('\n').length - 1));
  const parts = Array.from({ length: count }, (_, k) => part(k));
  parts.splice(count >> 1, 0, softmax);
  const text = head + parts.join('');
  return { text, cursor: text.indexOf(needle), lines: text.split('\n').length };
}
