import * as vscode from 'vscode';
import type { Explanation } from '../explanation.js';
import { toRange } from './documents.js';
import type { Panels } from './panels.js';
import type { Subject } from './subject.js';
import { worded, wordedFinding } from './words.js';

/** Says of a derivative that was written by hand whether it is right, and offers to put it right. */
export async function tellVerdict(subject: Subject, explanation: Explanation, panels: Panels): Promise<void> {
  const show = vscode.l10n.t('Show the derivation');
  const { document } = subject;
  const wrong = explanation.findings.find(({ id }) => id === 'wrong-gradient');
  const right = explanation.notes.find(({ key }) => key.startsWith('gradient-right'));
  let picked: string | undefined;
  if (wrong) {
    const fixes = wrong.fix ?? [];
    const { version } = document;
    picked = await vscode.window.showWarningMessage(
      wordedFinding(wrong),
      ...fixes.map(({ title }) => title),
      show,
    );
    const fix = fixes.find(({ title }) => title === picked);
    if (fix && document.version === version) {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, toRange(document, fix.span), fix.newText);
      await vscode.workspace.applyEdit(edit);
    }
  } else if (right) picked = await vscode.window.showInformationMessage(worded(right), show);
  else {
    const message =
      explanation.kind === 'gradient'
        ? vscode.l10n.t('Nabla cannot tell whether this gradient is right.')
        : vscode.l10n.t(
            'This is not recognised as the derivative of a function in this file. Give it that function’s name with _grad, _backward or _prime.',
          );
    void vscode.window.showInformationMessage(message);
  }
  if (picked === show) panels.show(subject, explanation);
}
