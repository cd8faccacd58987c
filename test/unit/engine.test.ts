import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEngine, type Asked, type Engine, type Source } from '../../src/extension/engine.js';
import type { Refusal } from '../../src/explanation.js';
import type { FromWorker, ToWorker } from '../../src/messages.js';

interface FakeWorker {
  readonly posted: ToWorker[];
  readonly receive: (message: FromWorker) => void;
  readonly failed: (error: string) => void;
  ended: boolean;
}

const refusal: Refusal = {
  ok: false,
  reason: 'empty',
  message: 'Nothing.',
  key: 'empty',
  span: { start: 0, end: 0 },
  findings: [],
};

let workers: FakeWorker[];
let log: string[];
let engine: Engine;

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  log = [];
  engine = createEngine(
    (receive, failed) => {
      const worker: FakeWorker = { posted: [], receive, failed, ended: false };
      workers.push(worker);
      return { post: (message) => worker.posted.push(message), end: () => void (worker.ended = true) };
    },
    (message) => log.push(message),
  );
});
afterEach(() => {
  engine.dispose();
  vi.useRealTimers();
});

const document = (uri = 'file:///a.py'): Source & { edit: () => void } => {
  let version = 1;
  return {
    uri,
    languageId: 'python',
    version: () => version,
    text: () => `text ${version}`,
    edit() {
      version++;
      engine.changed(uri, version, [{ start: 0, end: 0, text: 'x' }]);
    },
  };
};
const ask = (source: Source, options: { urgent?: boolean; deadline?: number; start?: number } = {}): Asked =>
  engine.ask({
    matter: { kind: 'explain', source, request: { start: options.start ?? 0, end: options.start ?? 0 } },
    deadline: options.deadline ?? 1_000,
    urgent: options.urgent ?? false,
  });
const worker = (n = 0): FakeWorker => {
  const found = workers[n];
  if (!found) throw new Error(`There is no worker ${n}.`);
  return found;
};
const asked = (n = 0): Extract<ToWorker, { type: 'explain' }>[] =>
  worker(n).posted.filter((message) => message.type === 'explain');
const answerLast = (n = 0): void => {
  const last = asked(n).at(-1);
  if (last) worker(n).receive({ type: 'explained', id: last.id, answer: refusal });
};

describe('the queue before the worker', () => {
  test('starts no worker before something is asked', () => {
    engine.changed('file:///a.py', 2, []);
    engine.closed('file:///a.py');
    expect(workers).toHaveLength(0);
  });

  test('opens a document once, and then sends its edits', async () => {
    const source = document();
    const first = ask(source);
    worker().receive({ type: 'started' });
    answerLast();
    expect(await first.answer).toEqual({ type: 'explained', answer: refusal });
    source.edit();
    const second = ask(source);
    answerLast();
    await second.answer;
    expect(worker().posted.map(({ type }) => type)).toEqual(['open', 'explain', 'change', 'explain']);
    expect(asked().map((message) => message.document.version)).toEqual([1, 2]);
  });

  test('sends a document whole again if edits of it were missed', async () => {
    let version = 1;
    const source = { ...document(), version: () => version };
    const first = ask(source);
    answerLast();
    await first.answer;
    version = 7;
    ask(source);
    expect(worker().posted.map(({ type }) => type)).toEqual(['open', 'explain', 'open', 'explain']);
  });

  test('gives the worker one question at a time, urgent ones first', () => {
    const source = document();
    ask(source, { start: 1 });
    ask(source, { start: 2 });
    ask(source, { start: 3, urgent: true });
    expect(asked().map(({ request }) => request.start)).toEqual([1]);
    answerLast();
    answerLast();
    expect(asked().map(({ request }) => request.start)).toEqual([1, 3, 2]);
  });

  test('drops what is cancelled or outdated before its turn', async () => {
    const source = document();
    ask(source, { start: 1 });
    const cancelled = ask(source, { start: 2 });
    const outdated = ask(source, { start: 3 });
    cancelled.cancel();
    source.edit();
    answerLast();
    expect(await cancelled.answer).toEqual({ type: 'cancelled' });
    expect(await outdated.answer).toEqual({ type: 'outdated' });
    expect(asked().map(({ request }) => request.start)).toEqual([1]);
  });
});

describe('the deadline', () => {
  test('ends a worker that overruns it; the next question starts a new one', async () => {
    const source = document();
    const slow = ask(source, { deadline: 1_000 });
    const next = ask(source);
    worker().receive({ type: 'started' });
    vi.advanceTimersByTime(999);
    expect(worker().ended).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await slow.answer).toEqual({ type: 'stopped', after: 1_000 });
    expect(worker().ended).toBe(true);
    expect(log.join()).toMatch(/longer than 1000 ms/);
    answerLast(1);
    expect(await next.answer).toEqual({ type: 'explained', answer: refusal });
    expect(worker(1).posted.map(({ type }) => type)).toEqual(['open', 'explain']);
  });

  test('begins when the work does, not while the worker loads or others are before it', async () => {
    const source = document();
    const first = ask(source, { deadline: 100 });
    const second = ask(source, { deadline: 100 });
    vi.advanceTimersByTime(5_000);
    worker().receive({ type: 'started' });
    vi.advanceTimersByTime(90);
    answerLast();
    vi.advanceTimersByTime(90);
    answerLast();
    expect((await first.answer).type).toBe('explained');
    expect((await second.answer).type).toBe('explained');
  });

  test('does not wait for ever for a worker that never starts', async () => {
    const stuck = ask(document());
    vi.advanceTimersByTime(60_000);
    expect((await stuck.answer).type).toBe('stopped');
    expect(worker().ended).toBe(true);
  });
});

describe('cancelling what is being worked on', () => {
  test('by somebody who pressed Cancel ends the worker', async () => {
    const source = document();
    const slow = ask(source);
    worker().receive({ type: 'started' });
    slow.cancel(true);
    expect(await slow.answer).toEqual({ type: 'cancelled' });
    expect(worker().ended).toBe(true);
  });

  test('lets it finish if nobody waits, but not if somebody does', async () => {
    const source = document();
    const hover = ask(source);
    worker().receive({ type: 'started' });
    hover.cancel();
    vi.advanceTimersByTime(500);
    expect(worker().ended).toBe(false);
    ask(source, { urgent: true });
    vi.advanceTimersByTime(299);
    expect(worker().ended).toBe(false);
    vi.advanceTimersByTime(1);
    expect(worker().ended).toBe(true);
    expect(asked(1)).toHaveLength(1);
    expect(await hover.answer).toEqual({ type: 'cancelled' });
  });
});

describe('a worker that breaks', () => {
  test('is replaced', async () => {
    const source = document();
    const first = ask(source);
    worker().failed('out of memory');
    expect(await first.answer).toEqual({ type: 'failed', error: 'out of memory' });
    const second = ask(source);
    answerLast(1);
    expect((await second.answer).type).toBe('explained');
    expect(log.join()).toMatch(/out of memory/);
  });

  test('has no say any more once it was ended', async () => {
    const source = document();
    const first = ask(source);
    worker().receive({ type: 'started' });
    const lateId = asked()[0]?.id ?? -1;
    first.cancel(true);
    const second = ask(source);
    worker(0).receive({ type: 'explained', id: lateId + 1, answer: refusal });
    worker(0).failed('exit code 1');
    expect(worker(1).ended).toBe(false);
    answerLast(1);
    expect((await second.answer).type).toBe('explained');
    expect(log).toEqual([]);
  });

  test('passes on faults of a single question', async () => {
    const first = ask(document());
    worker().receive({ type: 'failed', id: asked()[0]?.id ?? -1, error: 'TypeError: …' });
    expect(await first.answer).toEqual({ type: 'failed', error: 'TypeError: …' });
    expect(worker().ended).toBe(false);
  });
});
