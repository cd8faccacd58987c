import type { Shown } from '../messages.js';
import { usePage } from './context.js';
import { fill, unravel, withIndices } from './format.js';
import { flat, shapeOf, type Value, type Values } from './instrument.js';
import { NumberField } from './number-field.js';
import { presetFor, type Preset } from './presets.js';
import { withComponent } from './state.js';
import { Sym } from './symbol.js';

/** Numbers to try, and the way back to those of the code. */
export function Presets({ shown, values, edited }: { shown: Shown; values: Values; edited: boolean }) {
  const { words, dispatch } = usePage();
  const { model } = shown.explanation;
  const value = values[model.wrt];
  if (value === undefined) return null;
  const put = (preset: Preset) => {
    // A new seed each time; it is said, so that somebody can name it.
    const seed = preset === 'random' ? 1 + Math.floor(Math.random() * 999) : 1;
    dispatch({
      type: 'edit',
      name: model.wrt,
      value: presetFor(preset, value, seed),
      ...(preset === 'random' ? { seed } : {}),
    });
  };
  const isScalar = shapeOf(value).length === 0;
  return (
    <div class="presets" role="group" aria-label={words.presets}>
      {!isScalar && (
        <>
          <button onClick={() => put('ties')}>{words.presetTies}</button>
          <button onClick={() => put('oneHot')}>{words.presetOneHot}</button>
          <button onClick={() => put('thousands')}>{words.presetThousands}</button>
        </>
      )}
      <button onClick={() => put('random')}>{words.presetRandom}</button>
      {edited && (
        <button class="back" title={words.edited} onClick={() => dispatch({ type: 'reset' })}>
          {words.presetSource}
        </button>
      )}
    </div>
  );
}

/** Longer values of other names are named, not shown number by number. */
const mostFields = 36;

/** Free names besides the chosen variable: temperature, targets, ε. */
export function OtherNames({ shown, values }: { shown: Shown; values: Values }) {
  const { words, dispatch } = usePage();
  const { model } = shown.explanation;
  const others = model.program.parameters.filter(
    ({ name }) => name !== model.wrt && values[name] !== undefined,
  );
  if (others.length === 0) return null;
  return (
    <dl class="others" aria-label={words.input}>
      {others.map(({ name, labelOf }) => {
        const value = values[name] as Value;
        const shape = shapeOf(value);
        const data = flat(value);
        return (
          <div key={name}>
            <dt>
              <Sym name={name} />
            </dt>
            <dd>
              {data.length <= mostFields
                ? Array.from(data, (x, k) => (
                    <NumberField
                      key={k}
                      value={x}
                      label={withIndices(name, unravel(k, shape))}
                      integer={labelOf !== undefined}
                      onChange={(to) => dispatch({ type: 'edit', name, value: withComponent(value, k, to) })}
                    />
                  ))
                : fill(words.matrixOf, shape[0] ?? 1, shape[1] ?? 1)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
