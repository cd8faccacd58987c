import { describe, expect, test } from 'vitest';
import { definitions } from '../../src/extension/definitions.js';
import { hoverTarget } from '../../src/extension/hover-target.js';

/** What is hovered where `|` stands in `marked`: the text that the worker is asked about begins with it, or 'elsewhere: name'. */
function hovered(marked: string, languageId = 'python'): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const target = hoverTarget({
    line: text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd),
    lineStart,
    column: offset - lineStart,
    languageId,
    text: () => text,
  });
  if (!target) return undefined;
  if (target.kind === 'elsewhere') return `elsewhere: ${target.name}`;
  return target.end > target.start
    ? text.slice(target.start, target.end)
    : text.slice(target.start, target.start + 12);
}

const softmax = 'def softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()\n';

describe('a function', () => {
  test.each([
    ['its name', 'def soft|max(z):\n    return z\n', 'softmax(z):'],
    ['the keyword', 'de|f softmax(z):\n    return z\n', 'softmax(z):'],
    ['a method', 'class A:\n    def for|ward(self, x):\n        return x\n', 'forward(self'],
    ['a lambda', 'swi|sh = lambda x: x / (1 + np.exp(-x))\n', 'swish = lamb'],
    ['a call', `${softmax}p = soft|max(o)\n`, 'softmax(z):'],
    [
      'a call of a method',
      `class A:\n    def f(self, x):\n        return x\n    def g(self): return self.|f(2)\n`,
      'f(self, x):\n',
    ],
  ])('%s in Python', (_what, marked, expected) => {
    expect(hovered(marked)?.startsWith(expected.trimEnd())).toBe(true);
  });

  test.each([
    ['a function', 'export function soft|max(z: number[]): number[] { return z }', 'softmax(z'],
    ['the keyword', 'func|tion gelu(x) { return x }', 'gelu(x)'],
    ['an arrow', 'const sig|moid = (x: number): number => 1 / (1 + Math.exp(-x));', 'sigmoid = '],
    ['an arrow without brackets', 'const re|lu = x => Math.max(0, x);', 'relu = x'],
    ['a method', 'class A {\n  for|ward(x: number) {\n    return x;\n  }\n}', 'forward(x'],
    ['a property', 'const acts = {\n  ta|nh: (x) => Math.tanh(x),\n};', 'tanh: (x)'],
    ['a call', 'const f = (x: number) => x * x;\nconsole.log(|f(2));', 'f = (x: numb'],
  ])('%s in TypeScript', (_what, marked, expected) => {
    expect(hovered(marked, 'typescript')?.startsWith(expected)).toBe(true);
  });

  test('of which there are two is the one above the call', () => {
    const text = 'def f(x):\n    return x * 2\na = 1\ndef f(y):\n    return y * 3\n|f(1)\n';
    expect(hovered(text)).toMatch(/^f\(y\)/);
  });

  test('that is not in this document may be in an earlier cell', () => {
    expect(hovered('p = soft|plus(x)')).toBe('elsewhere: softplus');
  });
});

describe('a vector', () => {
  test.each([
    ['logits', 'logits = np.array([2.0, |1.0, 0.1])'],
    ['a score', 'attention_scores = [|1.5, 2.5]'],
    ['what reaches a softmax', 'x = [1, |2, 3]\np = F.softmax(torch.tensor(x), dim=0)\n'],
    ['an argument of softmax', 'p = softmax([1.0, 2|.0, 3.0])'],
    ['the second row of a matrix', 'logits = [\n    [1, 2],\n    [3, |4],\n]'],
    ['arithmetic', 'z = [np.log(2), |0.5]'],
  ])('%s', (_what, marked) => expect(hovered(marked)).toBeDefined());

  test.each([
    ['in TypeScript', 'const logits = new Float64Array([1, |2, 3]);'],
    ['with a type', 'const z: number[] = [1, |2];'],
  ])('%s', (_what, marked) => expect(hovered(marked, 'typescript')).toBeDefined());

  test('by its name, where it is assigned and where softmax is applied to it', () => {
    expect(hovered('log|its = np.array([2.0, 1.0])\n')).toMatch(/^logits\b/);
    expect(hovered('|x = [1, 2]\np = softmax(x)\n')).toMatch(/^x\b/);
    expect(hovered('x = [1, 2]\np = F.softmax(|x)\n')).toMatch(/^x\b/);
  });
});

describe('nothing', () => {
  test.each([
    ['a size', 'plt.figure(figsize=[3, |4])'],
    ['a list that no softmax sees', 'weights = [1, |2, 3]'],
    ['an element', 'y = logits[0, |1]'],
    ['a plain name', 'def f(total):\n    return to|tal * 2'],
    ['a comment', '# soft|max(x) is what we want\n'],
    ['a comment after code', 'x = 1  # softmax([1, |2])'],
    ['a string', 'print("softmax(|x)")'],
    ['a docstring', `"""\nUse softmax(|x) here.\n"""\n${softmax}`],
    ['a library function', 'y = np.ex|p(x)'],
    ['a keyword', 'i|f (x): pass'],
    ['an import', 'from scipy.special import soft|max'],
    ['a function without parameters', 'def ma|in():\n    return 1'],
    ['text between strings', 'names = ["a", |"b"]'],
    ['a huge line', `x = [${'1, '.repeat(1_000)}|2]\nsoftmax(x)`],
  ])('%s', (_what, marked) => expect(hovered(marked)).toBeUndefined());

  test.each([
    ['a comment', '// soft|max(x)'],
    ['a block comment', '/**\n * soft|max(x)\n */'],
    ['a condition', 'i|f (x) {}'],
    ['a loop', 'fo|r (const x of y) {}'],
    ['a template', 'const s = `softmax([1, |2])`'],
  ])('%s in TypeScript', (_what, marked) => expect(hovered(marked, 'typescript')).toBeUndefined());

  test('is found on its own line, without a look at the document', () => {
    const text = (): string => {
      throw new Error('The document was read.');
    };
    for (const line of ['total = a + b', 'import numpy as np', '# softmax(x)', 'return total', '']) {
      const place = { line, lineStart: 0, column: Math.min(9, line.length), languageId: 'python', text };
      expect(hoverTarget(place)).toBeUndefined();
    }
  });

  test.each([
    'def '.repeat(400),
    '['.repeat(1_900),
    '('.repeat(1_900),
    'a='.repeat(900),
    ' '.repeat(1_900),
    'const x='.repeat(200),
  ])('takes long (%#)', (line) => {
    const began = performance.now();
    for (const languageId of ['python', 'typescript'])
      for (const column of [0, line.length / 2, line.length])
        hoverTarget({ line, lineStart: 0, column: Math.floor(column), languageId, text: () => line });
    expect(performance.now() - began).toBeLessThan(100);
  });
});

test('all functions of a text are found where they stand', () => {
  const python =
    'import f\nclass A:\n    def g(self, x): pass\nh = lambda t: t\nasync def größe(n):\n  def main(): pass\n';
  const found = definitions(python, 'python').map(({ name, start }) => [
    name,
    python.slice(start, start + name.length),
  ]);
  expect(found).toEqual(['g', 'h', 'größe'].map((name) => [name, name]));
  const script =
    'export function f(x) {}\nconst g = (x) => x, y = 1;\nclass B {\n  static k(a) {\n    if (a) {\n    }\n  }\n}\n';
  const names = definitions(script, 'typescript').map(({ name, start }) => [
    name,
    script.slice(start, start + name.length),
  ]);
  expect(names).toEqual(['f', 'g', 'k'].map((name) => [name, name]));
});
