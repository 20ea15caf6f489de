/**
 * What a weekly count would have been expected to be, with a band, for drawing beside what was observed. Works from a
 * few weeks to twenty years of history: a log-linear quasi-Poisson model with a level, from half a year on a trend, from
 * two years on a yearly season, from three years on a trend that may bend once a year. Weeks that stand out, such as an
 * outbreak that is still running, are weighted down until they no longer matter.
 */
import { negativeBinomial, poisson } from "./distributions.ts"
import { fitQuasiPoisson, type QuasiPoissonFit } from "./regression.ts"

export type BandOptions = {
  /** Share of weeks the band should hold, default 0.95. */
  readonly level?: number
  /** Index of the first week that is under suspicion: from there on weeks are predicted, not learned from. */
  readonly suspectFrom?: number
}

export type Band = {
  readonly expected: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** Variance divided by mean, >= 1. */
  readonly dispersion: number
}

const WEEKS_PER_YEAR = 365.2425 / 7
const STANDS_OUT = 2.58
const ROUNDS = 8

/** Counts >= 0, one a week without gaps. The limits are whole counts; uncertainty of the expectation is part of the band. */
export function expectedWithBand(weeklyCounts: ArrayLike<number>, options: BandOptions = {}): Band {
  const level = options.level ?? 0.95
  if (!(level > 0 && level < 1)) throw new RangeError(`a level lies between 0 and 1, got ${level}`)
  const weeks = weeklyCounts.length
  const band = { expected: new Float64Array(weeks), lower: new Float64Array(weeks), upper: new Float64Array(weeks) }
  const begin = firstWeekOfLife(weeklyCounts)
  const counts = Float64Array.from({ length: weeks - begin }, (_, i) => weeklyCounts[begin + i]!)
  if (counts.length === 0) return { ...band, dispersion: 1 }
  const suspectFrom = Math.max(0, (options.suspectFrom ?? weeks) - begin)
  const learned = suspectFrom >= 4 ? Math.min(suspectFrom, counts.length) : counts.length
  const { fit, dispersion } = fitRobustly(counts, learned)
  const ceiling = 10 * Math.max(...counts) + 10
  // A history without a single count still lets one expect half a count in all its weeks.
  const floor = 0.5 / counts.length
  for (let i = 0; i < counts.length; i++) {
    const mean = Math.min(ceiling, Math.max(floor, fit.fitted[i]!))
    const spread = dispersion * (1 + mean * Math.min(fit.unscaledVariance[i]!, 4))
    band.expected[begin + i] = mean
    band.lower[begin + i] = countQuantile((1 - level) / 2, mean, spread)
    band.upper[begin + i] = countQuantile((1 + level) / 2, mean, spread)
  }
  return { ...band, dispersion }
}

/**
 * Weeks of zeros at the start say that the thing did not exist yet, if a series with its later mean would hardly
 * (once in a thousand) begin so; its expectation before that is 0.
 */
function firstWeekOfLife(counts: ArrayLike<number>): number {
  let first = 0
  while (first < counts.length && counts[first] === 0) first++
  if (first === counts.length) return 0
  let total = 0
  for (let i = first; i < counts.length; i++) total += counts[i]!
  return first * (total / (counts.length - first)) > Math.log(1000) ? first : 0
}

/**
 * Refit with Farrington's weights, in both directions and several times, against a dispersion that outliers cannot move.
 * The first fit leaves the most recent weeks out (26, at most a third): at the end of a trend a running outbreak has so
 * much leverage that it would hide itself.
 */
function fitRobustly(counts: Float64Array, learned: number): { fit: QuasiPoissonFit; dispersion: number } {
  const rows = counts.length
  const { design, precision } = trendAndSeason(rows, learned)
  const columns = precision.length
  const leftOutAtFirst = learned >= 12 ? Math.min(26, Math.floor(learned / 3)) : 0
  const weights = new Float64Array(rows).fill(1, 0, learned - leftOutAtFirst)
  let fit = fitQuasiPoisson({ design, rows, columns, counts, weights, precision })
  for (let round = 0; round < ROUNDS && learned >= 6; round++) {
    const moved = reweight(counts, fit, weights, learned)
    fit = fitQuasiPoisson({ design, rows, columns, counts, weights, precision })
    if (moved < 0.01) break
  }
  return { fit, dispersion: Math.max(1, fit.dispersion) }
}

/** Sets the weights from the residuals of the fit; returns the largest change. */
function reweight(counts: Float64Array, fit: QuasiPoissonFit, weights: Float64Array, learned: number): number {
  const residuals = new Float64Array(learned)
  for (let i = 0; i < learned; i++) {
    const root = fit.fitted[i]! ** (1 / 6)
    residuals[i] = 1.5 * (Math.cbrt(counts[i]!) ** 2 / root - root ** 3)
  }
  const middle = residuals.map(Math.abs).sort()[learned >> 1]! / 0.6745
  const spread = Math.max(1, middle)
  const next = residuals.map((residual, i) => {
    // A week that was left out is uncertain by its prediction on top of its own noise; one that was used, by less.
    const share =
      weights[i] === 0 ? 1 + fit.fitted[i]! * fit.unscaledVariance[i]! : Math.max(0.05, 1 - fit.leverages[i]!)
    const standardized = Math.abs(residual) / (spread * Math.sqrt(share))
    return standardized > STANDS_OUT ? standardized ** -2 : 1
  })
  const scale = learned / next.reduce((sum, weight) => sum + weight, 0)
  let moved = 0
  for (let i = 0; i < learned; i++) {
    const weight = next[i]! * scale
    moved = Math.max(moved, Math.abs(weight - weights[i]!))
    weights[i] = weight
  }
  return moved
}

/**
 * Columns: level, trend per year, yearly harmonics, bends of the trend. All but the level carry a weak prior (standard
 * deviation 1 a year for the trend, ½ for the others, on the log scale), which keeps sparse series finite.
 */
function trendAndSeason(rows: number, learned: number): { design: Float64Array; precision: number[] } {
  const columns: { of: (year: number) => number; precision: number }[] = [{ of: () => 1, precision: 1e-9 }]
  const years = learned / WEEKS_PER_YEAR
  if (years >= 0.5) columns.push({ of: (year) => year - years / 2, precision: years < 1 ? 20 : 1 })
  const harmonics = years >= 3 ? 2 : years >= 2 ? 1 : 0
  for (let h = 1; h <= harmonics; h++) {
    columns.push({ of: (year) => Math.cos(2 * Math.PI * h * year), precision: 4 })
    columns.push({ of: (year) => Math.sin(2 * Math.PI * h * year), precision: 4 })
  }
  const bends = years >= 3 ? Math.min(12, Math.floor(years) - 2) : 0
  for (let b = 1; b <= bends; b++) {
    // None in the last year, where a running outbreak could bend it.
    const at = (b * (years - 1)) / (bends + 1)
    columns.push({ of: (year) => Math.max(0, year - at), precision: 4 })
  }
  const design = new Float64Array(rows * columns.length)
  columns.forEach(({ of }, c) => {
    for (let i = 0; i < rows; i++) design[c * rows + i] = of(i / WEEKS_PER_YEAR)
  })
  return { design, precision: columns.map(({ precision }) => precision) }
}

function countQuantile(p: number, mean: number, dispersion: number): number {
  if (dispersion <= 1 + 1e-9) return poisson.quantile(p, mean)
  return negativeBinomial.quantile(p, mean / (dispersion - 1), 1 / dispersion)
}
