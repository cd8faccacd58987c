import type { Model } from '../explanation.js';
import { flat, lengths, shaped, shapeOf, type Value, type Values } from './instrument.js';

export type Preset = 'ties' | 'oneHot' | 'thousands' | 'random';

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32, T. Ettinger). */
export function uniform(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The value with the shape it has, and other numbers: ties (1, 1, 0, 0, …), one component far above the rest, in the thousands
 * (where e^x overflows), or drawn from −3 … 3 with two decimals.
 */
export function presetFor(preset: Preset, value: Value, seed: number): Value {
  const shape = shapeOf(value);
  const size = flat(value).length;
  const last = shape.at(-1) ?? 1;
  const draw = uniform(seed);
  const data = Array.from({ length: size }, (_, k) => {
    const at = k % last;
    switch (preset) {
      case 'ties':
        return at < Math.ceil(last / 2) ? 1 : 0;
      case 'oneHot':
        return at === Math.floor(last / 2) ? 30 : 0;
      case 'thousands':
        return 1000 + at;
      case 'random':
        return Math.round((draw() * 6 - 3) * 100) / 100;
    }
  });
  return shaped(data, shape);
}

/** Numbers for the names that have none, that obey what is known of them; others keep theirs. */
export function exampleValues(model: Model, values: Values, seed = 1): Values {
  const draw = uniform(seed);
  const dims = lengths(model, values);
  // Axes of different names get different lengths, so that nobody takes one for the other.
  const names = [...new Set(model.program.parameters.flatMap((p) => p.dims))].filter((d) => !/^\d+$/.test(d));
  names.forEach((name, k) => (dims[name] ??= 3 + (k % 3)));
  const lengthOf = (dim: string) => (/^\d+$/.test(dim) ? Number(dim) : (dims[dim] ?? 3));
  const filled: Record<string, Value> = { ...values };
  for (const { name, dims: axes, labelOf, assume = [] } of model.program.parameters) {
    if (filled[name] !== undefined) continue;
    const shape = axes.map(lengthOf);
    const size = shape.reduce((a, b) => a * b, 1);
    const last = shape.at(-1) ?? 1;
    const all = [...assume, ...model.assumptions.filter((a) => a.name === name).map((a) => a.assume)];
    const has = (what: (typeof all)[number]) => all.includes(what);
    const number = (k: number): number => {
      if (labelOf !== undefined) return Math.floor(draw() * lengthOf(labelOf));
      if (has('one-hot')) return k % last === 0 ? 1 : 0;
      if (has('sums-to-one')) return 1 / last;
      if (has('probability')) return Math.round((0.1 + 0.8 * draw()) * 100) / 100;
      // Positive numbers keep logarithms and roots defined; a spread keeps them apart.
      return Math.round((0.2 + 2.3 * draw()) * 100) / 100;
    };
    filled[name] = shaped(
      Array.from({ length: size }, (_, k) => number(k)),
      shape,
    );
  }
  return filled;
}

/** Softmax as in the textbook, e^x / Σ e^x, in doubles: breaks where e^x overflows, or all of them underflow. */
export function naiveSoftmax(x: Float64Array): Float64Array {
  const e = x.map(Math.exp);
  let sum = 0;
  for (const term of e) sum += term;
  return e.map((term) => term / sum);
}
