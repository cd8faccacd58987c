import type { Tree } from '@lezer/common';
import { casesOf, printConditions, type Case } from './math/cases.js';
import { NoRule, type Derivation } from './math/derive.js';
import { nodeCount } from './math/expr.js';
import { formOf, type Form } from './math/forms.js';
import { matrixFormOf, printGradient, printMatrixForm, type MatrixForm } from './math/matrix.js';
import { print, type PrintOptions } from './math/print.js';
import type { Program, Span } from './math/program.js';
import { recognise } from './math/recognise/index.js';
import { OutOfFuel } from './math/rules/rule.js';
import { renameApart } from './math/substitute.js';
import { isVerified, verify, type Verified } from './math/verify.js';
import { stabilityFindings } from './coach.js';
import { gradientCheck } from './gradient-check.js';
import { gradientFix } from './fixes.js';
import { notesOn } from './notes.js';
import { numbersFor } from './numbers.js';
import { read } from './source/read.js';
import type { Reading } from './source/reading.js';
import type { Explanation, Finding, Formula, Line, Refusal, Request } from './explanation.js';
import { coreMessages } from './wording/core.js';
import { findingMessages } from './wording/findings.js';
import { readingMessages } from './wording/reading.js';
import { say, type Text } from './wording/wording.js';

export { jacobianEntry } from './numbers.js';
export type { Explanation, Refusal, Request } from './explanation.js';

/** What a caller may lend: a kept parse tree of the text, and the number of steps that may be taken. */
export interface Services {
  readonly tree?: Tree;
  readonly fuel?: number;
}

const messages: Readonly<Record<string, Text>> = {
  ...readingMessages,
  ...coreMessages,
  ...findingMessages,
};

/** The English wording of a message key; the key itself where no table has it, which the tests rule out. */
const english = (key: string, args?: readonly (string | number)[]): string => {
  const text = Object.hasOwn(messages, key) ? messages[key] : undefined;
  return text ? say(text, 'en', args) : key;
};

const refusal = (
  reason: string,
  key: string,
  span: Span,
  args: readonly (string | number)[] = [],
  findings: readonly Finding[] = [],
): Refusal => ({
  ok: false,
  reason,
  key,
  args,
  span,
  findings,
  message: english(key, args),
});

const MAX_NODES = 4000;

/**
 * The one door to all that is pure: reads the construct at the given place, derives it, verifies every line and gives one
 * plain object, or says why not. Synchronous, deterministic, never throws for any text; its budget is counted steps.
 */
export const explain = (request: Request, services: Services = {}): Explanation | Refusal => {
  const reading = read(request, services);
  if (!reading.ok) {
    return refusal(reading.reason, reading.key, reading.span, reading.args, worded(reading.findings ?? []));
  }
  return explainReading(reading, request, services);
};

const worded = (findings: Reading['findings']): readonly Finding[] =>
  findings.map((f) => ({ ...f, message: english(f.key, f.args) }));

const explainReading = (reading: Reading, request: Request, services: Services): Explanation | Refusal => {
  const { program, span } = reading;
  const findings = worded(reading.findings);
  const no = (reason: string, key: string, ...args: readonly (string | number)[]): Refusal =>
    refusal(reason, key, span, args, findings);

  const wrt = request.wrt ?? reading.wrt[0];
  if (wrt === undefined)
    return no(
      'nothing-to-derive',
      'nothing-to-derive',
      request.text.slice(span.start, Math.min(span.end, span.start + 40)),
    );
  const parameter = program.parameters.find((p) => p.name === wrt);
  if (!parameter) return no('no-such-variable', 'no-such-variable', wrt, reading.wrt.join(', '));
  if (parameter.labelOf !== undefined) return no('by-integer', 'by-integer', wrt);
  const size = program.definitions.reduce((n, d) => n + nodeCount(d.body), nodeCount(program.output.body));
  if (size > MAX_NODES) return no('too-large', 'too-many-nodes', size, MAX_NODES);

  const recognised = recognise(program);
  let form: Form;
  try {
    form = formOf(program, wrt, request.form ?? 'jacobian', {
      productRule: request.quotient === 'product',
      ...(recognised ? { symbol: recognised.symbol } : {}),
      ...(services.fuel === undefined ? {} : { fuel: services.fuel }),
    });
  } catch (error) {
    if (error instanceof OutOfFuel) return no('too-large', 'out-of-fuel', error.allowed);
    if (error instanceof NoRule) return no('no-rule', 'no-rule', print(error.what).text);
    throw error;
  }

  const { derivation } = form;
  const cases = casesOf(derivation.entry, new Set(derivation.by.at.map((i) => i.name)));
  const matrix = matrixOf(derivation);
  const checked = verify(form.program, derivation, { cases, ...(matrix ? { matrix } : {}) });
  if (!isVerified(checked))
    return checked.what === 'domain'
      ? no('not-verified', 'no-domain')
      : no('not-verified', 'not-verified', checked.rule);

  const numbers = numbersFor(reading, wrt, request);
  if (numbers && 'problem' in numbers)
    return no(
      'bad-numbers',
      numbers.problem,
      numbers.name,
      ...(numbers.most === undefined ? [] : [numbers.most]),
    );

  const options = printOptions(form.program, derivation);
  const check = gradientCheck(reading, wrt, recognised?.name ?? (program.name || derivation.symbol), () =>
    gradientFix(reading, wrt, form, request),
  );
  return {
    ok: true,
    kind: reading.kind,
    span,
    name: recognised?.name ?? '',
    formula: print(renameApart(derivation.formula), options),
    wrt: [wrt, ...reading.wrt.filter((w) => w !== wrt)],
    lines: linesOf(derivation, request.detail ?? 'full', options),
    result: print(renameApart(derivation.entry), options),
    cases: cases.map((c) => printCase(c, options)),
    ...matrixFormula(derivation, matrix, options),
    verified: checked satisfies Verified,
    ...(numbers ? { numbers: numbers.numbers } : {}),
    model: {
      program,
      wrt,
      symbol: derivation.symbol,
      result: {
        output: derivation.indices.filter((i) => derivation.output.includes(i)),
        by: derivation.indices.filter((i) => !derivation.output.includes(i)),
        entry: derivation.entry,
      },
      named: derivation.named,
      assumptions: program.parameters.flatMap((p) =>
        (p.assume ?? []).map((assume) => ({ name: p.name, assume })),
      ),
      values: { ...reading.values, ...request.values },
      ...(reading.kind === 'vector' ? { kernel: 'softmax' as const } : {}),
      dims: numbers ? numbers.dims : {},
    },
    findings: [
      ...findings,
      ...check.findings,
      ...(reading.gradient ? [] : stabilityFindings(reading, wrt, recognised, request)),
    ],
    notes: [
      ...check.notes,
      ...reading.notes,
      ...(recognised?.temperature ? [{ key: 'temperature', args: [recognised.temperature] }] : []),
      ...notesOn(form.program, derivation),
    ].map((n) => ({
      ...n,
      message: english(n.key, n.args),
    })),
  };
};

const printOptions = (program: Program, d: Derivation): PrintOptions => {
  const spans = new Map<string, readonly Span[]>();
  for (const p of [...program.parameters, ...program.definitions]) if (p.spans) spans.set(p.name, p.spans);
  const names = [
    ...new Set([
      ...program.parameters.map((p) => p.name),
      ...program.definitions.map((x) => x.name),
      ...d.named.map((x) => x.name),
    ]),
  ];
  return { names, spans };
};

const linesOf = (d: Derivation, detail: 'glance' | 'full', options: PrintOptions): readonly Line[] => {
  // A glance shows where it starts and where it ends.
  const last = d.steps.length - 1;
  const steps =
    detail === 'full'
      ? d.steps
      : d.steps.filter(
          (s, n) =>
            n === last ||
            (s.of && s.rule === 'definition' && d.steps.slice(n + 1).every((t) => t.rule !== 'definition')),
        );
  const lines = steps.map((s): Line => ({
    rule: s.rule,
    formula: print(renameApart(s.expr), options),
    ...(s.of ? { of: print(s.of, options) } : {}),
    ...(s.depth ? { depth: s.depth } : {}),
  }));
  if (lines.length > 1) return lines;
  return [...lines, { rule: 'result', formula: print(renameApart(d.entry), options) }];
};

const printCase = (c: Case, options: PrintOptions): { when: Formula; then: Formula } => ({
  when: printConditions(c.when, options),
  then: print(renameApart(c.then), options),
});

const matrixOf = (d: Derivation): MatrixForm | undefined => {
  const free = d.indices;
  return free.length === 2 ? matrixFormOf(d.entry, free[0]!, free[1]!) : undefined;
};

const matrixFormula = (
  d: Derivation,
  matrix: MatrixForm | undefined,
  options: PrintOptions,
): { matrixForm?: Formula } => {
  if (matrix) return { matrixForm: printMatrixForm(matrix, options) };
  const free = d.indices;
  const gradient = free.length === 1 ? printGradient(d.entry, free[0]!, options) : undefined;
  return gradient ? { matrixForm: gradient } : {};
};
