import type { Shown } from '../messages.js';
import { useWords } from './context.js';
import { VariablePicker } from './header.js';
import type { Entry } from './state.js';
import { Tex } from './tex.js';

/** The answer: the derivative, large, with its cases and its matrix form. */
export function Result({ shown, entry }: { shown: Shown; entry?: Entry | undefined }) {
  const words = useWords();
  const { formula, result, cases, matrixForm, lines } = shown.explanation;
  const left = lines.filter((line) => line.of).at(-1)?.of;
  return (
    <section class="card" aria-label={words.result}>
      <div class="defined">
        <Tex formula={formula} />
        <span class="space" />
        <VariablePicker shown={shown} />
      </div>
      <div class="answer">
        {left && left.text.length <= 24 && (
          <>
            <Tex formula={left} />
            <span class="equals">=</span>
          </>
        )}
        <Tex formula={result} />
      </div>
      {(cases.length > 0 || matrixForm) && (
        <dl class="forms">
          {cases.map(({ when, then }) => (
            <div key={when.latex} class={isCaseOf(when.text, entry) ? 'form form-on' : 'form'}>
              <dt>
                <Tex formula={when} />
              </dt>
              <dd>
                <Tex formula={then} />
              </dd>
            </div>
          ))}
          {matrixForm && (
            <div class="form">
              <dt>{words.matrixForm}</dt>
              <dd>
                <Tex formula={matrixForm} />
              </dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
}

/** Whether an entry of J falls under a case on two indices, i = j or i ≠ j. */
export const isCaseOf = (when: string, entry: Entry | undefined): boolean => {
  if (!entry || !/^\S+ [=≠] \S+$/.test(when)) return false;
  return when.includes('=') === (entry.row === entry.col);
};
