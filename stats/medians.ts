import { binomial } from "./distributions.ts"
import type { Interval } from "./intervals.ts"

/**
 * The median with the exact interval between two order statistics (Thompson 1936): no assumption about how the values are
 * spread. Fewer than six values cannot bound it at 95 %; then both ends are null.
 */
export function medianInterval(values: readonly number[], level = 0.95): Interval {
  const n = values.length
  const base = { n, method: "order statistics", level }
  if (n === 0) return { ...base, estimate: null, low: null, high: null }
  const sorted = [...values].sort((a, b) => a - b)
  const estimate = (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2
  let below = -1
  while (below + 1 < n / 2 && binomial.cdf(below + 1, n, 0.5) <= (1 - level) / 2) below++
  if (below < 0) return { ...base, estimate, low: null, high: null }
  return { ...base, estimate, low: sorted[below]!, high: sorted[n - 1 - below]! }
}
