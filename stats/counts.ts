/**
 * Count distributions: `pmf`, `logPmf`, `cdf` = P(X <= k), `survival` = P(X > k), `quantile(p)` = the smallest k with
 * cdf >= p, `upperQuantile(q)` = the smallest k with survival <= q. Parameters as in R. k below 0 is allowed; parameters
 * and probabilities outside their range throw a RangeError. The probability of "k or more" is survival(k - 1).
 */
import { betaLower, gammaLower, gammaUpper, logPoissonKernel } from "./incomplete.ts"
import { smallestCount } from "./quantile-search.ts"
import { halfPoissonDeviance, lgamma, stirlingError } from "./special.ts"

/** So that quantile(cdf(k)) is k although cdf is rounded (R does the same). */
const FUZZ = 64 * 2.220446049250313e-16
const LOG_2PI = 1.8378770664093456

/** Counts with the given mean >= 0. */
export const poisson = {
  logPmf(k: number, mean: number): number {
    checkMean(mean)
    if (k < 0 || !Number.isInteger(k)) return Number.NEGATIVE_INFINITY
    if (mean === 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY
    return logPoissonKernel(k, mean)
  },
  pmf: (k: number, mean: number): number => Math.exp(poisson.logPmf(k, mean)),
  cdf(k: number, mean: number): number {
    checkMean(mean)
    return k < 0 ? 0 : k === Number.POSITIVE_INFINITY ? 1 : gammaUpper(wholePart(k) + 1, mean)
  },
  survival(k: number, mean: number): number {
    checkMean(mean)
    return k < 0 ? 1 : k === Number.POSITIVE_INFINITY ? 0 : gammaLower(wholePart(k) + 1, mean)
  },
  quantile(p: number, mean: number): number {
    checkMean(mean)
    return countQuantile(p, mean, Math.sqrt(mean), (k) => poisson.cdf(k, mean))
  },
  upperQuantile(q: number, mean: number): number {
    checkMean(mean)
    return upperCountQuantile(q, mean, Math.sqrt(mean), (k) => poisson.survival(k, mean))
  },
}

/** Successes in n independent trials of probability prob. */
export const binomial = {
  logPmf(k: number, n: number, prob: number): number {
    checkBinomial(n, prob)
    if (k < 0 || k > n || !Number.isInteger(k)) return Number.NEGATIVE_INFINITY
    if (prob === 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY
    if (prob === 1) return k === n ? 0 : Number.NEGATIVE_INFINITY
    if (k === 0) return n * Math.log1p(-prob)
    if (k === n) return n * Math.log(prob)
    const deviance = halfPoissonDeviance(k, n * prob) + halfPoissonDeviance(n - k, n * (1 - prob))
    const errors = stirlingError(n) - stirlingError(k) - stirlingError(n - k)
    return errors - deviance - 0.5 * (LOG_2PI + Math.log(k) + Math.log1p(-k / n))
  },
  pmf: (k: number, n: number, prob: number): number => Math.exp(binomial.logPmf(k, n, prob)),
  cdf(k: number, n: number, prob: number): number {
    checkBinomial(n, prob)
    const whole = wholePart(k)
    return whole < 0 ? 0 : whole >= n ? 1 : betaLower(1 - prob, n - whole, whole + 1, prob)
  },
  survival(k: number, n: number, prob: number): number {
    checkBinomial(n, prob)
    const whole = wholePart(k)
    return whole < 0 ? 1 : whole >= n ? 0 : betaLower(prob, whole + 1, n - whole)
  },
  quantile(p: number, n: number, prob: number): number {
    checkBinomial(n, prob)
    if (p === 1) return prob === 0 ? 0 : n
    return countQuantile(p, n * prob, Math.sqrt(n * prob * (1 - prob)), (k) => binomial.cdf(k, n, prob))
  },
  upperQuantile(q: number, n: number, prob: number): number {
    checkBinomial(n, prob)
    if (q === 0) return prob === 0 ? 0 : n
    return upperCountQuantile(q, n * prob, Math.sqrt(n * prob * (1 - prob)), (k) => binomial.survival(k, n, prob))
  },
}

/**
 * Negative binomial as in R: size > 0, 0 < prob <= 1, mean size (1 - prob) / prob, variance mean / prob.
 * For a mean and a variance-to-mean ratio phi > 1: size = mean / (phi - 1), prob = 1 / phi.
 */
export const negativeBinomial = {
  logPmf(k: number, size: number, prob: number): number {
    checkNegativeBinomial(size, prob)
    if (k < 0 || !Number.isInteger(k)) return Number.NEGATIVE_INFINITY
    if (prob === 1) return k === 0 ? 0 : Number.NEGATIVE_INFINITY
    if (k === 0) return size * Math.log(prob)
    if (size < 1) return lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * Math.log(prob) + k * Math.log1p(-prob)
    const n = size + k
    const deviance = halfPoissonDeviance(size, n * prob) + halfPoissonDeviance(k, n * (1 - prob))
    const errors = stirlingError(n) - stirlingError(size) - stirlingError(k)
    return errors - deviance + 0.5 * (Math.log(size / n) - LOG_2PI - Math.log(k))
  },
  pmf: (k: number, size: number, prob: number): number => Math.exp(negativeBinomial.logPmf(k, size, prob)),
  cdf(k: number, size: number, prob: number): number {
    checkNegativeBinomial(size, prob)
    return k < 0 ? 0 : k === Number.POSITIVE_INFINITY ? 1 : betaLower(prob, size, wholePart(k) + 1)
  },
  survival(k: number, size: number, prob: number): number {
    checkNegativeBinomial(size, prob)
    return k < 0 ? 1 : k === Number.POSITIVE_INFINITY ? 0 : betaLower(1 - prob, wholePart(k) + 1, size, prob)
  },
  quantile(p: number, size: number, prob: number): number {
    checkNegativeBinomial(size, prob)
    const mean = (size * (1 - prob)) / prob
    return countQuantile(p, mean, Math.sqrt(mean / prob), (k) => negativeBinomial.cdf(k, size, prob))
  },
  upperQuantile(q: number, size: number, prob: number): number {
    checkNegativeBinomial(size, prob)
    const mean = (size * (1 - prob)) / prob
    return upperCountQuantile(q, mean, Math.sqrt(mean / prob), (k) => negativeBinomial.survival(k, size, prob))
  },
}

function countQuantile(p: number, mean: number, sd: number, cdf: (k: number) => number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies between 0 and 1, got ${p}`)
  if (p === 0 || sd === 0) return Math.round(mean) * (sd === 0 ? 1 : 0)
  if (p === 1) return Number.POSITIVE_INFINITY
  const wanted = p * (1 - FUZZ)
  return smallestCount((k) => cdf(k) >= wanted, mean + sd * roughZ(p, 1 - p), sd)
}

function upperCountQuantile(q: number, mean: number, sd: number, survival: (k: number) => number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a probability lies between 0 and 1, got ${q}`)
  if (q === 1 || sd === 0) return Math.round(mean) * (sd === 0 ? 1 : 0)
  if (q === 0) return Number.POSITIVE_INFINITY
  const allowed = q * (1 + FUZZ)
  return smallestCount((k) => survival(k) <= allowed, mean + sd * roughZ(1 - q, q), sd)
}

/** A normal quantile good to about 0.5 %: only where the search starts (Tukey's lambda in the middle, log in the tails). */
function roughZ(lower: number, upper: number): number {
  const tail = Math.min(lower, upper)
  if (tail > 0.02) return 4.91 * (lower ** 0.14 - upper ** 0.14)
  const size = Math.sqrt(-2 * Math.log(tail))
  const z = size - Math.log(2.5066 * size) / size
  return lower < upper ? -z : z
}

function wholePart(k: number): number {
  return Math.floor(k + 1e-7)
}

function checkMean(mean: number): void {
  if (!(mean >= 0 && mean < Number.POSITIVE_INFINITY))
    throw new RangeError(`a mean must be finite and >= 0, got ${mean}`)
}

function checkBinomial(n: number, prob: number): void {
  if (!(Number.isInteger(n) && n >= 0)) throw new RangeError(`n must be a whole number >= 0, got ${n}`)
  if (!(prob >= 0 && prob <= 1)) throw new RangeError(`a probability lies between 0 and 1, got ${prob}`)
}

function checkNegativeBinomial(size: number, prob: number): void {
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) throw new RangeError(`size must be positive, got ${size}`)
  if (!(prob > 0 && prob <= 1)) throw new RangeError(`prob must lie above 0 and at most at 1, got ${prob}`)
}
