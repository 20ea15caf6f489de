import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Thread } from "../../platform/thread.ts"
import { type Dictionary, dictionariesOf, readColumns } from "./columns.ts"
import { chooseDimensions, isWithin, possibleDimensions } from "./dimension.ts"
import type { Found, LookResult } from "./engine.ts"
import { changesOf, type Entry, type Home, sameSlice } from "./episode.ts"
import { headlineOf } from "./headline.ts"
import { dayNumber, type Figures, isoDay, quietDays, type SignalRow } from "./signal.ts"
import { deleteAct, insertSignal, listSignals, lockLook, restQuiet, saveAct, updateSignal } from "./store.ts"
import { type Stream, streamsOf } from "./stream.ts"
import { backgroundTexts, type Comment, textsOfSlice } from "./texts.ts"
import { abandonLook, beginLook, calibrationOf, endLook, saveCalibration, watchingOf } from "./watching.ts"

export type LookReport = { looked: boolean; found: number; asOf: string | null }

/**
 * Looks at everything an organization watches: reads each stream's columns, has them analysed in the thread, and keeps
 * what stood out as signals. Does nothing when neither new feedback nor a new day has come since the last look, unless
 * `again`. Where weeks were never looked at (first look, imported history, days without the program) they are replayed
 * first, so that a signal's `first_seen` is the day it would have been seen.
 */
export async function lookAround(
  scope: Scope,
  thread: Thread,
  options: { again?: boolean; replay?: boolean } = {},
): Promise<LookReport> {
  const before = await watchingOf(scope)
  const data = await dataOf(scope, before.last_look_at, before.last_as_of)
  if (data.items === 0) return { looked: false, found: 0, asOf: null }
  const now = Math.min(scope.now().getTime(), Date.parse(data.last) + day)
  const asOf = isoDay(Math.floor(now / day))
  if (!options.again && !options.replay && data.items === before.last_items && asOf === before.last_as_of) {
    return { looked: false, found: 0, asOf }
  }
  await beginLook(scope)
  try {
    const dims = before.dims ?? chooseDimensions(await possibleDimensions(scope))
    const streams = await streamsOf(scope, asOf)
    const historyFrom = historyStart(before, data, asOf, options.replay ?? false)
    let found = 0
    const dictionaries = await dictionariesOf(scope, dims)
    for (const stream of streams) found += await lookAtStream(scope, thread, stream, dictionaries, asOf, historyFrom)
    await endLook(scope, { asOf, items: data.items, streams, dims })
    return { looked: true, found, asOf }
  } catch (error) {
    await abandonLook(scope)
    throw error
  }
}

const day = 86_400_000
/** Longest past that any expectation rests on: four years and a year's window, in days. */
export const memoryDays = 5 * 364 + 28

type Data = { items: number; last: string; late: number }

/** How much feedback there is, until when, and how much of it came since the last look but is older than that look's day. */
async function dataOf(scope: Scope, lookedAt: Date | null, lookedAsOf: string | null): Promise<Data> {
  const [row] = await scope.clickhouse.rows<Data>(
    `select count() as items, formatDateTime(max(occurred_at), '%Y-%m-%dT%H:%i:%SZ', 'UTC') as last,
       countIf(received_at > parseDateTime64BestEffort({at:String}, 3, 'UTC') and occurred_at < toDate({asOf:String}) - 14) as late
     from interaction where organization_id = {o:UUID} and fact = 'feedback' and metric = ''`,
    { o: scope.organizationId, at: (lookedAt ?? new Date(0)).toISOString(), asOf: lookedAsOf ?? "1970-01-01" },
  )
  return row!
}

/** The first day to replay from, or null where nothing was missed. */
function historyStart(
  before: { history_weeks: number; last_as_of: string | null; last_items: number },
  data: Data,
  asOf: string,
  replay: boolean,
): number | null {
  const today = dayNumber(asOf)
  const farthest = today - 7 * before.history_weeks
  if (replay || before.last_as_of === null || data.late >= Math.max(200, 0.02 * before.last_items)) return farthest
  const last = dayNumber(before.last_as_of)
  return today - last > 7 ? Math.max(farthest, last) : null
}

async function lookAtStream(
  scope: Scope,
  thread: Thread,
  stream: Stream,
  dictionaries: readonly Dictionary[],
  asOf: string,
  historyFrom: number | null,
): Promise<number> {
  const today = dayNumber(asOf)
  const dims = dimensionsFor(
    stream,
    dictionaries.map((one) => one.name),
  )
  const columns = await readColumns(
    scope,
    stream,
    dictionaries.filter((one) => dims.includes(one.name)),
    isoDay((historyFrom ?? today) - memoryDays),
    asOf,
  )
  const known = await listSignals(scope, { stream: stream.key })
  const calibration = await calibrationOf(scope, stream.key, dims, asOf)
  const result = await thread.call<LookResult>("look", {
    columns,
    asOf: today,
    historyFrom,
    calibration,
    known: known.map(({ id, slice }) => ({ id, slice })),
  })
  if (stream.mode === "share" && !calibration) await saveCalibration(scope, stream.key, dims, asOf, result.calibration)
  const words = wordFinder(scope, thread, stream, asOf)
  const entries: Entry[] = []
  for (const found of result.found) {
    const before = known.find((one) => sameSlice(one.slice, found.slice) && found.observed < 1.5 * one.observed)
    const terms = before && before.terms.length > 0 ? before.terms : await words(found)
    entries.push({ ...found, figures: figuresOf(found, terms) })
  }
  return scope.transaction((tx) => keep(tx, stream, entries, asOf))
}

/**
 * How many contacts come by phone or by chat depends on which channels are open: that says nothing about what was made.
 * For shares of bad outcomes the way they came matters, unless nothing else is known.
 */
export function dimensionsFor(stream: Stream, dims: readonly string[]): string[] {
  const without = dims.filter((field) => field !== "channel" && field !== "touchpoint")
  return stream.mode === "count" && without.length > 0 ? without : [...dims]
}

/** Finds the typical words of findings; what is ordinary is read once, when it is first needed. */
function wordFinder(scope: Scope, thread: Thread, stream: Stream, asOf: string) {
  let background: Promise<Comment[]> | undefined
  return async (found: Found): Promise<string[]> => {
    background ??= backgroundTexts(scope, stream.key, asOf)
    const window = { slice: found.slice, since: isoDay(found.since), until: isoDay(found.until) }
    const inside = await textsOfSlice(scope, stream.key, window, 150)
    const ids = new Set(inside.map((one) => one.id))
    return thread.call<string[]>(
      "wordsOf",
      inside.map((one) => one.text),
      (await background).filter((one) => !ids.has(one.id)).map((one) => one.text),
      Object.values(found.slice),
    )
  }
}

const figuresOf = (found: Found, terms: string[]): Figures => ({
  since: isoDay(found.since),
  until: isoDay(found.until),
  weeks: found.weeks,
  observed: found.observed,
  expected: found.expected,
  ratio: found.ratio[0],
  ratio_low: found.ratio[1],
  ratio_high: found.ratio[2],
  n: found.n,
  // Where no record names a person, each stands for somebody.
  people: found.people > 0 ? found.people : found.observed,
  score: found.score,
  recurrence_weeks: Math.min(found.recurrenceWeeks, 1e6),
  rivals: found.rivals,
  terms,
})

async function keep(tx: Tx, stream: Stream, entries: readonly Entry[], asOf: string): Promise<number> {
  await lockLook(tx)
  const quietBefore = isoDay(dayNumber(asOf) - quietDays + 1)
  const known = await listSignals(tx, { stream: stream.key })
  const others = await listSignals(tx, {})
  const byId = new Map(known.map((one) => [one.id, one]))
  const made = new Map<number, string>()
  const idOf = (home: Home) => ("id" in home ? home.id : made.get(home.index)!)
  for (const change of changesOf(stream.key, entries, known)) {
    if (change.kind === "new") {
      const id = newId()
      made.set(change.index, id)
      const active = change.signal.last_seen >= quietBefore
      await insertSignal(tx, { ...change.signal, id, active })
      const echo = others.find((one) => isEchoOf(one, change.signal, stream.key))
      if (echo) await saveAct(tx, "merge", id, { into_id: echo.merge?.into_id ?? echo.id })
      continue
    }
    const id = idOf(change.home)
    const before = byId.get(id)
    const merged = { ...change.change }
    if (!before) await foldIntoNew(tx, id, merged)
    else {
      const active = (merged.last_seen ?? before.last_seen) >= quietBefore
      const told = change.grew || change.comesBack ? (merged.observed ?? before.observed) : before.told_observed
      await updateSignal(tx, id, { ...merged, active, told_observed: told })
      const now = { ...before, ...merged, active }
      byId.set(id, now)
      if (change.comesBack) {
        await deleteAct(tx, "dismissal", id)
        await tell(tx, "signal.returned", id, now, { reason: "grew" })
      } else if (change.grew && !before.merge && !before.snooze) await tell(tx, "signal.grew", id, now)
    }
  }
  await restQuiet(tx, stream.key, quietBefore)
  // Told with the figures of today, not those of the first look of a replay.
  for (const found of made.size > 0 ? await listSignals(tx, { ids: [...made.values()] }) : []) {
    await tell(tx, "signal.found", found.id, found, found.merge ? { mergedInto: found.merge.into_id } : {})
  }
  return made.size
}

/** A later finding of this look into a signal that an earlier one made. */
async function foldIntoNew(tx: Tx, id: string, change: Partial<Figures> & { last_seen?: string; alarms?: string[] }) {
  const [made] = await listSignals(tx, { ids: [id] })
  if (!made) return
  await updateSignal(tx, id, {
    ...change,
    last_seen: [made.last_seen, change.last_seen ?? ""].sort().at(-1)!,
    alarms: [...new Set([...made.alarms, ...(change.alarms ?? [])])].sort(),
    active: true,
    told_observed: change.observed ?? made.told_observed,
  })
}

/**
 * The same problem seen twice: another stream stands out at the same time for the same part of the world (one slice
 * within the other), or for a part that does not contradict it, of the same component or in the same words.
 */
function isEchoOf(other: SignalRow, signal: Seen, stream: string) {
  if (other.stream === stream || other.dismissal) return false
  const apart = Math.max(
    dayNumber(signal.first_seen) - dayNumber(other.last_seen),
    dayNumber(other.first_seen) - dayNumber(signal.last_seen),
  )
  if (apart > 56) return false
  const outer = [other.slice, signal.slice].find((one) => isWithin(signal.slice, one) && isWithin(other.slice, one))
  if (outer && (Object.keys(outer).length >= 2 || "component" in outer || "batch" in outer)) return true
  const shared = Object.keys(signal.slice).filter((field) => field in other.slice)
  const agree = shared.length > 0 && shared.every((field) => signal.slice[field] === other.slice[field])
  if (agree && shared.includes("component")) return true
  return agree && signal.terms.filter((term) => other.terms.includes(term)).length >= 3
}

type Seen = Pick<SignalRow, "slice" | "first_seen" | "last_seen" | "terms">

type Told = Parameters<typeof headlineOf>[0] & { number: number; active: boolean; first_seen: string }

/** An event with the headline in it, so that feeds and mails need not ask again. */
function tell(tx: Tx, name: string, id: string, signal: Told, more: Record<string, unknown> = {}) {
  const { headline, headlineKey, params } = headlineOf(signal)
  return record(tx, name, `signal:${id}`, {
    number: signal.number,
    headline,
    headlineKey,
    params,
    stream: signal.stream,
    slice: signal.slice,
    // A signal of the past, found in imported history, is news to nobody's inbox.
    active: signal.active,
    firstSeen: signal.first_seen,
    ...more,
  })
}

export const organizationsWithFeedback = (runner: { query: Scope["query"] }) =>
  runner.query<{ organization_id: string }>(sql`
    select o.id as organization_id from organization o where exists (select 1 from feedback f where f.organization_id = o.id)`)
