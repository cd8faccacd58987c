import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { explain, jacobianEntry, type Explanation } from '../../src/explain.js';
import { gradientCode } from '../../src/gradient-code.js';

/** What is written is run: by Node, and by Python with NumPy where it is there; the numbers must be those of the explanation. */
interface Case {
  readonly name: string;
  readonly code: string;
  readonly wrt: string;
  readonly values: Readonly<Record<string, number | number[] | number[][]>>;
}

const cases: readonly Case[] = [
  {
    name: 'softmax',
    code: 'def f(x):\n    e = np.exp(x - x.max())\n    return e / e.sum()',
    wrt: 'x',
    values: { x: [1, 2, -0.5] },
  },
  {
    name: 'temperature',
    code: 'def f(x, T):\n    e = np.exp(x / T)\n    return e / e.sum()',
    wrt: 'T',
    values: { x: [1, 2, -0.5], T: 0.7 },
  },
  {
    name: 'log-sum-exp',
    code: 'def f(x):\n    return np.log(np.sum(np.exp(x)))',
    wrt: 'x',
    values: { x: [1, 2, -0.5] },
  },
  {
    name: 'rows',
    code: 'def f(X):\n    e = np.exp(X)\n    return e / e.sum(axis=1, keepdims=True)',
    wrt: 'X',
    values: {
      X: [
        [1, 2, 0.3],
        [0, -1, 4],
      ],
    },
  },
  {
    name: 'label',
    code: 'def f(z, t):\n    return -np.log(softmax(z)[t])',
    wrt: 'z',
    values: { z: [1, 2, -0.5], t: 1 },
  },
  {
    name: 'layer norm',
    code: 'def f(x, g, b, eps):\n    mu = x.mean()\n    var = ((x - mu)**2).mean()\n    return g * ((x - mu) / np.sqrt(var + eps)) + b',
    wrt: 'x',
    values: { x: [1, 2, -0.5], g: 1.5, b: 0.1, eps: 0.01 },
  },
  {
    name: 'logistic regression',
    code: 'def f(w, X, y):\n    p = 1 / (1 + np.exp(-(X @ w)))\n    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))',
    wrt: 'w',
    values: {
      w: [0.3, -0.2],
      X: [
        [1, 2],
        [0.5, -1],
        [2, 0.1],
      ],
      y: [1, 0, 1],
    },
  },
  {
    name: 'attention by q',
    code: 'def f(q, K, V):\n    p = softmax(K @ q / np.sqrt(len(q)))\n    return p @ V',
    wrt: 'q',
    values: {
      q: [0.3, -0.2],
      K: [
        [1, 2],
        [0.5, -1],
        [2, 0.1],
      ],
      V: [
        [1, 0, 2, 1],
        [0.5, 1, -1, 2],
        [2, 0.1, 0, 3],
      ],
    },
  },
  {
    name: 'linear by W',
    code: 'def f(x, W):\n    return W @ x',
    wrt: 'W',
    values: {
      x: [0.3, -0.2],
      W: [
        [1, 2],
        [0.5, -1],
        [2, 0.1],
      ],
    },
  },
  {
    name: 'huber',
    code: 'def f(r, d):\n    return np.where(np.abs(r) <= d, 0.5 * r**2, d * (np.abs(r) - 0.5 * d))',
    wrt: 'r',
    values: { r: 2.5, d: 1 },
  },
  {
    name: 'relu of a product',
    code: 'def f(x, y):\n    return np.maximum(0, 1 - np.dot(x, y))',
    wrt: 'x',
    values: { x: [0.1, 0.2], y: [1, -1] },
  },
  { name: 'power', code: 'def f(x):\n    return x**2.5 + x**(1/3) - 2 * x', wrt: 'x', values: { x: 1.7 } },
  {
    name: 'epsilon',
    code: 'def f(x, eps):\n    e = np.exp(x - x.max())\n    return e / (e.sum() + eps)',
    wrt: 'x',
    values: { x: [1, 2, -0.5], eps: 0.5 },
  },
];

const explained = (c: Case): Explanation => {
  const e = explain({
    text: c.code,
    languageId: 'python',
    start: 0,
    end: c.code.length,
    wrt: c.wrt,
    values: c.values,
  });
  if (!e.ok) throw new Error(`${c.name}: ${e.message}`);
  return e;
};

const written = (e: Explanation, library: 'numpy' | 'typescript'): string => {
  const result = gradientCode(e, library);
  if ('refused' in result) throw new Error(result.refused);
  return result.code;
};

const nameIn = (code: string): string => /(?:def|function) (\w+)/.exec(code)![1]!;

const wanted = (e: Explanation): readonly number[] => {
  const { rows, cols } = e.numbers!;
  return Array.from({ length: rows * cols }, (_, k) => jacobianEntry(e, Math.floor(k / cols), k % cols));
};

const flat = (x: unknown): readonly number[] => (Array.isArray(x) ? x.flatMap(flat) : [Number(x)]);

const compare = (results: readonly unknown[]): void => {
  cases.forEach((c, n) => {
    const e = explained(c);
    const right = wanted(e);
    const got = flat(results[n]);
    expect(got.length, c.name).toBe(right.length);
    got.forEach((x, k) =>
      expect(Math.abs(x - right[k]!), `${c.name}, entry ${k}`).toBeLessThan(
        1e-10 * Math.max(1, Math.abs(right[k]!)),
      ),
    );
  });
};

const argumentsOf = (c: Case, e: Explanation): readonly unknown[] =>
  e.model.program.parameters.map((p) => c.values[p.name]);

describe('gradient code', () => {
  it('runs in Node and gives the derivative', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nabla-write-'));
    try {
      const calls = cases.map((c, n) => {
        const e = explained(c);
        const code = written(e, 'typescript');
        return `const r${n} = (() => {\n${code}\nreturn ${nameIn(code)}(...(${JSON.stringify(argumentsOf(c, e))} as [any]));\n})();`;
      });
      const all = `${calls.join('\n')}\nconsole.log(JSON.stringify([${cases.map((_, n) => `r${n}`).join()}]));`;
      const file = path.join(folder, 'run.mjs');
      writeFileSync(file, transformSync(all, { loader: 'ts' }).code);
      const run = spawnSync(process.execPath, [file], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      compare(JSON.parse(run.stdout) as unknown[]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const python = ['/usr/bin/python3', 'python3'].find(
    (p) => spawnSync(p, ['-c', 'import numpy']).status === 0,
  );
  it.runIf(python)('runs in Python with NumPy and gives the derivative', () => {
    const calls = cases.map((c) => {
      const e = explained(c);
      const code = written(e, 'numpy');
      const args = argumentsOf(c, e).map((a) =>
        Array.isArray(a) ? `np.array(${JSON.stringify(a)}, dtype=float)` : JSON.stringify(a),
      );
      return `${code}\nresults.append(np.asarray(${nameIn(code)}(${args.join(', ')})).tolist())`;
    });
    const run = spawnSync(
      python!,
      [
        '-c',
        `import json\nimport numpy as np\nresults = []\n${calls.join('\n')}\nprint(json.dumps(results))`,
      ],
      { encoding: 'utf8' },
    );
    expect(run.stderr).toBe('');
    compare(JSON.parse(run.stdout) as unknown[]);
  });

  it('reads back as what it was written from', () => {
    for (const c of cases.slice(0, 3)) {
      const code = written(explained(c), 'numpy');
      const back = explain({
        text: code,
        languageId: 'python',
        start: 0,
        end: code.length,
        values: c.values,
      });
      expect(back.ok ? '' : back.message, c.name).toBe('');
      const right = wanted(explained(c));
      if (back.ok)
        [...back.numbers!.value].forEach((x, k) =>
          expect(x, `${c.name}, entry ${k}`).toBeCloseTo(right[k]!, 12),
        );
    }
  });

  it('says what a library has no word for', () => {
    const e = explain({ text: 'gamma(x)', languageId: 'plaintext', start: 0, end: 8 });
    expect(e.ok && gradientCode(e, 'numpy')).toEqual({ refused: 'gamma' });
  });
});
