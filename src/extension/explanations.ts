import { LRUCache } from 'lru-cache';
import * as vscode from 'vscode';
import type { DocumentRequest, Picture } from '../messages.js';
import { editsOf, precedingCells, sourceOf } from './documents.js';
import { createEngine, type Explained, type StartWorker } from './engine.js';

/** What is asked about a document; notebook cells before it and settings are added here. */
export interface Ask extends Pick<
  DocumentRequest,
  'start' | 'end' | 'wrt' | 'values' | 'detail' | 'quotient'
> {
  readonly document: vscode.TextDocument;
  /** The reader's name of the language. */
  readonly languageId: string;
  readonly deadline: number;
  readonly urgent: boolean;
  readonly token?: vscode.CancellationToken;
  /** Cancelling ends the worker if it is at work on this: for when somebody pressed Cancel. */
  readonly hard?: boolean;
}

export type Log = Pick<vscode.LogOutputChannel, 'error' | 'debug'>;

export interface Explanations extends vscode.Disposable {
  readonly explain: (ask: Ask) => Promise<Explained>;
  /** A formula as a picture; undefined where it cannot be had (the log says why), or not in time. */
  readonly typeset: (formula: Formula, token: vscode.CancellationToken) => Promise<Picture | undefined>;
}

export interface Formula {
  readonly latex: string;
  readonly ink: string;
  readonly width: number;
}

/** Milliseconds for a formula. The first one waits for MathJax to load. */
const typesetDeadline = 3_000;

/** Explanations in memory are counted in numbers that they carry, plus this for their texts. */
const textWeight = 2_000;
const capacity = 4_000_000;

function weightOf(answer: Explained): number {
  if (answer.type !== 'explained' || !answer.answer.ok) return textWeight;
  const { numbers } = answer.answer;
  return textWeight + (numbers ? numbers.input.length + numbers.value.length : 0);
}

/**
 * The one place that asks the worker. Answers are kept by document, version, range and options, so that hover, panel and
 * copy commands derive a thing once.
 */
export function createExplanations(start: StartWorker, log: Log): Explanations {
  const engine = createEngine(start, (message) => log.error(message));
  const answers = new LRUCache<string, Explained>({ maxSize: capacity, sizeCalculation: weightOf });

  const pictures = new LRUCache<string, Picture>({ max: 200 });

  const subscriptions = [
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
      engine.changed(document.uri.toString(), document.version, editsOf(contentChanges)),
    ),
    vscode.workspace.onDidCloseTextDocument((document) => engine.closed(document.uri.toString())),
  ];

  return {
    async explain({ document, languageId, deadline, urgent, token, hard, ...given }) {
      const { start: from, end, wrt, values, detail = 'full', quotient } = given;
      const before = precedingCells(document);
      const key = (withDetail: DocumentRequest['detail']): string =>
        JSON.stringify([
          document.uri.toString(),
          document.version,
          languageId,
          before.map((cell) => [cell.uri.toString(), cell.version]),
          [from, end, wrt, values, withDetail, quotient],
        ]);
      // What was derived in full serves for a glance, too.
      const kept = answers.get(key(detail)) ?? answers.get(key('full'));
      if (kept) return kept;
      if (token?.isCancellationRequested) return { type: 'cancelled' };

      const request: DocumentRequest = {
        ...given,
        ...(before.length > 0 && { preceding: before.map((cell) => cell.getText()) }),
      };
      const keyWhenAsked = key(detail);
      const asking = performance.now();
      const asked = engine.ask({
        matter: { kind: 'explain', source: sourceOf(document, languageId), request },
        deadline,
        urgent,
      });
      const subscription = token?.onCancellationRequested(() => asked.cancel(hard));
      try {
        const answer = await asked.answer;
        if (answer.type === 'typeset') return { type: 'failed', error: 'A picture for an answer.' };
        if (answer.type === 'failed') log.error(answer.error);
        log.debug(`${answer.type} after ${Math.round(performance.now() - asking)} ms`);
        if (answer.type === 'explained') answers.set(keyWhenAsked, answer);
        return answer;
      } finally {
        subscription?.dispose();
      }
    },
    async typeset(formula, token) {
      const { latex, ink, width } = formula;
      const key = JSON.stringify([latex, ink, width]);
      const kept = pictures.get(key);
      if (kept || token.isCancellationRequested) return kept;
      const matter = { kind: 'typeset', latex, ink, width } as const;
      const asked = engine.ask({ matter, deadline: typesetDeadline, urgent: false });
      const subscription = token.onCancellationRequested(() => asked.cancel());
      try {
        const answer = await asked.answer;
        if (answer.type === 'failed') log.error(`Typesetting: ${answer.error}`);
        if (answer.type !== 'typeset') return undefined;
        pictures.set(key, answer.picture);
        return answer.picture;
      } finally {
        subscription.dispose();
      }
    },
    dispose() {
      engine.dispose();
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}
