import type { Syntax } from '../syntax.js';
import { calleeText } from './text.js';

/** A number or (nested) list of numbers that stands in the text: 2, -0.5, [1, 2], np.array([[1, 2], [3, 4]]). */
export const numbersIn = (
  node: Syntax,
): number | readonly number[] | readonly (readonly number[])[] | undefined => {
  switch (node.kind) {
    case 'number': {
      const value = Number(node.text.replaceAll('_', ''));
      return Number.isFinite(value) ? value : undefined;
    }
    case 'unary': {
      const value = numbersIn(node.operand);
      return typeof value === 'number' && node.op !== 'not' ? (node.op === '-' ? -value : value) : undefined;
    }
    case 'call': {
      const callee = calleeText(node.callee).split('.').pop() ?? '';
      const isArray =
        /^(?:array|asarray|tensor|constant|as_tensor|FloatTensor|DoubleTensor|Float64Array|Float32Array|of|from|tensor1d|tensor2d|matrix|float64|float32|float)$/.test(
          callee,
        );
      const [arg, ...more] = node.args;
      if (
        !isArray ||
        !arg ||
        arg.name !== undefined ||
        more.some((a) => a.name === undefined && a.value.kind !== 'name' && a.value.kind !== 'attribute')
      )
        return undefined;
      const value = numbersIn(arg.value);
      // new Float64Array(3) is three zeros.
      return typeof value === 'number' && node.isNew ? undefined : value;
    }
    case 'list':
    case 'tuple': {
      if (node.items.length === 0) return undefined;
      const items: (number | readonly number[])[] = [];
      for (const item of node.items) {
        const value = numbersIn(item);
        if (value === undefined) return undefined;
        if (typeof value !== 'number' && typeof value[0] === 'object') return undefined;
        items.push(value as number | readonly number[]);
      }
      const lists = items.filter((i) => typeof i === 'object');
      if (lists.length === 0) return items as number[];
      const rows = lists as readonly (readonly number[])[];
      return lists.length === items.length && rows.every((r) => r.length === rows[0]!.length)
        ? rows
        : undefined;
    }
    default:
      return undefined;
  }
};
