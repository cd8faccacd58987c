/** Functions and powers of dual numbers (see dual.ts). */
import type { ElementaryFunction } from '../functions/function.js';
import type { Of } from '../nodes.js';
import { passedOn, scaled, tiny, U } from './bound.js';
import { dualCode, leave } from './dual.js';
import type { Code, Machine } from './machine.js';
import { functionOf } from './value.js';

/** b^x: slope x b^(x−1) b′ + b^x ln b x′. */
export const powCode = (m: Machine, e: Of<'pow'>): Code => {
  const [base, exponent] = [dualCode(m, e.base), dualCode(m, e.exponent)];
  return (s) => {
    const b = base(s);
    const [eb, db, edb] = [s.out[0]!, s.out[1]!, s.out[2]!];
    const x = exponent(s);
    const [ex, dx, edx] = [s.out[0]!, s.out[1]!, s.out[2]!];
    const w = Math.pow(b, x);
    const byBase = x * Math.pow(b, x - 1);
    const log = Math.log(b);
    // Of a negative base the error still has a size, though the derivative by the exponent has not.
    const logSize = Math.log(Math.abs(b));
    const error = scaled(byBase, eb) + (w === 0 ? 0 : scaled(w * logSize, ex)) + 2 * U * Math.abs(w);
    let [d, ed] = [0, 0];
    if (db !== 0 || edb !== 0) {
      d = byBase * db;
      const bent = x * (x - 1) * Math.pow(b, x - 2) * db;
      const turned = (1 + Math.abs(x * logSize)) * Math.pow(b, x - 1) * db;
      ed = scaled(bent, eb) + scaled(turned, ex) + scaled(byBase, edb) + 3 * U * Math.abs(d) + tiny;
    }
    if (dx !== 0 || edx !== 0) {
      const t = w * log * dx;
      d += t;
      ed +=
        scaled(log * dx, error) +
        scaled((w / b) * dx, eb) +
        scaled(w * log, edx) +
        3 * U * Math.abs(t) +
        tiny;
    }
    return leave(s, w, error, d, ed);
  };
};

export const functionCode = (m: Machine, e: Of<'fn'>): Code => {
  const f = functionOf(e);
  const args = e.args.map((a) => dualCode(m, a));
  const n = args.length;
  if (n === 1) return ofOne(f, args[0]!);
  return (s) => {
    const [xs, errors, ds, eds]: number[][] = [[], [], [], []];
    for (let k = 0; k < n; k++) {
      xs!.push(args[k]!(s));
      errors!.push(s.out[0]!);
      ds!.push(s.out[1]!);
      eds!.push(s.out[2]!);
    }
    const y = f.evaluate(...xs!);
    const slopes = f.slopes(...xs!);
    // How much the slopes themselves are off: what they change by when the arguments are off by their errors.
    const moved = f.slopes(...xs!.map((x, k) => x + errors![k]!));
    let [error, d, ed] = [2 * U * Math.abs(y), 0, 0];
    for (let k = 0; k < n; k++) {
      const g = slopes[k]!;
      error += scaled(g, errors![k]!);
      if (ds![k] === 0 && eds![k] === 0) continue;
      const t = g * ds![k]!;
      const change = Math.abs(moved[k]! - g);
      d += t;
      ed +=
        scaled(ds![k]!, change < Infinity ? change : 0) + scaled(g, eds![k]!) + 4 * U * Math.abs(t) + tiny;
    }
    return leave(s, y, error, d, ed);
  };
};

/** The same for the one argument that most functions have. */
const ofOne =
  (f: ElementaryFunction, arg: Code): Code =>
  (s) => {
    const x = arg(s);
    const ex = s.out[0]!;
    const dx = s.out[1]!;
    const edx = s.out[2]!;
    const y = f.evaluate(x);
    const g = f.slopes(x)[0]!;
    const error = passedOn(f, x, y, g, ex) + 2 * U * Math.abs(y);
    if (dx === 0 && edx === 0) return leave(s, y, error, 0, 0);
    const change = Math.abs(f.slopes(x + ex)[0]! - g);
    const d = g * dx;
    const moved = scaled(dx, change < Infinity ? change : 0);
    return leave(s, y, error, d, moved + scaled(g, edx) + 4 * U * Math.abs(d) + tiny);
  };
