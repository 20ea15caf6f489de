import type { Amount, Scale } from "../../../stats/effects/change.ts"
import type { Counts, Metric } from "../../understand/metrics/public.ts"

/** Shares and scores differ, counts and rates grow or shrink. */
export const scaleOf = ({ definition: { unit } }: Metric): Scale =>
  unit === "share" || unit === "score" ? "difference" : "ratio"

/** What was counted, as the amount that effects are measured on. */
export function amountOf({ definition: { unit } }: Metric, counts: Counts, exposure: number): Amount {
  const n = counts.n ?? 0
  if (unit === "share") return { n, total: counts.good ?? 0, exposure }
  if (unit === "score") {
    const [good, bad] = [counts.promoters ?? counts.positive ?? 0, counts.detractors ?? counts.negative ?? 0]
    return { n, total: 100 * (good - bad), exposure }
  }
  return { n, total: n, exposure }
}

/** The expected change, with its sign, on the scale that is worked with. */
export function workingSize(scale: Scale, { direction, size }: { direction: "up" | "down"; size: number }): number {
  if (scale === "difference") return direction === "up" ? size : -size
  // Nothing falls by more than all of itself.
  return direction === "up" ? Math.log1p(size) : Math.log1p(-Math.min(0.99, size))
}

/** A size on the working scale as people said what they expect: a difference, or a fraction of what it was. */
export const saidSize = (scale: Scale, size: number, direction: "up" | "down") =>
  scale === "difference"
    ? Math.abs(size)
    : direction === "up"
      ? Math.expm1(Math.abs(size))
      : -Math.expm1(-Math.abs(size))

/** An effect on the working scale as the API says it: a difference, or a ratio. */
export const saidEffect = (scale: Scale, effect: number) => (scale === "difference" ? effect : Math.exp(effect))

export const addCounts = (all: readonly Counts[]): Counts => {
  const sum: Counts = {}
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

/** Everything less the slice. Counts are sums, so what remains is exact. */
export const lessCounts = (all: Counts, part: Counts): Counts =>
  Object.fromEntries(Object.entries(all).map(([name, count]) => [name, count - (part[name] ?? 0)]))
