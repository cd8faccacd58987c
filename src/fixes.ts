import type { Finding, Request } from './explanation.js';
import { variable, type Expr } from './math/expr.js';
import { formOf, type Form } from './math/forms.js';
import { checkGradient, isUpstreamName } from './math/gradient.js';
import { print } from './math/print.js';
import type { Span } from './math/program.js';
import { sameFunction } from './math/recognise/index.js';
import { instabilityOf } from './math/stability.js';
import { renameApart, rewrite } from './math/substitute.js';
import { read } from './source/read.js';
import type { Reading } from './source/reading.js';
import { writeGradient, type Derivative, type TargetLibrary } from './source/write/gradient.js';

type Fix = NonNullable<Finding['fix']>[number];

const targets: Partial<Record<Reading['library'], TargetLibrary>> = {
  numpy: 'numpy',
  torch: 'torch',
  jax: 'jax',
  javascript: 'typescript',
};

/**
 * The function written anew with the right derivative, under its own name and for its own arguments. Offered only for a
 * function at the left margin whose arguments are all accounted for, and only if the new text, read again, is found right.
 */
export const gradientFix = (
  reading: Reading,
  wrt: string,
  jacobian: Form,
  request: Request,
): readonly Fix[] => {
  const { gradient, program, span } = reading;
  const { text } = request;
  const target = targets[reading.library];
  if (!gradient || !target || text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start) !== '')
    return [];
  if (target === 'typescript' && !/^(export\s+)?function\b/.test(text.slice(span.start))) return [];
  const own = gradient.program.parameters.map((p) => p.name);
  const upstream = own.find(
    (name) => isUpstreamName(name) && !program.parameters.some((p) => p.name === name),
  );
  const form = upstream === undefined ? jacobian : formOf(program, wrt, 'vjp', {});
  const { derivation } = form;
  const main = own.find(
    (name) => name !== upstream && (name === wrt || !program.parameters.some((p) => p.name === name)),
  );
  if (main === undefined) return [];

  // The argument takes the place of the input or of the output, the upstream gradient that of v.
  const rename = (e: Expr): Expr =>
    rewrite(e, (x) => {
      if (x.kind === 'var' && x.name === wrt) return variable(main, ...x.at);
      if (x.kind === 'ref' && x.name === derivation.symbol && gradient.argument === 'output')
        return variable(main, ...x.at);
      if (x.kind === 'var' && upstream !== undefined && !program.parameters.some((p) => p.name === x.name))
        return variable(upstream, ...x.at);
      return undefined;
    });
  const entry = rename(derivation.entry);
  const mainDims =
    gradient.argument === 'output'
      ? program.output.indices.map((i) => i.dim)
      : (program.parameters.find((p) => p.name === wrt)?.dims ?? []);
  const others = program.parameters.filter((p) => p.name !== wrt);
  const definition: Derivative = {
    program: {
      ...program,
      parameters: [{ name: main, dims: mainDims }, ...others],
      definitions: program.definitions.map((d) => ({ ...d, body: rename(d.body) })),
      output: { ...program.output, body: rename(program.output.body) },
    },
    wrt: main,
    symbol: derivation.symbol,
    indices: derivation.indices,
    entry,
    named: derivation.named.map((d) => ({ ...d, body: rename(d.body) })),
    suffix: '',
    formula: print(renameApart(entry)).text,
    signature: { name: gradient.name, parameters: own },
  };
  // What still needs the input cannot be written from the output alone.
  if (gradient.argument === 'output' && mentions(entry, wrt)) return [];
  const written = writeGradient(definition, target);
  if ('refused' in written) return [];
  const code =
    target === 'typescript' && /^export\b/.test(text.slice(span.start))
      ? written.code.replace(/^function/m, 'export function')
      : written.code;
  const fixed = read({
    ...request,
    text: text.slice(0, span.start) + code + text.slice(span.end),
    start: span.start,
    end: span.start + code.length,
  });
  if (!fixed.ok || !fixed.gradient) return [];
  const { right } = checkGradient(program, wrt, fixed.gradient.program, fixed.gradient.argument);
  return right ? [{ title: `Write ${gradient.name} right`, span, newText: code }] : [];
};

const mentions = (e: Expr, name: string): boolean =>
  JSON.stringify(e).includes(`"name":${JSON.stringify(name)}`);

/** f(…) in a text: where its argument begins and ends. */
const callsIn = (
  text: string,
  pattern: RegExp,
): readonly { readonly start: number; readonly end: number; readonly argument: Span }[] => {
  const found = [];
  for (const match of text.matchAll(pattern)) {
    const from = match.index + match[0].length;
    let depth = 1;
    let at = from;
    for (; at < text.length && depth > 0; at++)
      depth += '([{'.includes(text[at]!) ? 1 : ')]}'.includes(text[at]!) ? -1 : 0;
    if (depth === 0) found.push({ start: match.index, end: at, argument: { start: from, end: at - 1 } });
  }
  return found;
};

interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** Ways to make naive code stable, each as edits of its text; tried in turn. */
const recipes: readonly ((code: string, m: string) => readonly Edit[])[] = [
  // exp(x) … sum(exp(x)): subtract the maximum, along the axis that the sum runs over.
  (code, m) => {
    const axis = /\b(?:axis|dim)\s*=\s*-?\w+/.exec(code)?.[0];
    const keep = m === 'torch' ? 'keepdim=True' : 'keepdims=True';
    return callsIn(code, new RegExp(`\\b${m}\\.exp\\(`, 'g')).map(({ argument }) => {
      const u = code.slice(argument.start, argument.end);
      const maximum = axis
        ? m === 'torch'
          ? `${m}.amax(${u}, ${axis}, ${keep})`
          : `${m}.max(${u}, ${axis}, ${keep})`
        : `${m}.max(${u})`;
      return { span: argument, newText: `${/^[\w.]+$/.test(u) ? u : `(${u})`} - ${maximum}` };
    });
  },
  // log(1 + exp(x)) is logaddexp(0, x).
  (code, m) =>
    callsIn(code, new RegExp(`\\b${m}\\.log(?:1p)?\\(`, 'g')).flatMap(({ start, end, argument }) => {
      const inner = code.slice(argument.start, argument.end);
      const u = new RegExp(`^(?:1\\.?0?\\s*\\+\\s*)?${m}\\.exp\\(([^]*)\\)$`).exec(inner)?.[1];
      if (u === undefined) return [];
      const text =
        m === 'Math'
          ? `(Math.max(${u}, 0) + Math.log1p(Math.exp(-Math.abs(${u}))))`
          : m === 'torch'
            ? `torch.nn.functional.softplus(${u})`
            : `${m}.logaddexp(0, ${u})`;
      return [{ span: { start, end }, newText: text }];
    }),
];

const modules: Partial<Record<Reading['library'], string>> = {
  numpy: 'np',
  torch: 'torch',
  jax: 'jnp',
  javascript: 'Math',
};

/**
 * Edits after which the code no longer loses its result and still computes the same: each recipe is applied to the text,
 * read again, and offered only if both are true of what was read.
 */
export const stabilityFix = (reading: Reading, wrt: string, request: Request): readonly Fix[] => {
  const m = modules[reading.library];
  if (m === undefined) return [];
  const code = request.text.slice(reading.span.start, reading.span.end);
  for (const recipe of recipes) {
    const edits = recipe(code, m);
    if (edits.length === 0) continue;
    const fixed = [...edits]
      .sort((a, b) => b.span.start - a.span.start)
      .reduce((t, e) => t.slice(0, e.span.start) + e.newText + t.slice(e.span.end), code);
    const text = request.text.slice(0, reading.span.start) + fixed + request.text.slice(reading.span.end);
    const again = read({
      ...request,
      text,
      start: reading.span.start,
      end: reading.span.start + fixed.length,
    });
    if (!again.ok || !sameFunction(reading.program, again.program) || instabilityOf(again.program, wrt))
      continue;
    return [{ title: 'Rewrite so that it cannot overflow', span: reading.span, newText: fixed }];
  }
  return [];
};
