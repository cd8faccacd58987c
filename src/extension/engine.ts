import type { Explanation, Refusal } from '../explanation.js';
import type { DocumentRequest, Edit, FromWorker, Picture, ToWorker } from '../messages.js';

/*
 * The extension's end of the worker. Knows nothing of VS Code, so that it is tested without one.
 */

/** A running worker. */
export interface Running {
  readonly post: (message: ToWorker) => void;
  readonly end: () => void;
}

/** Starts a worker; each host has its own kind. `failed` is called when it ends by itself or cannot be started. */
export type StartWorker = (
  receive: (message: FromWorker) => void,
  failed: (error: string) => void,
) => Running;

/** A document as its editor holds it. */
export interface Source {
  readonly uri: string;
  readonly languageId: string;
  readonly version: () => number;
  readonly text: () => string;
}

export type Answer =
  | {
      readonly type: 'explained';
      readonly answer: Explanation | Refusal;
      /** Row-major, where it is small. */
      readonly jacobian?: readonly number[];
    }
  | { readonly type: 'typeset'; readonly picture: Picture }
  /** The document moved on before the request's turn came. */
  | { readonly type: 'outdated' }
  | { readonly type: 'cancelled' }
  /** The deadline passed: the worker was ended, and the next request starts a new one. */
  | { readonly type: 'stopped'; readonly after: number }
  | { readonly type: 'failed'; readonly error: string };

/** The answers to a request for an explanation. */
export type Explained = Exclude<Answer, { type: 'typeset' }>;

/** What the worker may be asked. */
export type Matter =
  | {
      readonly kind: 'explain';
      readonly source: Source;
      readonly request: DocumentRequest;
      readonly fuel?: number;
    }
  | { readonly kind: 'typeset'; readonly latex: string; readonly ink: string; readonly width: number };

export interface Question {
  readonly matter: Matter;
  /** Milliseconds that the worker may take, counted from when it begins. */
  readonly deadline: number;
  /** Before everything that is not: somebody waits for it. */
  readonly urgent: boolean;
}

export interface Asked {
  readonly answer: Promise<Answer>;
  /** Takes the question out of the queue. If it is being worked on and `hard` is set, ends the worker. */
  readonly cancel: (hard?: boolean) => void;
}

export interface Engine {
  readonly ask: (question: Question) => Asked;
  readonly changed: (uri: string, version: number, edits: readonly Edit[]) => void;
  readonly closed: (uri: string) => void;
  readonly dispose: () => void;
}

/** How long a worker may take to load, in milliseconds: a cold disk under load takes seconds, and no mathematics runs yet. */
const startDeadline = 30_000;
/** How long an urgent question waits for a question that nobody wants the answer to any more. */
const patience = 300;

interface Job {
  readonly id: number;
  readonly question: Question;
  /** Of the document, when it was asked about. */
  readonly version: number | undefined;
  readonly settle: (answer: Answer) => void;
  settled: boolean;
}

const versionOf = ({ matter }: Question): number | undefined =>
  matter.kind === 'explain' ? matter.source.version() : undefined;

type Timer = ReturnType<typeof setTimeout>;

/**
 * A queue before a worker that works on one question at a time. The queue is on this side, so that cancelled and outdated
 * questions never reach the worker and a deadline begins when the work does.
 */
export function createEngine(start: StartWorker, log: (message: string) => void): Engine {
  let worker: (Running & { started: boolean }) | undefined;
  let current: Job | undefined;
  let timer: Timer | undefined;
  let impatience: Timer | undefined;
  let nextId = 1;
  /** Counts workers. */
  let generation = 0;
  let queue: Job[] = [];
  /** What the worker holds: version by document. */
  const held = new Map<string, number>();

  const settle = (job: Job, answer: Answer): void => {
    if (job.settled) return;
    job.settled = true;
    job.settle(answer);
  };

  const endWorker = (): void => {
    generation++;
    worker?.end();
    worker = undefined;
    held.clear();
  };

  const finish = (answer: Answer): void => {
    clearTimeout(timer);
    clearTimeout(impatience);
    impatience = undefined;
    const job = current;
    current = undefined;
    if (job) settle(job, answer);
    pump();
  };

  const overrun = (after: number): void => {
    log(`A request took longer than ${after} ms: the worker was ended and will be started again.`);
    endWorker();
    finish({ type: 'stopped', after });
  };

  const beginDeadline = (): void => {
    const after = current?.question.deadline;
    if (after === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(() => overrun(after), after);
  };

  const receive = (message: FromWorker): void => {
    switch (message.type) {
      case 'started':
        if (worker) worker.started = true;
        beginDeadline();
        return;
      case 'explained':
        if (message.id === current?.id)
          finish({
            type: 'explained',
            answer: message.answer,
            ...(message.jacobian && { jacobian: message.jacobian }),
          });
        return;
      case 'typeset':
        if (message.id === current?.id) finish({ type: 'typeset', picture: message.picture });
        return;
      case 'outdated':
        if (message.id === current?.id) finish({ type: 'outdated' });
        return;
      case 'failed':
        if (message.id === current?.id) finish({ type: 'failed', error: message.error });
        return;
      default:
        message satisfies never;
    }
  };

  const running = (): Running => {
    if (worker) return worker;
    // Messages of a worker that was ended may still arrive: they are not for the one that runs now.
    const mine = ++generation;
    const begun = start(
      (message) => {
        if (mine === generation) receive(message);
      },
      (error) => {
        if (mine !== generation) return;
        log(`The worker ended: ${error}`);
        endWorker();
        finish({ type: 'failed', error });
      },
    );
    worker = { ...begun, started: false };
    return worker;
  };

  const send = ({ id, question: { matter }, version }: Job): void => {
    const { post } = running();
    if (matter.kind === 'explain' && version !== undefined) {
      const { source, request, fuel } = matter;
      const document = { uri: source.uri, version };
      if (held.get(source.uri) !== version) {
        post({ type: 'open', document, languageId: source.languageId, text: source.text() });
        held.set(source.uri, version);
      }
      post({ type: 'explain', id, document, request, ...(fuel !== undefined && { fuel }) });
    } else if (matter.kind === 'typeset') {
      const { latex, ink, width } = matter;
      post({ type: 'typeset', id, latex, ink, width });
    }
    if (worker?.started) beginDeadline();
    else timer = setTimeout(() => overrun(startDeadline), startDeadline);
  };

  function pump(): void {
    while (!current && queue.length > 0) {
      const at = Math.max(
        0,
        queue.findIndex((job) => job.question.urgent),
      );
      const [job] = queue.splice(at, 1);
      if (!job || job.settled) continue;
      if (versionOf(job.question) !== job.version) {
        settle(job, { type: 'outdated' });
        continue;
      }
      current = job;
      try {
        send(job);
      } catch (error) {
        endWorker();
        finish({
          type: 'failed',
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
    }
  }

  /** An urgent question does not wait long for work that was cancelled. */
  const beImpatient = (): void => {
    if (!current?.settled || impatience || !queue.some((job) => job.question.urgent && !job.settled)) return;
    impatience = setTimeout(() => {
      impatience = undefined;
      if (!current?.settled) return;
      endWorker();
      finish({ type: 'cancelled' });
    }, patience);
  };

  return {
    ask(question) {
      let settleJob: (answer: Answer) => void = () => undefined;
      const answer = new Promise<Answer>((resolve) => (settleJob = resolve));
      const job: Job = {
        id: nextId++,
        question,
        version: versionOf(question),
        settle: settleJob,
        settled: false,
      };
      queue.push(job);
      pump();
      beImpatient();
      return {
        answer,
        cancel(hard = false) {
          settle(job, { type: 'cancelled' });
          if (job !== current) queue = queue.filter((other) => other !== job);
          else if (hard) {
            endWorker();
            finish({ type: 'cancelled' });
          } else beImpatient();
        },
      };
    },
    changed(uri, version, edits) {
      if (!worker || !held.has(uri)) return;
      worker.post({ type: 'change', document: { uri, version }, edits });
      held.set(uri, version);
    },
    closed(uri) {
      if (held.delete(uri)) worker?.post({ type: 'close', uri });
    },
    dispose() {
      for (const job of queue) settle(job, { type: 'cancelled' });
      queue = [];
      if (current) settle(current, { type: 'cancelled' });
      clearTimeout(timer);
      clearTimeout(impatience);
      endWorker();
    },
  };
}
