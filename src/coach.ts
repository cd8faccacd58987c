import type { Finding, Request } from './explanation.js';
import { stabilityFix } from './fixes.js';
import type { Recognised } from './math/recognise/index.js';
import { instabilityOf, type Instability } from './math/stability.js';
import type { Span } from './math/program.js';
import type { Reading } from './source/reading.js';
import { findingMessages } from './wording/findings.js';
import { say } from './wording/wording.js';

/** Libraries that compute in single precision unless told otherwise. */
const single: ReadonlySet<Reading['library']> = new Set(['torch', 'jax', 'tensorflow', 'tfjs']);

/** What is wrong with the numbers of a piece of code although its formula is right: each with the smallest round input that shows it. */
export const stabilityFindings = (
  reading: Reading,
  wrt: string,
  recognised: Recognised | undefined,
  request: Request,
): readonly Finding[] => {
  if (reading.kind === 'vector' || reading.library === 'latex' || reading.library === 'plain') return [];
  const findings: Finding[] = [];
  const double = instabilityOf(reading.program, wrt);
  const lost =
    double ?? (single.has(reading.library) ? instabilityOf(reading.program, wrt, 'single') : undefined);
  if (lost)
    findings.push(
      instability(
        lost,
        double === undefined && lost.id === 'overflow' ? 'overflow-single' : lost.id,
        spanOf(lost, reading),
        stabilityFix(reading, wrt, request),
      ),
    );
  if (recognised?.name === 'softmax with ε') {
    findings.push({
      id: 'epsilon-bias',
      severity: 'info',
      span: reading.span,
      key: 'epsilon-bias',
      message: say(findingMessages['epsilon-bias'], 'en'),
    });
  }
  return findings;
};

const instability = (
  lost: Instability,
  key: keyof typeof findingMessages,
  span: Span,
  fix: Finding['fix'],
): Finding => {
  const args = [exampleText(lost.example), lost.gives];
  return {
    id: lost.id,
    severity: 'warning',
    span,
    key,
    args,
    message: say(findingMessages[key], 'en', args),
    example: lost.example,
    ...(fix && fix.length > 0 ? { fix } : {}),
  };
};

const exampleText = (example: Instability['example']): string =>
  Object.entries(example)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `[${value.join(', ')}]`}`)
    .join(', ');

/** Where it begins: the first place of the name in whose definition the value is lost, else the whole construct. */
const spanOf = (lost: Instability, reading: Reading): Span => {
  const definition = reading.program.definitions.find((d) => d.name === lost.within);
  const span = definition?.spans?.[0];
  return span && span.start >= reading.span.start && span.end <= reading.span.end ? span : reading.span;
};
