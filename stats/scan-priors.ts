// How much values and pairs of values ordinarily differ from what their margins say: the yardstick of count mode.
import type { Series } from "./scan-series.ts"
import type { Columns } from "./slices.ts"

const YEAR = 52
const QUARTER = 13
/** Spread of ln(observed / expected) from which two dimensions count as one thing said twice. */
const TIED = 1.5

/** How much the shares of single values ordinarily change from one year to the next (variance of the logarithm, less
 * the Poisson part), for each look from the two years before the yearly mark ahead of it. */
export function singleDrifts(series: Series, total: Int32Array, looks: readonly number[]): Float64Array {
  const known = new Map<number, number>()
  return Float64Array.from(looks, (look) => {
    const mark = Math.max(Math.min(look, 2 * YEAR), look - (look % YEAR))
    const from = Math.max(0, mark - 2 * YEAR)
    const middle = Math.max(0, mark - YEAR)
    let drift = known.get(mark)
    if (drift === undefined) {
      const level = Math.log((total[mark]! - total[middle]! + 1) / (total[middle]! - total[from]! + 1))
      const ratios: number[] = []
      let noise = 0
      for (let row = 0; row < series.keys.length; row++) {
        const at = row * series.width
        const before = series.sums[at + middle]! - series.sums[at + from]!
        const after = series.sums[at + mark]! - series.sums[at + middle]!
        if (before < 5) continue
        ratios.push(Math.log((after + 0.5) / (before + 0.5)) - level)
        noise += 1 / (before + 0.5) + 1 / (after + 0.5)
      }
      drift = ratios.length < 5 ? 0 : Math.max(0, (1.4826 * median(ratios.map(Math.abs))) ** 2 - noise / ratios.length)
      known.set(mark, drift)
    }
    return drift
  })
}

/**
 * How far pairs of values of two dimensions ordinarily lie from independence, as the size of a gamma prior on
 * observed / expected, for each look, from the three years before the yearly mark ahead of it. Where the two describe
 * one thing (a model and its years) most pairs lie far off, and a pair by itself is no finding: the size is 0.
 * Spread: median absolute deviation of ln(observed / expected), less the Poisson part.
 */
export function pairPriors(
  columns: Columns,
  series: Series,
  built: Map<string, Series>,
  total: Int32Array,
  looks: readonly number[],
  largestSize: number,
): Float64Array {
  const [first, second] = series.dims.map((d) => built.get(String(d))!) as [Series, Series]
  const size = Math.max(1, columns.dims[series.dims[0]!]!.values.length)
  const known = new Map<number, number>()
  return Float64Array.from(looks, (look) => {
    const mark = Math.max(Math.min(look, YEAR), look - (look % QUARTER))
    let prior = known.get(mark)
    if (prior === undefined) {
      const from = Math.max(0, mark - 3 * YEAR)
      const spread = spreadOfPairs(
        series,
        largest(first, from, mark),
        largest(second, from, mark),
        size,
        total,
        from,
        mark,
      )
      prior = spread > TIED ? 0 : Math.min(largestSize, 1 / Math.expm1(spread))
      known.set(mark, prior)
    }
    return prior
  })
}

type Level = { key: number; count: number }

function largest(series: Series, from: number, to: number): Level[] {
  const levels: Level[] = []
  for (let row = 0; row < series.keys.length; row++) {
    const count = series.sums[row * series.width + to]! - series.sums[row * series.width + from]!
    if (count > 0) levels.push({ key: series.keys[row]!, count })
  }
  return levels.sort((a, b) => b.count - a.count).slice(0, 300)
}

function spreadOfPairs(
  pairs: Series,
  firsts: Level[],
  seconds: Level[],
  size: number,
  total: Int32Array,
  from: number,
  to: number,
): number {
  const all = total[to]! - total[from]!
  const ratios: number[] = []
  let noise = 0
  for (const a of firsts) {
    for (const b of seconds) {
      if (a.count * b.count < 2 * all) break
      const row = pairs.row(a.key + size * b.key) * pairs.width
      const both = row < 0 ? 0 : pairs.sums[row + to]! - pairs.sums[row + from]!
      const expected = ((a.count - both + 0.5) * (b.count - both + 0.5)) / Math.max(1, all - a.count - b.count + both)
      if (expected < 2) continue
      ratios.push(Math.log((both + 0.5) / (expected + 0.5)))
      noise += 1 / expected
    }
  }
  if (ratios.length < 10) return Number.POSITIVE_INFINITY
  const middle = median(ratios)
  const deviation = 1.4826 * median(ratios.map((r) => Math.abs(r - middle)))
  return Math.max(1e-6, deviation ** 2 - noise / ratios.length)
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[sorted.length >> 1]!
}
