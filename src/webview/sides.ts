import type { Explanation, Formula } from '../explanation.js';
import { diff, ref, variable } from '../math/expr.js';
import { print } from '../math/print.js';
import { unravel } from './format.js';
import type { Instrument, Values } from './instrument.js';
import type { Entry } from './state.js';

/** The derivation's own left-hand side, ∂p_j/∂o_i: the last chain that is about a derivative. */
const chainOf = ({ lines }: Explanation): Formula | undefined =>
  lines.filter(({ of }) => of?.text.startsWith('∂')).at(-1)?.of;

/** What the output is called, by the derivation or the code. */
export const outputName = ({ model }: Explanation): string => model.symbol;

/** What stands left of the equals signs: the output's component, and its derivative by a component of the chosen variable. */
export function leftSides(explanation: Explanation): {
  readonly output: Formula;
  readonly derivative: Formula;
} {
  const { output, by } = explanation.model.result;
  const chain = chainOf(explanation);
  const latex = /^\\frac\{\\partial ?(.*)\}\{\\partial/.exec(chain?.latex ?? '')?.[1];
  const text = /^∂(.*)\/∂/.exec(chain?.text ?? '')?.[1];
  const name = ref(outputName(explanation), ...output);
  return {
    output: latex !== undefined && text !== undefined ? { latex, text } : print(name),
    derivative: chain ?? print(diff(name, variable(explanation.model.wrt, ...by))),
  };
}

/** left = right as one formula; the right side as it is if it is an equation already. */
export function equation(left: Formula, right: Formula): Formula {
  if (right.text.includes(' = ')) return right;
  const shift = left.latex.length + 3;
  return {
    latex: `${left.latex} = ${right.latex}`,
    text: `${left.text} = ${right.text}`,
    parts: [
      ...(left.parts ?? []),
      ...(right.parts ?? []).map((part) => ({
        ...part,
        ranges: part.ranges.map(([start, end]) => [start + shift, end + shift] as const),
      })),
    ],
  };
}

/** Numbers of the indices that the result is written with. */
export type Places = Readonly<Record<string, number>>;

/** The indices of the result at one entry of J, and the labels of the code, which stand for indices too. */
export function placesOf(
  { model }: Explanation,
  instrument: Instrument,
  entry: Entry,
  values: Values,
): Places {
  const { output, by } = model.result;
  const rowAt = unravel(entry.row, instrument.outputShape);
  const colAt = unravel(entry.col, instrument.inputShape);
  const labels = model.program.parameters.flatMap(({ name, labelOf }) => {
    const value = values[name];
    return labelOf !== undefined && typeof value === 'number' ? [[name, value] as const] : [];
  });
  return Object.fromEntries([
    ...labels,
    ...output.map((index, k) => [index.name, rowAt[k] ?? 0] as const),
    ...by.map((index, k) => [index.name, colAt[k] ?? 0] as const),
  ]);
}

/** Whether places fall under a case on indices: 'i = j', 'a = i, b ≠ j'. False for conditions that say more than that. */
export const isCaseOf = (when: string, places: Places): boolean =>
  when.split(/,\s*/).every((condition) => {
    const match = /^(\S+) ([=≠]) (\S+)$/.exec(condition);
    const [a, b] = [places[match?.[1] ?? ''], places[match?.[3] ?? '']];
    return match !== null && a !== undefined && b !== undefined && (match[2] === '=') === (a === b);
  });
