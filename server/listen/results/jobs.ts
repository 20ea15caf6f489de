import type { OutboxEvent } from "../../platform/outbox.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Realtime } from "../../platform/realtime.ts"
import type { Stores } from "../../platform/scope.ts"
import type { Versions } from "../surveys/public.ts"
import { type Counted, countedOf, type Given } from "./counted.ts"
import { replaceCounted } from "./store.ts"

/**
 * Responses are counted as they come: a reader of the outbox writes one row for each that is finished or was given up.
 * It may see one twice and leaves one row. While ClickHouse is away it waits, and responses are taken all the same.
 */
export const countResponses =
  (
    { database, clickhouse, versions }: Pick<Stores, "database" | "clickhouse"> & { versions: Versions },
    realtime: Pick<Realtime, "tell">,
  ) =>
  async (events: readonly OutboxEvent[]) => {
    const told = events.filter((event) => countedEvents.has(event.name))
    const erased = events.filter((event) => event.name === "person.erased")
    if (told.length + erased.length === 0) return
    const ids = new Set(told.flatMap(({ payload }) => idsIn(payload)))
    for (const event of erased) for (const id of await erasedSince(database, event)) ids.add(id)
    if (ids.size === 0) return
    const rows = await countable(database, versions, [...ids])
    await replaceCounted({ clickhouse }, [...ids], rows)
    for (const organizationId of new Set([...told, ...erased].map((event) => event.organizationId)))
      await realtime.tell(organizationId, { name: "results.counted" })
  }

const countedEvents: ReadonlySet<string> = new Set(["response.received", "response.abandoned", "response.deleted"])

const idsIn = ({ ids, responseId }: Record<string, unknown>): string[] =>
  Array.isArray(ids) ? (ids as string[]) : typeof responseId === "string" ? [responseId] : []

/** Rows as they are counted, of those of these responses that count (any more). */
async function countable(database: Runner, versions: Versions, ids: readonly string[]): Promise<Counted[]> {
  const given = await database.query<Given>(sql`
    select r.id, r.organization_id, r.survey_id, r.version, r.link_id, l.kind as link_kind, r.language, r.answers, r.variables,
      r.place, r.seconds, r.started_at, r.finished_at
    from response r left join survey_link l on l.id = r.link_id
    where r.id = any(${ids}::uuid[]) and r.human and r.surplus_at is null
      and (r.finished_at is not null or r.abandoned_at is not null)`)
  const counted: Counted[] = []
  for (const one of given) {
    const definition = await versions(one.survey_id, one.version)
    if (definition) counted.push(countedOf(definition, one))
  }
  return counted
}

// Forgetting takes words and variables out of responses in the transaction that the event tells of.
async function erasedSince(database: Runner, event: OutboxEvent): Promise<string[]> {
  const rows = await database.query<{ id: string }>(sql`
    select id from response where organization_id = ${event.organizationId} and erased_at >= ${event.at}::timestamptz - interval '1 hour'`)
  return rows.map((row) => row.id)
}
