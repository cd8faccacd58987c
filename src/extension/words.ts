import * as vscode from 'vscode';
import type { Explanation, Finding, Note, Refusal } from '../explanation.js';
import type { RuleWords } from '../messages.js';
import { coreMessages } from '../wording/core.js';
import { findingMessages } from '../wording/findings.js';
import { readingMessages } from '../wording/reading.js';
import { ruleTexts } from '../wording/rules.js';
import { say, type Language, type Text } from '../wording/wording.js';

/** The language of the tables that is nearest to VS Code's. */
export const language = (): Language => (/^zh\b/i.test(vscode.env.language) ? 'zh' : 'en');

const tables: Readonly<Record<string, Text>> = { ...readingMessages, ...coreMessages, ...findingMessages };

/** A message of the mathematics in VS Code's language; a key that no table has is said in the English that came with it. */
export function worded({ key, args, message }: Note): string {
  const text = Object.hasOwn(tables, key) ? tables[key] : undefined;
  return text ? say(text, language(), args) : message;
}

export const wordedFinding = (finding: Finding): string => worded(finding);
export const wordedRefusal = (refusal: Refusal): string => worded(refusal);

/** The wording of each rule that a derivation uses. */
export function ruleWords(lines: Explanation['lines']): Record<string, RuleWords> {
  const to = language();
  const words: Record<string, RuleWords> = {};
  for (const { rule } of lines) {
    const text = Object.hasOwn(ruleTexts, rule) ? ruleTexts[rule] : undefined;
    words[rule] = text ? { short: text.short[to], long: text.long[to] } : { short: rule, long: '' };
  }
  return words;
}
