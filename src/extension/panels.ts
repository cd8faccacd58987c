import * as vscode from 'vscode';
import type { Explanation } from '../explanation.js';
import { readerLanguage } from './documents.js';
import { pageRoot } from './page.js';
import { createPanel, panelType, type Panel, type PanelHouse } from './panel.js';
import { readSaved, restore, subjectAt, type Subject } from './subject.js';

export interface Panels extends vscode.Disposable {
  /** Shows an explanation in the panel that follows, which is opened beside where there is none. */
  readonly show: (subject: Subject, explanation: Explanation) => void;
  /** The panel that the next command goes to, if it is open. */
  readonly free: () => Panel | undefined;
  /** The panel in focus, else the one last shown. */
  readonly active: () => Panel | undefined;
  readonly revive: (webview: vscode.WebviewPanel, state: unknown) => Promise<void>;
}

/** Milliseconds that the cursor rests before a following panel reads what it is in. */
const restTime = 200;

/** All open panels: one that follows the commands, and those that were pinned. */
export function createPanels(house: PanelHouse): Panels {
  let panels: Panel[] = [];
  let last: Panel | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const options: vscode.WebviewOptions = {
    enableScripts: true,
    localResourceRoots: [pageRoot(house.extension)],
  };

  const setContext = (): void =>
    void vscode.commands.executeCommand('setContext', 'nabla.panelOpen', panels.length > 0);

  const adopt = (webview: vscode.WebviewPanel, initial?: { pinned: boolean; following: boolean }): Panel => {
    const panel = createPanel(webview, house, initial);
    panels.push(panel);
    last = panel;
    webview.onDidChangeViewState(() => {
      if (webview.active) last = panel;
    });
    webview.onDidDispose(() => {
      panels = panels.filter((other) => other !== panel);
      if (last === panel) last = panels.at(-1);
      setContext();
    });
    setContext();
    return panel;
  };

  const free = (): Panel | undefined => panels.find((panel) => !panel.pinned());

  const follow = (editor: vscode.TextEditor): void => {
    for (const panel of panels) {
      panel.cursorAt(editor);
      if (panel.following() && panel.webview.visible && readerLanguage(editor.document.languageId))
        house.attempt(() => panel.ask({ ...subjectAt(editor) }, true));
    }
  };

  const subscriptions = [
    vscode.workspace.onDidChangeTextDocument((event) => {
      for (const panel of panels) panel.changed(event);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nabla')) for (const panel of panels) panel.settingsChanged();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      // Typing moves the cursor too; what was typed is read when it settles (see panel.ts).
      if (panels.length === 0 || kind === undefined) return;
      clearTimeout(timer);
      timer = setTimeout(() => follow(textEditor), restTime);
    }),
  ];

  return {
    show(subject, explanation) {
      let panel = free();
      if (panel) panel.webview.reveal(undefined, true);
      else {
        const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
        panel = adopt(
          vscode.window.createWebviewPanel(panelType, 'Nabla', place, { ...options, enableFindWidget: true }),
        );
      }
      last = panel;
      panel.show(subject, explanation);
    },
    free,
    active: () => panels.find((panel) => panel.webview.active) ?? last,
    async revive(webview, state) {
      webview.webview.options = options;
      const kept =
        typeof state === 'object' && state !== null ? (state as { restore?: unknown }).restore : undefined;
      const saved = readSaved(kept);
      const panel = adopt(webview, saved && { pinned: saved.pinned, following: saved.following });
      if (!saved) return;
      let subject: Subject;
      try {
        subject = await restore(saved);
      } catch (error) {
        house.log.warn(`The source of a restored panel cannot be opened: ${String(error)}`);
        const message = vscode.l10n.t('The source of this panel cannot be opened any more.');
        panel.notice({ severity: 'info', message });
        return;
      }
      await panel.ask(subject);
    },
    dispose() {
      // The panels stay: after a reload of the window they are given back to revive().
      clearTimeout(timer);
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}
