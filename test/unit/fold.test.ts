import { expect, it } from 'vitest';
import { derive } from '../../src/math/derive.js';
import { mul, variable, type Index } from '../../src/math/expr.js';
import type { Program } from '../../src/math/program.js';
import { toText } from '../../src/math/text.js';
import { isVerified, verify } from '../../src/math/verify.js';

it('does not take x₀ for y₀ where y_j = x₀ x_j: at j = 0 both factors are one', () => {
  const j: Index = { name: 'j', dim: 'n' };
  const first: Index = { name: 'z', dim: 'n', value: 0 };
  const program: Program = {
    name: 'f',
    parameters: [{ name: 'x', dims: ['n'] }],
    definitions: [],
    output: { indices: [j], body: mul(variable('x', first), variable('x', j)) },
  };
  const d = derive(program, 'x');
  expect(isVerified(verify(program, d))).toBe(true);
  expect(toText(d.entry)).toBe('δ[i,0]·x_j + δ_ij·x₀');
});
