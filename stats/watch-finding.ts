// A finding as a person reads it: slice, size with interval, who, and why this slice and not its neighbours.
import { type Calibration, recurrenceWeeks } from "./null.ts"
import { observedToExpected } from "./rates.ts"
import type { Candidate } from "./scan.ts"
import { type Guess, splitExpectation } from "./scan-count.ts"
import { type CodedSlice, type Columns, firstAtOrAfter, isInSlice, namedSlice, type Slice } from "./slices.ts"

export type Finding = {
  slice: Slice
  /** First day of the window that stands out most; `until` is the day of the look. */
  since: number
  until: number
  weeks: number
  observed: number
  expected: number
  /** Observed / expected with its exact 95 % interval (Garwood), the expectation taken as known. */
  ratio: [estimate: number, low: number, high: number]
  /** Different persons behind the observed records; the records themselves where persons are unknown. */
  people: number
  /** Records in the window: equal to `observed` in count mode, the exposure in share mode. */
  n: number
  /** Log-likelihood ratio; comparable between slices of the same number of values. */
  score: number
  /** Weeks between two alarms like this one if nothing were wrong. */
  recurrenceWeeks: number
  rivals: Rival[]
}

export type Rival = { relation: "wider" | "beside"; slice: Slice; observed: number; expected: number }

/** @param probability share mode: the ordinary probability of a bad record. */
export function describeFinding(
  columns: Columns,
  candidate: Candidate,
  day: number,
  calibration: Calibration,
  probability?: (record: number) => number,
): Finding {
  const since = day - 7 * candidate.weeks + 1
  const lo = firstAtOrAfter(columns.day, since)
  const hi = firstAtOrAfter(columns.day, day + 1)
  const ratio = observedToExpected(candidate.observed, candidate.expected)
  return {
    slice: namedSlice(columns, candidate.slice),
    since,
    until: day,
    weeks: candidate.weeks,
    observed: candidate.observed,
    expected: candidate.expected,
    ratio: [ratio.estimate ?? 0, ratio.low ?? 0, ratio.high ?? 0],
    people: peopleIn(columns, candidate.slice, lo, hi),
    n: candidate.records,
    score: candidate.score,
    recurrenceWeeks: recurrenceWeeks(calibration, candidate.slice.dims.length, candidate.score),
    rivals: rivalsOf(columns, candidate.slice, lo, hi, probability),
  }
}

/** Indices, in the records as given, of the slice's (bad) records between two days, both included. */
export function recordsOfSlice(columns: Columns, slice: CodedSlice, since: number, until: number): number[] {
  const found: number[] = []
  const hi = firstAtOrAfter(columns.day, until + 1)
  for (let i = firstAtOrAfter(columns.day, since); i < hi; i++) {
    if ((!columns.bad || columns.bad[i] === 1) && isInSlice(columns, slice, i)) found.push(columns.source[i]!)
  }
  return found
}

function peopleIn(columns: Columns, slice: CodedSlice, lo: number, hi: number): number {
  const persons = new Set<number>()
  let records = 0
  for (let i = lo; i < hi; i++) {
    if ((columns.bad && columns.bad[i] === 0) || !isInSlice(columns, slice, i)) continue
    records++
    if (columns.person && columns.person[i]! >= 0) persons.add(columns.person[i]!)
  }
  return columns.person ? persons.size : records
}

/** The slices one step wider, and for each dimension the four other values with most records beside it. */
function rivalsOf(
  columns: Columns,
  slice: CodedSlice,
  lo: number,
  hi: number,
  probability?: (record: number) => number,
): Rival[] {
  const rivals: Rival[] = []
  const add = (relation: Rival["relation"], rival: CodedSlice) => {
    const { observed, expected } = measure(columns, rival, lo, hi, probability)
    rivals.push({ relation, slice: namedSlice(columns, rival), observed, expected })
  }
  slice.dims.forEach((d, j) => {
    const rest: CodedSlice = {
      dims: slice.dims.filter((_, k) => k !== j),
      codes: slice.codes.filter((_, k) => k !== j),
    }
    if (rest.dims.length > 0) add("wider", rest)
    const { values, codes, offsets } = columns.dims[d]!
    const counts = new Int32Array(values.length)
    for (let i = lo; i < hi; i++) {
      if ((columns.bad && columns.bad[i] === 0) || !isInSlice(columns, rest, i)) continue
      for (let k = offsets ? offsets[i]! : i; k < (offsets ? offsets[i + 1]! : i + 1); k++) {
        if (codes[k]! >= 0) counts[codes[k]!]!++
      }
    }
    const others = [...counts.keys()].filter((code) => code !== slice.codes[j] && counts[code]! > 0)
    for (const code of others.sort((a, b) => counts[b]! - counts[a]!).slice(0, 4)) {
      add("beside", { dims: slice.dims, codes: slice.codes.map((own, k) => (k === j ? code : own)) })
    }
  })
  return rivals
}

function measure(
  columns: Columns,
  slice: CodedSlice,
  lo: number,
  hi: number,
  probability?: (record: number) => number,
): { observed: number; expected: number } {
  return probability ? measureShare(columns, slice, lo, hi, probability) : measureCount(columns, slice, lo, hi)
}

function measureShare(columns: Columns, slice: CodedSlice, lo: number, hi: number, probability: (i: number) => number) {
  let observed = 0
  let base = 0
  let outside = 0
  let outsideBase = 0
  for (let i = lo; i < hi; i++) {
    if (isInSlice(columns, slice, i)) {
      observed += columns.bad![i]!
      base += probability(i)
    } else {
      outside += columns.bad![i]!
      outsideBase += probability(i)
    }
  }
  return { observed, expected: outsideBase > 0 ? (base * outside) / outsideBase : base }
}

/** As the scan expects it from the rest of the same weeks; for a single value, its share in the year before. */
function measureCount(columns: Columns, slice: CodedSlice, lo: number, hi: number) {
  const only = (at: number[]): CodedSlice => ({
    dims: at.map((j) => slice.dims[j]!),
    codes: at.map((j) => slice.codes[j]!),
  })
  const count = (part: CodedSlice, from: number, to: number) => {
    let n = 0
    for (let i = from; i < to; i++) if (isInSlice(columns, part, i)) n++
    return n
  }
  const observed = count(slice, lo, hi)
  if (slice.dims.length === 1) {
    const from = lo < columns.size ? firstAtOrAfter(columns.day, columns.day[lo]! - 364) : lo
    const before = count(slice, from, lo)
    return { observed, expected: ((before + 0.5) / Math.max(1, lo - from - before)) * (hi - lo - observed) }
  }
  const guess: Guess = { expected: 0, inverseSize: 0 }
  for (const j of slice.dims.length === 2 ? [1] : [0, 1, 2]) {
    const left = slice.dims.map((_, k) => k).filter((k) => k !== j)
    splitExpectation(observed, count(only(left), lo, hi), count(only([j]), lo, hi), hi - lo, guess)
  }
  return { observed, expected: guess.expected }
}
