import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

export async function openObjection(scope: Scope, linkId: string): Promise<{ id: string; at: Date } | null> {
  const [row] = await scope.query<{ id: string; at: Date }>(sql`
    select id, at from standing_objection
    where organization_id = ${scope.organizationId} and link_id = ${linkId} and withdrawn_at is null order by at desc limit 1`)
  return row ?? null
}

export const insertObjection = (tx: Tx, objection: { id: string; linkId: string; feedbackId: string | null }) =>
  tx.query(sql`
    insert into standing_objection (id, organization_id, link_id, feedback_id, at)
    values (${objection.id}, ${tx.organizationId}, ${objection.linkId}, ${objection.feedbackId}, ${tx.now()})`)

/** How many there were. */
export const withdrawObjections = async (tx: Tx, linkId: string): Promise<number> =>
  (
    await tx.query(sql`
      update standing_objection set withdrawn_at = ${tx.now()}
      where organization_id = ${tx.organizationId} and link_id = ${linkId} and withdrawn_at is null returning 1`)
  ).length

/** Whose link it was; undefined where there is none of this id that still leads somewhere. */
export async function insertRevocation(tx: Tx, linkId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ person_id: string }>(sql`
    with made as (
      insert into standing_revocation (link_id, actor_id, actor_name, at)
      select id, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()} from standing_link
      where id = ${linkId} and organization_id = ${tx.organizationId}
      on conflict do nothing returning link_id)
    select l.person_id from standing_link l join made m on m.link_id = l.id`)
  return row?.person_id
}
