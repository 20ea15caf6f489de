// The watch over all slices: one look, and the replay of a history look by look.
import type { Calibration } from "./null.ts"
import type { Candidate } from "./scan.ts"
import { type Bins, countCandidates } from "./scan-count.ts"
import { fitRates, type Rates } from "./scan-rates.ts"
import { type Explained, type Selected, selectFindings, supersedes } from "./scan-select.ts"
import { shareCandidates } from "./scan-share.ts"
import {
  type CodedSlice,
  type Columns,
  firstAtOrAfter,
  namedSlice,
  prepareColumns,
  type Records,
  type Slice,
} from "./slices.ts"
import { typicalWords } from "./slices-words.ts"
import { describeFinding, type Finding, recordsOfSlice } from "./watch-finding.ts"
import { type WatchOptions, type WatchSettings, watchSettings } from "./watch-settings.ts"

export type { Finding, Rival } from "./watch-finding.ts"
export type { WatchOptions } from "./watch-settings.ts"

/** A finding followed over time. */
export type Signal = Omit<Finding, "until"> & {
  /** Day of the first look at which it stood out. All figures are of that look. */
  firstSeen: number
  /** Days of all looks at which it stood out. */
  alarms: number[]
  terms: string[]
}

export type ReplayOptions = WatchOptions & {
  /** First and last look, in days since 1970; a look sees the records of its own day and before. */
  from: number
  to: number
  /** Days between looks, a multiple of 7 (default 7). */
  step?: number
}

/** What stands out on `asOf`, from records of that day and before; strongest first. */
export function lookAt(records: Records, asOf: number, options: WatchOptions = {}): Finding[] {
  const columns = prepareColumns(records, options.separator)
  const settings = watchSettings(columns, asOf, options)
  const [candidates] = candidatesAt(columns, [asOf], settings) as [Candidate[]]
  const picked = selectFindings(columns, candidates, [], asOf, settings.select)
  return picked.map((pick) => describe(columns, pick, asOf, settings))
}

/** The calibration a look would use, to be kept and passed to later looks while the dimensions stay the same. */
export function calibrate(records: Records, asOf: number, options: WatchOptions = {}): Calibration {
  const columns = prepareColumns(records, options.separator)
  return watchSettings(columns, asOf, { ...options, calibration: undefined }).calibration
}

/**
 * The signals a weekly watch would have raised between two days, in the order of their first appearance. A repeated
 * alarm of the same slice, or of a slice above or below it that holds mostly the same records, is folded into the
 * first.
 * @throws RangeError when step is not a multiple of 7 or from is after to.
 */
export function replay(records: Records, options: ReplayOptions): Signal[] {
  const step = options.step ?? 7
  if (step <= 0 || step % 7 !== 0) throw new RangeError(`The step must be a multiple of 7 days, not ${step}.`)
  if (options.from > options.to) throw new RangeError("The first look is after the last.")
  const columns = prepareColumns(records, options.separator)
  const looks: number[] = []
  for (let day = options.from; day <= options.to; day += step) looks.push(day)
  const settings = watchSettings(columns, options.from, options)
  const candidates = candidatesAt(columns, looks, settings)
  const followed: Followed[] = []
  for (let k = 0; k < looks.length; k++) follow(columns, followed, candidates[k]!, looks[k]!, settings)
  return followed.map(({ finding, alarms, slice }) => {
    const { until, ...rest } = finding
    const terms = options.texts ? termsOf(columns, slice, finding.since, until, options.texts) : []
    return { firstSeen: until, ...rest, alarms, terms }
  })
}

/** Candidates for each of the look days (ascending, whole weeks apart). */
function candidatesAt(columns: Columns, looks: readonly number[], settings: WatchSettings): Candidate[][] {
  if (columns.bad) {
    let rates: Rates | undefined
    return looks.map((day) => {
      const look = shareCandidates(columns, day, settings.share, rates)
      rates = look.rates
      return look.candidates
    })
  }
  const first = looks[0]!
  const start = columns.size > 0 ? columns.day[0]! : first
  const before = Math.max(1, Math.ceil((first - start + 1) / 7))
  const bins: Bins = { origin: first - 7 * before, count: before + Math.round((looks[looks.length - 1]! - first) / 7) }
  return countCandidates(
    columns,
    bins,
    looks.map((day) => (day - bins.origin) / 7),
    settings.count,
  )
}

type Followed = { slice: CodedSlice; finding: Finding; alarms: number[]; share: number }

/** An alarm that has been quiet for a year no longer explains anything. */
const HOLD_DAYS = 364

function follow(
  columns: Columns,
  followed: Followed[],
  candidates: readonly Candidate[],
  day: number,
  settings: WatchSettings,
): void {
  const active = followed.filter((f) => day - f.alarms[f.alarms.length - 1]! <= HOLD_DAYS)
  const fresh = candidates.filter((c) => !active.some((f) => isSameSlice(f.slice, c.slice)))
  const explained: (Explained & { by?: Followed })[] = []
  for (const one of active) {
    const now = candidates.find((c) => isSameSlice(c.slice, one.slice))
    if (now) {
      one.share = Math.min(1, now.expected / now.observed)
      if (now.score > settings.select.thresholds[now.slice.dims.length - 1]!) one.alarms.push(day)
    }
    // In count mode expectations contain the parents' level, and every description stands by itself.
    if (columns.bad && fresh.some((c) => supersedes(columns, c, one.slice, now, day, settings.select))) continue
    explained.push({ slice: one.slice, share: one.share, by: one })
  }
  for (const pick of selectFindings(columns, fresh, explained, day, settings.select)) {
    const home = followed.find((f) => isSameSlice(f.slice, pick.slice)) ?? explained.find((e) => e === pick.nested)?.by
    if (home) {
      if (home.alarms[home.alarms.length - 1] !== day) home.alarms.push(day)
    } else if (!pick.nested) {
      const finding = describe(columns, pick, day, settings)
      followed.push({ slice: pick.slice, finding, alarms: [day], share: pick.expected / pick.observed })
    }
  }
}

function describe(columns: Columns, pick: Selected, day: number, settings: WatchSettings): Finding {
  if (!columns.bad) return describeFinding(columns, pick, day, settings.calibration)
  const longest = settings.share.windows[settings.share.windows.length - 1]!
  const lo = firstAtOrAfter(columns.day, day - 7 * longest + 1)
  const from = firstAtOrAfter(columns.day, day - 7 * (longest + settings.share.baseWeeks) + 1)
  return describeFinding(columns, pick, day, settings.calibration, fitRates(columns, from, lo).probability)
}

function isSameSlice(a: CodedSlice, b: CodedSlice): boolean {
  return a.dims.length === b.dims.length && a.dims.every((d, j) => d === b.dims[j] && a.codes[j] === b.codes[j])
}

const BACKGROUND = 2000

/** Words of the slice's records against those of the other records of the year before. */
function termsOf(
  columns: Columns,
  slice: CodedSlice,
  since: number,
  until: number,
  texts: readonly string[],
): string[] {
  const inside = recordsOfSlice(columns, slice, since, until)
  const within = new Set(inside)
  const lo = firstAtOrAfter(columns.day, until - 364)
  const hi = firstAtOrAfter(columns.day, until + 1)
  const stride = Math.max(1, Math.ceil((hi - lo) / BACKGROUND))
  const outside: string[] = []
  for (let i = lo; i < hi; i += stride) {
    const from = columns.source[i]!
    if (!within.has(from)) outside.push(texts[from] ?? "")
  }
  // What the slice is called is no news.
  const names = Object.values(namedSlice(columns, slice))
  return typicalWords(
    inside.map((from) => texts[from] ?? ""),
    outside,
    { leaveOut: names },
  )
}

export type { Calibration, Records, Slice }
