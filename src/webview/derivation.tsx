import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Line } from '../explanation.js';
import type { RuleWords, Shown } from '../messages.js';
import { changedRange } from './changes.js';
import { usePage } from './context.js';
import { lineAs } from './copying.js';
import { fill } from './format.js';
import { tell } from './host.js';
import * as Icon from './icons.js';
import { Tex } from './tex.js';

/** A main line with the small steps that lead to it. */
interface Step {
  readonly main: Line;
  /** Place of the main line among all lines. */
  readonly at: number;
  readonly small: readonly { readonly line: Line; readonly at: number }[];
}

/** Small steps (depth ≥ 1) belong to the main line that follows them. Trailing ones, which have none, count as main. */
export function stepsOf(lines: readonly Line[]): readonly Step[] {
  const steps: Step[] = [];
  let small: { line: Line; at: number }[] = [];
  lines.forEach((line, at) => {
    if ((line.depth ?? 0) > 0) {
      small.push({ line, at });
      return;
    }
    // The first line of a chain keeps its left-hand side in front, so its chain's small steps come after it.
    steps.push({ main: line, at, small });
    small = [];
  });
  return [...steps, ...small.map(({ line, at }): Step => ({ main: line, at, small: [] }))];
}

interface Props {
  readonly shown: Shown;
  readonly open: readonly number[];
  readonly allSteps: boolean;
  readonly explained: boolean;
  /** Main lines to be marked as those that an entry comes from. */
  readonly marked: boolean;
}

/** The derivation, line after line, each with the rule that allows it. */
export function Derivation({ shown, open, allSteps, explained, marked }: Props) {
  const { words, settings, dispatch } = usePage();
  const { lines } = shown.explanation;
  const steps = stepsOf(lines);
  const anySmall = steps.some(({ small }) => small.length > 0);
  const hasQuotient = lines.some(({ rule }) => rule === 'quotient' || rule === 'product');
  const lastOfAll = steps.at(-1)?.at;
  return (
    <section class="derivation" aria-labelledby="derivation">
      <div class="section-row">
        <h2 id="derivation">{words.derivation}</h2>
        <span class="space" />
        {hasQuotient && (
          <Choice
            label={words.notation}
            value={settings.notation}
            options={[
              ['quotient', words.quotientRule],
              ['product', words.productRule],
            ]}
            onChange={(notation) => tell({ type: 'notation', notation })}
          />
        )}
        {anySmall && (
          <Toggle on={allSteps} onChange={(on) => dispatch({ type: 'allSteps', on })}>
            {words.allSteps}
          </Toggle>
        )}
        <Toggle on={explained} onChange={(on) => dispatch({ type: 'explained', on })}>
          {words.rulesExplained}
        </Toggle>
      </div>
      <ol class="lines">
        {steps.map(({ main, at, small }) => {
          const isOpen = allSteps !== open.includes(at);
          return (
            <>
              {isOpen &&
                small.map(({ line, at: place }) => (
                  <LineRow
                    key={`s${place}`}
                    line={line}
                    before={lines[place - 1]}
                    at={place}
                    rule={shown.rules[line.rule]}
                    explained={explained}
                    small
                  />
                ))}
              <LineRow
                key={`m${at}`}
                line={main}
                before={lines[at - small.length - 1]}
                at={at}
                rule={shown.rules[main.rule]}
                explained={explained}
                marked={marked && at === lastOfAll}
                folded={small.length > 0 ? { count: small.length, open: isOpen } : undefined}
              />
            </>
          );
        })}
      </ol>
    </section>
  );
}

interface RowProps {
  readonly line: Line;
  /** The line that is shown above it. */
  readonly before: Line | undefined;
  readonly at: number;
  readonly rule: RuleWords | undefined;
  readonly explained: boolean;
  readonly small?: boolean;
  readonly marked?: boolean;
  readonly folded?: { readonly count: number; readonly open: boolean } | undefined;
}

/** Gaps between the columns of a line, the button at its end, and the least width of a rule's name, in CSS pixels. */
const besideFormula = 3 * 10 + 26 + 150;

/** A formula that has no room beside its rule gets the line's whole width, and the rule goes below it. */
function makeRoom(line: Element): void {
  const formula = line.querySelector<HTMLElement>('.right');
  const set = formula?.querySelector('.tex > *');
  if (!(line instanceof HTMLElement) || !formula || !set) return;
  const room = line.clientWidth - (formula.offsetLeft - line.offsetLeft) - besideFormula;
  line.toggleAttribute('data-long', set.getBoundingClientRect().width > room);
}
const lineWidths = new ResizeObserver((entries) => entries.forEach(({ target }) => makeRoom(target)));

function LineRow({ line, before, at, rule, explained, small = false, marked = false, folded }: RowProps) {
  const { words, dispatch, copy } = usePage();
  const row = useRef<HTMLLIElement>(null);
  const changed = useMemo(
    () => (before && !line.of ? changedRange(before.formula.latex, line.formula.latex) : undefined),
    [before, line],
  );
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return;
    makeRoom(element);
    lineWidths.observe(element);
    return () => lineWidths.unobserve(element);
  }, [line]);
  const short = rule?.short ?? line.rule;
  const long = rule?.long;
  const tip = explained ? undefined : long;
  const longLeft = line.of !== undefined && line.of.text.length > 14;
  return (
    <li
      ref={row}
      data-tip={tip}
      class={`line${small ? ' line-small' : ''}${marked ? ' line-on' : ''}${line.of ? ' line-first' : ''}`}
    >
      <div class={`left${longLeft ? ' left-long' : ''}`}>{line.of && <Tex formula={line.of} />}</div>
      <div class="equals" aria-hidden="true">
        =
      </div>
      <div class="right">
        <Tex formula={line.formula} changed={changed} />
      </div>
      <div class="rule">
        <span class="rule-name" data-tip-at {...(tip ? { tabIndex: 0, 'aria-description': tip } : {})}>
          {short}
        </span>
        {folded && (
          <button
            class="fold"
            aria-expanded={folded.open}
            title={folded.open ? words.hideSmallSteps : words.showSmallSteps}
            onClick={() => dispatch({ type: 'toggle', line: at })}
          >
            <Icon.Chevron />
            {folded.count === 1 ? words.oneSmallStep : fill(words.smallSteps, folded.count)}
          </button>
        )}
        {explained && long && <p class="why">{long}</p>}
      </div>
      <button
        class="tool line-copy"
        title={words.copyLine}
        aria-label={`${words.copyLine} (${at + 1})`}
        onClick={() => copy(lineAs('latex', line))}
      >
        <Icon.Copy />
      </button>
    </li>
  );
}

export function Toggle(props: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: preact.ComponentChildren;
}) {
  return (
    <button class="toggle" aria-pressed={props.on} onClick={() => props.onChange(!props.on)}>
      {props.children}
    </button>
  );
}

export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}) {
  return (
    <select
      class="choice"
      aria-label={props.label}
      title={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value as T)}
    >
      {props.options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
