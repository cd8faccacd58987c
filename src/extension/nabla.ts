import * as vscode from 'vscode';
import { createCommands, type Commands } from './commands.js';
import type { StartWorker } from './engine.js';
import { createExplanations } from './explanations.js';
import { createMarker } from './feedback.js';
import { createFindings } from './findings.js';
import { registerFixes } from './fixes.js';
import { createHover } from './hover.js';
import { createPanels } from './panels.js';
import { settingsFor } from './settings.js';
import { languageOf, type Subject } from './subject.js';

export interface Nabla extends vscode.Disposable {
  readonly commands: Commands;
  readonly hover: (
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ) => Promise<vscode.Hover | undefined>;
  readonly revive: (webview: vscode.WebviewPanel, state: unknown) => Promise<void>;
  /** Runs something that somebody asked for: what is thrown is shown in short and logged in full. */
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
}

/** Milliseconds that a piece of mathematics may take. */
const deadlines = { command: 5_000, panel: 3_000, hover: 1_500, findings: 3_000 };

/** Puts the parts of the extension together. */
export function createNabla(context: vscode.ExtensionContext, start: StartWorker): Nabla {
  const log = vscode.window.createOutputChannel('Nabla', { log: true });
  const explanations = createExplanations(start, log);
  const marker = createMarker();

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const showLog = vscode.l10n.t('Show Log');
      const message = vscode.l10n.t('Something went wrong inside Nabla. The log says what.');
      if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) log.show();
    }
  };

  const ask = (
    { document, start: from, end, wrt, notation }: Subject,
    how: {
      readonly deadline: number;
      readonly urgent: boolean;
      readonly hard?: boolean;
      readonly detail?: 'glance' | 'full';
      readonly token: vscode.CancellationToken;
    },
  ): ReturnType<typeof explanations.explain> =>
    explanations.explain({
      document,
      languageId: languageOf(document),
      start: from,
      end,
      ...(wrt !== undefined && { wrt }),
      quotient: notation ?? settingsFor(document).notation,
      ...how,
    });

  const panels = createPanels({
    extension: context.extensionUri,
    log,
    explain: (subject, token) => ask(subject, { deadline: deadlines.panel, urgent: true, token }),
    // A panel is made only after the commands are.
    insert: (subject) => commands.insertFor(subject),
    attempt: (work) => void attempt(work),
  });
  const hover = createHover({
    log,
    explain: (subject, token) =>
      ask(subject, { deadline: deadlines.hover, urgent: false, detail: 'glance', token }),
    typeset: explanations.typeset,
  });
  const commands: Commands = createCommands({
    log,
    panels,
    marker,
    version: String((context.extension.packageJSON as { version?: unknown }).version ?? ''),
    explain: (subject, token) =>
      ask(subject, { deadline: deadlines.command, urgent: true, hard: true, token }),
    hovered: hover.hovered,
  });

  const findings = createFindings({
    extension: context.extensionUri,
    log,
    explain: (subject, token) =>
      ask(subject, { deadline: deadlines.findings, urgent: false, detail: 'glance', token }),
  });
  const fixes = registerFixes(findings);

  return {
    commands,
    hover: hover.provide,
    revive: panels.revive,
    attempt,
    dispose: () => vscode.Disposable.from(fixes, findings, panels, explanations, marker, log).dispose(),
  };
}
