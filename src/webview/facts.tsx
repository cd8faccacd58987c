import { usePage } from './context.js';
import { fill, formatBound } from './format.js';
import type { Fact } from './jacobian.js';
import * as Icon from './icons.js';

/** What holds for the numbers on show, each computed; the largest deviation is said on pointing. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const { words } = usePage();
  if (facts.length === 0) return null;
  return (
    <ul class="facts" aria-label={words.facts}>
      {facts.map(({ key, deviation, sampled }) => {
        const how = fill(
          sampled === undefined ? words.computedFact : words.computedFactSampled,
          formatBound(deviation),
          sampled ?? '',
        );
        return (
          <li key={key} data-tip={how} tabIndex={0} aria-label={`${words[key]}. ${how}`}>
            <Icon.Check />
            {words[key]}
          </li>
        );
      })}
    </ul>
  );
}
