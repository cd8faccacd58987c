import { constant, div, log, mul, neg, number, sqrt, ONE, type Expr } from '../../math/expr.js';
import { parseRational } from '../../math/rational.js';
import { scalar } from '../array.js';
import { customary, libraryTitle, meaningOf, type Meaning } from '../names.js';
import { libraryFunction } from './library/call.js';
import type { Machine } from './machine.js';
import { none, type Value } from './values.js';

/** A name that no scope has: a library's customary alias, a built-in of the language, or a function by its usual name. */
export const globalName = (name: string, m: Machine): Value | undefined => {
  const module = customary[m.python ? 'python' : 'javascript'][name];
  if (module !== undefined) {
    if (libraryTitle[module] !== undefined && module !== 'Math' && module !== 'Number')
      m.note('assumed-module', name, libraryTitle[module]);
    if (module === 'Number' || module === 'Math') return { kind: 'module', path: module };
    return { kind: 'module', path: module };
  }
  const builtin = meaningOf(m.python ? 'builtins' : 'javascript', name);
  if (builtin?.kind === 'module') return { kind: 'module', path: builtin.path };
  if (builtin) return valueOf(builtin, name, m);
  return undefined;
};

/** A function that a snippet neither imports nor defines, but that everybody calls by this name. */
export const assumedFunction = (name: string, m: Machine): Value | undefined => {
  const meaning = meaningOf(m.python ? 'assumed.python' : 'assumed.javascript', name);
  if (meaning?.kind !== 'function') return undefined;
  m.note('assumed-function', name);
  return valueOf(meaning, name, m);
};

/** The value of a library's name. */
export const valueOf = (meaning: Meaning, name: string, m: Machine): Value => {
  switch (meaning.kind) {
    case 'module':
      return { kind: 'module', path: meaning.path };
    case 'constant':
      return constantValue(meaning.value, m);
    case 'function':
      return libraryFunction(name, meaning);
  }
};

const two = number(2);
const constants: Readonly<Record<string, Expr>> = {
  pi: constant('pi'),
  e: constant('e'),
  tau: mul(two, constant('pi')),
  inf: constant('inf'),
  '-inf': neg(constant('inf')),
  ln2: log(two),
  ln10: log(number(10)),
  log2e: div(ONE, log(two)),
  log10e: div(ONE, log(number(10))),
  sqrt2: sqrt(two),
  sqrt1_2: sqrt(number({ n: 1, d: 2 })),
};

const constantValue = (text: string, m: Machine): Value => {
  if (text === 'none') return none;
  if (text.startsWith('type:')) return { kind: 'record', name: text, get: () => undefined };
  const known = constants[text];
  if (known) return scalar(known);
  if (text === 'nan')
    return {
      kind: 'unreadable',
      refusal: { ok: false, reason: 'not-a-number', key: 'value-nan', span: m.site },
    };
  return scalar(number(parseRational(text)));
};
