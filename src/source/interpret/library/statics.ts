import { boolean, none, type Value } from '../values.js';
import type { Machine } from '../machine.js';
import type { Operation } from './call.js';

/** What a value is, where the code asks before it calculates: isinstance, hasattr, np.isscalar. */
const isInstance: Operation = (b, m) => {
  const value = b.get('x');
  const type = b.get('type');
  if (!value || !type) return m.fail('argument', 'argument-missing', 'x', b.name);
  const types = type.kind === 'sequence' ? type.items : [type];
  const answers = types.map((t) => hasType(value, t, m));
  if (answers.some((a) => a === true)) return boolean(true);
  if (answers.every((a) => a === false)) return boolean(false);
  return m.fail('condition', 'condition-unknown');
};

const hasType = (value: Value, type: Value, m: Machine): boolean | undefined => {
  const name =
    type.kind === 'record' || type.kind === 'function'
      ? type.name
      : type.kind === 'quantity'
        ? (type.free ?? '')
        : '';
  const isArrayType = /array|Array|ndarray|Tensor|Variable/.test(name);
  const isListType = /^(?:list|tuple|List|Sequence|type:list)$/.test(name);
  const isNumberType = /^(?:int|float|type:number|Number|complex|type:int|numbers?)$/.test(name);
  if (value.kind === 'string') return name === 'type:string';
  if (value.kind === 'none' || value.kind === 'boolean') return false;
  if (value.kind === 'sequence') return isListType;
  if (value.kind !== 'quantity') return name === 'type:string' || name === 'type:class' ? false : undefined;
  if (name === 'type:string' || name === 'type:class' || name === 'type:boolean') return false;
  // A free array may be called a list or an array: an array is the useful case, and both calculate the same.
  if (isArrayType)
    return value.dims.length > 0 || value.roots.length === 0
      ? value.dims.length > 0 && !value.list
      : (m.demand(value, 1), undefined);
  if (isListType) return value.dims.length > 0 && value.list === true;
  if (isNumberType) return value.dims.length === 0;
  return undefined;
};

const ignored: Operation = () => none;
const unknownCondition: Operation = (_b, m) => m.fail('condition', 'condition-unknown');

export const statics: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['isinstance', isInstance],
  [
    'hasattr',
    (b, m) => {
      const [x, name] = [b.get('x'), b.text('name')];
      if (x?.kind === 'record' && name !== undefined) return boolean(x.get(name) !== undefined);
      return m.fail('condition', 'condition-unknown');
    },
  ],
  ['callable', (b) => boolean(b.get('x')?.kind === 'function')],
  ['isscalar', (b) => boolean(b.q('x').dims.length === 0)],
  [
    'is_array',
    (b, m) => {
      const x = b.get('x');
      if (x?.kind === 'quantity' && x.dims.length === 0 && x.roots.length > 0) m.demand(x, 1);
      return boolean(x?.kind === 'sequence' || (x?.kind === 'quantity' && x.dims.length > 0));
    },
  ],
  // NaN and infinities are no inputs.
  [
    'isnan',
    (b, m) => {
      b.q('x');
      m.note('finite-input');
      return boolean(false);
    },
  ],
  ['any_condition', unknownCondition],
  ['unknown_condition', unknownCondition],
  ['nothing', ignored],
  ['unread', (b, m) => m.fail('unknown-function', 'unknown-function', b.name)],
]);
