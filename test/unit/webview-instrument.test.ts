import { describe, expect, test } from 'vitest';
import { softmaxJacobian } from '../../src/math/softmax.js';
import { entryEquation } from '../../src/webview/entry.js';
import { instrumentAt, type Instrument } from '../../src/webview/instrument.js';
import {
  blocks,
  facts,
  finiteTimes,
  finiteTransposedTimes,
  times,
  transposedTimes,
} from '../../src/webview/jacobian.js';
import { exampleValues, naiveSoftmax, presetFor } from '../../src/webview/presets.js';
import { isCaseOf, outputName, placesOf } from '../../src/webview/sides.js';
import { codeSoftmax, scalar } from '../screens/fixtures/others.js';
import { softmax } from '../screens/fixtures/softmax.js';

const o = [2, 1, 0.1];
const at = (explanation = softmax(o), values = explanation.model.values): Instrument => {
  const instrument = instrumentAt(explanation, values);
  if (!('entry' in instrument)) throw new Error(JSON.stringify(instrument));
  return instrument;
};
const whole = (instrument: Instrument) => blocks(instrument)[0] as ReturnType<typeof blocks>[number];
const keys = (instrument: Instrument) => facts(instrument, whole(instrument)).map(({ key }) => key);

describe('an explanation at numbers', () => {
  test('has the kernel’s entries for a vector literal', () => {
    const instrument = at();
    const J = softmaxJacobian(Float64Array.from(o));
    for (let i = 0; i < 9; i++) expect(instrument.entry(Math.floor(i / 3), i % 3)).toBe(J[i]);
  });

  test('evaluates the model of code, and agrees with the kernel', () => {
    const kernel = at();
    const code = at(codeSoftmax(), { z: o });
    expect([code.rows, code.cols]).toEqual([3, 3]);
    for (let i = 0; i < 3; i++) {
      expect(code.value[i]).toBeCloseTo(kernel.value[i] as number, 14);
      for (let j = 0; j < 3; j++) expect(code.entry(i, j)).toBeCloseTo(kernel.entry(i, j), 14);
    }
  });

  test('knows the output by its symbol, which the derivative may refer to', () => {
    const code = codeSoftmax();
    const unnamed = { ...code, model: { ...code.model, named: [] } };
    expect(at(unnamed, { z: o }).entry(0, 1)).toBe(at(code, { z: o }).entry(0, 1));
  });

  test('is that of the code as written, which overflows where the kernel does not', () => {
    expect(at(codeSoftmax(), { z: [1000, 0] }).value[0]).toBeNaN();
    expect(at(softmax([1000, 0])).value[0]).toBe(1);
  });

  test('is a scalar for a scalar', () => {
    const instrument = at(scalar(), { x: 1.5 });
    expect(instrument.value[0]).toBeCloseTo(1.5 ** 2 * Math.sin(1.5), 14);
    expect(instrument.entry(0, 0)).toBeCloseTo(3 * Math.sin(1.5) + 1.5 ** 2 * Math.cos(1.5), 14);
  });

  test('says which names have no number, and where it is not defined', () => {
    expect(instrumentAt(codeSoftmax(), {})).toEqual({ missing: ['z'] });
    expect(instrumentAt(softmax(o), { o: [NaN, 1] })).toHaveProperty('reason');
  });

  test('has a block for each row of a batch', () => {
    const instrument = at(
      softmax([
        [2, 1, 0.1],
        [0, 0, 0],
      ]),
    );
    expect(blocks(instrument)).toHaveLength(2);
    expect(instrument.entry(0, 3)).toBe(0);
    expect(instrument.entry(4, 4)).toBeCloseTo(2 / 9, 15);
  });
});

describe('facts', () => {
  test('are found by computing', () => {
    expect(keys(at())).toEqual(['valuesSumToOne', 'rowsSumToZero', 'symmetric']);
    expect(keys(at(softmax(Array.from({ length: 3000 }, (_, i) => Math.sin(i)))))).toContain('rowsSumToZero');
  });

  test('are not claimed where they do not hold', () => {
    const instrument = at();
    const wrong = {
      ...instrument,
      entry: (r: number, c: number) => instrument.entry(r, c) + (r === 1 && c === 0 ? 1e-9 : 0),
    };
    expect(keys(wrong)).toEqual(['valuesSumToOne']);
    const diagonal = {
      ...instrument,
      entry: (r: number, c: number) => (r === c ? instrument.entry(r, c) : 0),
    };
    expect(keys(diagonal)).toEqual(['valuesSumToOne', 'symmetric', 'diagonal']);
  });
});

test('J·v and vᵀ·J agree with finite differences', () => {
  const instrument = at(codeSoftmax(), { z: o });
  const v = Float64Array.of(0.3, -1, 0.5);
  for (const [exact, finite] of [
    [times(instrument, v), finiteTimes(instrument, v)],
    [transposedTimes(instrument, v), finiteTransposedTimes(instrument, v)],
  ] as const) {
    exact.forEach((x, k) => expect(finite[k]).toBeCloseTo(x, 8));
  }
});

describe('one entry, written out', () => {
  const explanation = softmax(o);
  const equation = (row: number, col: number, values = explanation.model.values) =>
    entryEquation(explanation, outputName(explanation), at(explanation, values), row, col, 4).text;

  test('on the diagonal', () => {
    expect(equation(1, 1)).toBe('∂p₁/∂o₁ = p₁·(1 − p₁) = 0.2424 · 0.7576 = 0.1837');
  });
  test('beside it', () => {
    expect(equation(0, 1)).toBe('∂p₀/∂o₁ = −p₀·p₁ = −0.6590 · 0.2424 = −0.1598');
  });
  test('with the kernel’s numbers where the textbook’s overflow', () => {
    expect(equation(0, 1, { o: [1000, 1001, 1002] })).toBe('∂p₀/∂o₁ = −p₀·p₁ = −0.09003 · 0.2447 = −0.02203');
  });

  test('falls under one case', () => {
    const places = (row: number, col: number) => placesOf(explanation, at(), { row, col }, {});
    expect(isCaseOf('i = j', places(1, 1))).toBe(true);
    expect(isCaseOf('i ≠ j', places(1, 1))).toBe(false);
    expect(isCaseOf('i ≠ j', places(0, 1))).toBe(true);
    expect(isCaseOf('x_i > 0', places(0, 1))).toBe(false);
    expect(isCaseOf('a = i, b ≠ j', { a: 1, i: 1, b: 0, j: 2 })).toBe(true);
    expect(isCaseOf('a = i, b ≠ j', { a: 0, i: 1, b: 0, j: 2 })).toBe(false);
  });
});

describe('numbers to try', () => {
  test('keep the shape', () => {
    expect(presetFor('ties', [5, 6, 7], 1)).toEqual([1, 1, 0]);
    expect(presetFor('thousands', [[1, 2]], 1)).toEqual([[1000, 1001]]);
    expect(presetFor('random', 3, 7)).toBe(presetFor('random', 3, 7));
    expect(presetFor('random', [1, 2, 3], 7)).not.toEqual(presetFor('random', [1, 2, 3], 8));
  });

  test('break the textbook form where they should', () => {
    expect(naiveSoftmax(Float64Array.of(1000, 1001))[0]).toBeNaN();
    expect(naiveSoftmax(Float64Array.of(1, 2))[0]).toBeCloseTo(1 / (1 + Math.E), 15);
  });

  test('are given to names that have none', () => {
    const filled = exampleValues(codeSoftmax().model, {});
    expect(Object.keys(filled)).toEqual(['z']);
    expect(at(codeSoftmax(), filled).value.every((p) => p > 0 && p < 1)).toBe(true);
  });
});
