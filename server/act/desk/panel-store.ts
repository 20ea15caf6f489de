import { createHash } from "node:crypto"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

export type PanelKeyRow = { id: string; sealed: string; start: string; created_by: string; created_at: Date }
export type PanelOriginRow = { origin: string; added_by: string; added_at: Date }

export const panelKeys = (scope: Scope): Promise<PanelKeyRow[]> =>
  scope.query<PanelKeyRow>(sql`
    select id, sealed, start, created_by, created_at from panel_key where organization_id = ${scope.organizationId} order by created_at`)

export const panelOrigins = (scope: Scope): Promise<PanelOriginRow[]> =>
  scope.query<PanelOriginRow>(sql`
    select origin, added_by, added_at from panel_origin where organization_id = ${scope.organizationId} order by origin`)

/** The sites that may frame the panel of the organization with this slug. */
export const sitesOf = async (runner: Runner, slug: string): Promise<string[]> =>
  (
    await runner.query<{ origin: string }>(sql`
      select p.origin from panel_origin p join organization o on o.id = p.organization_id where o.slug = ${slug} order by p.origin`)
  ).map((row) => row.origin)

export const insertPanelKey = (tx: Tx, key: { id: string; sealed: string; start: string }) =>
  tx.query(sql`
    insert into panel_key (id, organization_id, sealed, start, created_by, created_at)
    values (${key.id}, ${tx.organizationId}, ${key.sealed}, ${key.start}, ${tx.actor.name}, ${tx.now()})`)

export const deletePanelKey = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.query(sql`delete from panel_key where organization_id = ${tx.organizationId} and id = ${id} returning id`))
    .length > 0

export const insertPanelOrigin = async (tx: Tx, origin: string): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into panel_origin (organization_id, origin, added_by, added_at)
      values (${tx.organizationId}, ${origin}, ${tx.actor.name}, ${tx.now()}) on conflict do nothing returning origin`)
  ).length > 0

export const deletePanelOrigin = async (tx: Tx, origin: string): Promise<boolean> =>
  (
    await tx.query(sql`
      delete from panel_origin where organization_id = ${tx.organizationId} and origin = ${origin} returning origin`)
  ).length > 0

/** False where the link has been opened before. */
export async function takeEntry(tx: Tx, signature: string): Promise<boolean> {
  await tx.query(sql`delete from panel_entry where at < ${new Date(tx.now().getTime() - 3_600_000)}`)
  const hash = createHash("sha256").update(signature).digest("hex")
  const rows = await tx.query(sql`
    insert into panel_entry (organization_id, signature_hash, at) values (${tx.organizationId}, ${hash}, ${tx.now()})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

export async function organizationOfSlug(runner: Runner, slug: string) {
  const [row] = await runner.query<{ id: string; slug: string; name: string }>(
    sql`select id, slug, name from organization where slug = ${slug}`,
  )
  return row
}

export async function agentByEmail(scope: Scope, email: string) {
  const [row] = await scope.query<{ id: string; name: string; locale: string | null }>(sql`
    select m.id, u.name, u.locale from member m join "user" u on u.id = m.user_id
    where m.organization_id = ${scope.organizationId} and u.email = ${email.trim().toLowerCase()}`)
  return row
}
