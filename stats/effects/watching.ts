import { normal, studentT } from "../distributions.ts"

/**
 * By how many standard errors an interval must reach out that may be looked at every day: with probability `level` it
 * holds the truth at all looks at once (Robbins' normal mixture in the asymptotic form of Waudby-Smith et al. 2021);
 * 1.96 is what one look needs. `n` is the information so far in units of the first look worth having, `best` the
 * information at which it is narrowest.
 */
export function anytimeFactor(n: number, best: number, level = 0.95): number {
  const alpha = 1 - level
  const rho2 = mixture(alpha) / best
  return Math.sqrt(((n * rho2 + 1) / (n * rho2)) * Math.log((n * rho2 + 1) / alpha ** 2))
}

// ρ²·n that makes the interval narrowest at n: −2 ln α + ln(−2 ln α + 1), Waudby-Smith et al. 2021, appendix.
const mixture = (alpha: number) => -2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)

/** The smallest true change that would be seen in `power` of all cases by a two-sided test at 5 %. */
export function smallestVisible(se: number, df = Number.POSITIVE_INFINITY, { power = 0.8, level = 0.95 } = {}): number {
  return se * (studentT.upperQuantile((1 - level) / 2, df) + normal.quantile(power))
}

/** How many times as much data would be needed to see `change` as surely: errors fall with the root of the amount. */
export function timesAsMuch(se: number, change: number, df = Number.POSITIVE_INFINITY, power = 0.8): number {
  return change === 0 ? Number.POSITIVE_INFINITY : (smallestVisible(se, df, { power }) / Math.abs(change)) ** 2
}

/** The chance that the lower end of the interval lies above no change, when the true change is `change` in its direction. */
export function chanceToSee(se: number, change: number, df = Number.POSITIVE_INFINITY, level = 0.95): number {
  return normal.cdf(Math.abs(change) / se - studentT.upperQuantile((1 - level) / 2, df))
}
