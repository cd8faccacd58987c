import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain, jacobianEntry } from '../../src/explain.js';
import { evaluator } from '../../src/math/evaluate.js';

interface Sample {
  readonly at: Readonly<Record<string, string>>;
  readonly f: string;
  readonly d: string;
  readonly cond: string;
}
interface Reference {
  readonly id: string;
  readonly expr: string;
  readonly expr_py: string;
  readonly var: string;
  readonly samples: readonly Sample[];
}

const { cases } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../reference/derivative_reference.json'), 'utf8'),
) as { readonly cases: readonly Reference[] };

/** The bound that the reference gives itself: |got − d| ≤ 1e-12 |d| max(1, cond) + 1e-300. */
const bound = (s: Sample): number => 1e-12 * Math.abs(Number(s.d)) * Math.max(1, Number(s.cond)) + 1e-300;

const scalar = (x: number) => ({ shape: [], data: Float64Array.of(x) });

describe('exact derivatives, computed with 60 digits', () => {
  it.each(cases.map((c) => [`${c.id}: ${c.expr} by ${c.var}`, c] as const))('%s', (_, c) => {
    for (const s of c.samples) {
      const values = Object.fromEntries(Object.entries(s.at).map(([name, x]) => [name, Number(x)]));
      const e = explain({
        text: c.expr,
        languageId: 'plaintext',
        start: 0,
        end: c.expr.length,
        wrt: c.var,
        values,
      });
      if (!e.ok) throw new Error(e.message);
      // By dual numbers through the code as written, and by the derived formula.
      expect(Math.abs(jacobianEntry(e, 0, 0) - Number(s.d))).toBeLessThanOrEqual(bound(s));
      const point = {
        dims: {},
        values: Object.fromEntries(Object.entries(values).map(([name, x]) => [name, scalar(x)])),
      };
      const own = new Set(e.model.program.definitions.map((d) => d.name));
      const definitions = [...e.model.program.definitions, ...e.model.named.filter((d) => !own.has(d.name))];
      const formula = evaluator(definitions, point).bounded(e.model.result.entry);
      expect(Math.abs(formula.value - Number(s.d))).toBeLessThanOrEqual(bound(s) + formula.error);
    }
  });
});
