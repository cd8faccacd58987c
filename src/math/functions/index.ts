import { abs } from './abs.js';
import { arccosine } from './acos.js';
import { arcosh } from './acosh.js';
import { arcsine } from './asin.js';
import { arsinh } from './asinh.js';
import { arctangent } from './atan.js';
import { artanh } from './atanh.js';
import { cbrt } from './cbrt.js';
import { cosine } from './cos.js';
import { cosh } from './cosh.js';
import { exponential } from './exp.js';
import { expm1 } from './expm1.js';
import type { ElementaryFunction } from './function.js';
import { logarithm } from './log.js';
import { log1p } from './log1p.js';
import { log10, log2 } from './logbase.js';
import { logsigmoid } from './logsigmoid.js';
import { ceil, floor, round } from './rounding.js';
import { sigmoid } from './sigmoid.js';
import { sign } from './sign.js';
import { sine } from './sin.js';
import { sinh } from './sinh.js';
import { softplus } from './softplus.js';
import { tangent } from './tan.js';
import { tanh } from './tanh.js';

/** Every function that an `fn` node may name. A new one is one file beside this one and one line here. */
const all: readonly ElementaryFunction[] = [
  exponential,
  expm1,
  logarithm,
  log1p,
  log2,
  log10,
  cbrt,
  abs,
  sign,
  sine,
  cosine,
  tangent,
  arcsine,
  arccosine,
  arctangent,
  sinh,
  cosh,
  tanh,
  arsinh,
  arcosh,
  artanh,
  sigmoid,
  softplus,
  logsigmoid,
  floor,
  ceil,
  round,
];

export const functions: ReadonlyMap<string, ElementaryFunction> = new Map(all.map((f) => [f.name, f]));

/** The function of that name, if there is one. */
export const functionNamed = (name: string): ElementaryFunction | undefined => functions.get(name);
