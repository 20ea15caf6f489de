/**
 * Confidence intervals for one share, one mean, one geometric mean.
 * Shares are 0…1. With nothing observed the estimate and both limits are null, never NaN.
 */
import { beta, binomial, normal, studentT } from "./distributions.ts"

/** A number with its interval. A null limit means that the data set no bound on that side. */
export type Interval = {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  /** How many answers, trials or counts it rests on. */
  readonly n: number
  readonly method: string
  /** Coverage asked for, such as 0.95. */
  readonly level: number
}

export type Summary = { readonly n: number; readonly mean: number; readonly sd: number }

/** Wilson's score interval (1927), the default for shares: never empty, never outside 0…1. */
export function wilson(successes: number, n: number, level = 0.95): Interval {
  return share(successes, n, level, "Wilson", () => {
    const { centre, half } = scoreInterval(successes / n, n, twoSidedZ(level))
    return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half]
  })
}

/** Wilson's interval with Yates' continuity correction, as R's prop.test computes it (no correction at exactly one half). */
export function wilsonCorrected(successes: number, n: number, level = 0.95): Interval {
  return share(successes, n, level, "Wilson with continuity correction", () => {
    const z = twoSidedZ(level)
    const correction = Math.min(0.5, Math.abs(successes - n / 2)) / n
    const below = successes / n - correction
    const above = successes / n + correction
    const lower = below <= 0 ? null : scoreInterval(below, n, z)
    const upper = above >= 1 ? null : scoreInterval(above, n, z)
    return [lower ? Math.max(0, lower.centre - lower.half) : 0, upper ? Math.min(1, upper.centre + upper.half) : 1]
  })
}

/** Agresti and Coull (1998): Wald around Wilson's centre. Not clipped, so it may leave 0…1 slightly. */
export function agrestiCoull(successes: number, n: number, level = 0.95): Interval {
  return share(successes, n, level, "Agresti-Coull", () => {
    const z = twoSidedZ(level)
    const total = n + z * z
    const p = (successes + (z * z) / 2) / total
    const half = z * Math.sqrt((p * (1 - p)) / total)
    return [p - half, p + half]
  })
}

/** Clopper and Pearson (1934), "exact": covers at least the level, usually more. */
export function clopperPearson(successes: number, n: number, level = 0.95): Interval {
  return share(successes, n, level, "Clopper-Pearson", () => {
    const tail = (1 - level) / 2
    return [
      successes === 0 ? 0 : beta.quantile(tail, successes, n - successes + 1),
      successes === n ? 1 : beta.upperQuantile(tail, successes + 1, n - successes),
    ]
  })
}

/** Jeffreys' interval: the middle of the posterior under a Beta(½, ½) prior, opened to 0 and 1 at the ends (Brown, Cai and DasGupta 2001). */
export function jeffreys(successes: number, n: number, level = 0.95): Interval {
  return share(successes, n, level, "Jeffreys", () => {
    const tail = (1 - level) / 2
    return [
      successes === 0 ? 0 : beta.quantile(tail, successes + 0.5, n - successes + 0.5),
      successes === n ? 1 : beta.upperQuantile(tail, successes + 0.5, n - successes + 0.5),
    ]
  })
}

/** Clopper and Pearson with the mid-p value (Lancaster 1961): exact in spirit without the excess. */
export function midP(successes: number, n: number, level = 0.95): Interval {
  return share(successes, n, level, "mid-p", () => {
    const tail = (1 - level) / 2
    const orMore = (p: number) => binomial.survival(successes - 1, n, p) - binomial.pmf(successes, n, p) / 2
    const orFewer = (p: number) => binomial.cdf(successes, n, p) - binomial.pmf(successes, n, p) / 2
    return [
      successes === 0 ? 0 : bisect((p) => orMore(p) < tail, 0, successes / n),
      successes === n ? 1 : bisect((p) => orFewer(p) > tail, successes / n, 1),
    ]
  })
}

/** Student's t interval of a mean, not clipped to the scale. One answer has an estimate and no limits. */
export function meanInterval(summary: Summary, level = 0.95): Interval {
  const { n, mean, sd } = summary
  checkCount(n)
  const method = "Student t"
  if (n === 0) return { estimate: null, low: null, high: null, n, method, level }
  if (n === 1) return { estimate: mean, low: null, high: null, n, method, level }
  const half = (studentT.upperQuantile((1 - level) / 2, n - 1) * sd) / Math.sqrt(n)
  return { estimate: mean, low: mean - half, high: mean + half, n, method, level }
}

/**
 * Geometric mean with the t interval of the logarithms (task times: Sauro and Lewis 2010).
 * The summary is that of the natural logarithms; estimate and limits come back in the original unit.
 */
export function geometricMeanInterval(summaryOfLogs: Summary, level = 0.95): Interval {
  const logs = meanInterval(summaryOfLogs, level)
  const back = (value: number | null) => (value === null ? null : Math.exp(value))
  return { ...logs, estimate: back(logs.estimate), low: back(logs.low), high: back(logs.high), method: "log-t" }
}

/** n, mean and sample standard deviation (n - 1; 0 for fewer than two values), by Welford's stable recurrence. */
export function summarize(values: Iterable<number>): Summary {
  let n = 0
  let mean = 0
  let squares = 0
  for (const value of values) {
    n++
    const fromOldMean = value - mean
    mean += fromOldMean / n
    squares += fromOldMean * (value - mean)
  }
  return { n, mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 }
}

/** z with the given two-sided coverage: 1.96 for 0.95. */
export function twoSidedZ(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`a confidence level lies between 0 and 1, got ${level}`)
  return normal.upperQuantile((1 - level) / 2)
}

/** The point of [low, high] up to which `stillBelow` holds, to the last bit. */
export function bisect(stillBelow: (at: number) => boolean, low: number, high: number): number {
  for (let i = 0; i < 1100; i++) {
    const middle = low + (high - low) / 2
    if (middle === low || middle === high) return middle
    if (stillBelow(middle)) low = middle
    else high = middle
  }
  return low
}

export function checkCount(n: number): void {
  if (!(Number.isInteger(n) && n >= 0)) throw new RangeError(`a count must be a whole number >= 0, got ${n}`)
}

function share(
  successes: number,
  n: number,
  level: number,
  method: string,
  limits: () => readonly [number, number],
): Interval {
  checkCount(successes)
  checkCount(n)
  if (successes > n) throw new RangeError(`${successes} successes are more than ${n} trials`)
  if (n === 0) return { estimate: null, low: null, high: null, n, method, level }
  const [low, high] = limits()
  return { estimate: successes / n, low, high, n, method, level }
}

function scoreInterval(p: number, n: number, z: number): { centre: number; half: number } {
  const shrink = 1 + (z * z) / n
  const half = (z / shrink) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return { centre: (p + (z * z) / (2 * n)) / shrink, half }
}
