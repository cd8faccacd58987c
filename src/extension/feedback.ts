import * as vscode from 'vscode';
import type { Span } from '../explanation.js';
import type { Explained } from './engine.js';
import { toRange } from './documents.js';

/** What to tell somebody whose question has no explanation for an answer; undefined where there is nothing to tell. */
export function trouble(answer: Exclude<Explained, { type: 'explained' }>): string | undefined {
  switch (answer.type) {
    case 'cancelled':
      return undefined;
    case 'outdated':
      return vscode.l10n.t('The text changed while Nabla was reading it. Run the command again.');
    case 'stopped':
      return vscode.l10n.t(
        'Nabla stopped: this took longer than {0} seconds. Try a smaller piece of the code.',
        answer.after / 1000,
      );
    case 'failed':
      return vscode.l10n.t('Something went wrong inside Nabla. The log says what.');
    default:
      return answer satisfies never;
  }
}

/** How long the place of a refusal stays marked, in milliseconds. */
const markTime = 4_000;

export interface Marker extends vscode.Disposable {
  readonly mark: (editor: vscode.TextEditor, span: Span) => void;
}

/** Marks a place of an editor for a moment, so that a message about it can be short. */
export function createMarker(): Marker {
  const decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editorWarning.foreground'),
    borderRadius: '2px',
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    mark(editor, span) {
      const range = toRange(editor.document, span);
      clearTimeout(timer);
      editor.setDecorations(decoration, [range]);
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      timer = setTimeout(() => {
        for (const visible of vscode.window.visibleTextEditors) visible.setDecorations(decoration, []);
      }, markTime);
    },
    dispose() {
      clearTimeout(timer);
      decoration.dispose();
    },
  };
}
