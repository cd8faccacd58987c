import { LRUCache } from 'lru-cache';
import * as vscode from 'vscode';
import type { Explanation } from '../explanation.js';
import { outputName, resultEquation } from '../written.js';
import { definitionPlace } from './definitions.js';
import { precedingCells } from './documents.js';
import type { Picture } from '../messages.js';
import type { Explained } from './engine.js';
import type { Formula } from './explanations.js';
import { matrixLines, number, pictureAddress } from './hover-text.js';
import { hoverTarget, type HoverTarget } from './hover-target.js';
import { settingsFor } from './settings.js';
import type { Subject } from './subject.js';

export interface HoverHouse {
  readonly log: vscode.LogOutputChannel;
  readonly explain: (subject: Subject, token: vscode.CancellationToken) => Promise<Explained>;
  readonly typeset: (formula: Formula, token: vscode.CancellationToken) => Promise<Picture | undefined>;
}

export interface Hovers {
  readonly provide: (
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) => Promise<vscode.Hover | undefined>;
  readonly hovered: (id: unknown) => Subject | undefined;
}

/** Formulas beyond this many characters say more in the panel. */
const longestFormula = 300;
const longestLatex = 1_500;
/** Pixels; a hover is about this wide before it scrolls. */
const pictureWidth = 460;
/** VS Code cuts a hover's Markdown at 100,000 characters: a picture leaves room for the rest. */
const longestPicture = 80_000;

/** The colour of text in a hover. Four kinds of themes: high contrast comes in light, too. */
function ink(): string {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return '#3b3b3b';
    case vscode.ColorThemeKind.HighContrastLight:
      return '#000000';
    case vscode.ColorThemeKind.HighContrast:
      return '#ffffff';
    case vscode.ColorThemeKind.Dark:
      return '#cccccc';
  }
}

const shorten = (text: string): string =>
  text.length > longestFormula ? `${text.slice(0, longestFormula - 1)}…` : text;

export function createHover(house: HoverHouse): Hovers {
  /** What the links of recent hovers stand for: a link carries a number and nothing else. */
  const links = new LRUCache<string, { readonly subject: Subject; readonly version: number }>({ max: 100 });
  let nextLink = 1;

  const subjectOf = (document: vscode.TextDocument, target: HoverTarget): Subject | undefined => {
    if (target.kind === 'here') return { document, start: target.start, end: target.end };
    for (const cell of precedingCells(document).reverse()) {
      const at = definitionPlace(cell.getText(), target.name, cell.languageId, Infinity);
      if (at !== undefined) return { document: cell, start: at, end: at };
    }
    return undefined;
  };

  const content = (
    subject: Subject,
    explanation: Explanation,
    picture?: Picture,
    jacobian?: readonly number[],
  ): vscode.MarkdownString => {
    const { digits } = settingsFor(subject.document);
    const id = String(nextLink++);
    links.set(id, { subject, version: subject.document.version });
    const markdown = new vscode.MarkdownString('', true);
    // Names of code are in here: they can be text, never links or markup.
    markdown.isTrusted = { enabledCommands: ['nabla.openHovered'] };
    markdown.appendMarkdown('**∇** ').appendText(explanation.name || explanation.model.program.name);
    markdown.appendMarkdown('\n\n');
    const address = picture && pictureAddress(picture.svg);
    if (picture && address && address.length <= longestPicture)
      markdown.appendMarkdown(`![](${address}|width=${picture.width},height=${picture.height})\n\n`);
    const lines = [shorten(resultEquation(explanation).text)];
    if (explanation.matrixForm) lines.push(`J = ${shorten(explanation.matrixForm.text)}`);
    const { numbers } = explanation;
    const isVector = explanation.model.result.output.length === 1;
    if (numbers && isVector && numbers.rows > 1 && numbers.rows <= 8) {
      const values = [...numbers.value].map((value) => number(value, digits));
      const name = outputName(explanation)?.text.replace(/_.*$/, '') ?? '=';
      lines.push('', `${name} = [${values.join(', ')}]`);
    }
    if (numbers && jacobian && isVector && numbers.cols <= 4 && numbers.rows <= 4)
      lines.push(...matrixLines(jacobian, numbers.cols, digits));
    markdown.appendCodeblock(lines.join('\n'), 'plaintext');
    const { points } = explanation.verified;
    markdown.appendMarkdown('$(pass) ').appendText(vscode.l10n.t('Checked at {0} points', points));
    const link = `command:nabla.openHovered?${encodeURIComponent(JSON.stringify([id]))}`;
    const label = vscode.l10n.t('Show the derivation');
    markdown.appendMarkdown(` &nbsp;·&nbsp; [${label}](${link})`);
    return markdown;
  };

  return {
    async provide(document, position, token) {
      if (!settingsFor(document).hover) return undefined;
      const target = hoverTarget({
        line: document.lineAt(position.line).text,
        lineStart: document.offsetAt(position.with({ character: 0 })),
        column: position.character,
        languageId: document.languageId,
        text: () => document.getText(),
      });
      const subject = target && subjectOf(document, target);
      if (!subject) return undefined;
      const answer = await house.explain(subject, token);
      if (token.isCancellationRequested || answer.type !== 'explained') return undefined;
      const explanation = answer.answer;
      if (!explanation.ok) {
        house.log.debug(`No hover (${explanation.reason}): ${explanation.message}`);
        return undefined;
      }
      // A derivative that is a plain number, or that of x by itself, is nothing that anybody wonders about.
      if (['num', 'delta', 'size'].includes(explanation.model.result.entry.kind)) return undefined;
      const { latex } = resultEquation(explanation);
      const formula = { latex, ink: ink(), width: pictureWidth };
      const picture = latex.length <= longestLatex ? await house.typeset(formula, token) : undefined;
      if (token.isCancellationRequested) return undefined;
      const { start, end } = target.word;
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return new vscode.Hover(content(subject, explanation, picture, answer.jacobian), range);
    },
    hovered(id) {
      const kept = typeof id === 'string' ? links.get(id) : undefined;
      return kept && kept.subject.document.version === kept.version ? kept.subject : undefined;
    },
  };
}
