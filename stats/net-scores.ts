/** Scores of the kind "share of the good minus share of the bad", from -100 to 100: NPS, net sentiment, and their differences. */
import type { TestResult } from "./differences.ts"
import { normal, studentT } from "./distributions.ts"
import { bisect, checkCount, type Interval, twoSidedZ } from "./intervals.ts"

/** Promoters, passives, detractors; or positive, neutral, negative mentions. */
export type NetCounts = { readonly good: number; readonly neutral: number; readonly bad: number }

/**
 * NPS with the adjusted Wald interval of Rocks (2016): ¾ promoter, ¾ detractor and 1½ passives added, clipped to ±100.
 * The estimate stays the plain NPS; for a handful of unanimous answers it can lie just outside the interval, whose
 * centre is drawn towards 0.
 */
export function npsInterval(counts: NetCounts, level = 0.95): Interval {
  return netInterval(counts, level, "adjusted Wald (+3)", () => {
    const adjusted = momentsOf({ good: counts.good + 0.75, neutral: counts.neutral + 1.5, bad: counts.bad + 0.75 })
    const half = twoSidedZ(level) * Math.sqrt(adjusted.variance / adjusted.n)
    return [Math.max(-1, adjusted.net - half), Math.min(1, adjusted.net + half)]
  })
}

/** NPS with the plain Wald interval; zero width for unanimous answers, so only for comparison with other tools. */
export function npsWald(counts: NetCounts, level = 0.95): Interval {
  return netInterval(counts, level, "Wald", ({ net, variance, n }) => {
    const half = twoSidedZ(level) * Math.sqrt(variance / n)
    return [net - half, net + half]
  })
}

/** NPS as a mean of -1, 0 and 1 with Student's t and n - 1; a single answer has no limits. */
export function npsStudent(counts: NetCounts, level = 0.95): Interval {
  return netInterval(counts, level, "Student t", ({ net, variance, n }) => {
    if (n < 2) return [null, null]
    const half = studentT.upperQuantile((1 - level) / 2, n - 1) * Math.sqrt(variance / (n - 1))
    return [net - half, net + half]
  })
}

/**
 * Net sentiment with Tango's score interval (Statistics in Medicine 1998) for the difference of two shares of one
 * multinomial sample: always contains the estimate, never leaves ±100, no zero width at unanimous mentions.
 */
export function netSentimentInterval(counts: NetCounts, level = 0.95): Interval {
  const z = twoSidedZ(level)
  return netInterval(counts, level, "Tango score", ({ net }) => [
    net <= -1 ? -1 : bisect((at) => scoreOfNet(counts, at) > z, -1, net),
    net >= 1 ? 1 : bisect((at) => scoreOfNet(counts, at) > -z, net, 1),
  ])
}

/** Difference of two independent NPS, first minus second (-200…200), multinomial Wald, with its z test. */
export function npsDifference(first: NetCounts, second: NetCounts, level = 0.95): Interval & TestResult {
  return netDifference(first, second, level, "Wald", (a, b) => {
    const se = Math.sqrt(a.variance / a.n + b.variance / b.n)
    if (se === 0) return { half: 0, statistic: null, p: null }
    const z = (a.net - b.net) / se
    return { half: twoSidedZ(level) * se, statistic: z, p: 2 * normal.survival(Math.abs(z)) }
  })
}

/** The same by Welch's t test with n - 1 variances; null limits when a group has fewer than two answers or no variation exists. */
export function npsDifferenceWelch(first: NetCounts, second: NetCounts, level = 0.95): Interval & TestResult {
  return netDifference(first, second, level, "Welch t", (a, b) => {
    const va = a.variance / (a.n - 1)
    const vb = b.variance / (b.n - 1)
    if (a.n < 2 || b.n < 2 || va + vb === 0) return { half: null, statistic: null, p: null }
    const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1))
    const t = (a.net - b.net) / Math.sqrt(va + vb)
    const half = studentT.upperQuantile((1 - level) / 2, df) * Math.sqrt(va + vb)
    return { half, statistic: t, p: 2 * studentT.survival(Math.abs(t), df) }
  })
}

type Moments = { readonly n: number; readonly net: number; readonly variance: number }

function netInterval(
  counts: NetCounts,
  level: number,
  method: string,
  limits: (moments: Moments) => readonly [number | null, number | null],
): Interval {
  const moments = checkedMoments(counts)
  if (moments.n === 0) return { estimate: null, low: null, high: null, n: 0, method, level }
  const [low, high] = limits(moments)
  return { estimate: 100 * moments.net, low: percent(low), high: percent(high), n: moments.n, method, level }
}

function netDifference(
  first: NetCounts,
  second: NetCounts,
  level: number,
  method: string,
  compare: (a: Moments, b: Moments) => { half: number | null; statistic: number | null; p: number | null },
): Interval & TestResult {
  const a = checkedMoments(first)
  const b = checkedMoments(second)
  const n = a.n + b.n
  if (a.n === 0 || b.n === 0)
    return { estimate: null, low: null, high: null, n, method, level, statistic: null, p: null }
  const { half, statistic, p } = compare(a, b)
  const estimate = 100 * (a.net - b.net)
  const low = half === null ? null : estimate - 100 * half
  const high = half === null ? null : estimate + 100 * half
  return { estimate, low, high, n, method, level, statistic, p }
}

function checkedMoments(counts: NetCounts): Moments {
  checkCount(counts.good)
  checkCount(counts.neutral)
  checkCount(counts.bad)
  return momentsOf(counts)
}

function momentsOf({ good, neutral, bad }: NetCounts): Moments {
  const n = good + neutral + bad
  if (n === 0) return { n, net: 0, variance: 0 }
  const net = (good - bad) / n
  // Of -1, 0 and 1. Unanimous answers give exactly 0; rounding must not make it negative.
  return { n, net, variance: Math.max(0, (good + bad) / n - net * net) }
}

/** Tango's standardized distance of the data from a true net share d, at the constrained maximum-likelihood share. */
function scoreOfNet({ good, neutral, bad }: NetCounts, d: number): number {
  const n = good + neutral + bad
  const b = (2 * n - good + bad) * d - good - bad
  const c = -bad * d * (1 - d)
  const q = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n)
  const variance = n * (2 * q + d * (1 - d))
  const distance = good - bad - n * d
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY
  return distance / Math.sqrt(variance)
}

function percent(value: number | null): number | null {
  return value === null ? null : 100 * value
}
