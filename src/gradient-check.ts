import type { Finding } from './explanation.js';
import { checkGradient, type CounterExample } from './math/gradient.js';
import type { Message, Reading } from './source/reading.js';
import { findingMessages } from './wording/findings.js';
import { say } from './wording/wording.js';

/** What is said of a derivative written by hand: a finding where it is wrong, a note where it is right, nothing where the two cannot be compared. */
export const gradientCheck = (
  reading: Reading,
  wrt: string,
  of: string,
  /** Edits that put it right, made only when they are needed. */
  fix: () => Finding['fix'],
): { readonly findings: readonly Finding[]; readonly notes: readonly Message[] } => {
  const { gradient, program, span } = reading;
  if (!gradient) return { findings: [], notes: [] };
  const verdict = checkGradient(program, wrt, gradient.program, gradient.argument);
  if (verdict.right === undefined) return { findings: [], notes: [] };
  if (verdict.right)
    return {
      findings: [],
      notes: [{ key: `gradient-right-${verdict.as}`, args: [gradient.name, of, verdict.points] }],
    };
  const { example } = verdict;
  const key = `gradient-${verdict.mistake}` as const;
  const args = [gradient.name, of, inputText(example), numbersText(example.got), numbersText(example.right)];
  return {
    findings: [
      {
        id: 'wrong-gradient',
        severity: 'warning',
        span,
        key,
        args,
        message: say(findingMessages[key], 'en', args),
        example: example.input,
        fix: fix() ?? [],
      },
    ],
    notes: [],
  };
};

const inputText = (example: CounterExample): string =>
  Object.entries(example.input)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? short(value) : numbersText(value)}`)
    .join(', ');

const short = (x: number): string => String(Number(x.toPrecision(4)));

const numbersText = (numbers: readonly number[]): string => {
  if (numbers.length === 1) return short(numbers[0]!);
  const shown = numbers.slice(0, 9).map(short).join(', ');
  return `[${shown}${numbers.length > 9 ? ', …' : ''}]`;
};
