import { asEvent, columns, type Row } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { reachOf } from "./affected.ts"
import { chartOf } from "./chart.ts"
import { changesAt, conditionsOf, effectsOf, eventsOf, streamConditions, whereOf } from "./evidence.ts"
import { presented } from "./present.ts"
import { dayNumber, isoDay, type SignalRow } from "./signal.ts"
import { mergedInto } from "./store.ts"
import { voicesOf } from "./voices.ts"

/** Everything the page of one signal shows. */
export async function pageOf(scope: Scope, signal: SignalRow) {
  const conditions = await conditionsOf(scope, signal.slice)
  const [weeks, voices, events, effects, counted, merged, history, reach] = await Promise.all([
    chartOf(scope, signal),
    voicesOf(scope, signal),
    eventsOf(scope, signal, conditions),
    effectsOf(scope, signal, conditions),
    streamConditions(scope, signal.stream),
    mergedInto(scope, signal.id),
    historyOf(scope, signal.id),
    reachOf(scope, signal),
  ])
  return {
    ...presented(scope, signal),
    reach,
    chart: { weeks, firstSeen: signal.first_seen, events },
    ...whereOf(signal),
    voices,
    query: { where: [...conditions, ...counted], from: signal.since, to: isoDay(dayNumber(signal.until) + 1) },
    changes: await changesAt(scope, signal, events),
    effects,
    merged: merged.map((one) => presented(scope, one)),
    history,
  }
}

async function historyOf(scope: Scope, id: string) {
  const rows = await scope.query<Row>(sql`
    select ${columns} from outbox where organization_id = ${scope.organizationId} and record = ${`signal:${id}`}
    order by outbox.id desc limit 100`)
  return rows.map(asEvent).map((event) => ({
    id: String(event.id),
    name: event.name,
    at: event.at,
    actor: { kind: event.actor.kind, name: event.actor.name },
    record: event.record,
    sentenceKey: `activity.${event.name}`,
    params: event.payload,
  }))
}
