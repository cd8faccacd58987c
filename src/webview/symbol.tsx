/** A quantity's name with index numbers, set like the formulas: p₀, W₁₂, logits₃. */
export function Sym({ name, at = [] }: { name: string; at?: readonly number[] }) {
  return (
    <span class="sym" data-symbol={name}>
      <span class={[...name].length === 1 ? 'sym-italic' : 'sym-upright'}>{name}</span>
      {at.length > 0 && <sub>{at.join(at.some((i) => i > 9) ? ',' : '')}</sub>}
    </span>
  );
}
