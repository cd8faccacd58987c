import type { Explanation, Refusal, Request } from '../explanation.js';
import type { Edit, FromWorker, ToWorker } from '../messages.js';

/** A kept parse tree; what it is only `parse` and `explain` know. */
type Tree = object;

/** What the worker is made of; the two entries pass the real things, tests pass others. */
export interface Workings {
  readonly explain: (
    request: Request,
    services: { readonly tree?: Tree; readonly fuel?: number },
  ) => Explanation | Refusal;
  /** Parses a document, reusing `previous` as far as the edits since then leave it alone. Undefined: no tree for this language. */
  readonly parse: (
    text: string,
    languageId: string,
    previous?: { readonly tree: Tree; readonly edits: readonly Edit[] },
  ) => Tree | undefined;
  readonly post: (message: FromWorker) => void;
}

interface Held {
  readonly languageId: string;
  version: number;
  text: string;
  tree?: Tree;
  /** Edits since `tree` was parsed. */
  edits: Edit[];
}

/** `text` after the edits, each of which counts in the text that the one before it left. */
export const edited = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end), text);

/**
 * Answers the extension. Documents are kept as text and tree, and are parsed only when something is asked about them: what is
 * typed between two questions costs no more than a string.
 */
export function serve({ explain, parse, post }: Workings): (message: ToWorker) => void {
  const documents = new Map<string, Held>();

  const treeOf = (held: Held): Tree | undefined => {
    if (!held.tree || held.edits.length > 0) {
      const previous = held.tree && { tree: held.tree, edits: held.edits };
      held.tree = parse(held.text, held.languageId, previous);
      held.edits = [];
    }
    return held.tree;
  };

  const answer = (message: Extract<ToWorker, { type: 'explain' }>): FromWorker => {
    const { id, document, request, fuel } = message;
    const held = documents.get(document.uri);
    if (held?.version !== document.version) return { type: 'outdated', id };
    try {
      const tree = treeOf(held);
      const services = { ...(tree && { tree }), ...(fuel !== undefined && { fuel }) };
      const whole: Request = { ...request, text: held.text, languageId: held.languageId };
      return { type: 'explained', id, answer: explain(whole, services) };
    } catch (error) {
      // A thrown error is a fault of ours (what cannot be read is a refusal, which is a value): the extension logs it.
      return {
        type: 'failed',
        id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  };

  return (message) => {
    switch (message.type) {
      case 'open': {
        const { document, languageId, text } = message;
        documents.set(document.uri, { languageId, version: document.version, text, edits: [] });
        return;
      }
      case 'change': {
        const held = documents.get(message.document.uri);
        if (!held) return;
        held.text = edited(held.text, message.edits);
        held.version = message.document.version;
        if (held.tree) held.edits.push(...message.edits);
        return;
      }
      case 'close':
        documents.delete(message.uri);
        return;
      case 'explain':
        post(answer(message));
        return;
      default:
        message satisfies never;
    }
  };
}
