import { asEvent, columns, type OutboxEvent, type Row } from "../../platform/outbox.ts"
import { type Sql, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { AuditFilter } from "./contract.ts"

type Page = { before?: number; limit: number }

/** What people (and Rapport) did, newest first: of one record, or in the whole organization. */
export async function listActivity(
  scope: Scope,
  filter: Page & { record?: string; names?: readonly string[]; since?: Date },
): Promise<OutboxEvent[]> {
  const rows = await scope.query<Row>(sql`
    select ${columns} from outbox where organization_id = ${scope.organizationId} and ${isActivity}
      ${filter.record ? sql`and record = ${filter.record}` : sql``}
      ${filter.names ? sql`and name = any(${filter.names})` : sql``}
      ${filter.since ? sql`and at >= ${filter.since}` : sql``}
      ${filter.before === undefined ? sql`` : sql`and id < ${filter.before}`}
    order by id desc limit ${filter.limit}`)
  return rows.map(asEvent)
}

/** Every change and every look at personal data, newest first. Who was told of what is no change. */
export async function listAudit(scope: Scope, filter: AuditFilter & Page): Promise<OutboxEvent[]> {
  const rows = await scope.query<Row>(sql`
    select ${columns} from outbox where organization_id = ${scope.organizationId} and name not like 'notification.%'
      ${actorIs(filter.actor)} ${nameIs(filter.name)}
      ${filter.record ? sql`and record = ${filter.record}` : sql``}
      ${filter.from ? sql`and at >= ${filter.from}::timestamptz` : sql``}
      ${filter.to ? sql`and at < ${filter.to}::timestamptz` : sql``}
      ${filter.before === undefined ? sql`` : sql`and id < ${filter.before}`}
    order by id desc limit ${filter.limit}`)
  return rows.map(asEvent)
}

function actorIs(actor: string | undefined): Sql {
  if (actor === undefined) return sql``
  return actor === "system" ? sql`and actor_kind = 'system'` : sql`and actor_id = ${actor}`
}

function nameIs(name: string | undefined): Sql {
  if (name === undefined) return sql``
  return name.includes(".") ? sql`and name = ${name}` : sql`and starts_with(name, ${`${name}.`})`
}

// Word for word the condition of the index outbox_activity, or PostgreSQL would not use it.
const isActivity = sql`name not in ('feedback.received', 'feedback.rethemed', 'record.read', 'person.read', 'delivery.received', 'hub_record.received', 'hub_record.changed', 'delivery.read') and name not like 'notification.%'`
