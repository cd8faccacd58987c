import * as vscode from 'vscode';
import type { Edit } from '../messages.js';
import type { Source } from './engine.js';

/** Languages that have a hover, too. */
export const codeLanguages: readonly string[] = [
  'python',
  'typescript',
  'javascript',
  'typescriptreact',
  'javascriptreact',
];

/** How the readers call a language of VS Code; undefined where there is no reader for it. */
export function readerLanguage(languageId: string): string | undefined {
  if (codeLanguages.includes(languageId)) return languageId;
  switch (languageId) {
    case 'markdown':
    case 'latex':
    case 'plaintext':
      return languageId;
    case 'tex':
      return 'latex';
    // Lists of numbers stand in these as they do in plain text.
    case 'json':
    case 'jsonc':
    case 'csv':
    case 'tsv':
    case 'log':
      return 'plaintext';
    default:
      return undefined;
  }
}

/** A document as the engine wants it. */
export const sourceOf = (document: vscode.TextDocument, languageId: string): Source => ({
  uri: document.uri.toString(),
  languageId,
  version: () => document.version,
  text: () => document.getText(),
});

export const editsOf = (changes: readonly vscode.TextDocumentContentChangeEvent[]): Edit[] =>
  changes.map(({ rangeOffset, rangeLength, text }) => ({
    start: rangeOffset,
    end: rangeOffset + rangeLength,
    text,
  }));

export interface CellPlace {
  readonly notebook: vscode.NotebookDocument;
  readonly cell: vscode.NotebookCell;
}

/** The notebook cell that a document is, if it is one. */
export function cellOf(document: vscode.TextDocument): CellPlace | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find((each) => each.document === document);
    if (cell) return { notebook, cell };
  }
  return undefined;
}

/** Code cells of the same language before this one: names are looked up there too, in document order. */
export function precedingCells(document: vscode.TextDocument): vscode.TextDocument[] {
  const place = cellOf(document);
  if (!place) return [];
  return place.notebook
    .getCells()
    .slice(0, place.cell.index)
    .filter((cell) => cell.kind === vscode.NotebookCellKind.Code)
    .map((cell) => cell.document)
    .filter((before) => before.languageId === document.languageId);
}

/** A document's name as people say it. */
export function labelOf(document: vscode.TextDocument): string {
  const place = cellOf(document);
  const path = (place?.notebook.uri ?? document.uri).path;
  const file = path.slice(path.lastIndexOf('/') + 1);
  return place ? vscode.l10n.t('{0}, cell {1}', file, place.cell.index + 1) : file;
}

/** Where `offset` is after an edit; an offset within what was replaced goes to the end of what replaced it. */
export const movedBy = (offset: number, { start, end, text }: Edit): number => {
  if (offset <= start) return offset;
  return offset >= end ? offset + text.length - (end - start) : start + text.length;
};

export const toRange = (
  document: vscode.TextDocument,
  span: { readonly start: number; readonly end: number },
): vscode.Range => new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
