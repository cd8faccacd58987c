import {
  arg,
  delta,
  diff,
  mapChildren,
  position,
  reduce,
  ref,
  size,
  variable,
  type Expr,
  type Index,
} from '../../math/expr.js';
import type { Machine } from './machine.js';

/** The expression with every axis by the name that `dimOf` gives it. */
export const withDims = (e: Expr, dimOf: (dim: string) => string): Expr => {
  const ix = (i: Index): Index => {
    const dim = dimOf(i.dim);
    const value = typeof i.value === 'object' ? { name: i.value.name, at: i.value.at.map(ix) } : i.value;
    return value === undefined ? { name: i.name, dim } : { name: i.name, dim, value };
  };
  const go = (x: Expr): Expr => {
    switch (x.kind) {
      case 'var':
        return x.at.length === 0 ? x : variable(x.name, ...x.at.map(ix));
      case 'ref':
        return x.at.length === 0 ? x : ref(x.name, ...x.at.map(ix));
      case 'pos':
        return position(ix(x.index));
      case 'delta':
        return delta(ix(x.a), ix(x.b));
      case 'size':
        return size(dimOf(x.dim));
      case 'reduce':
        return reduce(x.op, ix(x.index), go(x.body));
      case 'arg':
        return arg(x.op, ix(x.at), ix(x.index), go(x.body));
      case 'diff':
        return diff(go(x.body), variable(x.by.name, ...x.by.at.map(ix)));
      default:
        return mapChildren(x, go);
    }
  };
  return go(e);
};

/** The expression with axes that were found to be one under one name. */
export const resolved = (e: Expr, m: Machine): Expr => withDims(e, m.dims.find);
