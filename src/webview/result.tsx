import type { Shown } from '../messages.js';
import { useWords } from './context.js';
import { VariablePicker } from './header.js';
import { equation, isCaseOf, leftSides, type Places } from './sides.js';
import { Sym } from './symbol.js';
import { Tex } from './tex.js';

/** The answer: the derivative, large, with its cases and its matrix form. */
export function Result({ shown, places }: { shown: Shown; places?: Places | undefined }) {
  const words = useWords();
  const { formula, result, cases, matrixForm } = shown.explanation;
  const { output, derivative } = leftSides(shown.explanation);
  return (
    <section class="card" aria-label={words.result}>
      <div class="defined">
        <Tex formula={equation(output, formula)} />
        <span class="space" />
        <VariablePicker shown={shown} />
      </div>
      <div class="answer">
        <Tex formula={derivative} />
        <span class="equals">=</span>
        <Tex formula={result} />
      </div>
      {(cases.length > 0 || matrixForm) && (
        <dl class="forms">
          {cases.map(({ when, then }) => (
            <div key={when.latex} class={places && isCaseOf(when.text, places) ? 'form form-on' : 'form'}>
              <dt>
                <Tex formula={when} />
              </dt>
              <dd>
                <Tex formula={then} />
              </dd>
            </div>
          ))}
          {matrixForm && (
            <div class={matrixForm.text.length > 36 ? 'form form-wide' : 'form'}>
              <dt>{words.matrixForm}</dt>
              <dd class="form-equation">
                {!matrixForm.text.includes(' = ') && (
                  <span>
                    <Sym name="J" /> =
                  </span>
                )}
                <Tex formula={matrixForm} />
              </dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
}
