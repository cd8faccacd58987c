// Softmax in TypeScript. What to try:
//
// 1. Put the cursor in a vector and run "Nabla: Softmax and Jacobian" (F1, or the context menu).
// 2. Put the cursor in a function, or select an expression, and run "Nabla: Derive Selection".
// 3. Point at the name of a function with the mouse.

// A typed array, an array, a matrix (its rows are a batch).
const logits = new Float64Array([1, 2, 3]);
const scores = [Math.log(2), Math.PI / 4, 1e-3];
const batch = [
  [2.0, 1.0, 0.1],
  [0.5, 0.5, 3.0],
];

export function softmax(z: readonly number[]): number[] {
  const max = Math.max(...z);
  const e = z.map((v) => Math.exp(v - max));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

export function logSumExp(x: readonly number[]): number {
  const m = Math.max(...x);
  return m + Math.log(x.reduce((total, v) => total + Math.exp(v - m), 0));
}

/** Scalar functions: select what is returned, or put the cursor in it. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const softplus = (x: number): number => Math.log(1 + Math.exp(x));

export function swish(x: number, beta: number): number {
  // Two variables: "Nabla: Derive With Respect To…" asks for which.
  return x / (1 + Math.exp(-beta * x));
}

export function gaussian(x: number, mu = 0, sigma = 1): number {
  return Math.exp(-((x - mu) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
}

console.log('softmax', softmax([...logits]), 'of a batch', batch.map(softmax));
console.log('log-sum-exp', logSumExp(scores));
console.log('at 0.5:', sigmoid(0.5), softplus(0.5), swish(0.5, 1), gaussian(0.5));
