import * as vscode from 'vscode';
import type { Explanation, Span } from '../explanation.js';
import type { Edit, FromPage, PanelState, Shown, ToPage } from '../messages.js';
import { pageStrings } from '../wording/page.js';
import { fromPage } from './check.js';
import { editsOf, movedBy, precedingCells, toRange } from './documents.js';
import type { Explained } from './engine.js';
import { trouble } from './feedback.js';
import { pageHtml } from './page.js';
import { settingsFor } from './settings.js';
import { shownOf } from './shown.js';
import { moved, revealSource, save, type Subject } from './subject.js';
import { language, wordedRefusal } from './words.js';

export const panelType = 'nabla.panel';

/** What a panel needs of the house. */
export interface PanelHouse {
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** Asks for the explanation of a subject. */
  readonly explain: (subject: Subject, token: vscode.CancellationToken) => Promise<Explained>;
  readonly insert: (subject: Subject) => Promise<void>;
  /** Runs what a message asks for; a failure is shown and logged. */
  readonly attempt: (work: () => Promise<void>) => void;
}

export interface Panel {
  readonly webview: vscode.WebviewPanel;
  readonly pinned: () => boolean;
  readonly following: () => boolean;
  readonly subject: () => Subject | undefined;
  readonly shown: () => Shown | undefined;
  /** Shows an explanation that somebody has asked for. */
  readonly show: (subject: Subject, explanation: Explanation) => void;
  /** Asks for `subject` and shows it; the old content stays where it is refused. `quiet`: without a notice. */
  readonly ask: (subject: Subject, quiet?: boolean) => Promise<void>;
  readonly notice: (notice: PanelState['notice']) => void;
  /** A document has changed; what it means for this panel. */
  readonly changed: (event: vscode.TextDocumentChangeEvent) => void;
  readonly settingsChanged: () => void;
  /** The cursor of the subject's editor has moved: highlights in the page what it is on. */
  readonly cursorAt: (editor: vscode.TextEditor) => void;
}

/** Milliseconds without typing before the text is read again. */
const settleTime = 250;
/** One panel: its state, its page, and the document that it is about. */
export function createPanel(
  webview: vscode.WebviewPanel,
  house: PanelHouse,
  initial: { readonly pinned: boolean; readonly following: boolean } = { pinned: false, following: false },
): Panel {
  let { pinned, following } = initial;
  let subject: Subject | undefined;
  let shown: Shown | undefined;
  let notice: PanelState['notice'];
  let updating = false;
  let ready = false;
  /** What was typed since `shown` was read: its spans are moved along. */
  let drift: Edit[] = [];
  /** The text has changed while the panel was hidden. */
  let stale = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: vscode.CancellationTokenSource | undefined;
  const decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.wordHighlightStrongBorder'),
  });

  const post = (message: ToPage): void => {
    // A hidden or unloaded page drops messages; it says `ready` when it is there again.
    if (ready) void webview.webview.postMessage(message);
  };

  const postState = (): void => {
    const settings = settingsFor(subject?.document);
    post({
      type: 'state',
      state: {
        strings: pageStrings(language()),
        language: vscode.env.language,
        settings: {
          digits: settings.digits,
          maxNumbers: settings.maxNumbers,
          notation: subject?.notation ?? settings.notation,
        },
        ...(shown && { shown }),
        ...(notice && { notice }),
        updating,
        pinned,
        following,
        restore: subject && save(subject, { pinned, following }),
      },
    });
  };

  const settle = (isUpdating: boolean): void => {
    updating = isUpdating;
    post({ type: 'updating', updating });
  };

  const show = (about: Subject, explanation: Explanation): void => {
    subject = about;
    shown = shownOf(about, explanation);
    drift = [];
    stale = false;
    notice = undefined;
    updating = false;
    webview.title = shown.title ? `∇ ${shown.title}` : 'Nabla';
    postState();
  };

  const ask = async (about: Subject, quiet = false): Promise<void> => {
    asking?.cancel();
    // A panel that was just restored has no subject yet: without one, an outdated answer would be its last, and what the page
    // saves meanwhile would forget its source.
    subject ??= about;
    const mine = new vscode.CancellationTokenSource();
    asking = mine;
    // What is there at once is shown at once, without a flicker of "updating".
    const late = setTimeout(() => settle(true), 150);
    try {
      const answer = await house.explain(about, mine.token);
      if (mine !== asking) return;
      stale = false;
      if (answer.type === 'explained') {
        if (answer.answer.ok) {
          show(about, answer.answer);
          return;
        }
        if (quiet) {
          settle(false);
          return;
        }
        subject = about;
        notice = { severity: 'info', message: wordedRefusal(answer.answer), span: answer.answer.span };
      } else {
        // The text has moved on: what was typed meanwhile is read when it settles.
        if (answer.type === 'outdated') schedule();
        const message = answer.type === 'outdated' ? undefined : trouble(answer);
        if (message !== undefined) notice = { severity: 'warning', message };
      }
      updating = false;
      postState();
    } finally {
      clearTimeout(late);
      if (mine === asking) asking = undefined;
      mine.dispose();
    }
  };

  const refresh = (): void => {
    const about = subject;
    if (!about) return;
    if (webview.visible) house.attempt(() => ask(about));
    else stale = true;
  };

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(refresh, settleTime);
  }

  const inSource = (span: Span): Span => ({
    start: drift.reduce(movedBy, span.start),
    end: drift.reduce(movedBy, span.end),
  });

  const mark = (spans: readonly Span[]): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = editor.document === subject?.document;
      editor.setDecorations(
        decoration,
        here ? spans.map((span) => toRange(editor.document, inSource(span))) : [],
      );
    }
  };

  const fix = async (finding: number, choice: number): Promise<void> => {
    const wanted = shown?.explanation.findings[finding]?.fix?.[choice];
    if (!wanted || !subject) return;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(subject.document.uri, toRange(subject.document, inSource(wanted.span)), wanted.newText);
    await vscode.workspace.applyEdit(edit);
  };

  const receive = async (message: FromPage): Promise<void> => {
    switch (message.type) {
      case 'ready':
        ready = true;
        postState();
        return;
      case 'pin':
        pinned = message.on;
        if (pinned) following = false;
        postState();
        return;
      case 'follow':
        following = message.on;
        if (following) pinned = false;
        postState();
        return;
      case 'wrt':
        if (subject) await ask({ ...subject, wrt: message.name });
        return;
      case 'notation':
        if (subject) await ask({ ...subject, notation: message.notation });
        return;
      case 'reveal':
        if (subject) await revealSource(subject.document, inSource(message.span));
        return;
      case 'highlight':
        mark(message.spans);
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'save':
        await saveFile(message);
        return;
      case 'values':
        // Only kept: the page computes with them itself.
        if (subject) subject = { ...subject, values: message.values };
        return;
      case 'fix':
        await fix(message.finding, message.fix);
        return;
      case 'insert':
        if (subject) await house.insert(subject);
        return;
      case 'error':
        house.log.error(`The page reports: ${message.message}`);
        return;
      default:
        message satisfies never;
    }
  };

  webview.iconPath = {
    light: vscode.Uri.joinPath(house.extension, 'media', 'nabla-light.svg'),
    dark: vscode.Uri.joinPath(house.extension, 'media', 'nabla-dark.svg'),
  };
  webview.webview.onDidReceiveMessage((raw: unknown) => {
    const message = fromPage(raw);
    if (message) house.attempt(() => receive(message));
    else house.log.warn('The page sent something that is no message; it was dropped.');
  });
  webview.onDidChangeViewState(() => {
    if (!webview.visible) ready = false;
    else if (stale) refresh();
  });
  webview.onDidDispose(() => {
    clearTimeout(timer);
    asking?.cancel();
    decoration.dispose();
  });
  webview.webview.html = pageHtml(webview.webview, house.extension);

  return {
    webview,
    pinned: () => pinned,
    following: () => following,
    subject: () => subject,
    shown: () => shown,
    show(about, explanation) {
      asking?.cancel();
      asking = undefined;
      show(about, explanation);
    },
    ask,
    notice(said) {
      notice = said;
      postState();
    },
    changed({ document, contentChanges }) {
      if (!subject || contentChanges.length === 0) return;
      if (document === subject.document) {
        const edits = editsOf(contentChanges);
        subject = moved(subject, edits);
        drift.push(...edits);
        schedule();
      } else if (precedingCells(subject.document).includes(document)) schedule();
    },
    settingsChanged: () => (subject ? refresh() : postState()),
    cursorAt(editor) {
      if (!shown || editor.document !== subject?.document) return;
      const at = editor.document.offsetAt(editor.selection.active);
      const formulas = [shown.explanation.formula, ...shown.explanation.lines.map(({ formula }) => formula)];
      const names = new Set(
        formulas
          .flatMap(({ parts }) => parts ?? [])
          .filter(({ spans }) => spans.map(inSource).some(({ start, end }) => start <= at && at <= end))
          .map(({ name }) => name),
      );
      post({ type: 'highlight', names: [...names] });
    },
  };
}

async function saveFile({ name, data, base64 }: Extract<FromPage, { type: 'save' }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!target) return;
  const bytes = base64
    ? Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
    : new TextEncoder().encode(data);
  await vscode.workspace.fs.writeFile(target, bytes);
}
