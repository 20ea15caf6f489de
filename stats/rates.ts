/** Counts per exposure (contacts per 1,000 customers, errors per session), exact Poisson intervals. */
import { binomial, gamma } from "./distributions.ts"
import { checkCount, clopperPearson, type Interval } from "./intervals.ts"

/** Garwood's exact interval (1936) of count / exposure; exposure > 0 in any unit. n is the count. */
export function garwood(count: number, exposure = 1, level = 0.95): Interval {
  checkCount(count)
  checkExposure(exposure)
  const method = "Garwood"
  if (exposure === 0) return { estimate: null, low: null, high: null, n: count, method, level }
  const tail = (1 - level) / 2
  return {
    estimate: count / exposure,
    low: count === 0 ? 0 : gamma.quantile(tail, count) / exposure,
    high: gamma.upperQuantile(tail, count + 1) / exposure,
    n: count,
    method,
    level,
  }
}

/** How many times the expected number was observed, the expectation taken as known: Garwood divided by it. */
export function observedToExpected(observed: number, expected: number, level = 0.95): Interval {
  return garwood(observed, expected, level)
}

export type Rate = { readonly count: number; readonly exposure: number }

/**
 * Ratio of two rates, first to second, with the exact interval conditional on the total (Clopper and Pearson on the
 * first's part of it, as R's poisson.test) and the two-sided exact p. Without any count in the second there is no
 * estimate and no upper limit (null); without any count at all nothing is known (all null).
 */
export function rateRatio(first: Rate, second: Rate, level = 0.95): Interval & { readonly p: number | null } {
  for (const { count, exposure } of [first, second]) {
    checkCount(count)
    checkExposure(exposure)
  }
  const n = first.count + second.count
  const method = "exact conditional"
  if (n === 0 || first.exposure === 0 || second.exposure === 0) {
    return { estimate: null, low: null, high: null, n, method, level, p: null }
  }
  const scale = second.exposure / first.exposure
  const part = clopperPearson(first.count, n, level)
  return {
    estimate: second.count === 0 ? null : (first.count / second.count) * scale,
    low: (part.low! / (1 - part.low!)) * scale,
    high: second.count === 0 ? null : (part.high! / (1 - part.high!)) * scale,
    n,
    method,
    level,
    p: exactBinomialP(first.count, n, first.exposure / (first.exposure + second.exposure)),
  }
}

/** Two-sided exact binomial test by summing all outcomes no more likely than the one seen (as R's binom.test). */
export function exactBinomialP(successes: number, n: number, chance: number): number {
  const seen = binomial.logPmf(successes, n, chance)
  const asUnlikely = (k: number) => binomial.logPmf(k, n, chance) <= seen + 1e-7
  const mode = Math.min(n, Math.floor((n + 1) * chance))
  if (successes === mode) return 1
  if (successes < mode) {
    const from = firstWhere(asUnlikely, mode, n + 1)
    return Math.min(1, binomial.cdf(successes, n, chance) + binomial.survival(from - 1, n, chance))
  }
  const upTo = firstWhere((k) => !asUnlikely(k), 0, mode) - 1
  return Math.min(1, binomial.cdf(upTo, n, chance) + binomial.survival(successes - 1, n, chance))
}

/** First whole number of [low, high) for which a condition holds that, once true, stays true; high if none. */
function firstWhere(holds: (k: number) => boolean, low: number, high: number): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

function checkExposure(exposure: number): void {
  if (!(exposure >= 0 && exposure < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`an exposure must be finite and >= 0, got ${exposure}`)
  }
}
