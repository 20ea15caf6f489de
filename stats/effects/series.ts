import { normal } from "../distributions.ts"
import { type Tested, tested } from "./cluster.ts"
import { dot, type LinearFit, leastSquares, type Matrix, timesVector } from "./linear.ts"

/** Newey and West's (1994) usual number of lags for a series of this length. */
export const usualLag = (n: number) => Math.floor(4 * (n / 100) ** (2 / 9))

/**
 * Variance of the coefficients when errors of neighbouring weeks depend on each other (Newey and West 1987, Bartlett
 * weights). With `corrected`, times n / (n − k), as statsmodels' use_correction and sandwich's adjust.
 */
export function neweyWest(fit: LinearFit, design: Matrix, lag: number, corrected = true): number[][] {
  const { rows: n, columns: k } = fit
  const meat = Array.from({ length: k }, () => new Array<number>(k).fill(0))
  for (let shift = 0; shift <= lag; shift++) {
    const weight = 1 - shift / (lag + 1)
    for (let i = shift; i < n; i++) {
      const product = weight * fit.residuals[i]! * fit.residuals[i - shift]!
      const [now, then] = [design[i]!, design[i - shift]!]
      for (let r = 0; r < k; r++)
        for (let c = 0; c < k; c++)
          meat[r]![c]! += product * (shift === 0 ? now[r]! * now[c]! : now[r]! * then[c]! + then[r]! * now[c]!)
    }
  }
  const factor = corrected ? n / (n - k) : 1
  const half = fit.bread.map((row) =>
    row.map((_, c) =>
      dot(
        row,
        meat.map((line) => line[c]!),
      ),
    ),
  )
  return half.map((row) => fit.bread.map((line) => factor * dot(row, line)))
}

export type SeriesModel = {
  /** One value per week, in order; gaps are left out together with their `t`. */
  readonly y: readonly number[]
  readonly t: readonly number[]
  /** First t after the change. */
  readonly changeAt: number
  /** May the slope change too, or only the level? */
  readonly slope?: boolean
  /** Is there a change to look for? Not, where only the time before it is looked at. */
  readonly post?: boolean
  /** Has the series a trend of its own? Not, where it is a difference to a control that passed the test. */
  readonly trend?: boolean
  /** Length of a season in weeks: one pair of sine and cosine. */
  readonly season?: number | undefined
  /** How much each week rests on, such as its number of answers; default all alike. */
  readonly weights?: readonly number[]
}

export type SeriesFit = {
  readonly fit: LinearFit
  readonly design: Matrix
  readonly names: readonly string[]
  readonly lag: number
  /** Correlation of neighbouring residuals, corrected for the downward bias of short series with several coefficients. */
  readonly rho: number
  readonly durbinWatson: number
}

/** Segmented regression: y = 1 + t + after + (weeks since) + season. Null where the data cannot tell its parts apart. */
export function interruptedSeries(model: SeriesModel, lag = usualLag(model.y.length)): SeriesFit | null {
  const { y, t, changeAt, slope = true, post: jump = true, trend = true, season } = model
  const names = [
    "level",
    ...(trend ? ["t"] : []),
    "post",
    ...(slope ? ["since"] : []),
    ...(season ? ["sin", "cos"] : []),
  ]
  const design = t.map((at) => {
    const post = +(at >= changeAt)
    const angle = season ? (2 * Math.PI * at) / season : 0
    return [
      1,
      ...(trend ? [at] : []),
      ...(jump ? [post] : []),
      ...(slope ? [post * (at - changeAt)] : []),
      ...(season ? [Math.sin(angle), Math.cos(angle)] : []),
    ]
  })
  const roots = rootsOf(model.weights, t.length)
  const weighted = design.map((row, i) => row.map((value) => value * roots[i]!))
  const fit = leastSquares(
    weighted,
    y.map((value, i) => value * roots[i]!),
  )
  if (!fit) return null
  return { fit, design: weighted, names, lag, rho: neighbours(fit), durbinWatson: durbinWatson(fit.residuals) }
}

/**
 * A combination of coefficients (say the level's jump plus half the weeks times the slope's) with Newey–West's error, small
 * samples corrected, t with n − k. In series as short as ours that error is too small where neighbouring weeks agree: with
 * `safe`, the error of a first-order process is taken where it is larger, its correlation half a standard error above the
 * estimate (bench/outcomes.ts shows what that is worth).
 */
export function effectOf(series: SeriesFit, combination: readonly number[], { safe = true } = {}): Tested {
  const { fit, design, lag, rho } = series
  const variance = dot(combination, timesVector(neweyWest(fit, design, lag), combination))
  const df = fit.rows - fit.columns
  const sigma2 = dot(fit.residuals, fit.residuals) / df
  const plain = sigma2 * dot(combination, timesVector(fit.bread, combination))
  const likely = Math.min(0.95, Math.max(0, rho + 0.5 * Math.sqrt((1 - rho * rho) / fit.rows)))
  const persistent = safe ? (plain * (1 + likely)) / (1 - likely) : 0
  return tested(dot(combination, fit.coefficients), Math.sqrt(Math.max(variance, persistent)), df)
}

/** Do neighbouring residuals agree? Durbin's approximate z of their correlation, one-sided for agreement. */
export function autocorrelation({ fit, rho }: SeriesFit): { rho: number; p: number } {
  return { rho, p: normal.survival(rho * Math.sqrt(fit.rows)) }
}

// Relative to their mean, so that residuals stay in the unit of an average week.
function rootsOf(weights: readonly number[] | undefined, n: number): number[] {
  if (!weights) return new Array<number>(n).fill(1)
  const average = weights.reduce((sum, one) => sum + one, 0) / n
  return weights.map((one) => Math.sqrt(one / average))
}

// Residuals of a regression agree less than the errors do: on average by about (k + 3ρ) / n (Kendall 1954).
function neighbours({ residuals, rows, columns }: LinearFit): number {
  let shared = 0
  for (let i = 1; i < rows; i++) shared += residuals[i]! * residuals[i - 1]!
  const all = dot(residuals, residuals)
  if (all === 0) return 0
  const seen = shared / all
  return Math.min(0.99, (seen + columns / rows) / Math.max(0.5, 1 - 3 / rows))
}

function durbinWatson(residuals: readonly number[]): number {
  let sum = 0
  for (let i = 1; i < residuals.length; i++) sum += (residuals[i]! - residuals[i - 1]!) ** 2
  const all = dot(residuals, residuals)
  return all === 0 ? 2 : sum / all
}
