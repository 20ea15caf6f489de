import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Condition } from "../interactions/public.ts"
import type { KnownEvent } from "./contract.ts"

/** Events between two days (the end exclusive) that touch what the conditions are about, oldest first. */
export async function eventsBetween(
  scope: Scope,
  from: string,
  to: string,
  where: readonly Condition[],
): Promise<KnownEvent[]> {
  const events = await scope.query<KnownEvent>(sql`
    select id, at, title, kind, slice, link from known_event
    where organization_id = ${scope.organizationId} and at >= ${from}::date and at < ${to}::date order by at, title limit 500`)
  return events.filter((event) => touches(event, where))
}

// An event says what it concerns; it is left out only where the conditions ask for something else.
function touches({ slice }: KnownEvent, where: readonly Condition[]): boolean {
  return where.every(({ field, op, values }) => {
    const concerned = slice[field]
    if (!concerned?.length || op !== "in" || !values) return true
    return values.some((value) => concerned.includes(String(value)))
  })
}

/** Known events, the newest first; `q` is looked for in the title. */
export async function listEvents(
  scope: Scope,
  filter: { ids?: readonly string[]; from?: string; to?: string; q?: string; cursor?: string; limit: number },
): Promise<{ items: KnownEvent[]; next: string | null }> {
  const after = filter.cursor === undefined ? undefined : positionOf(filter.cursor)
  const items = await scope.query<KnownEvent>(sql`
    select id, at, title, kind, slice, link from known_event where organization_id = ${scope.organizationId}
      ${filter.ids ? sql`and id = any(${filter.ids}::uuid[])` : sql``}
      ${filter.from ? sql`and at >= ${filter.from}::date` : sql``} ${filter.to ? sql`and at < ${filter.to}::date` : sql``}
      ${filter.q ? sql`and strpos(lower(title), lower(${filter.q})) > 0` : sql``}
      ${after ? sql`and (at, id) < (${after.at}::date, ${after.id}::uuid)` : sql``}
    order by at desc, id desc limit ${filter.limit}`)
  const last = items.at(-1)
  return { items, next: last && items.length === filter.limit ? `${last.at}_${last.id}` : null }
}

/** Stores those that are not there yet (same day, title and kind); returns their ids. */
export async function insertEvents(tx: Tx, events: readonly KnownEvent[]): Promise<Set<string>> {
  // Two callers with the same list must not both find it missing.
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`known events ${tx.organizationId}`}, 0))`)
  const rows = await tx.query<{ id: string }>(sql`
    insert into known_event (id, organization_id, at, title, kind, slice, link, created_at)
    select x.id, ${tx.organizationId}, x.at, x.title, x.kind, x.slice, x.link, ${tx.now()}
    from (select distinct on (at, title, kind) * from json_to_recordset(${JSON.stringify(events)}::json)
        as g(id uuid, at date, title text, kind text, slice jsonb, link text) order by at, title, kind, id) x
    where not exists (select 1 from known_event k where k.organization_id = ${tx.organizationId}
      and k.at = x.at and k.title = x.title and k.kind = x.kind)
    returning id`)
  return new Set(rows.map((row) => row.id))
}

export const updateEvent = (tx: Tx, event: KnownEvent) =>
  tx.query(sql`
    update known_event set at = ${event.at}, title = ${event.title}, kind = ${event.kind}, slice = ${event.slice},
      link = ${event.link}
    where organization_id = ${tx.organizationId} and id = ${event.id}`)

export const deleteEventRow = async (tx: Tx, id: string) =>
  (
    await tx.query<{ title: string }>(sql`
      delete from known_event where organization_id = ${tx.organizationId} and id = ${id} returning title`)
  )[0]

function positionOf(cursor: string) {
  const [at = "", id = ""] = cursor.split("_")
  if (!/^\d{4}-\d{2}-\d{2}$/.test(at) || Number.isNaN(Date.parse(at)) || !isId(id)) {
    throw coded("cursor.invalid", {}, "cursor")
  }
  return { at, id }
}
