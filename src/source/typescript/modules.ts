import type { SyntaxNode } from '@lezer/common';
import type { Statement } from '../syntax.js';
import { childrenOf, spanOf, splitAt, textOf, type Source } from '../tree.js';

/** import math, { exp as e } from 'mathjs'; import * as tf from '…'. Types are left out. */
export const scriptImports = (
  source: Source,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
): readonly Statement[] => {
  const span = spanOf(source, node);
  const from = children.find((c) => c.name === 'String');
  if (!from || children[1]?.name === 'type') return [{ kind: 'pass', span }];
  const names: { name: string; alias: string }[] = [];
  for (const group of splitAt(children.slice(1), ',')) {
    const [first] = group;
    if (first?.name === 'VariableDefinition') names.push({ name: 'default', alias: textOf(source, first) });
    if (first?.name === 'Star') {
      const alias = group.find((c) => c.name === 'VariableDefinition');
      if (alias) names.push({ name: '', alias: textOf(source, alias) });
    }
    const list = group.find((c) => c.name === 'ImportGroup');
    for (const item of list ? splitAt(childrenOf(list).slice(1, -1), ',') : []) {
      if (item.length === 0 || item[0]!.name === 'type') continue;
      names.push({ name: textOf(source, item[0]!), alias: textOf(source, item.at(-1)!) });
    }
  }
  return [{ kind: 'import', module: textOf(source, from).slice(1, -1), names, span }];
};
