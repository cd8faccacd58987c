import { activations } from './activations.js';
import type { Operation } from './call.js';
import { elementary } from './elementary.js';
import { linear } from './linear.js';
import { lists } from './lists.js';
import { losses } from './losses.js';
import { reductions } from './reductions.js';
import { shapes } from './shapes.js';
import { statics } from './statics.js';

/** An operation that the vocabulary tables name. (Looked up late: callbacks make these modules depend on each other.) */
export const operationNamed = (name: string): Operation | undefined => {
  for (const group of [elementary, activations, reductions, linear, shapes, losses, lists, statics]) {
    const operation = group.get(name);
    if (operation) return operation;
  }
  return undefined;
};
