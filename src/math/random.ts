/**
 * Uniform numbers in [0, 1), the same for the same seed everywhere (mulberry32, Tommy Ettinger, public domain: 32 bits of state,
 * good enough to draw sample points, not to be used for anything secret).
 */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};
