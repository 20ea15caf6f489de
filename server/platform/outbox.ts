import { type Database, json, prepared, type Runner, sql } from "./postgres.ts"
import type { Tx } from "./scope.ts"

/** A change that happened: the same record is audit trail, activity, live update and trigger. */
export type OutboxEvent = {
  id: number
  tx: string
  organizationId: string
  name: string
  record: string | null
  actor: { kind: "member" | "key" | "system"; id: string | null; name: string }
  payload: Record<string, unknown>
  at: string
}

export type Position = { tx: string; id: number }

/** The channel on which PostgreSQL says that there is something new in the outbox. */
export const outboxChannel = "rapport_outbox"

/**
 * Writes an event in the transaction of the change it tells of; after the commit every process hears of it.
 * `record` is "kind:id". The payload holds ids and what changed, never personal data: it is kept in the audit trail.
 */
export async function record(tx: Tx, name: string, about: string | null, payload: Record<string, unknown> = {}) {
  const { kind, id, name: actorName } = tx.actor
  await tx.query(sql`
    insert into outbox (organization_id, name, record, actor_kind, actor_id, actor_name, payload, at)
    values (${tx.organizationId}, ${name}, ${about}, ${kind}, ${id}, ${actorName}, ${json(payload)}, ${tx.now()})`)
  await tx.query(sql`select pg_notify(${outboxChannel}, '')`)
}

/**
 * Says that there is news, for a writer that commits hundreds of times a second. A notification within the transaction
 * would make its commits wait for each other (PostgreSQL holds one lock from there until the commit is on the disk);
 * after the commit and at most each `newsMs` it costs them nothing. One that is lost with the process is made good by
 * the look that every process takes once a second.
 */
export function newsTeller(database: Database): () => void {
  let due: NodeJS.Timeout | undefined
  let more = false
  const say = () => void database.query(sql`select pg_notify(${outboxChannel}, '')`).catch(() => {})
  return () => {
    if (due) {
      more = true
      return
    }
    say()
    due = setTimeout(() => {
      due = undefined
      if (more) say()
      more = false
    }, newsMs)
    due.unref()
  }
}

const newsMs = 50

/**
 * The next events after a position, oldest first, complete: an event whose transaction is still running is not
 * returned yet, and neither is anything begun after it (see db/migrations/0003_outbox.sql).
 */
export async function eventsAfter(runner: Runner, after: Position, limit = 500): Promise<OutboxEvent[]> {
  const rows = await runner.query<Row>(
    prepared(
      "events after",
      sql`
    select ${columns} from outbox
    where (tx, id) > (${after.tx}::xid8, ${after.id}::bigint) and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by outbox.tx, id limit ${limit}`,
    ),
  )
  return rows.map(asEvent)
}

/** The same, from where a durable reader has come to. */
export async function eventsOf(runner: Runner, reader: string, limit: number): Promise<OutboxEvent[]> {
  const rows = await runner.query<Row>(
    prepared(
      "events of a reader",
      sql`
    select ${columns} from outbox
    where (outbox.tx, outbox.id) > (coalesce((select tx from outbox_reader where name = ${reader}), '0'),
        coalesce((select id from outbox_reader where name = ${reader}), 0))
      and outbox.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by outbox.tx, id limit ${limit}`,
    ),
  )
  return rows.map(asEvent)
}

/** Where the outbox ends now. A reader that starts here hears everything committed from now on. */
export async function outboxEnd(runner: Runner): Promise<Position> {
  const [last] = await runner.query<{ tx: string; id: number }>(sql`
    select tx::text, id from outbox where tx < pg_snapshot_xmin(pg_current_snapshot()) order by outbox.tx desc, id desc limit 1`)
  return last ?? { tx: "0", id: 0 }
}

/** How many events a durable reader has not handled yet; counting ends at `limit`. */
export async function eventsAhead(runner: Runner, reader: string, limit: number): Promise<number> {
  const [row] = await runner.query<{ n: number }>(sql`
    select count(*) as n from (
      select 1 from outbox o left join outbox_reader r on r.name = ${reader}
      where (o.tx, o.id) > (coalesce(r.tx, '0'), coalesce(r.id, 0)) limit ${limit}) x`)
  return row!.n
}

export const columns = sql`id, tx::text as tx, organization_id, name, record, actor_kind, actor_id, actor_name, payload, at`

export type Row = {
  id: number
  tx: string
  organization_id: string
  name: string
  record: string | null
  actor_kind: OutboxEvent["actor"]["kind"]
  actor_id: string | null
  actor_name: string
  payload: Record<string, unknown>
  at: Date
}

export const asEvent = (row: Row): OutboxEvent => ({
  id: row.id,
  tx: row.tx,
  organizationId: row.organization_id,
  name: row.name,
  record: row.record,
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
  payload: row.payload,
  at: row.at.toISOString(),
})
