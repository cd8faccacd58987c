import { abs } from './abs.js';
import { arccosine } from './acos.js';
import { arcosh } from './acosh.js';
import { arcsine } from './asin.js';
import { arsinh } from './asinh.js';
import { arctangent } from './atan.js';
import { atan2 } from './atan2.js';
import { artanh } from './atanh.js';
import { cbrt } from './cbrt.js';
import { cosine } from './cos.js';
import { cosh } from './cosh.js';
import { elu, selu } from './elu.js';
import { erf, erfc } from './erf.js';
import { exponential } from './exp.js';
import { expm1 } from './expm1.js';
import { clip, max2, min2 } from './extremes.js';
import type { ElementaryFunction } from './function.js';
import { gamma, lgamma } from './gamma.js';
import { gelu, geluTanh } from './gelu.js';
import { hypot } from './hypot.js';
import { logarithm } from './log.js';
import { log1p } from './log1p.js';
import { log10, log2 } from './logbase.js';
import { logsigmoid } from './logsigmoid.js';
import { mish } from './mish.js';
import { mod } from './mod.js';
import { digamma, polygamma, trigamma } from './polygamma.js';
import { leakyRelu, relu } from './relu.js';
import { ceil, floor, round } from './rounding.js';
import { sigmoid } from './sigmoid.js';
import { sign } from './sign.js';
import { silu } from './silu.js';
import { sine } from './sin.js';
import { sinh } from './sinh.js';
import { softplus } from './softplus.js';
import { tangent } from './tan.js';
import { tanh } from './tanh.js';
import { xlogy } from './xlogy.js';

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
  relu,
  leakyRelu,
  elu,
  selu,
  gelu,
  geluTanh,
  silu,
  mish,
  erf,
  erfc,
  gamma,
  lgamma,
  digamma,
  trigamma,
  polygamma,
  xlogy,
  max2,
  min2,
  clip,
  mod,
  atan2,
  hypot,
];

export const functions: ReadonlyMap<string, ElementaryFunction> = new Map(all.map((f) => [f.name, f]));

/** The function of that name, if there is one. */
export const functionNamed = (name: string): ElementaryFunction | undefined => functions.get(name);
