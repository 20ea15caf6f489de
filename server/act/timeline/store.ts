import { asEvent, columns, type OutboxEvent, type Row } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

export type Star = { event_id: number; actor_name: string; at: Date }

/**
 * What happened about a plan, newest first, read from the outbox: events that name the plan, and those of the records
 * it belongs to. Nothing is copied, so nothing can be told differently here than in the audit trail.
 */
export async function eventsOfPlan(
  scope: Scope,
  plan: { id: string; records: readonly string[] },
  page: { before?: number; only?: { names: readonly string[] }; limit: number },
): Promise<OutboxEvent[]> {
  const narrowed = sql`
    ${page.before === undefined ? sql`` : sql`and id < ${page.before}`}
    and not (name = any(${hidden})) and name not like 'notification.%'
    ${
      page.only
        ? sql`and (name = any(${page.only.names}) or id in (select event_id from plan_star where plan_id = ${plan.id}))`
        : sql``
    }`
  // Two indexes, one each: of events that name the plan, and of events by record.
  const rows = await scope.query<Row>(sql`
    select ${columns} from (
      (select * from outbox where organization_id = ${scope.organizationId} and payload ? 'planId'
        and payload ->> 'planId' = ${plan.id} ${narrowed} order by id desc limit ${page.limit})
      union
      (select * from outbox where organization_id = ${scope.organizationId} and record = any(${plan.records})
        ${narrowed} order by id desc limit ${page.limit})
    ) outbox order by id desc limit ${page.limit}`)
  return rows.map(asEvent)
}

export const starsOf = (scope: Scope, planId: string, eventIds: readonly number[]): Promise<Star[]> =>
  scope.query<Star>(sql`
    select event_id, actor_name, at from plan_star where plan_id = ${planId} and event_id = any(${eventIds}::bigint[])`)

export async function saveStar(tx: Tx, planId: string, eventId: number): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into plan_star (plan_id, event_id, actor_id, actor_name, at)
    values (${planId}, ${eventId}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()}) on conflict do nothing returning 1`)
  return rows.length > 0
}

export const deleteStar = async (tx: Tx, planId: string, eventId: number): Promise<boolean> =>
  (await tx.query(sql`delete from plan_star where plan_id = ${planId} and event_id = ${eventId} returning 1`)).length >
  0

// True, but not what somebody reading a plan's story wants to know.
const hidden = [
  "record.read",
  "person.read",
  "plan.exported",
  "plan.starred",
  "plan.unstarred",
  "plan.subscribed",
  "plan.unsubscribed",
  "workstream.task_added",
  "workstream.task_changed",
  "workstream.task_removed",
  "workstream.unlinked",
  "comment.changed",
  "comment.removed",
]
