// Runs in a worker thread (server/platform/thread.ts): everything here is arithmetic over one stream's records.
import {
  type CodedSlice,
  type Columns,
  codedSlice,
  type Dimension,
  firstAtOrAfter,
  isInSlice,
  prepareColumns,
  type Records,
} from "../../../stats/slices.ts"
import { typicalWords } from "../../../stats/slices-words.ts"
import { type Calibration, calibrate, type Finding, lookAt, replay } from "../../../stats/watch.ts"
import type { EncodedColumns } from "./columns.ts"
import type { Slice } from "./dimension.ts"

export type { Calibration } from "../../../stats/watch.ts"

export type KnownSlice = { id: string; slice: Slice }

export type LookRequest = {
  columns: EncodedColumns
  /** The day judged, in days since 1970. */
  asOf: number
  /** First weekly look into the past, or null for only the look of `asOf`. */
  historyFrom: number | null
  calibration: Calibration | null
  known: KnownSlice[]
}

/** What stood out at one look, or first in a replay. `alarms` are the days of all looks at which it did. */
export type Found = Finding & {
  firstSeen: number
  alarms: number[]
  /** Whether it stands out on the day judged. */
  current: boolean
  /** Known signals ("k:<id>") and earlier entries ("f:<index>") that hold mostly the same records. */
  sameAs: string[]
}

export type LookResult = { found: Found[]; calibration: Calibration; records: number }

/** Weeks of records before a first look can tell what is ordinary, and before looks into the past are worth taking. */
const leastWeeks = { look: 12, replay: 26 }

/** One look, after a replay of the weeks before where these were never looked at. */
export function look(request: LookRequest): LookResult {
  const { asOf, historyFrom } = request
  const records = decodeColumns(request.columns)
  const begins = records.day.reduce((first, one) => Math.min(first, one), Number.POSITIVE_INFINITY)
  if (asOf < begins + 7 * leastWeeks.look) {
    return { found: [], calibration: request.calibration ?? noCalibration, records: records.day.length }
  }
  const options = watchOptions(records)
  const calibration = request.calibration ?? calibrate(records, asOf, options)
  // Whole weeks back from the day judged, so that the last of them is the look of today.
  const earliest = Math.max(historyFrom ?? asOf, begins + 7 * leastWeeks.replay)
  const from = asOf - 7 * Math.max(0, Math.floor((asOf - earliest) / 7))
  const past = from < asOf ? replay(records, { ...options, from, to: asOf - 7, calibration }) : []
  const now = sharpened(records, asOf, lookAt(records, asOf, { ...options, calibration }), calibration)
  const entries = [
    ...past.map(({ terms: _, ...rest }) => ({ ...rest, until: rest.firstSeen, current: false })),
    ...now.map((finding) => ({ ...finding, firstSeen: asOf, alarms: [asOf], current: true })),
  ]
  const columns = prepareColumns(records)
  const coded = entries.map((entry) => codedSlice(columns, entry.slice))
  const known = request.known.map(({ id, slice }) => ({ id, slice: codedSlice(columns, slice) }))
  const found = entries.map((entry, index) => ({
    ...entry,
    sameAs: [
      ...known.filter((one) => holdsTheSame(columns, entry, coded[index], one.slice)).map((one) => `k:${one.id}`),
      ...entries.flatMap((_, other) =>
        other < index && holdsTheSame(columns, entry, coded[index], coded[other]) ? [`f:${other}`] : [],
      ),
    ],
  }))
  return { found, calibration, records: records.day.length }
}

/** Windows in weeks that tell since when; the longer ones tell that something is there at all. */
const shortWindows = [4, 8, 13]
const longest = shortWindows.at(-1)!

/**
 * Counts are looked at over up to a year, so that slow troubles are found. What began lately is found over that year
 * too; where a short window holds at least four fifths of it, its figures say better how much and since when.
 */
function sharpened(records: Records, asOf: number, findings: Finding[], calibration: Calibration): Finding[] {
  if (records.bad || findings.every((one) => one.weeks <= longest)) return findings
  const short = lookAt(records, asOf, { windows: shortWindows, calibration })
  return findings.map((one) => {
    const name = JSON.stringify(Object.entries(one.slice).sort())
    const same = short.find((other) => JSON.stringify(Object.entries(other.slice).sort()) === name)
    return same && one.weeks > longest && same.observed >= 0.8 * one.observed ? { ...same, score: one.score } : one
  })
}

export type Replayed = Omit<Found, "current" | "sameAs" | "until">

/** A replay of weekly looks between two days. */
export function replayHistory(columns: EncodedColumns, from: number, to: number): Replayed[] {
  const records = decodeColumns(columns)
  if (records.day.length === 0) return []
  return replay(records, { ...watchOptions(records), from, to }).map(({ terms: _, ...rest }) => rest)
}

/** Fewer bad records than this are no pattern a person would act on, however unlikely by chance. */
const watchOptions = (records: Records) => (records.bad ? { minimum: 8 } : {})

/** The words typical of some texts among others, most typical first. */
export const wordsOf = (inside: string[], outside: string[], names: string[]): string[] =>
  typicalWords(inside, outside, { leaveOut: names })

/** Rows of RowBinary as columns. */
export function decodeColumns({ bytes, dims, share }: EncodedColumns): Records {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const day: number[] = []
  const person: number[] = []
  const bad: number[] = []
  const codes: number[][] = dims.map(() => [])
  const offsets: number[][] = dims.map(() => [0])
  let at = 0
  while (at < bytes.length) {
    day.push(view.getInt32(at, true))
    person.push(view.getInt32(at + 4, true))
    at += 8
    if (share) bad.push(bytes[at++]!)
    for (let d = 0; d < dims.length; d++) {
      let count = 1
      if (dims[d]!.list) {
        count = 0
        for (let shift = 0; ; shift += 7) {
          const byte = bytes[at++]!
          count += (byte & 127) << shift
          if (byte < 128) break
        }
      }
      const column = codes[d]!
      for (let k = 0; k < count; k++, at += 4) {
        const code = view.getInt32(at, true)
        if (code >= 0 || !dims[d]!.list) column.push(code)
      }
      offsets[d]!.push(column.length)
    }
  }
  return {
    day: Int32Array.from(day),
    dims: dims.map(
      ({ name, values, list }, d): Dimension => ({
        name,
        values,
        codes: Int32Array.from(codes[d]!),
        ...(list ? { offsets: Int32Array.from(offsets[d]!) } : {}),
      }),
    ),
    person: Int32Array.from(person),
    ...(share ? { bad: Uint8Array.from(bad) } : {}),
  }
}

const noCalibration: Calibration = { looks: 12, byDepth: [] }

/** Two findings are one when they share at least half of the larger one's (bad) records in the window of the first. */
function holdsTheSame(
  columns: Columns,
  window: { since: number; until: number },
  one: CodedSlice | undefined,
  other: CodedSlice | undefined,
): boolean {
  if (!one || !other) return false
  let both = 0
  let ones = 0
  let others = 0
  const end = firstAtOrAfter(columns.day, window.until + 1)
  for (let i = firstAtOrAfter(columns.day, window.since); i < end; i++) {
    if (columns.bad && columns.bad[i] === 0) continue
    const inOne = isInSlice(columns, one, i)
    const inOther = isInSlice(columns, other, i)
    if (inOne) ones++
    if (inOther) others++
    if (inOne && inOther) both++
  }
  return both > 0 && both >= 0.5 * Math.max(ones, others)
}
