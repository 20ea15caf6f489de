// Count mode: how many records of a slice were to be expected, when nobody knows how many customers it has.
//
// A slice is compared with the rest of the same period: complaints about a component of a model are expected to grow
// with all complaints about that model (its other components) and with all complaints about that component (on other
// models). Whatever moves a whole model, component or the volume as such therefore cancels. On top of that the slice's
// own past counts: what was always high is not news.
import { type Candidate, surprise } from "./scan.ts"
import { type Columns, codesOf, dimensionSets, entriesOf, firstAtOrAfter } from "./slices.ts"

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
    else priors.set(dims.join(), pairPriors(columns, series, built, total, looks, settings))
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

/** Cumulative weekly counts of all supported cells over one set of dimensions, one row of bins + 1 per cell. */
type Series = { dims: number[]; keys: Float64Array; row: (key: number) => number; sums: Int32Array; width: number }

type Partition = { left: Series; right: Series; leftAt: number[]; rightAt: number[] }

function buildSeries(columns: Columns, dims: number[], binOf: Int32Array, bins: number, minimum: number): Series {
  const { records, keys, span } = entriesOf(columns, dims, 0, binOf.length)
  const table = new CodeTable(keys, span, minimum)
  const width = bins + 1
  const sums = new Int32Array(table.kept * width)
  for (let j = 0; j < keys.length; j++) {
    const row = table.row(keys[j]!)
    if (row >= 0) sums[row * width + binOf[records ? records[j]! : j]! + 1]!++
  }
  for (let row = 0; row < table.kept; row++) {
    for (let b = row * width; b < row * width + bins; b++) sums[b + 1]! += sums[b]!
  }
  return { dims, keys: table.keys, row: (key) => table.row(key), sums, width }
}

/** Rows for the combined codes that occur at least `minimum` times: a plain array while small, open addressing beyond. */
class CodeTable {
  readonly keys: Float64Array
  readonly kept: number
  private readonly dense: Int32Array | undefined
  private readonly slots: Float64Array
  private readonly rows: Int32Array
  private readonly mask: number

  constructor(keys: Float64Array | Int32Array, span: number, minimum: number) {
    const dense = span <= 1 << 22
    let capacity = 16
    if (!dense) while (capacity < 2 * Math.min(keys.length, span)) capacity *= 2
    this.mask = capacity - 1
    this.slots = new Float64Array(dense ? 0 : capacity).fill(-1)
    this.rows = new Int32Array(dense ? span : capacity)
    this.dense = dense ? this.rows : undefined
    for (let j = 0; j < keys.length; j++) if (keys[j]! >= 0) this.rows[this.slot(keys[j]!)]!++
    const held: number[] = []
    for (let s = 0; s < this.rows.length; s++) {
      const enough = this.rows[s]! >= minimum
      this.rows[s] = enough ? held.push(dense ? s : this.slots[s]!) - 1 : -1
    }
    this.keys = Float64Array.from(held)
    this.kept = held.length
  }

  row(key: number): number {
    if (key < 0) return -1
    if (this.dense) return this.dense[key]!
    const slot = this.slot(key)
    return this.rows[slot]!
  }

  private slot(key: number): number {
    if (this.dense) return key
    let slot =
      (Math.imul(key % 0x7fffffff, 0x9e3779b1) ^ Math.imul(Math.floor(key / 0x7fffffff), 0x85ebca77)) & this.mask
    while (this.slots[slot] !== key && this.slots[slot] !== -1) slot = (slot + 1) & this.mask
    if (this.slots[slot] === -1) this.slots[slot] = key
    return slot
  }
}

/** How much the shares of single values ordinarily change from one year to the next (variance of the logarithm, less
 * the Poisson part), for each look from the two years before the yearly mark ahead of it. */
function singleDrifts(series: Series, total: Int32Array, looks: readonly number[]): Float64Array {
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
function pairPriors(
  columns: Columns,
  series: Series,
  built: Map<string, Series>,
  total: Int32Array,
  looks: readonly number[],
  settings: CountSettings,
): Float64Array {
  const [first, second] = series.dims.map((d) => built.get(String(d))!) as [Series, Series]
  const size = Math.max(1, columns.dims[series.dims[0]!]!.values.length)
  const known = new Map<number, number>()
  return Float64Array.from(looks, (look) => {
    const mark = Math.max(Math.min(look, YEAR), look - (look % YEAR))
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
      prior = spread > TIED ? 0 : Math.min(settings.priorSize, 1 / Math.expm1(spread))
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
  if (ratios.length < 10) return 0
  const middle = median(ratios)
  const deviation = 1.4826 * median(ratios.map((r) => Math.abs(r - middle)))
  return Math.max(1e-6, deviation ** 2 - noise / ratios.length)
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[sorted.length >> 1]!
}

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
/** Spread of ln(observed / expected) from which two dimensions count as one thing said twice. */
const TIED = 1.5

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
