import * as vscode from 'vscode';
import type { Explanation } from '../explanation.js';
import { pageStrings } from '../wording/page.js';
import { asLatex, asMarkdown, asText, report } from '../written.js';
import { toRange } from './documents.js';
import type { Explained } from './engine.js';
import { trouble, type Marker } from './feedback.js';
import { tellVerdict } from './gradient.js';
import { insertDerivation } from './insert.js';
import type { Panels } from './panels.js';
import { subjectAt, type Subject } from './subject.js';
import { shownOf } from './shown.js';
import { language, wordedRefusal } from './words.js';

export interface CommandHouse {
  readonly log: vscode.LogOutputChannel;
  readonly panels: Panels;
  readonly marker: Marker;
  readonly version: string;
  readonly explain: (subject: Subject, token: vscode.CancellationToken) => Promise<Explained>;
  /** What a hover's link stands for. */
  readonly hovered: (id: unknown) => Subject | undefined;
}

export interface Commands {
  readonly softmax: (target: unknown) => Promise<void>;
  readonly derive: (target: unknown) => Promise<void>;
  readonly deriveWithRespectTo: (target: unknown) => Promise<void>;
  readonly checkGradient: (target: unknown) => Promise<void>;
  readonly insertDerivation: (target: unknown) => Promise<void>;
  /** The same for a subject that is known, as from the panel. */
  readonly insertFor: (subject: Subject) => Promise<void>;
  readonly copy: (format: 'latex' | 'markdown' | 'text') => Promise<void>;
  readonly reportWrongReading: () => Promise<void>;
  readonly showLog: () => Promise<void>;
  readonly openHovered: (id: unknown) => Promise<void>;
}

/** Milliseconds without an answer before there is a notification with a Cancel button. */
const progressAfter = 300;

/** Runs `work`, and shows that it runs if it takes long enough to be noticed. */
async function withProgress<T>(work: (token: vscode.CancellationToken) => Promise<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const result = work(source.token);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slow = new Promise<'slow'>((resolve) => (timer = setTimeout(() => resolve('slow'), progressAfter)));
  try {
    if ((await Promise.race([result, slow])) === 'slow') {
      const options = {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Nabla is deriving…'),
        cancellable: true,
      };
      await vscode.window.withProgress(options, (_progress, token) => {
        token.onCancellationRequested(() => source.cancel());
        return result;
      });
    }
    return await result;
  } finally {
    clearTimeout(timer);
    source.dispose();
  }
}

/** The editor of a notebook cell whose toolbar button was pressed. */
function editorOfCell(target: unknown): vscode.TextEditor | Subject | undefined {
  const cell = (typeof target === 'object' && target !== null ? target : {}) as {
    document?: vscode.TextDocument;
  };
  const { document } = cell;
  if (!document || !('notebook' in cell)) return undefined;
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return visible ?? { document, start: 0, end: document.getText().length };
}

/** The cell that is selected in a notebook whose editors are not in focus. */
function focusedCell(): vscode.TextEditor | Subject | undefined {
  const editor = vscode.window.activeNotebookEditor;
  const index = editor?.selections[0]?.start;
  return editor && index !== undefined && index < editor.notebook.cellCount
    ? editorOfCell(editor.notebook.cellAt(index))
    : undefined;
}

export function createCommands(house: CommandHouse): Commands {
  const { panels, marker, log } = house;

  const chosen = (target?: unknown): Subject | undefined => {
    const shown = panels.active()?.subject()?.document;
    const found =
      editorOfCell(target) ??
      vscode.window.activeTextEditor ??
      focusedCell() ??
      // The panel has the focus: what it is about is meant.
      vscode.window.visibleTextEditors.find((editor) => editor.document === shown);
    if (!found) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open a file and put the cursor in a vector, an expression or a function first.'),
      );
      return undefined;
    }
    return 'selection' in found ? subjectAt(found) : found;
  };

  /** Says in words why there is nothing to show, marks the place, and tells the open panel. */
  const refuse = (subject: Subject, answer: Explained): undefined => {
    if (answer.type === 'explained') {
      if (answer.answer.ok) return undefined;
      const message = wordedRefusal(answer.answer);
      log.info(`Refused (${answer.answer.reason}): ${answer.answer.message}`);
      const { span, reason } = answer.answer;
      if (reason === 'empty') void vscode.window.showInformationMessage(message);
      else {
        void vscode.window.showWarningMessage(message);
        const editor = vscode.window.visibleTextEditors.find((each) => each.document === subject.document);
        if (editor && span.end > span.start) marker.mark(editor, span);
      }
      panels.free()?.notice({ severity: 'info', message });
      return undefined;
    }
    const message = trouble(answer);
    if (message !== undefined) void vscode.window.showWarningMessage(message);
    return undefined;
  };

  const explain = async (subject: Subject): Promise<Explanation | undefined> => {
    const answer = await withProgress((token) => house.explain(subject, token));
    return answer.type === 'explained' && answer.answer.ok ? answer.answer : refuse(subject, answer);
  };

  const insertFor = async (subject: Subject): Promise<void> => {
    const answer = await withProgress((token) => house.explain(subject, token));
    if (answer.type !== 'explained' || !answer.answer.ok) return refuse(subject, answer);
    const { jacobian } = answer;
    await insertDerivation({ subject, explanation: answer.answer, ...(jacobian && { jacobian }) });
  };

  const open = async (subject: Subject): Promise<void> => {
    const explanation = await explain(subject);
    if (explanation) panels.show(subject, explanation);
  };

  /** What copying and reporting are about: the panel in sight, else what the cursor is in. */
  const current = async (): Promise<{ subject: Subject; explanation: Explanation } | undefined> => {
    const panel = panels.active();
    const inPanel = panel?.subject();
    const explanation = panel?.shown()?.explanation;
    if (panel?.webview.visible && inPanel && explanation) return { subject: inPanel, explanation };
    const subject = chosen();
    const read = subject && (await explain(subject));
    return read && { subject, explanation: read };
  };

  return {
    async softmax(target) {
      const subject = chosen(target);
      const explanation = subject && (await explain(subject));
      if (!explanation) return;
      if (explanation.kind !== 'vector' && !/softmax/i.test(explanation.name)) {
        const derive = vscode.l10n.t('Derive Selection');
        const message = vscode.l10n.t(
          'This is not a vector of numbers, nor a softmax. It can be derived as it stands.',
        );
        if ((await vscode.window.showInformationMessage(message, derive)) !== derive) return;
      }
      panels.show(subject, explanation);
    },
    async derive(target) {
      const subject = chosen(target);
      if (subject) await open(subject);
    },
    async deriveWithRespectTo(target) {
      const subject = chosen(target);
      const explanation = subject && (await explain(subject));
      if (!explanation) return;
      const picked = await vscode.window.showQuickPick(
        explanation.wrt.map((name) => ({ label: name })),
        { title: vscode.l10n.t('Derive With Respect To'), placeHolder: explanation.formula.text },
      );
      if (picked) await open({ ...subject, wrt: picked.label });
    },
    async checkGradient(target) {
      const subject = chosen(target);
      const explanation = subject && (await explain(subject));
      if (explanation) await tellVerdict(subject, explanation, panels);
    },
    async insertDerivation(target) {
      const subject = chosen(target);
      if (subject) await insertFor(subject);
    },
    insertFor,
    async copy(format) {
      const found = await current();
      if (!found) return;
      const write = { latex: asLatex, markdown: asMarkdown, text: asText }[format];
      const shown = shownOf(found.subject, found.explanation);
      await vscode.env.clipboard.writeText(write(shown, pageStrings(language())));
      void vscode.window.setStatusBarMessage(vscode.l10n.t('Nabla: copied'), 3_000);
    },
    async reportWrongReading() {
      const subject = chosen();
      if (!subject) return;
      const answer = await withProgress((token) => house.explain(subject, token));
      if (answer.type !== 'explained') return void refuse(subject, answer);
      const code = subject.document.getText(toRange(subject.document, answer.answer.span));
      const text = report(answer.answer, {
        code,
        languageId: subject.document.languageId,
        version: house.version,
      });
      await vscode.env.clipboard.writeText(text);
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The code and what Nabla read in it are in the clipboard. Nothing was sent.'),
      );
    },
    async showLog() {
      log.show();
    },
    async openHovered(id) {
      const subject = house.hovered(id);
      if (subject) await open(subject);
      else void vscode.window.showInformationMessage(vscode.l10n.t('This hover is too old. Hover again.'));
    },
  };
}
