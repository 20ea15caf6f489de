import { eventsBetween, type KnownEvent } from "../../listen/known-events/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { json, sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { Thread } from "../../platform/thread.ts"
import { dictionariesOf, readColumns } from "./columns.ts"
import type { Backtest, BacktestInput, BacktestResult } from "./contract.ts"
import { chooseDimensions, possibleDimensions, type Slice, sliceLabel } from "./dimension.ts"
import type { Replayed } from "./engine.ts"
import { dimensionsFor, memoryDays } from "./look.ts"
import { dayNumber, isoDay } from "./signal.ts"
import { streamOf, streamSql } from "./stream.ts"
import { backgroundTexts, textsOfSlice } from "./texts.ts"

/**
 * Asks "what would Rapport have told us, and when?" over the organization's own history; worked out in the background.
 * Throws `backtest.no_data` where the time has no records.
 */
export async function askBacktest(scope: Scope, request: BacktestInput): Promise<string> {
  mustBeAllowed(scope, "read")
  if (!(await rangeOf(scope, request.stream ?? "contacts", request))) throw coded("backtest.no_data")
  return scope.transaction(async (tx) => {
    const id = newId()
    await tx.query(sql`
      insert into backtest (id, organization_id, request, state, actor_name, created_at)
      values (${id}, ${tx.organizationId}, ${json(request)}, 'waiting', ${tx.actor.name}, ${tx.now()})`)
    await record(tx, "backtest.asked", `backtest:${id}`, {})
    return id
  })
}

/** Works out a waiting backtest; `tell` hears of progress. A run that was interrupted begins again. */
export async function runBacktest(scope: Scope, thread: Thread, id: string, tell: (progress: number) => Promise<void>) {
  const [row] = await scope.query<{ request: BacktestInput; state: string }>(sql`
    select request, state from backtest where organization_id = ${scope.organizationId} and id = ${id}`)
  if (!row || row.state === "done") return
  const reach = async (progress: number) => {
    await scope.query(sql`update backtest set state = 'running', progress = ${progress} where id = ${id}`)
    await tell(progress)
  }
  try {
    await reach(0.02)
    const result = await workOut(scope, thread, row.request, reach)
    await scope.transaction(async (tx) => {
      await tx.query(sql`
        update backtest set state = 'done', progress = 1, result = ${json(result)}, finished_at = ${tx.now()} where id = ${id}`)
      await record(tx, "backtest.done", `backtest:${id}`, {
        signals: result.signals.length,
        missed: result.missed,
        medianLeadWeeks: result.medianLeadWeeks,
      })
    })
    await tell(1)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await scope.query(sql`
      update backtest set state = 'failed', error = ${reason.slice(0, 500)}, finished_at = ${scope.now()} where id = ${id}`)
    throw error
  }
}

export async function listBacktests(scope: Scope): Promise<Backtest[]> {
  const rows = await scope.query<BacktestRow>(sql`
    select id, state, progress, request, error, actor_name, created_at, finished_at, null as result from backtest
    where organization_id = ${scope.organizationId} order by created_at desc limit 100`)
  return rows.map(asBacktest)
}

/** The last finished look back that had known events to be early for. */
export async function latestBacktest(
  scope: Scope,
): Promise<{ events: number; medianLeadWeeks: number | null; at: string } | null> {
  const [row] = await scope.query<{ events: number; lead: number | null; at: Date }>(sql`
    select jsonb_array_length(result->'events') as events, (result->>'medianLeadWeeks')::float8 as lead, finished_at as at
    from backtest where organization_id = ${scope.organizationId} and state = 'done' and jsonb_array_length(result->'events') > 0
    order by finished_at desc limit 1`)
  return row ? { events: row.events, medianLeadWeeks: row.lead, at: row.at.toISOString() } : null
}

export async function findBacktest(scope: Scope, id: string): Promise<Backtest> {
  const [row] = await scope.query<BacktestRow>(sql`
    select id, state, progress, request, error, actor_name, created_at, finished_at, result from backtest
    where organization_id = ${scope.organizationId} and id = ${id}`)
  if (!row) throw notFound("backtest", id)
  return asBacktest(row)
}

type BacktestRow = {
  id: string
  state: Backtest["state"]
  progress: number
  request: BacktestInput
  error: string | null
  actor_name: string
  created_at: Date
  finished_at: Date | null
  result: BacktestResult | null
}

const asBacktest = (row: BacktestRow): Backtest => ({
  id: row.id,
  state: row.state,
  progress: row.progress,
  request: row.request,
  from: row.result?.from ?? row.request.from ?? null,
  to: row.result?.to ?? row.request.to ?? null,
  error: row.error,
  createdAt: row.created_at.toISOString(),
  createdBy: row.actor_name,
  finishedAt: row.finished_at?.toISOString() ?? null,
  result: row.result,
})

async function workOut(
  scope: Scope,
  thread: Thread,
  request: BacktestInput,
  reach: (progress: number) => Promise<void>,
): Promise<BacktestResult> {
  const stream = streamOf(request.stream ?? "contacts")
  const range = await rangeOf(scope, stream.key, request)
  if (!range) throw coded("backtest.no_data")
  const dims = request.dims ?? dimensionsFor(stream, chooseDimensions(await possibleDimensions(scope)))
  const from = dayNumber(range.from)
  const columns = await readColumns(
    scope,
    stream,
    await dictionariesOf(scope, dims),
    isoDay(from - memoryDays),
    range.to,
  )
  await reach(0.1)
  // Looks a week apart that end on the last day.
  const to = dayNumber(range.to)
  const first = to - 7 * Math.floor((to - from) / 7)
  const replayed = await thread.call<Replayed[]>("replayHistory", columns, first, to)
  await reach(0.85)
  const background = replayed.length > 0 ? await backgroundTexts(scope, stream.key, range.to) : []
  const signals: BacktestResult["signals"] = []
  for (const one of replayed) {
    const window = { slice: one.slice, since: isoDay(one.since), until: isoDay(one.firstSeen) }
    const inside = await textsOfSlice(scope, stream.key, window, 200)
    const terms = await thread.call<string[]>(
      "wordsOf",
      inside.map((comment) => comment.text),
      background.map((comment) => comment.text),
      Object.values(one.slice),
    )
    signals.push({
      firstSeen: window.until,
      slice: one.slice,
      sliceLabel: sliceLabel(one.slice),
      since: window.since,
      observed: one.observed,
      expected: one.expected,
      ratio: [...one.ratio],
      people: one.people > 0 ? one.people : one.observed,
      terms,
      alarms: one.alarms.map(isoDay),
    })
  }
  const events = await knownEvents(scope, request, range)
  return {
    stream: { key: stream.key, label: stream.label, unit: stream.unit },
    ...range,
    dims,
    signals,
    ...leadsOf(signals, events),
  }
}

/**
 * How long before each event its signal was first seen. A signal speaks of an event when their slices agree in every
 * dimension both name (the same value, or the same at the upper level: "Engine: Cooling" and "Engine"), at least one, and
 * it names the component wherever the event does. Events that concern everything have no signal and are left out.
 */
export function leadsOf(signals: readonly { firstSeen: string; slice: Slice }[], events: readonly KnownEvent[]) {
  const leads = events
    .filter((event) => Object.values(event.slice).some((values) => values.length > 0))
    .map((event) => {
      const index = signals.findIndex((signal) => signal.firstSeen < event.at && speaksOf(signal.slice, event.slice))
      const weeks = index < 0 ? null : (dayNumber(event.at) - dayNumber(signals[index]!.firstSeen)) / 7
      return {
        id: event.id,
        title: event.title,
        at: event.at,
        leadWeeks: weeks === null ? null : Math.round(weeks * 10) / 10,
        signal: index < 0 ? null : index,
      }
    })
  const warned = leads.flatMap((one) => one.leadWeeks ?? []).sort((a, b) => a - b)
  const middle = warned.length >> 1
  return {
    events: leads,
    missed: leads.length - warned.length,
    medianLeadWeeks:
      warned.length === 0
        ? null
        : warned.length % 2 === 1
          ? warned[middle]!
          : Math.round(5 * (warned[middle - 1]! + warned[middle]!)) / 10,
  }
}

function speaksOf(slice: Slice, event: Record<string, string[]>): boolean {
  const shared = Object.keys(slice).filter((field) => (event[field]?.length ?? 0) > 0)
  if (shared.length === 0 || (event.component?.length && !shared.includes("component"))) return false
  return shared.every((field) => event[field]!.some((value) => top(value) === top(slice[field]!)))
}

const top = (value: string) => value.split(":")[0]!.trim()

async function knownEvents(scope: Scope, request: BacktestInput, range: { from: string; to: string }) {
  if (request.eventIds === undefined) return []
  const events = await eventsBetween(scope, range.from, isoDay(dayNumber(range.to) + 1), [])
  const { eventIds } = request
  return eventIds === "all" ? events : events.filter((event) => eventIds.includes(event.id))
}

/** The days a stream's records cover, within what was asked for; the first look comes a year after the first record. */
async function rangeOf(scope: Scope, stream: string, request: { from?: string | undefined; to?: string | undefined }) {
  const { records, values } = streamSql(stream)
  const [row] = await scope.clickhouse.rows<{ records: number; first: string; last: string }>(
    `select count() as records, toString(toDate(min(occurred_at), 'UTC')) as first, toString(toDate(max(occurred_at), 'UTC')) as last
     from interaction where organization_id = {o:UUID} and ${records}
       and occurred_at < toDate({to:String}) + 1`,
    { o: scope.organizationId, to: request.to ?? "2100-01-01", ...values },
  )
  if (!row || row.records === 0) return null
  const from = request.from && request.from > row.first ? request.from : row.first
  return from > row.last ? null : { from, to: row.last, records: row.records }
}
