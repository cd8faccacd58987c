/** Derivatives of scalar functions: time and size of the result, against mathjs and Compute Engine. */
import { load } from '../lib/load.mjs';
import { compare, geometricMean, peerOnFresh } from '../lib/measure.mjs';
import { duration, goal, heading, note, table, times } from '../lib/report.mjs';
import { cases, layoutSize, math, mathJsonSize, mathjsSize, toMathJson, toProgram } from '../lib/scalars.mjs';

const calculus = await load('bench/lib/calculus.ts');
// By a name that the compiler does not follow: it is there only after npm --prefix bench ci.
const optional = '@cortex-js/compute-engine';
/** @type {any} */
const { ComputeEngine } = await import(optional).catch(() => ({}));
const engine = ComputeEngine && new ComputeEngine();

/** @type {Record<string, number[]>} */
const medians = {};
/** @type {Record<string, number[]>} ratios to Nabla's derivation */
const ratios = {};
/** @type {Record<string, number[]>} */
const sizes = {};
const refused = [];
const longer = [];

// The rules are shared by all functions, so the warm-up is too: a second for each peer, before the first sample.
const everyone = [
  (/** @type {any} */ c) =>
    calculus.verify(toProgram(c, calculus), calculus.derive(toProgram(c, calculus), c.var)),
  (/** @type {any} */ c) => math.derivative(c.expr, c.var, { simplify: false }),
  (/** @type {any} */ c) => math.derivative(c.expr, c.var),
  (/** @type {any} */ c) => engine?.box(['D', toMathJson(math.parse(c.expr)), c.var]).evaluate(),
];
for (const run of everyone) {
  const start = performance.now();
  for (let k = 0; performance.now() - start < 1000; k++) run(cases[k % cases.length]);
}

for (const c of cases) {
  const parsed = math.parse(c.expr);
  const program = () => toProgram(c, calculus);
  const verified = (/** @type {any} */ p) => calculus.verify(p, calculus.derive(p, c.var));
  let result;
  try {
    result = calculus.derive(program(), c.var);
  } catch (error) {
    refused.push(`${c.expr}: ${error}`);
    continue;
  }
  const outcome = verified(program());
  if (!('points' in outcome)) refused.push(`${c.expr}: ${JSON.stringify(outcome)}`);

  const simplified = math.derivative(parsed, c.var);
  const size = {
    'Nabla, as shown': layoutSize(calculus.shown(result)),
    'Nabla, its names written out': layoutSize(calculus.writtenOut(result)),
    'mathjs, simplify': mathjsSize(simplified),
    'mathjs, simplify: false': mathjsSize(math.derivative(parsed, c.var, { simplify: false })),
    ...(engine && {
      'Compute Engine': mathJsonSize(engine.box(['D', toMathJson(parsed), c.var]).evaluate().json),
    }),
  };
  for (const [name, n] of Object.entries(size)) (sizes[name] ??= []).push(n);
  if (size['Nabla, as shown'] > size['mathjs, simplify']) {
    longer.push(
      `${c.expr}: ${size['Nabla, as shown']} nodes, mathjs ${size['mathjs, simplify']} (${simplified})`,
    );
  }

  const node = () => math.parse(c.expr);
  const boxed = () => engine.box(['D', toMathJson(parsed), c.var]);
  const timed = await compare(
    [
      peerOnFresh('Nabla, all lines', program, (p) => calculus.derive(p, c.var)),
      peerOnFresh('Nabla, all lines verified', program, verified),
      peerOnFresh('mathjs, simplify: false', node, (n) => math.derivative(n, c.var, { simplify: false })),
      peerOnFresh('mathjs, simplify', node, (n) => math.derivative(n, c.var)),
      ...(engine
        ? [
            peerOnFresh('Compute Engine, evaluate', boxed, (d) => d.evaluate()),
            peerOnFresh('Compute Engine, explain', boxed, (d) => d.explain('D')),
          ]
        : []),
    ],
    { turns: 7, sampleMs: 1, slowMs: 60, warmUpMs: 12 },
  );
  for (const t of timed) {
    (medians[t.name] ??= []).push(t.median);
    (ratios[t.name] ??= []).push(t.ratio);
  }
}

heading(`Derivatives of ${cases.length} scalar functions`);
table(
  ['geometric means', 'time', 'against Nabla', 'against Nabla, verified'],
  Object.keys(medians).map((name) => [
    name,
    duration(geometricMean(medians[name])),
    times(geometricMean(ratios[name])),
    times(geometricMean(ratios[name]) / geometricMean(ratios['Nabla, all lines verified'])),
  ]),
);
const mean = (/** @type {string} */ name) => geometricMean(ratios[name]);
goal('mathjs without simplify against the derivation', mean('mathjs, simplify: false'), '≥', 5);
if (engine) {
  const verified = mean('Nabla, all lines verified');
  goal(
    'Compute Engine, evaluate, against all lines verified',
    mean('Compute Engine, evaluate') / verified,
    '≥',
    10,
  );
  goal(
    'Compute Engine, explain (its lines), against the same',
    mean('Compute Engine, explain') / verified,
    '≥',
    10,
  );
} else {
  note('Compute Engine is not installed (npm --prefix bench ci): left out');
}

heading('Size of the derivative');
const shown = sizes['Nabla, as shown'];
table(
  ['nodes', 'geometric mean', 'against Nabla', 'longest'],
  Object.entries(sizes).map(([name, n]) => [
    name,
    geometricMean(n).toPrecision(3),
    times(geometricMean(n.map((v, k) => v / shown[k]))),
    String(Math.max(...n)),
  ]),
);
goal(
  "size of the result against mathjs' simplified one",
  geometricMean(shown.map((n, k) => n / sizes['mathjs, simplify'][k])),
  '≤',
  1,
);
for (const line of longer) note(`longer than mathjs': ${line}`);
for (const line of refused) note(`refused: ${line}`);
