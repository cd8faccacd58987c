import * as vscode from 'vscode';
import type { Explanation } from '../explanation.js';
import type { Shown } from '../messages.js';
import { pageStrings } from '../wording/page.js';
import { asLatexBlock, asMarkdown, asText } from '../written.js';
import { cellOf, toRange } from './documents.js';
import { blockAfter, commentBlock, afterMarkdown, type Block } from './insert-text.js';
import { settingsFor } from './settings.js';
import { shownOf } from './shown.js';
import type { Subject } from './subject.js';
import { language } from './words.js';

/** What `insertDerivation` is given: the explanation of a subject, and its Jacobian where it is small. */
export interface Derived {
  readonly subject: Subject;
  readonly explanation: Explanation;
  readonly jacobian?: readonly number[];
}

/**
 * Writes a derivation below its source: a Markdown cell in a notebook, a comment in code, text in Markdown, LaTeX and plain text. One
 * edit, so that one undo takes it back; what was inserted before for the same source is replaced.
 */
export async function insertDerivation(derived: Derived): Promise<void> {
  const { subject, explanation } = derived;
  const { document } = subject;
  const place = cellOf(document);
  if (await isReadOnly(place?.notebook.uri ?? document.uri)) {
    void vscode.window.showWarningMessage(vscode.l10n.t('This document is read-only: nothing was inserted.'));
    return;
  }
  const shown = shownOf(subject, explanation);
  const edit = new vscode.WorkspaceEdit();
  let changes: boolean;
  if (place) {
    const cellEdit = notebookEdit(place.cell, shown, derived);
    changes = cellEdit !== undefined;
    if (cellEdit) edit.set(place.notebook.uri, [cellEdit]);
  } else {
    const block = textBlock(document, shown, derived);
    const range = toRange(document, block);
    changes = document.getText(range) !== block.text;
    edit.replace(document.uri, range, block.text);
  }
  if (!changes) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The derivation below is up to date.'));
    return;
  }
  if (!(await vscode.workspace.applyEdit(edit)))
    void vscode.window.showWarningMessage(vscode.l10n.t('The derivation could not be inserted here.'));
}

async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === 'untitled') return false;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    return permissions !== undefined && (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // Not saved yet, or a document that has no file: whether it takes an edit, the edit says.
    return false;
  }
}

/** What marks an inserted cell as ours, in its metadata: whose derivation it is. */
interface Marker {
  readonly derivationOf: string;
}

const markerOf = (shown: Shown): Marker => ({
  derivationOf: shown.explanation.model.program.name || shown.source.code.slice(0, 200),
});

/** Jupyter's own metadata of a cell are nested in VS Code's. */
const markerIn = (cell: vscode.NotebookCell): unknown => {
  const { metadata } = cell.metadata as { metadata?: { nabla?: Partial<Marker> } };
  return metadata?.nabla?.derivationOf;
};

function notebookEdit(
  cell: vscode.NotebookCell,
  shown: Shown,
  { jacobian }: Derived,
): vscode.NotebookEdit | undefined {
  const { digits } = settingsFor(cell.document);
  const text = asMarkdown(shown, pageStrings(language()), {
    digits,
    ...(jacobian && { jacobian }),
  }).trimEnd();
  const marker = markerOf(shown);
  const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
  data.metadata = { metadata: { nabla: marker } };
  // Cells that were inserted for this one stand right below it.
  let index = cell.index + 1;
  for (; index < cell.notebook.cellCount; index++) {
    const below = cell.notebook.cellAt(index);
    const mark = markerIn(below);
    if (mark === undefined) break;
    if (mark !== marker.derivationOf) continue;
    if (below.document.getText() === text) return undefined;
    return vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(index, index + 1), [data]);
  }
  return vscode.NotebookEdit.insertCells(index, [data]);
}

/** What goes where in a document of text. */
function textBlock(document: vscode.TextDocument, shown: Shown, { subject, jacobian }: Derived): Block {
  const strings = pageStrings(language());
  const text = document.getText();
  const { end } = shown.explanation.span;
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const { digits, insertAs } = settingsFor(subject.document);
  switch (document.languageId) {
    case 'markdown': {
      const markdown = asMarkdown(shown, strings, { digits, ...(jacobian && { jacobian }) });
      return afterMarkdown(text, end, markdown, eol);
    }
    case 'latex':
    case 'tex':
      return blockAfter(text, end, `${asLatexBlock(shown)}`, eol);
    case 'python':
      return commentBlock(
        text,
        end,
        insertAs === 'latex' ? asLatexBlock(shown) : asText(shown, strings),
        '# ',
        eol,
      );
    case 'plaintext':
      return blockAfter(text, end, asText(shown, strings), eol);
    default:
      return commentBlock(
        text,
        end,
        insertAs === 'latex' ? asLatexBlock(shown) : asText(shown, strings),
        '// ',
        eol,
      );
  }
}
