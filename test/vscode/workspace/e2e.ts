// What the end-to-end tests point at. Short lines: half a window shows them.
const logits = new Float64Array([1, 2, 3]);
const picked = [2.0, 1.0, 0.1];

function softmax(z: readonly number[]): number[] {
  const m = Math.max(...z);
  const e = z.map((v) => Math.exp(v - m));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / s);
}

const p = softmax([1, 2, 3]);
const f = (x: number) => Math.log(1 + Math.exp(x));

const figsize = [3, 4];
const ragged = [[1, 2], [3]];
export { logits, picked, p, f, figsize, ragged };
