/**
 * The special functions of the calculus: erf, erfc and the gamma family, relative error about 1e-14 or less.
 *
 * Sources: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions" (formulas by number below); M. M. Shepherd,
 * J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞" (1981). Decimal constants were computed
 * afresh with 50 digits from those definitions.
 */

const EULER = 0.5772156649015329;
const SQRT_TWO_PI = 2.5066282746310002;
const HALF_LOG_TWO_PI = 0.9189385332046728;
const TWO_OVER_SQRT_PI = 1.1283791670955126;

/** Σ c_k z^k */
function polynomial(c: readonly number[], z: number): number {
  let sum = 0;
  for (let k = c.length - 1; k >= 0; k--) sum = sum * z + (c[k] as number);
  return sum;
}

/** erf(x) / x around 0, in powers of x² (A&S 7.1.5). */
const ERF_SERIES = ((): readonly number[] => {
  const c: number[] = [];
  for (let n = 0, power = TWO_OVER_SQRT_PI; n < 15; n++, power /= -n) c.push(power / (2 * n + 1));
  return c;
})();

/** (1 + 2x) e^(x²) erfc x for x ≥ 1/2 in Chebyshev polynomials of (x − 3)/(x + 3), stretched to [−1, 1]. */
// prettier-ignore
const ERFC_CHEBYSHEV = [
  2.4262354418543497, -0.07225473646563542, -0.02632189276459184, 0.019186588533428105, -0.006682350310928109,
  0.0015522847050575515, -0.00023571658348154882, 1.5690562205135226e-5, 2.153875719667181e-6, -6.012574627859283e-7,
  1.3854950323746626e-8, 1.3575814484993745e-8, -1.3070972098097831e-9, -3.06373327557849e-10, 5.062873791614194e-11,
  8.050230187118965e-12, -1.74987484220058e-12, -2.6365750400882025e-13, 5.909950702659242e-14, 1.0548914766564293e-14,
  -1.9235530211488676e-15, -4.764157943707682e-16, 5.502036001020429e-17, 2.2407847347890268e-17,
];

/** erfc x for x ≥ 1/2. */
function erfcTail(x: number): number {
  if (x > 27.3) return 0; // below half the smallest denormal
  const t0 = -2.5 / 3.5;
  const u = (2 * ((x - 3) / (x + 3) - t0)) / (1 - t0) - 1;
  let b1 = 0;
  let b2 = 0;
  for (let k = ERFC_CHEBYSHEV.length - 1; k > 0; k--) {
    const b = 2 * u * b1 - b2 + (ERFC_CHEBYSHEV[k] as number);
    b2 = b1;
    b1 = b;
  }
  const scaled = u * b1 - b2 + (ERFC_CHEBYSHEV[0] as number) / 2;
  // x² rounded would cost x² ulps: its upper part is exact, the rest is small.
  const upper = Math.fround(x);
  return Math.exp(-upper * upper) * Math.exp((upper - x) * (upper + x)) * (scaled / (1 + 2 * x));
}

/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
export function erf(x: number): number {
  if (Math.abs(x) < 0.5) return x * polynomial(ERF_SERIES, x * x);
  return x < 0 ? erfcTail(-x) - 1 : 1 - erfcTail(x);
}

/** 1 − erf x, without the cancellation for large x. */
export function erfc(x: number): number {
  if (Math.abs(x) < 0.5) return 1 - x * polynomial(ERF_SERIES, x * x);
  return x < 0 ? 2 - erfcTail(-x) : erfcTail(x);
}

/** ζ(k) − 1 for k = 2, 3, … */
// prettier-ignore
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
];
/** ln Γ(2 + t) / t for |t| ≤ 1/2 in powers of t (A&S 6.1.33), and ψ(2 + t), its derivative. */
const LOG_GAMMA_AT_2 = [1 - EULER, ...ZETA_MINUS_ONE.map((z, k) => ((k % 2 ? -1 : 1) * z) / (k + 2))];
const DIGAMMA_AT_2 = [1 - EULER, ...ZETA_MINUS_ONE.map((z, k) => (k % 2 ? -z : z))];

/** Bernoulli's numbers B₂, B₄, … */
// prettier-ignore
const BERNOULLI = [
  1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330,
];
/** The tails of ln Γ, ψ and ψ′ for large x, in powers of 1/x² (A&S 6.1.40, 6.3.18, 6.4.12). */
const STIRLING = BERNOULLI.map((b, k) => b / ((2 * k + 2) * (2 * k + 1)));
const DIGAMMA_TAIL = BERNOULLI.map((b, k) => b / (2 * k + 2));

/** sin πx; exactly 0 at the integers. */
function sinPi(x: number): number {
  const r = x % 2; // exact
  const nearest = Math.round(r);
  const sine = Math.sin(Math.PI * (r - nearest));
  return nearest % 2 === 0 ? sine : -sine;
}

/** ln Γ(x) for x > 0. */
function logGammaOfPositive(x: number): number {
  if (x < 0.5) return x * polynomial(LOG_GAMMA_AT_2, x) - Math.log1p(x) - Math.log(x);
  // Around the zero at 1 the distance from it is exact, that of 1 + x from 2 would not be.
  if (x < 1.5) return (x - 1) * polynomial(LOG_GAMMA_AT_2, x - 1) - Math.log1p(x - 1);
  if (x < 8) {
    let product = 1;
    let y = x;
    while (y >= 2.5) product *= --y;
    return (y - 2) * polynomial(LOG_GAMMA_AT_2, y - 2) + Math.log(product);
  }
  if (x > 1e17) return x * (Math.log(x) - 1);
  return (x - 0.5) * Math.log(x) - x + (HALF_LOG_TWO_PI + polynomial(STIRLING, 1 / (x * x)) / x);
}

/** ln |Γ(x)|; +∞ at 0, −1, −2, … Near its zeros at negative x the error is 1e-14 in absolute terms only. */
export function lgamma(x: number): number {
  if (x > 0 || Number.isNaN(x)) return logGammaOfPositive(x);
  if (Number.isInteger(x) || x === -Infinity) return Infinity;
  // Γ(x) Γ(−x) = −π / (x sin πx), A&S 6.1.17
  return -Math.log(Math.abs((x / Math.PI) * sinPi(x))) - logGammaOfPositive(-x);
}

/** Γ(x) for x > 0 as two factors, since one of them alone may still be finite where Γ is not. */
function gammaOfPositive(x: number): readonly [number, number] {
  if (x < 20) {
    let product = 1;
    let y = x;
    while (y >= 2.5) product *= --y;
    if (y === 1 || y === 2) return [product, 1]; // factorials are exact
    if (y < 0.5) return [Math.exp(y * polynomial(LOG_GAMMA_AT_2, y)) / (1 + y), 1 / y];
    return [product, Math.exp(logGammaOfPositive(y))];
  }
  // x^(x − 1/2) as a square: x, and half that exponent, are exact, so no rounding is raised to a power.
  const power = Math.pow(x, x / 2 - 0.25);
  return [power * Math.exp(-x), power * SQRT_TWO_PI * Math.exp(polynomial(STIRLING, 1 / (x * x)) / x)];
}

/** Γ(x); ±∞ at ±0, NaN at the negative integers. Exact for n ≤ 20. */
export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (x > 172) return Infinity;
  if (x < 0) {
    if (Number.isInteger(x) || x === -Infinity) return NaN;
    if (x < -190) return 0; // below half the smallest denormal, however near to a pole
    const [a, b] = gammaOfPositive(-x);
    return -Math.PI / (x * sinPi(x)) / a / b;
  }
  const [a, b] = gammaOfPositive(x);
  return a * b;
}

/** The zero of ψ at x > 0, in two pieces, and ψ(x) / (x − zero) around it in powers of x − zero. */
const DIGAMMA_ZERO = 1.4616321449683622;
const DIGAMMA_ZERO_LOW = 9.549995429965697e-17;
// prettier-ignore
const DIGAMMA_AT_ZERO = [
  0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652, 0.10782405069126237,
  -0.07219956125645471, 0.04880428816414311, -0.03316112647484736, 0.022597648232218104, -0.01542476590494896,
  0.010538791616612175, -0.007204534386356869, 0.004926781395729853, -0.003369801655439328, 0.002305126326734928,
  -0.0015769367714301972, 0.0010788252019162967, -0.0007380709389960052, 0.000504953265834602, -0.0003454680251063077,
];

/** ψ(x) = (ln Γ)′(x); NaN at 0, −1, −2, … Near its zeros at negative x the error is 1e-14 in absolute terms only. */
export function digamma(x: number): number {
  if (x <= 0) {
    if (Number.isInteger(x) || x === -Infinity) return NaN;
    // ψ(1 − x) − ψ(x) = π cot πx (A&S 6.3.7) and ψ(1 + |x|) = ψ(|x|) + 1/|x|
    return digamma(-x) - 1 / x - (Math.PI * sinPi(x + 0.5)) / sinPi(x);
  }
  const distance = x - DIGAMMA_ZERO - DIGAMMA_ZERO_LOW;
  if (Math.abs(distance) < 0.2) return distance * polynomial(DIGAMMA_AT_ZERO, distance);
  if (x < 8) {
    let sum = 0;
    let y = x;
    for (; y >= 2.5; sum += 1 / y) y--;
    for (; y < 1.5; y++) sum -= 1 / y;
    return polynomial(DIGAMMA_AT_2, y - 2) + sum;
  }
  return Math.log(x) - 1 / (2 * x) - polynomial(DIGAMMA_TAIL, 1 / (x * x)) / (x * x);
}

/** ψ′(x) = Σ_k 1/(x + k)², the derivative of digamma; +∞ at 0, −1, −2, … */
export function trigamma(x: number): number {
  if (x <= 0) {
    if (Number.isInteger(x)) return Infinity;
    if (x === -Infinity) return NaN;
    // ψ′(1 − x) + ψ′(x) = (π / sin πx)², from A&S 6.4.7
    return (Math.PI / sinPi(x)) ** 2 - trigamma(-x) + 1 / (x * x);
  }
  let sum = 0;
  let y = x;
  for (; y < 10; y++) sum += 1 / (y * y);
  if (y === Infinity) return 0;
  const z = 1 / y;
  return sum + (z + (z * z) / 2 + polynomial(BERNOULLI, z * z) * z * z * z);
}
