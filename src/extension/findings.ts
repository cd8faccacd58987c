import { LRUCache } from 'lru-cache';
import * as vscode from 'vscode';
import type { Finding } from '../explanation.js';
import { definitions } from './definitions.js';
import { codeLanguages, toRange } from './documents.js';
import type { Explained } from './engine.js';
import { findingLevels, isIgnored, mayHaveFindings, passedOver, placeOf } from './finding-rules.js';
import { settingsFor } from './settings.js';
import type { Subject } from './subject.js';
import { wordedFinding } from './words.js';

export interface FindingsHouse {
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly explain: (subject: Subject, token: vscode.CancellationToken) => Promise<Explained>;
}

/** A finding as the editor shows it. */
export interface Found {
  readonly finding: Finding;
  readonly diagnostic: vscode.Diagnostic;
}

export interface Findings extends vscode.Disposable {
  /** What is shown for a document, if its text is still the one that was looked at. */
  readonly of: (document: vscode.TextDocument) => readonly Found[];
}

/** Milliseconds without typing before a document is looked at. */
const settleTime = 800;
/** Milliseconds that one look at a document may take in all; what is left then waits for the next look. */
const budget = 4_000;
/** Looks at one version of a document, so that a long file does not keep the worker busy for ever. */
const mostLooks = 5;

/**
 * Looks at the functions of the documents that are on the screen, one by one and after everything else, and shows what
 * is wrong with them.
 */
export function createFindings(house: FindingsHouse): Findings {
  const collection = vscode.languages.createDiagnosticCollection('nabla');
  const shown = new Map<
    string,
    { readonly version: number; readonly found: readonly Found[]; readonly complete: boolean }
  >();
  /** How often a version of a document was looked at without coming to its end. */
  const unfinished = new Map<string, { readonly version: number; readonly times: number }>();
  const looks = (key: string, version: number): number => {
    const before = unfinished.get(key);
    const times = before?.version === version ? before.times + 1 : 1;
    unfinished.set(key, { version, times });
    return times;
  };
  const running = new Map<string, vscode.CancellationTokenSource>();
  /** Functions that took the worker too long, and how often: once may be a busy machine; after twice they are left until they change. */
  const slow = new LRUCache<string, number>({ max: 200 });
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (key: string): void => {
    running.get(key)?.cancel();
    running.delete(key);
  };
  const forget = (uri: vscode.Uri): void => {
    stop(uri.toString());
    shown.delete(uri.toString());
    unfinished.delete(uri.toString());
    collection.delete(uri);
  };

  const foundIn = (
    document: vscode.TextDocument,
    finding: Finding,
    name: number,
    whole: Finding['span'],
  ): Found => {
    const settings = settingsFor(document);
    const range = toRange(document, placeOf(document.getText(), finding.span, whole, name));
    const severity = findingLevels[settings.findings.level][finding.severity];
    const diagnostic = new vscode.Diagnostic(range, wordedFinding(finding), severity);
    diagnostic.source = 'Nabla';
    diagnostic.code = {
      value: finding.id,
      target: vscode.Uri.joinPath(house.extension, 'docs', 'findings', `${finding.id}.md`),
    };
    return { finding, diagnostic };
  };

  /** What was found; `complete` is false where functions were left for another look. */
  const look = async (
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<{ readonly found: readonly Found[]; readonly complete: boolean }> => {
    let complete = true;
    const text = document.getText();
    const { findings } = settingsFor(document);
    const found = new Map<string, Found>();
    const places = definitions(text, document.languageId);
    const began = performance.now();
    for (const [n, { start }] of places.entries()) {
      const code = text.slice(start, places[n + 1]?.start);
      if (!mayHaveFindings(code) || (slow.get(code) ?? 0) > 1) continue;
      if (token.isCancellationRequested) break;
      if (performance.now() - began > budget) {
        house.log.debug(`${document.uri.path}: not all functions were looked at in ${budget} ms.`);
        complete = false;
        break;
      }
      const answer = await house.explain({ document, start, end: start }, token);
      if (answer.type === 'stopped') slow.set(code, (slow.get(code) ?? 0) + 1);
      // Crowded out by something more urgent, by a change or by a busy machine: that says nothing of the function.
      if (answer.type !== 'explained') complete &&= answer.type === 'failed';
      if (answer.type !== 'explained') continue;
      const whole = answer.answer.span;
      for (const finding of answer.answer.findings) {
        if (findings.off.includes(finding.id)) continue;
        const each = foundIn(document, finding, start, whole);
        const { range } = each.diagnostic;
        if (isIgnored(text, document.offsetAt(range.start), finding.id)) continue;
        // A helper's fault is found again in all that call it.
        found.set(`${finding.id} ${finding.span.start} ${finding.span.end}`, each);
      }
    }
    return { found: [...found.values()], complete };
  };

  const update = async (document: vscode.TextDocument): Promise<void> => {
    const key = document.uri.toString();
    const { version } = document;
    stop(key);
    const source = new vscode.CancellationTokenSource();
    running.set(key, source);
    try {
      const { found, complete } = await look(document, source.token);
      if (source.token.isCancellationRequested || document.version !== version || document.isClosed) return;
      shown.set(key, { version, found, complete });
      collection.set(
        document.uri,
        found.map(({ diagnostic }) => diagnostic),
      );
      // What was explained is kept, so each further look gets further.
      if (!complete && looks(key, version) < mostLooks) schedule();
    } catch (error) {
      // Nobody asked for this look: it fails in the log only.
      house.log.error(error instanceof Error ? error : String(error));
    } finally {
      if (running.get(key) === source) running.delete(key);
      source.dispose();
    }
  };

  const isWatched = (document: vscode.TextDocument): boolean =>
    codeLanguages.includes(document.languageId) &&
    settingsFor(document).findings.enabled &&
    !passedOver(document.uri.path, document.getText());

  const isSettled = (document: vscode.TextDocument): boolean => {
    const key = document.uri.toString();
    const last = shown.get(key);
    if (last?.version !== document.version) return false;
    return last.complete || (unfinished.get(key)?.times ?? 0) >= mostLooks;
  };

  const updateVisible = (): void => {
    const visible = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document));
    for (const document of visible) {
      if (!isWatched(document)) forget(document.uri);
      else if (!isSettled(document)) void update(document);
    }
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(updateVisible, settleTime);
  };

  const subscriptions = [
    collection,
    vscode.window.onDidChangeVisibleTextEditors(schedule),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      stop(document.uri.toString());
      schedule();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => forget(document.uri)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('nabla.findings')) return;
      shown.clear();
      unfinished.clear();
      schedule();
    }),
  ];
  schedule();

  return {
    of(document) {
      const kept = shown.get(document.uri.toString());
      return kept?.version === document.version ? kept.found : [];
    },
    dispose() {
      clearTimeout(timer);
      for (const key of [...running.keys()]) stop(key);
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}
