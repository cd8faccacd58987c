import type { Explanation, Refusal, Request, Span } from './explanation.js';
import type { PageKey } from './wording/page.js';

/*
 * Two protocols, all of it plain data: extension ↔ worker and extension ↔ page. Both are notifications: nobody waits
 * for the answer to a message, whoever needs one remembers what was asked. A receiver switches over `type` and ends
 * in `satisfies never`.
 */

// Extension ↔ worker

/** What the worker does with a document's text is by name and version, so that a text is sent once and then its edits. */
export interface DocumentId {
  readonly uri: string;
  readonly version: number;
}

/** One replacement; offsets are those of the text as the edits before it left it. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A request whose text is a document that the worker holds. */
export type DocumentRequest = Omit<Request, 'text' | 'languageId'>;

export type ToWorker =
  | {
      readonly type: 'open';
      readonly document: DocumentId;
      readonly languageId: string;
      readonly text: string;
    }
  | { readonly type: 'change'; readonly document: DocumentId; readonly edits: readonly Edit[] }
  | { readonly type: 'close'; readonly uri: string }
  | {
      readonly type: 'explain';
      readonly id: number;
      readonly document: DocumentId;
      readonly request: DocumentRequest;
      /** Steps that this request may take. */
      readonly fuel?: number;
    }
  | {
      readonly type: 'typeset';
      readonly id: number;
      readonly latex: string;
      /** A CSS colour. */
      readonly ink: string;
      /** Pixels that there are. */
      readonly width: number;
    };

/** A formula as a picture that needs nothing beside it. */
export interface Picture {
  readonly svg: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

export type FromWorker =
  /** The module is loaded: a deadline is counted from here, not from the start of the thread. */
  | { readonly type: 'started' }
  | {
      readonly type: 'explained';
      readonly id: number;
      readonly answer: Explanation | Refusal;
      /** The Jacobian, row-major, where there are numbers and it is small enough to be written out in text. */
      readonly jacobian?: readonly number[];
    }
  | { readonly type: 'typeset'; readonly id: number; readonly picture: Picture }
  /** The document is not the one that was asked about any more. */
  | { readonly type: 'outdated'; readonly id: number }
  /** A fault of ours, with its stack, for the log. */
  | { readonly type: 'failed'; readonly id: number; readonly error: string };

// Extension ↔ page

/** How the page is to show things; follows VS Code's settings. */
export interface PageSettings {
  /** Significant digits of numbers. */
  readonly digits: number;
  /** Largest matrix (rows or columns) that is written out in numbers. */
  readonly maxNumbers: number;
  readonly notation: 'quotient' | 'product';
}

export interface RuleWords {
  /** A few words beside the line: "quotient rule". */
  readonly short: string;
  /** A sentence: why it is allowed. */
  readonly long: string;
}

/** An explanation with everything in it that people read put into their language, and where it comes from. */
export interface Shown {
  readonly explanation: Explanation;
  /** Display name: "softmax", "log-softmax" …; '' where the construct has none. */
  readonly title: string;
  /** By rule id; every rule of `explanation.lines` is in it. */
  readonly rules: Readonly<Record<string, RuleWords>>;
  /** As `explanation.notes`, in the same order. */
  readonly notes: readonly string[];
  /** As `explanation.findings`, in the same order. */
  readonly findings: readonly string[];
  readonly source: {
    /** File or cell, as people call it: "softmax.py", "softmax.ipynb, cell 3". */
    readonly label: string;
    readonly languageId: string;
    /** The text that was read (cut where it is very long); its first character is at `explanation.span.start`. */
    readonly code: string;
    /** Counted from 1. */
    readonly line: number;
  };
}

/** The panel as a whole. It is sent in full each time the page says `ready`, and after each change. */
export interface PanelState {
  readonly strings: PageStrings;
  /** BCP 47, for the page's lang attribute. */
  readonly language: string;
  readonly settings: PageSettings;
  /** What is shown; undefined before the first answer. Kept when a newer text is refused. */
  readonly shown?: Shown;
  /** Why the newest text is not what is shown. */
  readonly notice?: {
    readonly severity: 'info' | 'warning' | 'error';
    readonly message: string;
    readonly span?: Span;
  };
  /** An answer is on its way. */
  readonly updating: boolean;
  readonly pinned: boolean;
  /** The panel follows the cursor. */
  readonly following: boolean;
  /** Opaque: the page keeps it with `setState`, so that the panel can be restored after a reload of the window. */
  readonly restore: unknown;
}

export type ToPage =
  | { readonly type: 'state'; readonly state: PanelState }
  /** The part of the state that comes and goes while somebody types. */
  | { readonly type: 'updating'; readonly updating: boolean }
  /** The editor's cursor is on these names of the code (none: on nothing): highlight them. */
  | { readonly type: 'highlight'; readonly names: readonly string[] };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'pin'; readonly on: boolean }
  /** Follow the cursor. */
  | { readonly type: 'follow'; readonly on: boolean }
  | { readonly type: 'wrt'; readonly name: string }
  | { readonly type: 'notation'; readonly notation: 'quotient' | 'product' }
  /** Show this place of the source in its editor. */
  | { readonly type: 'reveal'; readonly span: Span }
  /** Highlight these places of the source in its editor, without moving anything; [] ends it. */
  | { readonly type: 'highlight'; readonly spans: readonly Span[] }
  /** Put into the clipboard. */
  | { readonly type: 'copy'; readonly text: string }
  /** Offer to save as a file (CSV, SVG, PNG …). `data` is text, or bytes in base64. */
  | { readonly type: 'save'; readonly name: string; readonly data: string; readonly base64?: boolean }
  /** Numbers that were changed in the page: kept, so that they are there again after a reload. */
  | {
      readonly type: 'values';
      readonly values: Readonly<Record<string, number | readonly number[] | readonly (readonly number[])[]>>;
    }
  /** Apply the quick fix `fix` of the finding `finding` of the explanation that is shown. */
  | { readonly type: 'fix'; readonly finding: number; readonly fix: number }
  /** Insert the derivation below the source. */
  | { readonly type: 'insert' }
  /** A fault of the page, for the log. */
  | { readonly type: 'error'; readonly message: string };

/**
 * Every text of the page's own, in the language of VS Code. The texts are in src/wording/page.ts in both languages, and
 * `pageStrings(language)` there picks one; `{0}` and `{1}` stand for what the page puts in.
 */
export type PageStrings = Readonly<Record<PageKey, string>>;
