import { isWithin, type Slice } from "./dimension.ts"
import type { Found } from "./engine.ts"
import { dayNumber, episodeDays, type Figures, hasOutgrown, isoDay, isUntouched, type SignalRow } from "./signal.ts"
import type { NewSignal } from "./store.ts"

/** A finding with its figures as they are stored. */
export type Entry = Found & { figures: Figures }

export type Change =
  /** Nothing known holds it: a signal of its own. */
  | { kind: "new"; index: number; signal: Omit<NewSignal, "id" | "active"> }
  /** It belongs to a known signal, or to one made by an earlier entry. */
  | { kind: "fold"; index: number; home: Home; change: Partial<NewSignal>; comesBack: boolean; grew: boolean }

export type Home = { id: string } | { index: number }

/**
 * What a look's findings mean for the signals of one stream. Repeats fold into the signal they repeat: the same slice,
 * or one that holds mostly the same records, within half a year. What was dismissed keeps its slice and everything in
 * it quiet, until it has clearly outgrown what was dismissed (`hasOutgrown`).
 */
export function changesOf(stream: string, entries: readonly Entry[], known: readonly SignalRow[]): Change[] {
  const changes: Change[] = []
  const homes = new Map<number, Home>()
  const fresh = new Set<string>()
  entries.forEach((entry, index) => {
    const like = [
      ...known.filter((one) => sameSlice(one.slice, entry.slice)),
      ...known.filter((one) => entry.sameAs.includes(`k:${one.id}`)),
    ]
    const dismissed =
      like.find((one) => one.dismissal) ?? known.find((one) => one.dismissal && isWithin(entry.slice, one.slice))
    if (dismissed?.dismissal && !hasOutgrown(entry.figures, dismissed.dismissal)) return
    const home = dismissed && like.includes(dismissed) ? dismissed : like.find((one) => isStillOn(one, entry))
    if (home) {
      const first = !fresh.has(home.id)
      fresh.add(home.id)
      homes.set(index, { id: home.id })
      changes.push(fold(index, entry, home, first))
      return
    }
    const earlier = entry.sameAs
      .filter((name) => name.startsWith("f:"))
      .map((name) => Number(name.slice(2)))
      .find((other) => homes.has(other) && isWithinEpisode(entries[other]!, entry))
    if (earlier !== undefined) {
      const made = homes.get(earlier)!
      homes.set(index, made)
      changes.push({
        kind: "fold",
        index,
        home: made,
        change: later(entry, sameSlice(entries[earlier]!.slice, entry.slice) || entry.current),
        comesBack: false,
        grew: false,
      })
      return
    }
    homes.set(index, { index })
    changes.push({
      kind: "new",
      index,
      signal: {
        stream,
        slice: entry.slice,
        first_seen: isoDay(entry.firstSeen),
        began: entry.figures.since,
        last_seen: isoDay(entry.alarms.at(-1) ?? entry.firstSeen),
        alarms: entry.alarms.map(isoDay),
        ...entry.figures,
      },
    })
  })
  return changes
}

export const sameSlice = (a: Slice, b: Slice) => isWithin(a, b) && isWithin(b, a)

function fold(index: number, entry: Entry, home: SignalRow, first: boolean): Change {
  const comesBack = home.dismissal !== null
  const same = sameSlice(home.slice, entry.slice)
  // A sharper or wider slice replaces the one shown only while nobody has acted on what it showed.
  const replaces = first && entry.figures.until >= home.until && (same || (entry.current && isUntouched(home)))
  const change = later(entry, replaces)
  return {
    kind: "fold",
    index,
    home: { id: home.id },
    change: {
      ...change,
      first_seen: earliest(home.first_seen, isoDay(entry.firstSeen)),
      began: earliest(home.began, entry.figures.since),
      last_seen: latest(home.last_seen, change.last_seen!),
      alarms: [...new Set([...home.alarms, ...change.alarms!])].sort(),
    },
    comesBack,
    grew: replaces && entry.current && entry.figures.observed >= 1.5 * home.told_observed,
  }
}

function later(entry: Entry, withFigures: boolean): Partial<NewSignal> {
  return {
    ...(withFigures ? { ...entry.figures, slice: entry.slice } : {}),
    last_seen: isoDay(entry.alarms.at(-1) ?? entry.firstSeen),
    alarms: entry.alarms.map(isoDay),
  }
}

const isStillOn = (known: SignalRow, entry: Entry) =>
  Math.abs(entry.firstSeen - dayNumber(known.last_seen)) <= episodeDays ||
  (entry.firstSeen >= dayNumber(known.first_seen) && entry.firstSeen <= dayNumber(known.last_seen))

const isWithinEpisode = (earlier: Entry, entry: Entry) =>
  entry.firstSeen - (earlier.alarms.at(-1) ?? earlier.firstSeen) <= episodeDays

const earliest = (a: string, b: string) => (a < b ? a : b)
const latest = (a: string, b: string) => (a > b ? a : b)
