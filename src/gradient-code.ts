import type { Explanation } from './explanation.js';
import { writeGradient, type TargetLibrary } from './source/write/gradient.js';

/** The library in which code for a document is written: the reader's, where it is one that can be written. */
export const libraryOf = (languageId: string, text: string): TargetLibrary => {
  if (languageId !== 'python') return 'typescript';
  if (/\b(?:import torch|from torch)\b/.test(text)) return 'torch';
  return /\b(?:import jax|from jax)\b/.test(text) ? 'jax' : 'numpy';
};

/**
 * An explanation's derivative as a function in the document's language: `softmax_jacobian`, `loss_gradient`, or with a
 * direction (an explanation of the form 'vjp' or 'jvp') `softmax_vjp`. `refused` names what cannot be written.
 */
export const gradientCode = (
  explanation: Explanation,
  library: TargetLibrary,
  form: 'jacobian' | 'jvp' | 'vjp' | 'second' = 'jacobian',
): { readonly code: string } | { readonly refused: string } => {
  const { model, result, lines } = explanation;
  const scalar = model.program.output.indices.length === 0;
  const suffix =
    form === 'jacobian'
      ? scalar
        ? model.result.by.length
          ? 'gradient'
          : 'derivative'
        : 'jacobian'
      : form === 'second'
        ? 'hessian'
        : form;
  const left = lines.filter((l) => l.of).at(-1)?.of?.text ?? '';
  return writeGradient(
    {
      program: model.program,
      wrt: model.wrt,
      symbol: model.symbol,
      indices: [...model.result.output, ...model.result.by],
      entry: model.result.entry,
      named: model.named,
      suffix,
      formula: `${left} = ${result.text}`,
    },
    library,
  );
};
