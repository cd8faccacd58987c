import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { read } from '../../src/source/read.js';
import type { Value } from '../../src/source/reading.js';
import { described, numbersOf } from './source-cases.js';

/** Code that was run for real, against the program that was read from it: the same numbers, or a refusal that is a gap. */
interface Ran {
  readonly inputs: Readonly<Record<string, Value>>;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const folder = join(import.meta.dirname, '../source/numbers');
const file = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface NumbersCase {
  readonly title: string;
  readonly header: string;
  readonly code: string;
}

const casesIn = (name: string): readonly NumbersCase[] =>
  file(name)
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...rest] = part.split('\n');
      const [header = '', ...code] = rest.join('\n').split('\n\n');
      return { title: title.trim(), header, code: code.join('\n\n').trim() };
    });

const compare = (code: string, languageId: string, ran: Ran, mayRefuse = false): void => {
  const lines = code.split('\n');
  const last = Math.max(...lines.flatMap((l, n) => (/^(?:def|function|const f\b)/.test(l) ? [n] : [])));
  const start = lines.slice(0, last).join('\n').length + (last > 0 ? 1 : 0);
  const reading = read({ text: code, languageId, start, end: code.length, values: ran.inputs });
  const said = described(
    {
      file: '',
      line: 0,
      language: languageId,
      title: '',
      text: code,
      start,
      end: code.length,
      values: {},
      expected: '',
    },
    reading,
  ).join('\n');
  if (!reading.ok && mayRefuse) return;
  if (!reading.ok) throw new Error(`${reading.key} ${(reading.args ?? []).join(', ')}\n${said}`);
  const numbers = numbersOf(reading, ran.inputs);
  if (typeof numbers === 'string') throw new Error(`${numbers}\n${said}`);
  expect(numbers.length, said).toBe(ran.values.length);
  ran.values.forEach((wanted, i) => {
    const error = Math.abs(numbers[i]! - wanted);
    expect(error, `${said}\n${[...numbers].join(' ')} for ${ran.values.join(' ')}`).toBeLessThanOrEqual(
      1e-12 * Math.max(1, Math.abs(wanted)),
    );
  });
};

describe('Python, against NumPy', () => {
  const ran = JSON.parse(file('python.json')) as Readonly<Record<string, Ran>>;
  for (const c of casesIn('python.txt'))
    test(c.title, () => {
      const known = ran[c.title];
      if (!known) throw new Error('python3 test/source/numbers/run.py has not run this case');
      compare(c.code, 'python', known);
    });
});

describe('hard Python: the same numbers or a refusal', () => {
  const ran = JSON.parse(file('hard.json')) as Readonly<Record<string, Ran>>;
  for (const c of casesIn('hard.txt'))
    test(c.title, () => {
      const known = ran[c.title];
      if (!known) throw new Error('python3 test/source/numbers/run.py has not run this case');
      compare(c.code, 'python', known, true);
    });
});

describe('functions of libraries, against NumPy', () => {
  const { inputs, values } = JSON.parse(file('libraries.json')) as {
    readonly inputs: Readonly<Record<string, Value>>;
    readonly values: Readonly<Record<string, readonly number[]>>;
  };
  const calls = file('libraries.txt')
    .split('\n')
    .flatMap((line) => (line.includes(' :: ') && !line.startsWith('#') ? [line.split(' :: ')[0]!] : []));
  for (const code of calls)
    test(code, () => {
      const known = values[code];
      if (!known) throw new Error('python3 test/source/numbers/run.py has not run this call');
      const used = Object.entries(inputs).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code));
      compare(code, 'python', { inputs: Object.fromEntries(used), shape: [], values: known });
    });
});

const given = (header: string): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    header
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', value = ''] = line.split(' = ');
        return [name, JSON.parse(value) as Value];
      }),
  );

const flat = (v: unknown): number[] =>
  typeof v === 'number' ? [v] : Array.from(v as Iterable<unknown>).flatMap(flat);

const runJavaScript = (name: string, mayRefuse: boolean): void => {
  for (const c of casesIn(name))
    test(c.title, () => {
      const inputs = given(c.header);
      const names = Object.keys(inputs);
      const run = new Function(...names, `${c.code}\nreturn f(${names.join()});`) as (
        ...args: unknown[]
      ) => unknown;
      const values = flat(run(...Object.values(inputs).map((v) => structuredClone(v))));
      compare(c.code, 'javascript', { inputs, shape: [], values }, mayRefuse);
    });
};

describe('JavaScript, against itself', () => runJavaScript('javascript.txt', false));
describe('hard JavaScript: the same numbers or a refusal', () => runJavaScript('javascript-hard.txt', true));
