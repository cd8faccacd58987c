import { variable } from '../math/expr.js';
import { toText } from '../math/text.js';

const printed = new Map<string, string>();

/** A name of the code as formulas write it: gamma is γ, x_hat is x̂. */
export function nameAsPrinted(name: string): string {
  const known = printed.get(name);
  if (known !== undefined) return known;
  const text = toText(variable(name));
  printed.set(name, text);
  return text;
}

/** A quantity's name with index numbers, set like the formulas: p₀, W₁₂, logits₃. */
export function Sym({ name, at = [] }: { name: string; at?: readonly number[] }) {
  const text = nameAsPrinted(name);
  const isLetter = [...text.replace(/\p{M}/gu, '')].length === 1;
  return (
    <span class="sym" data-symbol={name}>
      <span class={isLetter ? 'sym-italic' : 'sym-upright'}>{text}</span>
      {at.length > 0 && <sub>{at.join(at.some((i) => i > 9) ? ',' : '')}</sub>}
    </span>
  );
}
