/**
 * Special functions of one real variable, and the two exact ingredients of Loader's saddle-point densities.
 * Accuracy: relative 1e-14 or so unless said otherwise. Arguments outside the stated range throw a RangeError.
 */

const LOG_SQRT_2PI = 0.9189385332046728
const EULER_COMPLEMENT = 0.42278433509846713 // 1 - Euler's constant

/** zeta(k) - 1 for k = 2, 3, …: coefficients of log Γ(2 + z) = (1 - γ) z + Σ (-1)^k (ζ(k) - 1) z^k / k. */
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9,
]

/** Natural logarithm of the gamma function, x > 0 (Infinity at 0). Keeps its relative accuracy near the zeros 1 and 2. */
export function lgamma(x: number): number {
  if (!(x >= 0)) throw new RangeError(`lgamma needs x >= 0, got ${x}`)
  if (x === 0) return Number.POSITIVE_INFINITY
  if (x >= 12) return (x - 0.5) * Math.log(x) - x + LOG_SQRT_2PI + stirlingSeries(x)
  if (x < 0.5) return lgammaNearTwo(x) - Math.log1p(x) - Math.log(x)
  if (x < 1.5) return lgammaNearTwo(x - 1) - Math.log1p(x - 1)
  let product = 1
  let z = x
  while (z > 2.5) {
    z -= 1
    product *= z
  }
  return Math.log(product) + lgammaNearTwo(z - 2)
}

function lgammaNearTwo(z: number): number {
  let sum = 0
  for (let i = ZETA_MINUS_ONE.length - 1; i >= 0; i--) {
    const k = i + 2
    sum = sum * z + ((k % 2 === 0 ? 1 : -1) * ZETA_MINUS_ONE[i]!) / k
  }
  return z * (EULER_COMPLEMENT + z * sum)
}

/** log Γ(x) minus Stirling's leading terms, x >= 10 (five terms of the asymptotic series). */
function stirlingSeries(x: number): number {
  const s = 1 / (x * x)
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360360) * s) * s) * s) * s) * s) / x
}

/** log(n!) - log(√(2πn) (n/e)^n) for real n > 0: the error of Stirling's formula (Loader 2000). */
export function stirlingError(n: number): number {
  if (n >= 12) return stirlingSeries(n)
  return Number.isInteger(n) ? SMALL_STIRLING_ERRORS[n]! : stirlingErrorByGamma(n)
}

function stirlingErrorByGamma(n: number): number {
  return lgamma(n + 1) - (n + 0.5) * Math.log(n) + n - LOG_SQRT_2PI
}

const SMALL_STIRLING_ERRORS = Array.from({ length: 12 }, (_, n) => (n === 0 ? 0 : stirlingErrorByGamma(n)))

/** x log(x / m) + m - x without cancellation near x = m (Loader 2000, "bd0"): half the Poisson deviance. x >= 0, m > 0. */
export function halfPoissonDeviance(x: number, m: number): number {
  if (x === 0) return m
  const difference = x - m
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) - difference
  const v = difference / (x + m)
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}

/** log(1 - e^x) for x <= 0 (Mächler 2012): exact at both ends. */
export function log1mexp(x: number): number {
  if (x >= 0) return Number.NEGATIVE_INFINITY
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x))
}

/** Complementary error function 2/√π ∫ₓ^∞ e^{-t²} dt: keeps its relative accuracy in the far tail. */
export function erfc(x: number): number {
  return 2 * normalUpperTail(x * Math.SQRT2)
}

/** P(Z > x) of the standard normal, relative accuracy 1e-15 (Cody 1969, rational Chebyshev approximations). */
export function normalUpperTail(x: number): number {
  const y = Math.abs(x)
  if (y <= 0.67448975) return 0.5 - x * centralRatio(y)
  if (y > 39) return x > 0 ? 0 : 1
  const tail = y <= Math.sqrt(32) ? splitExp(y) * middleRatio(y) : splitExp(y) * farRatio(y)
  return x > 0 ? tail : 1 - tail
}

/** log P(Z > x), also where P underflows. */
export function logNormalUpperTail(x: number): number {
  if (x <= 30) return Math.log(normalUpperTail(x))
  return -0.5 * x * x + Math.log(farRatio(x))
}

/** exp(-y²/2) with y² split so that its rounding error does not grow with y. */
function splitExp(y: number): number {
  const head = Math.trunc(y * 16) / 16
  const rest = (y - head) * (y + head)
  return Math.exp(-head * head * 0.5) * Math.exp(-rest * 0.5)
}

const CENTRAL_P = [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356]
const CENTRAL_Q = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673]
const MIDDLE_P = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
]
const MIDDLE_Q = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992,
]
const FAR_P = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  2.9112874951168793e-5,
]
const FAR_Q = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
]

function centralRatio(y: number): number {
  const s = y * y
  return polynomial(CENTRAL_P, s) / polynomial(CENTRAL_Q, s)
}

function middleRatio(y: number): number {
  return polynomial(MIDDLE_P, y) / polynomial(MIDDLE_Q, y)
}

function farRatio(y: number): number {
  const s = 1 / (y * y)
  return (0.3989422804014327 - (s * polynomial(FAR_P, s)) / polynomial(FAR_Q, s)) / y
}

/** Horner's rule, highest power first. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i]!
  return sum
}
