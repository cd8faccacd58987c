import type { Tree } from '@lezer/common';
import { explain, jacobianEntry } from '../explain.js';
import { parseDocument } from '../source/read.js';
import type { Workings } from './serve.js';

/** Texts beyond this length are not read whole, so that no tree of them is kept. */
const longestParsed = 1_000_000;

/** The real workings, the same in both hosts. */
export const workings: Pick<Workings<Tree>, 'explain' | 'jacobianEntry' | 'parse' | 'typeset'> = {
  explain: (request, services) => explain(request, services),
  jacobianEntry,
  typeset: async (...formula) => (await import('./typeset.js')).typeset(...formula),
  parse: (text, languageId, previous) =>
    text.length > longestParsed ? undefined : parseDocument(text, languageId, previous && { tree: previous }),
};
