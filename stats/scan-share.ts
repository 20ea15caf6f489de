// Share mode: which slices have more bad records than their volume and the ordinary rates of their values explain.
//
// Every record carries the probability of being bad that the clean past gives it (main effects, log-linear). A slice's
// expectation is the sum over its records, so launches, growth and mix shifts cancel; the level of the period is taken
// from everything outside the slice.

import { type Candidate, surprise } from "./scan.ts"
import { fitRates, type Rates } from "./scan-rates.ts"
import { type Columns, codesOf, dimensionSets, entriesOf, firstAtOrAfter } from "./slices.ts"

export type ShareSettings = {
  depth: number
  /** Windows in weeks, ascending. */
  windows: readonly number[]
  minimum: number
  /** Weeks of clean past before the longest window. */
  baseWeeks: number
  floor: number
}

/** Everything that is needed to scan the weeks up to a look, built once and used for the data and for simulated data. */
export type ShareCube = {
  weeks: number
  lo: number
  hi: number
  /** Week (0 = oldest) and probability of record lo + i. */
  week: Uint8Array
  probability: Float64Array
  /** Cumulative expected bad records of all by week. */
  totalExpected: Float64Array
  cuboids: ShareCuboid[]
  rates: Rates
}

type ShareCuboid = {
  dims: number[]
  cells: number
  keys: Float64Array
  /** Cell of each entry, and the record it belongs to (null: entry i is record i). */
  cellOf: Int32Array
  recordOf: Int32Array | null
  /** Cumulative by week, one row of weeks + 1 per cell. */
  expected: Float64Array
  records: Int32Array
  /** Relative variance of the cell's expected rate. */
  uncertainty: Float64Array
}

/** Candidates of the look at the end of `lookDay`. */
export function shareCandidates(
  columns: Columns,
  lookDay: number,
  settings: ShareSettings,
  start?: Rates,
): { candidates: Candidate[]; rates: Rates } {
  const longest = settings.windows[settings.windows.length - 1]!
  const cube = buildShareCube(columns, lookDay, longest, settings, start)
  const bad = columns.bad!.subarray(cube.lo, cube.hi)
  const found: Candidate[] = []
  const totalBad = cumulativeBad(cube, bad)
  for (const cuboid of cube.cuboids) {
    const counts = badByCell(cube, cuboid, bad)
    scanCuboid(cube, cuboid, counts, totalBad, cube.weeks, settings, settings.floor, (cell, weeks, hit) => {
      found.push({
        slice: { dims: cuboid.dims, codes: codesOf(columns, cuboid.dims, cuboid.keys[cell]!) },
        weeks,
        ...hit,
      })
    })
  }
  return { candidates: found, rates: cube.rates }
}

/** @param weeks how many weeks up to the look are scanned; the past before them gives the rates. */
export function buildShareCube(
  columns: Columns,
  lookDay: number,
  weeks: number,
  settings: ShareSettings,
  start?: Rates,
): ShareCube {
  const hi = firstAtOrAfter(columns.day, lookDay + 1)
  const lo = firstAtOrAfter(columns.day, lookDay - 7 * weeks + 1)
  const from = firstAtOrAfter(columns.day, lookDay - 7 * (weeks + settings.baseWeeks) + 1)
  const rates = fitRates(columns, from, lo, start)
  const size = hi - lo
  const week = new Uint8Array(size)
  const probability = new Float64Array(size)
  const totalExpected = new Float64Array(weeks + 1)
  for (let i = 0; i < size; i++) {
    week[i] = weeks - 1 - Math.floor((lookDay - columns.day[lo + i]!) / 7)
    probability[i] = rates.probability(lo + i)
    totalExpected[week[i]! + 1]! += probability[i]!
  }
  for (let w = 0; w < weeks; w++) totalExpected[w + 1]! += totalExpected[w]!
  const cube: ShareCube = { weeks, lo, hi, week, probability, totalExpected, cuboids: [], rates }
  for (const dims of dimensionSets(columns.dims.length, settings.depth)) {
    cube.cuboids.push(buildCuboid(columns, cube, dims, settings))
  }
  return cube
}

/** Cumulative bad records by week, for `bad` aligned with the cube's records. */
export function cumulativeBad(cube: ShareCube, bad: Uint8Array): Int32Array {
  const total = new Int32Array(cube.weeks + 1)
  for (let i = 0; i < bad.length; i++) total[cube.week[i]! + 1]! += bad[i]!
  for (let w = 0; w < cube.weeks; w++) total[w + 1]! += total[w]!
  return total
}

/** Cumulative bad records by cell and week. */
export function badByCell(cube: ShareCube, cuboid: ShareCuboid, bad: Uint8Array): Int32Array {
  const width = cube.weeks + 1
  const counts = new Int32Array(cuboid.cells * width)
  const { cellOf, recordOf } = cuboid
  for (let j = 0; j < cellOf.length; j++) {
    const cell = cellOf[j]!
    if (cell < 0) continue
    const i = recordOf ? recordOf[j]! : j
    if (bad[i] === 1) counts[cell * width + cube.week[i]! + 1]!++
  }
  accumulate(counts, cuboid.cells, width)
  return counts
}

export type Hit = { observed: number; expected: number; inverseSize: number; records: number; score: number }

/**
 * Calls `report` with the best window of every cell that scores at least `floor` at the look after `look` weeks of the
 * cube.
 */
export function scanCuboid(
  cube: ShareCube,
  cuboid: ShareCuboid,
  counts: Int32Array,
  totalBad: Int32Array,
  look: number,
  settings: ShareSettings,
  floor: number,
  report: (cell: number, weeks: number, hit: Hit) => void,
): void {
  const width = cube.weeks + 1
  const { expected, records, uncertainty } = cuboid
  const { windows, minimum } = settings
  const longest = windows[windows.length - 1]!
  for (let cell = 0; cell < cuboid.cells; cell++) {
    const row = cell * width
    const end = row + look
    if (counts[end]! - counts[end - Math.min(look, longest)]! < minimum) continue
    let best: Hit | undefined
    let bestWeeks = 0
    for (let k = 0; k < windows.length; k++) {
      const weeks = windows[k]!
      if (weeks > look) break
      const observed = counts[end]! - counts[end - weeks]!
      if (observed < minimum) continue
      const base = expected[end]! - expected[end - weeks]!
      const outside = totalBad[look]! - totalBad[look - weeks]! - observed
      const outsideBase = cube.totalExpected[look]! - cube.totalExpected[look - weeks]! - base
      // A slice that is nearly everything has no outside to be compared with.
      if (outside < 1 || outsideBase <= 0) continue
      const level = (base * outside) / outsideBase
      const excess = observed - level
      if (excess <= 0) continue
      const n = records[end]! - records[end - weeks]!
      const inverseSize = uncertainty[cell]! + 1 / outside
      // The score is at most excess^2 / 2 variance for n trials; this spares most logarithms.
      if (excess * excess < 2 * floor * level * Math.max(0.05, 1 - observed / Math.max(n, observed))) continue
      const score = surprise(observed, level, inverseSize)
      if (score >= floor && score > (best?.score ?? 0)) {
        best = { observed, expected: level, inverseSize, records: n, score }
        bestWeeks = weeks
      }
    }
    if (best) report(cell, bestWeeks, best)
  }
}

function buildCuboid(columns: Columns, cube: ShareCube, dims: number[], settings: ShareSettings): ShareCuboid {
  const entries = entriesOf(columns, dims, cube.lo, cube.hi)
  const { keys, cellOf } = compactCells(entries.keys, entries.span, settings.minimum)
  const recordOf = entries.records ? entries.records.map((i) => i - cube.lo) : null
  const cells = keys.length
  const width = cube.weeks + 1
  const expected = new Float64Array(cells * width)
  const records = new Int32Array(cells * width)
  for (let j = 0; j < cellOf.length; j++) {
    if (cellOf[j]! < 0) continue
    const i = recordOf ? recordOf[j]! : j
    const at = cellOf[j]! * width + cube.week[i]! + 1
    expected[at]! += cube.probability[i]!
    records[at]!++
  }
  accumulate(expected, cells, width)
  accumulate(records, cells, width)
  const uncertainty = new Float64Array(cells)
  for (let cell = 0; cell < cells; cell++) {
    codesOf(columns, dims, keys[cell]!).forEach((code, j) => {
      uncertainty[cell]! += cube.rates.uncertainty[dims[j]!]![code]!
    })
  }
  return { dims, cells, keys, cellOf, recordOf, expected, records, uncertainty }
}

/** Numbers the combined codes that occur at least `minimum` times 0, 1, 2 ...; cellOf is -1 for the others. */
function compactCells(keys: Int32Array | Float64Array, span: number, minimum: number) {
  const cellOf = new Int32Array(keys.length)
  const kept: number[] = []
  if (span <= 1 << 22) {
    const count = new Int32Array(span)
    for (let j = 0; j < keys.length; j++) if (keys[j]! >= 0) count[keys[j]!]!++
    for (let key = 0; key < span; key++) count[key] = count[key]! >= minimum ? kept.push(key) - 1 : -1
    for (let j = 0; j < keys.length; j++) cellOf[j] = keys[j]! >= 0 ? count[keys[j]!]! : -1
  } else {
    const order = new Int32Array(keys.length).map((_, j) => j).sort((a, b) => keys[a]! - keys[b]!)
    for (let start = 0; start < order.length; ) {
      let end = start
      const key = keys[order[start]!]!
      while (end < order.length && keys[order[end]!] === key) end++
      const cell = key >= 0 && end - start >= minimum ? kept.push(key) - 1 : -1
      for (let k = start; k < end; k++) cellOf[order[k]!] = cell
      start = end
    }
  }
  return { keys: Float64Array.from(kept), cellOf }
}

function accumulate(values: Int32Array | Float64Array, cells: number, width: number): void {
  for (let cell = 0; cell < cells; cell++) {
    for (let at = cell * width; at < cell * width + width - 1; at++) values[at + 1]! += values[at]!
  }
}
