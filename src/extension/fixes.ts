import * as vscode from 'vscode';
import { codeLanguages, toRange } from './documents.js';
import type { Findings, Found } from './findings.js';

const fixAll = vscode.CodeActionKind.SourceFixAll.append('nabla');

/** Quick fixes for findings: what the finding offers, a comment that ignores it, and all of a file at once. */
export function registerFixes(findings: Findings): vscode.Disposable {
  const action = (document: vscode.TextDocument, { finding, diagnostic }: Found): vscode.CodeAction[] => {
    const fixes = (finding.fix ?? []).map(({ title, span, newText }, n) => {
      const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      made.edit = new vscode.WorkspaceEdit();
      made.edit.replace(document.uri, toRange(document, span), newText);
      made.diagnostics = [diagnostic];
      made.isPreferred = n === 0;
      return made;
    });
    const ignore = new vscode.CodeAction(
      vscode.l10n.t('Ignore “{0}” here', finding.id),
      vscode.CodeActionKind.QuickFix,
    );
    const { line } = diagnostic.range.start;
    const indent = /^\s*/.exec(document.lineAt(line).text)?.[0] ?? '';
    const comment = document.languageId === 'python' ? '#' : '//';
    ignore.edit = new vscode.WorkspaceEdit();
    ignore.edit.insert(
      document.uri,
      new vscode.Position(line, 0),
      `${indent}${comment} nabla-ignore: ${finding.id}\n`,
    );
    ignore.diagnostics = [diagnostic];
    return [...fixes, ignore];
  };

  const all = (document: vscode.TextDocument): vscode.CodeAction[] => {
    const edit = new vscode.WorkspaceEdit();
    let last = -1;
    const fixes = findings
      .of(document)
      .flatMap(({ finding }) => finding.fix?.[0] ?? [])
      .sort((a, b) => a.span.start - b.span.start);
    for (const { span, newText } of fixes) {
      // One that overlaps another waits for the next time.
      if (span.start < last) continue;
      edit.replace(document.uri, toRange(document, span), newText);
      last = span.end;
    }
    if (last < 0) return [];
    const made = new vscode.CodeAction(vscode.l10n.t('Fix all that Nabla can fix'), fixAll);
    made.edit = edit;
    return [made];
  };

  return vscode.languages.registerCodeActionsProvider(
    [...codeLanguages],
    {
      provideCodeActions(document, range, context) {
        if (context.only && fixAll.contains(context.only)) return all(document);
        if (context.only?.contains(fixAll)) return all(document);
        return findings
          .of(document)
          .filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined)
          .flatMap((found) => action(document, found));
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll] },
  );
}
