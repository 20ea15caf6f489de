import type { Tested } from "./cluster.ts"
import { type Cell, differenceInDifferences } from "./panel.ts"
import { autocorrelation, effectOf, interruptedSeries, type SeriesFit } from "./series.ts"

/**
 * What was counted in some time. A share or a score is `total / n`; a count or a rate is `total / exposure`, looked at as a
 * logarithm, so that a change is a ratio.
 */
export type Amount = { readonly n: number; readonly total: number; readonly exposure: number }
export type Scale = "difference" | "ratio"
export type Unit = { readonly key: string; readonly treated: boolean; readonly before: Amount; readonly after: Amount }

/** The value of an amount on the scale it is worked with; null where there is nothing. */
export function levelOf(scale: Scale, { n, total, exposure }: Amount): number | null {
  if (scale === "difference") return n > 0 ? total / n : null
  return exposure > 0 ? Math.log((total + 0.5) / exposure) : null
}

export const addedUp = (amounts: readonly Amount[]): Amount =>
  amounts.reduce(
    (sum, one) => ({ n: sum.n + one.n, total: sum.total + one.total, exposure: sum.exposure + one.exposure }),
    { n: 0, total: 0, exposure: 0 },
  )

/** A value per week with what it rests on. */
export type WeekPoint = { readonly t: number; readonly y: number; readonly weight: number }

/** The slice week by week, or its distance to the control; weeks in which one of them is silent are left out. */
export function weekly(scale: Scale, slice: readonly Amount[], control?: readonly Amount[]): WeekPoint[] {
  return slice.flatMap((amount, t) => {
    const [y, other] = [levelOf(scale, amount), control ? levelOf(scale, control[t]!) : 0]
    if (y === null || other === null) return []
    const inverse = 1 / certainty(scale, amount) + (control ? 1 / certainty(scale, control[t]!) : 0)
    return [{ t, y: y - other, weight: 1 / inverse }]
  })
}

// The variance of a share goes with 1 / n, that of the logarithm of a count with 1 / count.
const certainty = (scale: Scale, amount: Amount) => (scale === "difference" ? amount.n : amount.total + 0.5)

export type LevelShift = Tested & {
  readonly series: SeriesFit
  readonly rho: number
  readonly rhoP: number
  /** Spread of an average week around the model. */
  readonly sigma: number
}

/**
 * By how much the level differs from `changeAt` on. With `trend`, the series has a way of its own before (no control); with
 * `season`, a yearly wave too. Errors as in `effectOf`.
 */
export function levelShift(
  points: readonly WeekPoint[],
  changeAt: number,
  { trend = false, season }: { trend?: boolean; season?: number | undefined } = {},
): LevelShift | null {
  const [before, after] = [points.filter((one) => one.t < changeAt), points.filter((one) => one.t >= changeAt)]
  if (before.length < 3 || after.length < 2) return null
  const series = interruptedSeries({
    y: points.map((one) => one.y),
    t: points.map((one) => one.t),
    weights: points.map((one) => one.weight),
    changeAt,
    slope: false,
    trend,
    season,
  })
  if (!series) return null
  const effect = effectOf(
    series,
    series.names.map((name) => +(name === "post")),
  )
  const { fit } = series
  const squares = fit.residuals.reduce((sum, one) => sum + one * one, 0)
  const { rho, p } = autocorrelation(series)
  return { ...effect, series, rho, rhoP: p, sigma: Math.sqrt(squares / (fit.rows - fit.columns)) }
}

/** Did the distance between slice and control drift before the change? Its slope per week. Null with fewer than 6 weeks. */
export function driftBefore(points: readonly WeekPoint[], changeAt: number): Tested | null {
  const before = points.filter((one) => one.t < changeAt)
  if (before.length < 6) return null
  const series = interruptedSeries({
    y: before.map((one) => one.y),
    t: before.map((one) => one.t),
    weights: before.map((one) => one.weight),
    // No week lies after: the column that would say so is left out by asking for none of it.
    changeAt: Number.POSITIVE_INFINITY,
    slope: false,
    post: false,
  })
  return series && effectOf(series, [0, 1])
}

/** Each unit's change, those of the slice against those of the control. Null with fewer than two on a side. */
export function changeByUnits(scale: Scale, units: readonly Unit[]): Tested | null {
  const cells = units.flatMap(({ key, treated, before, after }): Cell[] => {
    const [first, second] = [levelOf(scale, before), levelOf(scale, after)]
    if (first === null || second === null) return []
    const cell = { unit: `${key} ${treated}`, treated }
    return [
      { ...cell, t: 0, post: false, y: first },
      { ...cell, t: 1, post: true, y: second },
    ]
  })
  return differenceInDifferences(cells)
}

/** Of two ways to look at one change, the one that leaves more open. */
export function lessCertain<A extends Tested>(main: A, other: Tested | null): A | Tested {
  return other && other.high - other.low > main.high - main.low ? other : main
}
