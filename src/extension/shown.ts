import type { Explanation } from '../explanation.js';
import type { Shown } from '../messages.js';
import { labelOf, toRange } from './documents.js';
import type { Subject } from './subject.js';
import { ruleWords, worded, wordedFinding } from './words.js';

/** The longest piece of source that is shown beside what was read in it. */
const longestCode = 4_000;

/** An explanation with everything that people read in it put into words. */
export function shownOf({ document }: Subject, explanation: Explanation): Shown {
  const { start, end } = explanation.span;
  return {
    explanation,
    title: explanation.name,
    rules: ruleWords(explanation.lines),
    notes: explanation.notes.map(worded),
    findings: explanation.findings.map(wordedFinding),
    source: {
      label: labelOf(document),
      languageId: document.languageId,
      code: document.getText(toRange(document, { start, end: Math.min(end, start + longestCode) })),
      line: document.positionAt(start).line + 1,
    },
  };
}
