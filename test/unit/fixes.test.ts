import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain.js';

/** Applies the first fix of the first finding of this id, and explains what is there then. */
const mended = (
  text: string,
  id: string,
  languageId = 'python',
  at = text.length - 1,
): {
  readonly text: string;
  readonly findings: readonly string[];
  readonly kind: string;
  readonly notes: readonly string[];
} => {
  const before = explain({ text, languageId, start: at, end: at });
  if (!before.ok) throw new Error(before.message);
  const fix = before.findings.find((f) => f.id === id)?.fix?.[0];
  if (!fix) throw new Error(`no fix for ${id}: ${before.findings.map((f) => f.message).join()}`);
  const fixed = text.slice(0, fix.span.start) + fix.newText + text.slice(fix.span.end);
  const after = explain({
    text: fixed,
    languageId,
    start: fix.span.start,
    end: fix.span.start + fix.newText.length,
  });
  if (!after.ok) throw new Error(after.message);
  return {
    text: fixed,
    kind: after.kind,
    findings: after.findings.map((f) => f.id),
    notes: after.notes.map((n) => n.key),
  };
};

const softmax = 'def softmax(x):\n    e = np.exp(x - np.max(x))\n    return e / e.sum()\n\n';

describe('overflow', () => {
  it.each([
    ['softmax', 'def f(x):\n    return np.exp(x) / np.sum(np.exp(x))', 'np.max(x)', 'python'],
    [
      'rows keep their axis',
      'def f(x):\n    e = np.exp(x)\n    return e / np.sum(e, axis=1, keepdims=True)',
      'np.max(x, axis=1, keepdims=True)',
      'python',
    ],
    ['softplus', 'def f(x):\n    return np.log(1 + np.exp(x))', 'np.logaddexp(0, x)', 'python'],
    [
      'softplus in TypeScript',
      'const f = (x: number) => Math.log(1 + Math.exp(x))',
      'Math.log1p(Math.exp(-Math.abs(x)))',
      'typescript',
    ],
  ])('%s', (_, code, expected, languageId) => {
    const after = mended(code, 'overflow', languageId);
    expect(after.text).toContain(expected);
    expect(after.findings).toEqual([]);
  });

  it('offers nothing where what a recipe makes is another function', () => {
    const text = 'def f(z):\n    return np.log(np.sum(np.exp(z)))';
    const e = explain({ text, languageId: 'python', start: 0, end: text.length });
    expect(e.ok && e.findings.map((f) => [f.id, f.fix])).toEqual([['overflow', undefined]]);
  });
});

describe('wrong gradient', () => {
  it.each([
    ['only the diagonal', `${softmax}def softmax_derivative(x):\n    s = softmax(x)\n    return s * (1 - s)`],
    [
      'only the diagonal, from behind',
      `${softmax}def softmax_backward(grad, p):\n    return grad * p * (1 - p)`,
    ],
    [
      'the sign',
      'def loss(w, x):\n    return np.sum((w - x)**2)\n\ndef loss_grad(w, x):\n    return 2 * (x - w)',
    ],
  ])('%s', (_, code) => {
    const after = mended(code, 'wrong-gradient');
    expect(after.kind).toBe('gradient');
    expect(after.findings).toEqual([]);
    expect(after.notes.some((n) => n.startsWith('gradient-right'))).toBe(true);
  });
});
