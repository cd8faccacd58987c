import * as vscode from 'vscode';
import type { DocumentRequest } from '../messages.js';
import { values as checkedValues } from './check.js';
import { cellOf, movedBy, readerLanguage } from './documents.js';
import type { Edit } from '../messages.js';

/** What a panel, a hover or a command is about: a place in a document, and how it is to be derived. */
export interface Subject {
  readonly document: vscode.TextDocument;
  readonly start: number;
  readonly end: number;
  readonly wrt?: string;
  /** Numbers that were put in by hand in the page. */
  readonly values?: DocumentRequest['values'];
  /** Other than the setting says. */
  readonly notation?: 'quotient' | 'product';
}

export function subjectAt(editor: vscode.TextEditor): Subject {
  const { document, selection } = editor;
  return { document, start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
}

/** The reader's language of a subject; '' where there is none, which the readers refuse in words. */
export const languageOf = (document: vscode.TextDocument): string =>
  readerLanguage(document.languageId) ?? document.languageId;

export const moved = (subject: Subject, edits: readonly Edit[]): Subject => ({
  ...subject,
  start: edits.reduce(movedBy, subject.start),
  end: edits.reduce(movedBy, subject.end),
});

/** What a page keeps of a subject while the window reloads. Cells go by their place: their own URIs are made anew. */
interface Saved {
  readonly version: 1;
  readonly uri: string;
  readonly cell?: number;
  readonly start: number;
  readonly end: number;
  readonly wrt?: string;
  readonly values?: Subject['values'];
  readonly notation?: 'quotient' | 'product';
  readonly pinned: boolean;
  readonly following: boolean;
}

export function save(subject: Subject, view: Pick<Saved, 'pinned' | 'following'>): Saved {
  const { document, start, end, wrt, values, notation } = subject;
  const place = cellOf(document);
  return {
    version: 1,
    uri: (place?.notebook.uri ?? document.uri).toString(),
    ...(place && { cell: place.cell.index }),
    start,
    end,
    ...(wrt !== undefined && { wrt }),
    ...(values && { values }),
    ...(notation && { notation }),
    pinned: view.pinned,
    following: view.following,
  };
}

/** What a page gave back after a reload; undefined if it is not what was saved. */
export function readSaved(value: unknown): Saved | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const saved = value as Readonly<Record<string, unknown>>;
  const isPlace = (place: unknown): place is number => Number.isInteger(place) && Number(place) >= 0;
  const { version, uri, cell, start, end, wrt, notation } = saved;
  if (version !== 1 || typeof uri !== 'string' || !isPlace(start) || !isPlace(end) || end < start)
    return undefined;
  const values = checkedValues(saved.values);
  return {
    version,
    uri,
    ...(isPlace(cell) && { cell }),
    start,
    end,
    ...(typeof wrt === 'string' && { wrt }),
    ...(values && { values }),
    ...((notation === 'quotient' || notation === 'product') && { notation }),
    pinned: saved.pinned === true,
    following: saved.following === true,
  };
}

/** Opens what was saved. Rejects where the document is not there any more. */
export async function restore(saved: Saved): Promise<Subject> {
  const { uri, cell, start, end, wrt, values, notation } = saved;
  const target = vscode.Uri.parse(uri, true);
  let document: vscode.TextDocument;
  if (cell === undefined) document = await vscode.workspace.openTextDocument(target);
  else {
    const notebook = await vscode.workspace.openNotebookDocument(target);
    if (cell >= notebook.cellCount) throw new Error(`${uri} has no cell ${cell + 1}.`);
    document = notebook.cellAt(cell).document;
  }
  return {
    document,
    start,
    end,
    ...(wrt !== undefined && { wrt }),
    ...(values && { values }),
    ...(notation && { notation }),
  };
}

/** Shows a place of a document in its editor, in the notebook's where it is a cell. */
export async function revealSource(
  document: vscode.TextDocument,
  span: { readonly start: number; readonly end: number },
): Promise<void> {
  const place = cellOf(document);
  const select = (editor: vscode.TextEditor): void => {
    const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  };
  const visible = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === document.uri.toString(),
  );
  if (!place) {
    const column = visible?.viewColumn ?? vscode.ViewColumn.One;
    select(await vscode.window.showTextDocument(document, { viewColumn: column }));
    return;
  }
  const { index } = place.cell;
  const range = new vscode.NotebookRange(index, index + 1);
  const shown = vscode.window.visibleNotebookEditors.find((editor) => editor.notebook === place.notebook);
  await vscode.window.showNotebookDocument(place.notebook, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selections: [range],
  });
  const cell = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  if (cell) select(cell);
}
