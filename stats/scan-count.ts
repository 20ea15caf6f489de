// Count mode: how many records of a slice were to be expected, when nobody knows how many customers it has.
//
// A slice is compared with the rest of the same period: complaints about a component of a model are expected to grow
// with all complaints about that model (its other components) and with all complaints about that component (on other
// models). Whatever moves a whole model, component or the volume as such therefore cancels. On top of that the slice's
// own past counts: what was always high is not news.

import { type Candidate, surprise } from "./scan.ts"
import { pairPriors, singleDrifts } from "./scan-priors.ts"
import { buildSeries, type Series } from "./scan-series.ts"
import { type Columns, codesOf, dimensionSets, firstAtOrAfter } from "./slices.ts"

export type CountSettings = {
  depth: number
  /** Windows in weeks, ascending. */
  windows: readonly number[]
  minimum: number
  /** How many records of the slice's own past weigh as much as the comparison with the rest. */
  priorSize: number
  habitZ: number
  leastExpected: number
  /** Years of the slice's own past that are looked at. */
  pastYears: number
  floor: number
}

/** Weekly bins: bin b holds the days origin + 7b + 1 .. origin + 7b + 7; a look at bin t sees the bins before t. */
export type Bins = { origin: number; count: number }

/** Candidates with at least `settings.floor` for every look; result[k] belongs to looks[k] (a bin number). */
export function countCandidates(
  columns: Columns,
  bins: Bins,
  looks: readonly number[],
  settings: CountSettings,
): Candidate[][] {
  const found: Candidate[][] = looks.map(() => [])
  const size = firstAtOrAfter(columns.day, bins.origin + 7 * bins.count + 1)
  const binOf = new Int32Array(size)
  for (let i = 0; i < size; i++) binOf[i] = Math.max(0, Math.floor((columns.day[i]! - bins.origin - 1) / 7))
  const total = new Int32Array(bins.count + 1)
  for (let i = 0; i < size; i++) total[binOf[i]! + 1]!++
  for (let b = 0; b < bins.count; b++) total[b + 1]! += total[b]!

  const built = new Map<string, Series>()
  const priors = new Map<string, Float64Array>()
  const sets = dimensionSets(columns.dims.length, settings.depth)
  for (const dims of sets.filter((set) => set.length < 3)) {
    const series = buildSeries(columns, dims, binOf, bins.count, 2)
    built.set(dims.join(), series)
    if (dims.length === 1) priors.set(dims.join(), singleDrifts(series, total, looks))
    else priors.set(dims.join(), pairPriors(columns, series, built, total, looks, settings.priorSize))
  }
  // A dimension that is one thing with another (a model and its years) says what was sold: its single values grow and
  // shrink with sales, and only their conjunctions with what people say are findings.
  for (const [pair, sizes] of priors) {
    for (const d of pair.includes(",") ? pair.split(",") : []) {
      const drifts = priors.get(d)!
      for (let k = 0; k < looks.length; k++) if (sizes[k] === 0) drifts[k] = Number.POSITIVE_INFINITY
    }
  }
  for (const dims of sets) {
    const series = built.get(dims.join()) ?? buildSeries(columns, dims, binOf, bins.count, settings.minimum)
    scanSeries(columns, series, partitions(dims, built), total, looks, settings, priors.get(dims.join()), found)
  }
  return found
}

type Partition = { left: Series; right: Series; leftAt: number[]; rightAt: number[] }

/** All ways to split the dimensions in two: {c, m, y} into cm + y, cy + m, my + c. */
function partitions(dims: number[], built: Map<string, Series>): Partition[] {
  if (dims.length < 2) return []
  const split = dims.length === 2 ? [1] : dims.map((_, j) => j)
  return split.map((j) => {
    const leftAt = dims.map((_, k) => k).filter((k) => k !== j)
    return {
      left: built.get(leftAt.map((k) => dims[k]).join())!,
      right: built.get(String(dims[j]))!,
      leftAt,
      rightAt: [j],
    }
  })
}

const YEAR = 52
const NESTED_SHARE = 0.05

function scanSeries(
  columns: Columns,
  series: Series,
  parts: Partition[],
  total: Int32Array,
  looks: readonly number[],
  settings: CountSettings,
  priors: Float64Array | undefined,
  found: Candidate[][],
): void {
  const { dims, keys, sums, width } = series
  const sizes = dims.map((d) => Math.max(1, columns.dims[d]!.values.length))
  const keyAt = (codes: number[], at: number[]) => {
    let key = 0
    for (let j = at.length - 1; j >= 0; j--) key = key * sizes[at[j]!]! + codes[at[j]!]!
    return key
  }
  const margins: Margin[] = parts.map((p) => ({ left: p.left.sums, right: p.right.sums, leftRow: 0, rightRow: 0 }))
  const guess: Guess = { expected: 0, inverseSize: 0 }
  for (let cell = 0; cell < keys.length; cell++) {
    const own = cell * width
    const codes = codesOf(columns, dims, keys[cell]!)
    parts.forEach((p, j) => {
      margins[j]!.leftRow = p.left.row(keyAt(codes, p.leftAt)) * width
      margins[j]!.rightRow = p.right.row(keyAt(codes, p.rightAt)) * width
    })
    for (let k = 0; k < looks.length; k++) {
      const look = looks[k]!
      if (margins.length === 1 && priors?.[k] === 0) continue
      const longest = settings.windows[settings.windows.length - 1]!
      if (sums[own + look]! - sums[own + Math.max(0, look - longest)]! < settings.minimum) continue
      let best: Candidate | undefined
      for (const weeks of settings.windows) {
        const start = look - weeks
        if (start < YEAR) break
        if (!hasPast(total, start, look)) continue
        const observed = sums[own + look]! - sums[own + start]!
        if (observed < settings.minimum) continue
        if (margins.length === 0) expectedFromPast(sums, own, total, start, look, settings, priors![k]!, guess)
        else
          expectedFromRest(
            sums,
            own,
            margins,
            total,
            start,
            look,
            settings,
            priors?.[k] ?? settings.priorSize,
            guess,
            observed,
          )
        if (guess.expected >= observed) continue
        const score = surprise(observed, guess.expected, guess.inverseSize)
        if (score >= settings.floor && score > (best?.score ?? 0)) {
          best = { slice: { dims, codes }, weeks, observed, records: observed, score, ...guess }
        }
      }
      if (best) found[k]!.push(best)
    }
  }
}

/** A window many times busier than the year before it is a beginning (a new source, a gap in the data): whatever is
 * particular to it was simply not recorded before. */
function hasPast(total: Int32Array, start: number, look: number): boolean {
  const before = (total[start]! - total[start - YEAR]!) / YEAR
  return before >= 0.2 * ((total[look]! - total[start]!) / (look - start))
}

type Margin = { left: Int32Array; right: Int32Array; leftRow: number; rightRow: number }
export type Guess = { expected: number; inverseSize: number }

/** A single value: its share of all records in the year before, at the volume of all others now, and on if it has been
 * rising. A value without two years of its own (a launch, a new label) has no expectation here; its conjunctions have
 * one. */
function expectedFromPast(
  sums: Int32Array,
  own: number,
  total: Int32Array,
  start: number,
  look: number,
  settings: CountSettings,
  drift: number,
  guess: Guess,
): void {
  guess.expected = Number.POSITIVE_INFINITY
  if (start < 2 * YEAR || drift === Number.POSITIVE_INFINITY) return
  const last = sums[own + start]! - sums[own + start - YEAR]!
  const before = sums[own + start - YEAR]! - sums[own + start - 2 * YEAR]!
  const observed = sums[own + look]! - sums[own + start]!
  const othersNow = total[look]! - total[start]! - observed
  const othersLast = total[start]! - total[start - YEAR]! - last
  const othersBefore = total[start - YEAR]! - total[start - 2 * YEAR]! - before
  if (Math.min(last, before) < settings.minimum || Math.min(othersNow, othersLast, othersBefore) < 1) return
  const rise = last / othersLast / (before / othersBefore)
  guess.expected = (last / othersLast) * othersNow * Math.max(1, rise)
  guess.inverseSize = 1 / last + 1 / othersNow + drift + (rise > 1 ? 1 / before : 0)
}

function expectedFromRest(
  sums: Int32Array,
  own: number,
  margins: readonly Margin[],
  total: Int32Array,
  start: number,
  look: number,
  settings: CountSettings,
  priorSize: number,
  guess: Guess,
  observed: number,
): void {
  fromRest(sums, own, margins, total, start, look, guess)
  const { expected, inverseSize } = guess
  if (isNested(sums, own, margins, Math.max(0, look - 3 * YEAR), look)) {
    guess.expected = Number.POSITIVE_INFINITY
    return
  }
  // The past can only raise the expectation: most cells are done here.
  if (expected >= observed || surprise(observed, expected, 0) < settings.floor) {
    guess.expected = Number.POSITIVE_INFINITY
    return
  }
  let pastObserved = 0
  let pastExpected = 0
  for (let year = 0, end = start; year < settings.pastYears && end > 0; year++, end -= YEAR) {
    const from = Math.max(0, end - YEAR)
    fromRest(sums, own, margins, total, from, end, guess)
    pastObserved += sums[own + end]! - sums[own + from]!
    pastExpected += guess.expected
  }
  const shrunk = (priorSize + pastObserved) / (priorSize + pastExpected)
  const habit = poissonLower(pastObserved, settings.habitZ) / Math.max(1e-9, pastExpected)
  guess.expected = Math.max(settings.leastExpected, expected * Math.max(1, shrunk, habit))
  guess.inverseSize = inverseSize + 1 / (priorSize + pastObserved)
}

/** A value that hardly ever occurs without another one of the slice (an issue that only one product can have) leaves
 * nothing outside to compare with; the value itself is watched against its own past. Judged pair by pair: that all of a
 * new batch's records are about one part is no such tie, it is what an outbreak looks like. */
function isNested(sums: Int32Array, own: number, margins: readonly Margin[], from: number, to: number): boolean {
  const within = (series: Int32Array, row: number) => series[row + to]! - series[row + from]!
  const tied = (both: number, one: number, other: number) => Math.min(one, other) - both < NESTED_SHARE * both
  if (margins.length === 1) {
    const m = margins[0]!
    return tied(within(sums, own), within(m.left, m.leftRow), within(m.right, m.rightRow))
  }
  // Each split of three sets one value apart: its left is the pair of the other two, whose counts the other splits hold.
  return margins.some((m, j) => {
    const [one, other] = margins.filter((_, k) => k !== j) as [Margin, Margin]
    return tied(within(m.left, m.leftRow), within(one.right, one.rightRow), within(other.right, other.rightRow))
  })
}

/** Lower bound of a Poisson mean (Wilson and Hilferty's cube root approximation). */
function poissonLower(count: number, z: number): number {
  if (count <= 0) return 0
  return count * Math.max(0, 1 - 1 / (9 * count) - z / (3 * Math.sqrt(count))) ** 3
}

/** Over all ways to split the slice, the largest expectation counts: a slice must exceed what each of its parents would
 * explain. */
function fromRest(
  sums: Int32Array,
  own: number,
  margins: readonly Margin[],
  total: Int32Array,
  start: number,
  look: number,
  guess: Guess,
): void {
  const both = sums[own + look]! - sums[own + start]!
  const all = total[look]! - total[start]!
  guess.expected = 0
  guess.inverseSize = 0
  for (const m of margins) {
    const left = m.left[m.leftRow + look]! - m.left[m.leftRow + start]!
    const right = m.right[m.rightRow + look]! - m.right[m.rightRow + start]!
    splitExpectation(both, left, right, all, guess)
  }
}

/** Independence of two parts of a slice, judged from the records outside it: of `all` records `left` have the one part,
 * `right` the other, `both` are the slice. Raises `guess` when this split expects more. */
export function splitExpectation(both: number, left: number, right: number, all: number, guess: Guess): void {
  const leftOnly = left - both + 0.5
  const rightOnly = right - both + 0.5
  const expected = (leftOnly * rightOnly) / Math.max(1, all - left - right + both)
  if (expected <= guess.expected) return
  guess.expected = expected
  guess.inverseSize = 1 / leftOnly + 1 / rightOnly
}
