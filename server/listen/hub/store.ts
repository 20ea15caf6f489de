import { json, type Runner, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { RecordInput, RecordQuery } from "./contract.ts"

export type HubRecord = {
  id: string
  tenant_id: string
  submission_id: string
  field_id: string
  user_id: string | null
  fields: Pick<RecordInput, "field_type" | "source_type" | "source_name" | "field_label" | "language" | "metadata"> &
    Pick<RecordInput, "value_text" | "value_number" | "value_boolean" | "value_date">
  collected_at: Date
  created_at: Date
  updated_at: Date
}

const columns = sql`id, tenant_id, submission_id, field_id, user_id, fields, collected_at, created_at, updated_at`

/** Returns false where this answer of the submission is there already. */
export async function insertRecord(tx: Tx, one: HubRecord): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into hub_record (id, organization_id, tenant_id, submission_id, field_id, user_id, fields, collected_at, created_at, updated_at)
    values (${one.id}, ${tx.organizationId}, ${one.tenant_id}, ${one.submission_id}, ${one.field_id}, ${one.user_id}, ${json(one.fields)},
      ${one.collected_at}, ${one.created_at}, ${one.updated_at})
    on conflict do nothing returning id`)
  return rows.length > 0
}

export async function findRecord(scope: Scope, id: string, held = false): Promise<HubRecord | undefined> {
  const [row] = await scope.query<HubRecord>(sql`
    select ${columns} from hub_record where organization_id = ${scope.organizationId} and id = ${id} ${held ? sql`for update` : sql``}`)
  return row
}

export const updateRecord = (tx: Tx, one: HubRecord) =>
  tx.query(sql`
    update hub_record set user_id = ${one.user_id}, fields = ${json(one.fields)}, updated_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${one.id}`)

export type Submission = { tenant_id: string; submission_id: string }

/** Returns whose submissions they were part of. */
export const deleteRecords = (tx: Tx, which: { id: string } | { userId: string; tenantId: string | undefined }) =>
  tx.query<Submission>(sql`
    delete from hub_record where organization_id = ${tx.organizationId} and ${
      "id" in which
        ? sql`id = ${which.id}`
        : sql`user_id = ${which.userId} ${which.tenantId === undefined ? sql`` : sql`and tenant_id = ${which.tenantId}`}`
    } returning tenant_id, submission_id`)

export const recordsOf = (scope: Scope, { tenant_id, submission_id }: Submission) =>
  scope.query<HubRecord>(sql`
    select ${columns} from hub_record
    where organization_id = ${scope.organizationId} and tenant_id = ${tenant_id} and submission_id = ${submission_id}
    order by collected_at, id limit 500`)

/** Newest first; `after` is the last one of the page before. */
export const listRecords = (scope: Scope, query: RecordQuery, after?: { at: Date; id: string }) =>
  scope.query<HubRecord>(sql`
    select ${columns} from hub_record where ${whereOf(scope, query)}
      ${after ? sql`and (collected_at < ${after.at} or (collected_at = ${after.at} and id > ${after.id}::uuid))` : sql``}
    order by collected_at desc, id limit ${query.limit}`)

export async function countRecords(scope: Scope, query: RecordQuery): Promise<number> {
  const [row] = await scope.query<{ n: number }>(
    sql`select count(*) as n from hub_record where ${whereOf(scope, query)}`,
  )
  return row!.n
}

function whereOf(scope: Scope, query: RecordQuery): Sql {
  const own = (name: "submission_id" | "field_id" | "user_id") => {
    const value = query[name]
    const column = { submission_id: sql`submission_id`, field_id: sql`field_id`, user_id: sql`user_id` }[name]
    return value === undefined ? sql`` : sql`and ${column} = ${value}`
  }
  const inside = (name: "source_type" | "source_id" | "field_group_id" | "field_type") =>
    query[name] === undefined ? sql`` : sql`and fields->>${name}::text = ${query[name]}`
  return sql`organization_id = ${scope.organizationId} and tenant_id = ${query.tenant_id}
    ${own("submission_id")} ${own("field_id")} ${own("user_id")}
    ${inside("source_type")} ${inside("source_id")} ${inside("field_group_id")} ${inside("field_type")}
    ${query.since ? sql`and collected_at >= ${query.since}` : sql``} ${query.until ? sql`and collected_at <= ${query.until}` : sql``}`
}

/** What a person wrote under an id of hers goes; that she answered stays. Called while her ids are known. */
export const forgetRecords = (tx: Runner & Pick<Tx, "organizationId">, ids: readonly string[]) =>
  tx.query(sql`
    update hub_record r set user_id = null, fields = r.fields - 'value_text' - 'metadata'
    where r.organization_id = ${tx.organizationId} and (
      exists (select 1 from person_identity i where i.person_id = any(${ids}::uuid[]) and i.kind = 'external' and i.value = r.user_id)
      or exists (select 1 from feedback f where f.organization_id = r.organization_id and f.source = 'formbricks-hub'
        and f.external_id = left(r.tenant_id || '/' || r.submission_id, 300) and f.person_id = any(${ids}::uuid[])))`)
