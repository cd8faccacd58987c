/** What the suites print: Markdown, so that it can be read in a terminal and pasted into README.md. */

/** @param {number} ms */
export function duration(ms) {
  const [value, unit] =
    ms < 1e-3 ? [ms * 1e6, 'ns'] : ms < 1 ? [ms * 1e3, 'µs'] : ms < 1e3 ? [ms, 'ms'] : [ms / 1e3, 's'];
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

/** @param {number} ratio */
export const times = (ratio) => `${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3)} ×`;

/** @param {string} title */
export function heading(title) {
  console.log(`\n## ${title}\n`);
}

/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const widths = head.map((h, c) => Math.max(h.length, ...rows.map((row) => row[c].length)));
  const line = (/** @type {string[]} */ cells) =>
    console.log(
      `| ${cells.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join(' | ')} |`,
    );
  line(head);
  console.log(`|${widths.map((w, c) => (c === 0 ? '-'.repeat(w + 2) : `${'-'.repeat(w + 1)}:`)).join('|')}|`);
  rows.forEach(line);
  console.log();
}

/**
 * One line for a goal: what was wanted, what was measured.
 * @param {string} what @param {number} measured @param {'≤' | '≥'} relation @param {number} wanted
 */
export function goal(what, measured, relation, wanted) {
  const reached = relation === '≤' ? measured <= wanted : measured >= wanted;
  console.log(
    `- ${reached ? 'reached' : 'MISSED '}  ${what}: ${times(measured)} (goal ${relation} ${wanted} ×)`,
  );
}

/** @param {string} text */
export function note(text) {
  console.log(`- ${text}`);
}
