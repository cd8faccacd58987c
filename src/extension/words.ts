import * as vscode from 'vscode';
import type { Explanation, Finding, Note, Refusal } from '../explanation.js';
import type { RuleWords } from '../messages.js';
import { readingMessages } from '../wording/reading.js';
import { say, type Language, type Text } from '../wording/wording.js';

/** The language of the tables that is nearest to VS Code's. */
export const language = (): Language => (/^zh\b/i.test(vscode.env.language) ? 'zh' : 'en');

const tables: Readonly<Record<string, Text>> = { ...readingMessages };

/** A message of the mathematics in VS Code's language; a key that no table has is said in the English that came with it. */
export function worded({ key, args, message }: Note): string {
  const text = Object.hasOwn(tables, key) ? tables[key] : undefined;
  return text ? say(text, language(), args) : message;
}

export const wordedFinding = (finding: Finding): string => worded(finding);
export const wordedRefusal = (refusal: Refusal): string => worded(refusal);

/** The wording of each rule that a derivation uses. */
export function ruleWords(lines: Explanation['lines']): Record<string, RuleWords> {
  return Object.fromEntries(lines.map(({ rule }) => [rule, { short: rule, long: '' }]));
}
