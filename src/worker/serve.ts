import type { Explanation, Refusal, Request } from '../explanation.js';
import type { Edit, FromWorker, Picture, ToWorker } from '../messages.js';

/** What the worker is made of; the two entries pass the real things, tests pass others. A tree is only what `parse` makes. */
export interface Workings<Tree> {
  readonly explain: (
    request: Request,
    services: { readonly tree?: Tree; readonly fuel?: number },
  ) => Explanation | Refusal;
  /** Parses a document, reusing what did not change since `previous`. Undefined: no tree for this text or language. */
  readonly parse: (text: string, languageId: string, previous?: Tree) => Tree | undefined;
  readonly jacobianEntry: (explanation: Explanation, row: number, column: number) => number;
  readonly typeset: (latex: string, ink: string, width: number) => Promise<Picture>;
  readonly post: (message: FromWorker) => void;
}

/** The largest number of entries of a Jacobian that hovers and inserted texts write out. */
const writtenEntries = 64;

/** For the log of the extension. */
const failure = (id: number, error: unknown): FromWorker => ({
  type: 'failed',
  id,
  error: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

interface Held<Tree> {
  readonly languageId: string;
  version: number;
  text: string;
  tree?: Tree | undefined;
  /** The text that `tree` was made from. */
  parsed?: string;
}

/** `text` after the edits, each of which counts in the text that the one before it left. */
export const edited = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end), text);

/**
 * Answers the extension. Documents are kept as text and tree, and are parsed only when something is asked about them: what is
 * typed between two questions costs no more than a string.
 */
export function serve<Tree>({
  explain,
  jacobianEntry,
  parse,
  typeset,
  post,
}: Workings<Tree>): (message: ToWorker) => void {
  const documents = new Map<string, Held<Tree>>();

  const treeOf = (held: Held<Tree>): Tree | undefined => {
    if (held.parsed !== held.text) {
      held.tree = parse(held.text, held.languageId, held.tree);
      held.parsed = held.text;
    }
    return held.tree;
  };

  const smallJacobian = (explanation: Explanation): number[] | undefined => {
    const { rows, cols } = explanation.numbers ?? { rows: 0, cols: 0 };
    if (rows * cols === 0 || rows * cols > writtenEntries) return undefined;
    return Array.from({ length: rows * cols }, (_, at) =>
      jacobianEntry(explanation, Math.floor(at / cols), at % cols),
    );
  };

  const answer = (message: Extract<ToWorker, { type: 'explain' }>): FromWorker => {
    const { id, document, request, fuel } = message;
    const held = documents.get(document.uri);
    if (held?.version !== document.version) return { type: 'outdated', id };
    try {
      const tree = treeOf(held);
      const services = { ...(tree !== undefined && { tree }), ...(fuel !== undefined && { fuel }) };
      const whole: Request = { ...request, text: held.text, languageId: held.languageId };
      const explained = explain(whole, services);
      const jacobian = explained.ok ? smallJacobian(explained) : undefined;
      return { type: 'explained', id, answer: explained, ...(jacobian && { jacobian }) };
    } catch (error) {
      // What cannot be read is a refusal, which is a value: a thrown error is a fault of ours.
      return failure(id, error);
    }
  };

  return (message) => {
    switch (message.type) {
      case 'open': {
        const { document, languageId, text } = message;
        documents.set(document.uri, { languageId, version: document.version, text });
        return;
      }
      case 'change': {
        const held = documents.get(message.document.uri);
        if (!held) return;
        held.text = edited(held.text, message.edits);
        held.version = message.document.version;
        return;
      }
      case 'close':
        documents.delete(message.uri);
        return;
      case 'explain':
        post(answer(message));
        return;
      case 'typeset': {
        const { id, latex, ink, width } = message;
        typeset(latex, ink, width).then(
          (picture) => post({ type: 'typeset', id, picture }),
          (error: unknown) => post(failure(id, error)),
        );
        return;
      }
      default:
        message satisfies never;
    }
  };
}
