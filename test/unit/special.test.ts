import { describe, expect, it } from 'vitest';
import { digamma, erf, erfc, gamma, lgamma, trigamma } from '../../src/math/special.js';

const functions = { erf, erfc, gamma, lgamma, digamma, trigamma };

/** [x, f(x)], from mpmath with 60 digits, rounded once. */
// prettier-ignore
const values: Record<keyof typeof functions, [number, number][]> = {
  erf: [
    [1e-300, 1.1283791670955126e-300], [-1e-8, -1.1283791670955126e-8], [0.1, 0.1124629160182849],
    [0.4999, 0.5204119951613866], [0.5, 0.5204998778130465], [-0.51, -0.5292436198411704],
    [1, 0.8427007929497149], [1.5, 0.9661051464753108], [2.25, 0.9985372834133188],
    [-3, -0.9999779095030014], [4, 0.9999999845827421], [5.9, 0.9999999999999999],
  ],
  erfc: [
    [-5, 1.9999999999984626], [-1, 1.8427007929497148], [-0.3, 1.3286267594591274],
    [1e-10, 0.999999999887162], [0.1, 0.887537083981715], [0.4999, 0.4795880048386134],
    [0.5, 0.4795001221869535], [1, 0.15729920705028513], [2.25, 0.0014627165866811518],
    [4, 1.541725790028002e-8], [5.9, 7.190409783550478e-17], [10, 2.088487583762545e-45],
    [15.5, 1.6632016400488723e-106], [20, 5.395865611607901e-176], [26, 5.663192408856143e-296],
    [26.6, 1.088512588544227e-309],
  ],
  gamma: [
    [1e-300, 9.999999999999999e299], [1e-5, 99999.42279422555], [0.1, 9.51350769866873],
    [0.4999, 1.7728019519128926], [0.5, 1.772453850905516], [0.999999, 1.000000577216654],
    [1.000001, 0.9999994227853242], [1.4616, 0.885603194853648], [2.5, 1.329340388179137],
    [3.3, 2.6834373819557684], [7.9, 4122.709484285445], [19.99, 1.1808504867660101e17],
    [20.01, 1.2531312378381742e17], [50.5, 4.29046291235196e63], [100.25, 2.94846628183877e156],
    [150.7, 1.269878477586582e262], [171.5, 9.4833675668248e307], [-0.5, -3.544907701811032],
    [-1e-8, -100000000.57721567], [-2.9999, -1666.8760578105366], [-3.000001, 166666.4572908076],
    [-10.5, -2.640121820547716e-7], [-100.1, -6.869505399212017e-158], [-170.5, -3.3127395215386074e-308],
  ],
  lgamma: [
    [1e-300, 690.7755278982137], [1e-5, 11.512919692895826], [0.1, 2.252712651734206],
    [0.4999, 0.5725613186041184], [0.5, 0.5723649429247001], [0.999999, 5.772164873855652e-7],
    [1.0000001, -5.772155829918507e-8], [1.4616, -0.12148629003589732], [1.999, -0.0004224618006921073],
    [2.00001, 4.22787559764836e-6], [2.5, 0.2846828704729192], [3.3, 0.9870985778947344],
    [7.999, 8.523145786158915], [8, 8.525161361065415], [20, 39.339884187199495],
    [100.5, 361.4355404677776], [100000, 1051287.7089736569], [1e16, 3.584136148790473e17],
    [1e18, 4.044653167389282e19], [1e300, 6.897755278982137e302], [-0.5, 1.2655121234846454],
    [-1e-8, 18.42068074972452], [-10.5, -15.147270590717842], [-100.1, -361.881352583709],
  ],
  digamma: [
    [1e-300, -9.999999999999999e299], [1e-5, -100000.57719921567], [0.1, -10.423754940411076],
    [0.5, -1.9635100260214235], [1, -0.5772156649015329], [1.25, -0.22745353337626542],
    [1.27, -0.20376884373062315], [1.46, -0.0015805619870834522],
    [1.4616321449683622, -9.241265521729427e-17], [1.4616321449683625, 1.2245374622004068e-16],
    [1.65, 0.16811207758432772], [1.67, 0.18447498126732956], [2, 0.42278433509846713],
    [2.5, 0.7031566406452432], [5, 1.5061176684318005], [7.999, 2.015508332090348], [8, 2.01564147795561],
    [100, 4.600161852738087], [100000, 11.512920464961896], [1e300, 690.7755278982137],
    [-0.1, 9.245073050052948], [-0.7, -2.073952793628704], [-1.3, 2.8825405488661673],
    [-10.25, 5.516858419886273], [-100.75, 1.476004116748551],
  ],
  trigamma: [
    [1e-150, 1e300], [1e-5, 10000000001.644909], [0.1, 101.43329915079275], [0.5, 4.934802200544679],
    [1, 1.6449340668482264], [1.5, 0.9348022005446793], [2, 0.6449340668482264], [5, 0.22132295573711533],
    [9.99, 0.10527695014824179], [10, 0.10516633568168575], [100, 0.010050166663333571],
    [100000, 1.0000050000166667e-5], [1e200, 1e-200], [-0.1, 101.92253995947719],
    [-0.5, 8.934802200544679], [-1.3, 14.53687624413708], [-10.25, 19.646252424622652],
    [-100.75, 19.72933233925096],
  ],
};

describe('values', () => {
  for (const [name, f] of Object.entries(functions)) {
    it(name, () => {
      for (const [x, want] of values[name as keyof typeof functions]) {
        const error = Math.abs(f(x) - want) / Math.abs(want);
        expect(error, `${name}(${x}) = ${f(x)}, not ${want}`).toBeLessThan(3e-15);
      }
    });
  }
});

describe('identities that the implementation does not use', () => {
  const points = Array.from({ length: 60 }, (_, k) => 0.17 + k * 0.491);
  const close = (got: number, want: number, scale = Math.abs(want)): void =>
    expect(Math.abs(got - want)).toBeLessThanOrEqual(2e-14 * scale);

  it('Γ(x + 1) = x Γ(x), ψ(x + 1) = ψ(x) + 1/x, ψ′(x + 1) = ψ′(x) − 1/x²', () => {
    for (const x of points) {
      for (const y of [x, -x]) {
        // An x + 1 that is rounded is another number.
        if (y + 1 - 1 !== y) continue;
        close(gamma(y + 1), y * gamma(y));
        close(digamma(y + 1), digamma(y) + 1 / y, Math.abs(digamma(y)) + 1 / Math.abs(y));
        close(trigamma(y + 1), trigamma(y) - 1 / (y * y), trigamma(y));
      }
    }
  });
  it('duplication: Γ(x) Γ(x + 1/2) = 2^(1 − 2x) √π Γ(2x)', () => {
    for (let x = 0.25; x < 40; x += 0.75)
      close(gamma(x) * gamma(x + 0.5), 2 ** (1 - 2 * x) * Math.sqrt(Math.PI) * gamma(2 * x));
  });
  it('ln Γ is the logarithm of Γ, erf is odd, erf + erfc = 1', () => {
    for (const x of points) {
      close(lgamma(x), Math.log(gamma(x)), 1 + Math.abs(lgamma(x)));
      close(lgamma(-x), Math.log(Math.abs(gamma(-x))), 10 + Math.abs(lgamma(-x)));
      expect(erf(-x)).toBe(-erf(x));
      close(erf(x) + erfc(x), 1);
      close(erf(-x) + erfc(-x), 1);
    }
  });
  it('pieces meet without a jump', () => {
    const joints = {
      erf: [0.5],
      erfc: [0.5],
      gamma: [0.5, 1.5, 2.5, 20],
      lgamma: [0.5, 1.5, 2.5, 8],
      digamma: [1.2616, 1.6616, 2.5, 8],
      trigamma: [10],
    };
    for (const [name, xs] of Object.entries(joints)) {
      const f = functions[name as keyof typeof functions];
      for (const x of xs) close(f(x * (1 - 1e-15)), f(x * (1 + 1e-15)), 10 * Math.abs(f(x)));
    }
  });
});

describe('ends and poles', () => {
  it('are what the limits are', () => {
    expect([erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity)]).toEqual([1, -1, 0, 2]);
    expect(erf(-0)).toBe(-0);
    expect([gamma(0), gamma(-0), gamma(Infinity), gamma(172), gamma(-200.5)]).toEqual([
      Infinity,
      -Infinity,
      Infinity,
      Infinity,
      0,
    ]);
    expect([lgamma(Infinity), lgamma(0), lgamma(-3), lgamma(-Infinity)]).toEqual([
      Infinity,
      Infinity,
      Infinity,
      Infinity,
    ]);
    expect([digamma(Infinity), trigamma(Infinity), trigamma(0), trigamma(-2)]).toEqual([
      Infinity,
      0,
      Infinity,
      Infinity,
    ]);
    for (const f of [gamma, digamma]) for (const x of [-1, -7, -Infinity]) expect(f(x)).toBeNaN();
    for (const f of Object.values(functions)) expect(f(NaN)).toBeNaN();
  });
  it('factorials are exact', () => {
    for (let n = 1, factorial = 1; n < 20; factorial *= n, n++) expect(gamma(n)).toBe(factorial);
    expect(lgamma(1)).toBe(0);
    expect(lgamma(2)).toBe(0);
  });
});
