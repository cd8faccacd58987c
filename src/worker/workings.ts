import { explain } from '../explain.js';
import type { Workings } from './serve.js';

/** The real workings, the same in both hosts. */
export const workings: Pick<Workings, 'explain' | 'parse'> = {
  explain: (request, services) => explain(request, services),
  parse: () => undefined,
};
