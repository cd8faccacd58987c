// What the end-to-end tests point at.
const logits = new Float64Array([1, 2, 3]);
const picked = [2.0, 1.0, 0.1];

function softmax(z: readonly number[]): number[] {
  const m = Math.max(...z);
  const e = z.map((v) => Math.exp(v - m));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / s);
}

function naive(x: number[]): number[] {
  const s = x.map(Math.exp).reduce((a, b) => a + b);
  return x.map((v) => Math.exp(v) / s);
}

const p = softmax(picked);
const q = softmax([1, 2, 3]);
const f = (x: number) => Math.log(1 + Math.exp(x));

const figsize = [3, 4];
const ragged = [[1, 2], [3]];
export { logits, p, q, f, naive, figsize, ragged };
