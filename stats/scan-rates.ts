// The ordinary probability of a bad record: a log-linear model with one factor per value, fitted to the clean past.
import type { Columns } from "./slices.ts"

export type Rates = {
  factors: Float64Array[]
  probability: (record: number) => number
  /** Relative variance of each value's factor, by dimension and code. */
  uncertainty: Float64Array[]
  overall: number
}

const ROUNDS = 12
const PERIOD = 28

/**
 * Iterative proportional scaling over the records lo .. hi-1 (sorted order). The period (four weeks) is a factor of its
 * own during the fit, so that a value sold only in a bad season does not inherit the season; it is left out of the
 * probabilities, whose level the caller takes from the period at hand. Factors are shrunk towards 1 by a gamma prior
 * whose size is estimated for each dimension from how much its values differ; a value never seen has factor 1 and that
 * prior's variance. `start` (the rates of a look before) only saves rounds.
 */
export function fitRates(columns: Columns, lo: number, hi: number, start?: Rates): Rates {
  const size = hi - lo
  const bad = columns.bad!
  let total = 0
  for (let i = lo; i < hi; i++) total += bad[i]!
  const overall = (total + 0.5) / (size + 1)
  const factors = columns.dims.map(
    (dim, d) => start?.factors[d]?.slice() ?? new Float64Array(dim.values.length).fill(1),
  )
  const sizes = columns.dims.map(() => 5)
  const fitted = new Float64Array(size).fill(overall)
  if (start) for (const [d, dim] of columns.dims.entries()) scaleByValue(dim, lo, hi, fitted, factors[d]!)
  const first = size > 0 ? columns.day[lo]! : 0
  const period = new Int32Array(size)
  for (let i = 0; i < size; i++) period[i] = Math.floor((columns.day[lo + i]! - first) / PERIOD)
  const periods = { values: { length: size > 0 ? period[size - 1]! + 1 : 0 }, codes: period }
  const outcome = new Float64Array(size)
  for (let i = 0; i < size; i++) outcome[i] = bad[lo + i]!
  const observed = columns.dims.map((dim) => sumByValue(dim, lo, hi, outcome))
  const inPeriod = new Float64Array(periods.values.length)
  for (let i = 0; i < size; i++) inPeriod[period[i]!]! += bad[lo + i]!

  for (let round = 0; round < ROUNDS; round++) {
    let change = 0
    columns.dims.forEach((dim, d) => {
      const own = factors[d]!
      const without = sumByValue(dim, lo, hi, fitted)
      for (let code = 0; code < own.length; code++) without[code]! /= own[code]!
      sizes[d] = priorSize(observed[d]!, without)
      const ratio = own.map((old, code) => (observed[d]![code]! + sizes[d]!) / (without[code]! + sizes[d]!) / old)
      scaleByValue(dim, lo, hi, fitted, ratio)
      for (let code = 0; code < ratio.length; code++) {
        own[code]! *= ratio[code]!
        change = Math.max(change, Math.abs(ratio[code]! - 1))
      }
    })
    const sums = new Float64Array(periods.values.length)
    for (let i = 0; i < size; i++) sums[period[i]!]! += fitted[i]!
    for (let k = 0; k < sums.length; k++) sums[k] = (inPeriod[k]! + 5) / (sums[k]! + 5)
    for (let i = 0; i < size; i++) fitted[i]! *= sums[period[i]!]!
    if (change < 2e-3) break
  }
  return {
    overall,
    factors,
    uncertainty: observed.map((sums, d) => sums.map((sum) => 1 / (sum + sizes[d]!))),
    probability: (record) => {
      let p = overall
      for (let d = 0; d < factors.length; d++) {
        const { codes, offsets } = columns.dims[d]!
        if (!offsets) {
          if (codes[record]! >= 0) p *= factors[d]![codes[record]!]!
          continue
        }
        for (let k = offsets[record]!; k < offsets[record + 1]!; k++) if (codes[k]! >= 0) p *= factors[d]![codes[k]!]!
      }
      return Math.min(0.98, p)
    },
  }
}

/** Size k of the gamma prior (mean 1, variance 1/k) on observed / expected, by moments; between 1 and 5000. */
function priorSize(observed: Float64Array, expected: Float64Array): number {
  let excess = 0
  let weight = 0
  for (let v = 0; v < observed.length; v++) {
    excess += (observed[v]! - expected[v]!) ** 2 - expected[v]!
    weight += expected[v]! ** 2
  }
  return weight === 0 ? 5 : Math.min(5000, Math.max(1, weight / Math.max(excess, 1e-9)))
}

type Coded = { codes: Int32Array; offsets?: Int32Array }

function sumByValue(dim: Coded & { values: string[] }, lo: number, hi: number, amounts: Float64Array): Float64Array {
  const { codes, offsets } = dim
  const sums = new Float64Array(dim.values.length)
  for (let i = lo; i < hi; i++) {
    if (!offsets) {
      const code = codes[i]!
      if (code >= 0) sums[code]! += amounts[i - lo]!
      continue
    }
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) if (codes[k]! >= 0) sums[codes[k]!]! += amounts[i - lo]!
  }
  return sums
}

function scaleByValue(dim: Coded, lo: number, hi: number, amounts: Float64Array, ratio: Float64Array): void {
  const { codes, offsets } = dim
  for (let i = lo; i < hi; i++) {
    if (!offsets) {
      const code = codes[i]!
      if (code >= 0) amounts[i - lo]! *= ratio[code]!
      continue
    }
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) if (codes[k]! >= 0) amounts[i - lo]! *= ratio[codes[k]!]!
  }
}
