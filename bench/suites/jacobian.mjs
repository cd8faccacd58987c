/** The n × n Jacobian of softmax, and J·v without it. */
import { create, all } from 'mathjs';
import { load } from '../lib/load.mjs';
import { compare, peer } from '../lib/measure.mjs';
import { findPython, startPython } from '../lib/python.mjs';
import { duration, goal, heading, note, table, times } from '../lib/report.mjs';

const { softmax, softmaxJacobian, softmaxJacobianTimes } = await load('src/math/softmax.ts');
// mathjs' types know less of its matrices than it does.
const math = /** @type {any} */ (create(all, {}));
const python = findPython();
const peers = python ? await startPython(python, 'jacobian.py') : undefined;

/** As one would write it with mathjs' matrices. @param {number[]} logits */
function mathjsJacobian(logits) {
  const x = math.matrix(logits);
  const shifted = math.map(math.subtract(x, math.max(x)), math.exp);
  const p = math.divide(shifted, math.sum(shifted));
  const n = logits.length;
  const column = math.reshape(p, [n, 1]);
  return math.subtract(math.diag(p), math.multiply(column, math.reshape(p, [1, n])));
}

/** The textbook softmax, for scale: max shift, no care for the last digits. @param {Float64Array} x @param {Float64Array} out */
function textbook(x, out) {
  let max = -Infinity;
  for (let i = 0; i < x.length; i++) if (x[i] > max) max = x[i];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += out[i] = Math.exp(x[i] - max);
  for (let i = 0; i < x.length; i++) out[i] /= sum;
  return out;
}

const head = ['median', 'n = 10', 'n = 100', 'n = 1000', 'n = 3000'];
/** @type {Map<string, string[]>} */
const full = new Map();
/** @type {Map<string, string[]>} */
const product = new Map();
/** @type {Record<number, Record<string, number>>} */
const ratio = {};
const jacobianTimes = [];

for (const n of [10, 100, 1000, 3000]) {
  const x = Float64Array.from({ length: n }, (_, i) => 3 * Math.sin(1 + i * 12.9898));
  const v = x.toReversed();
  const out = new Float64Array(n);
  const square = new Float64Array(n * n);
  const logits = [...x];
  const timed = await compare([
    peer('plain fill of the same Float64Array', () => square.fill(0.5)),
    peer('Nabla, buffer reused', () => softmaxJacobian(x, square)),
    peer('Nabla, fresh buffer', () => softmaxJacobian(x)),
    peer('mathjs matrices', () => mathjsJacobian(logits)),
    ...(peers ? peers.peers.map((name) => peers.peer(name, n)) : []),
  ]);
  ratio[n] = Object.fromEntries(timed.map((t) => [t.name, t.ratio]));
  for (const t of timed) full.set(t.name, [...(full.get(t.name) ?? [t.name]), duration(t.median)]);

  const vector = await compare([
    peer('softmax', () => softmax(x, out)),
    peer('J·v', () => softmaxJacobianTimes(x, v, out)),
    peer('textbook softmax', () => textbook(x, out)),
  ]);
  for (const t of vector) product.set(t.name, [...(product.get(t.name) ?? [t.name]), duration(t.median)]);
  jacobianTimes.push(vector[1].ratio);
}
peers?.end();

heading('Softmax: the full Jacobian');
table(head, [...full.values()]);
const at = ratio[1000];
const ours = at['Nabla, buffer reused'];
goal('full J at n = 1000 against the fill', ours, '≤', 3.5);
goal('mathjs at n = 1000 against full J', at['mathjs matrices'] / ours, '≥', 80);
if (at.torch) goal("torch's functional.jacobian at n = 1000 against full J", at.torch / ours, '≥', 20);
note(
  python
    ? `Python peers: ${Object.entries(peers?.versions ?? {})
        .map((v) => v.join(' '))
        .join(', ')}, timed inside Python`
    : 'no python3 with NumPy here: Python peers left out',
);

heading('Softmax: J·v without J');
table(head, [...product.values()]);
table(['ratio', ...head.slice(1)], [['J·v against softmax', ...jacobianTimes.map(times)]]);
goal('J·v against softmax, the worst n', Math.max(...jacobianTimes), '≤', 1.4);
