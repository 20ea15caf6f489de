import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Audience, AudienceDefinition } from "./contract.ts"

export type AudienceRow = {
  id: string
  name: string
  definition: AudienceDefinition
  version: number
  people: number | null
  counted_at: Date | null
  uses: { record: string; label: string }[]
  created_by: string
  created_at: Date
  updated_by: string
  updated_at: Date
}

/** By name. The cursor is the last one's name. */
export const listAudiences = (
  scope: Scope,
  { id, q, after, limit = 100 }: { id?: string; q?: string; after?: string; limit?: number } = {},
): Promise<AudienceRow[]> =>
  scope.query<AudienceRow>(sql`
    select a.*, coalesce((select json_agg(json_build_object('record', u.record, 'label', u.label) order by u.used_at)
      from audience_use u where u.audience_id = a.id), '[]') as uses
    from audience a where a.organization_id = ${scope.organizationId}
      ${id ? sql`and a.id = ${id}` : sql``}
      ${q ? sql`and strpos(lower(a.name), lower(${q})) > 0` : sql``}
      ${after === undefined ? sql`` : sql`and lower(a.name) > lower(${after})`}
    order by lower(a.name) limit ${limit}`)

export async function lockAudience(tx: Tx, id: string): Promise<AudienceRow | undefined> {
  await tx.query(sql`select 1 from audience where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return (await listAudiences(tx, { id }))[0]
}

export const isNameTaken = async (tx: Tx, name: string, exceptId: string) =>
  (
    await tx.query(sql`
      select 1 from audience where organization_id = ${tx.organizationId} and lower(name) = lower(${name}) and id <> ${exceptId}`)
  ).length > 0

export const insertAudience = (tx: Tx, one: { id: string; name: string; definition: AudienceDefinition }) =>
  tx.query(sql`
    insert into audience (id, organization_id, name, definition, created_by, created_at, updated_by, updated_at)
    values (${one.id}, ${tx.organizationId}, ${one.name}, ${json(one.definition)}, ${tx.actor.name}, ${tx.now()}, ${tx.actor.name}, ${tx.now()})`)

export const updateAudience = (tx: Tx, one: { id: string; name: string; definition: AudienceDefinition }) =>
  tx.query(sql`
    update audience set name = ${one.name}, definition = ${json(one.definition)}, version = version + 1,
      updated_by = ${tx.actor.name}, updated_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${one.id}`)

export const deleteAudienceRow = (tx: Tx, id: string) =>
  tx.query(sql`delete from audience where organization_id = ${tx.organizationId} and id = ${id}`)

/** Notes how many an audience holds, unless its rules changed meanwhile. Returns whether the number is another one. */
export async function saveCount(
  scope: Scope,
  one: Pick<AudienceRow, "id" | "version">,
  people: number,
): Promise<boolean> {
  const rows = await scope.query<{ changed: boolean }>(sql`
    with before as (select people from audience where id = ${one.id})
    update audience set people = ${people}, counted_at = ${scope.now()}
    where organization_id = ${scope.organizationId} and id = ${one.id} and version = ${one.version}
    returning (select people from before) is distinct from people as changed`)
  return rows[0]?.changed ?? false
}

/** While it is used, an audience is not deleted. The same record uses it once. */
export const useAudience = (tx: Tx, audienceId: string, record: string, label: string) =>
  tx.query(sql`
    insert into audience_use (audience_id, record, label, used_by, used_at)
    select a.id, ${record}, ${label}, ${tx.actor.name}, ${tx.now()} from audience a
    where a.id = ${audienceId} and a.organization_id = ${tx.organizationId}
    on conflict (audience_id, record) do update set label = excluded.label`)

export const releaseAudience = (tx: Tx, audienceId: string, record: string) =>
  tx.query(sql`
    delete from audience_use u using audience a
    where a.id = u.audience_id and a.organization_id = ${tx.organizationId} and u.audience_id = ${audienceId} and u.record = ${record}`)

export const presented = (row: AudienceRow): Audience => ({
  id: row.id,
  name: row.name,
  definition: row.definition,
  version: row.version,
  people: row.people,
  countedAt: row.counted_at?.toISOString() ?? null,
  uses: row.uses,
  created: { name: row.created_by, at: row.created_at.toISOString() },
  updated: { name: row.updated_by, at: row.updated_at.toISOString() },
})
