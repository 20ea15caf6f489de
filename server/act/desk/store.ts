import { brief, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { ContactOutcome } from "../guidance/public.ts"

export type ContactRow = {
  id: string
  person_id: string | null
  problem_id: string | null
  guidance_version_id: string | null
  outcome: ContactOutcome
  actor_kind: string
  actor_id: string | null
  at: Date
}

/** The source of feedback that was logged at the desk. */
export const deskSource = "desk"

const lately = 30

/** How often she contacted us in the last 30 days, over all channels. */
export async function countLately(scope: Scope, personIds: readonly string[]): Promise<number> {
  const since = new Date(scope.now().getTime() - lately * 86_400_000)
  const [row] = await scope.query<{ n: number }>(
    brief(
      "contacts lately",
      sql`
    select count(*) as n from feedback where organization_id = ${scope.organizationId}
      and person_id = any(${personIds}::uuid[]) and occurred_at > ${since}
      and kind in ('call', 'chat', 'email', 'ticket', 'complaint')`,
    ),
  )
  return row!.n
}

export async function outcomesOf(
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, { outcome: ContactOutcome; by: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await scope.query<{ id: string; outcome: ContactOutcome; actor_name: string }>(
    brief(
      "outcomes of contacts",
      sql`
    select id, outcome, actor_name from desk_contact where organization_id = ${scope.organizationId} and id = any(${ids}::uuid[])`,
    ),
  )
  return new Map(rows.map((row) => [row.id, { outcome: row.outcome, by: row.actor_name }]))
}

/** False where it is there already. */
export const insertContact = async (
  tx: Tx,
  contact: {
    id: string
    clientId: string
    personId: string | null
    problemId: string | null
    versionId: string | null
    outcome: ContactOutcome
  },
): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into desk_contact (id, organization_id, client_id, person_id, problem_id, guidance_version_id, outcome,
        actor_kind, actor_id, actor_name, at)
      values (${contact.id}, ${tx.organizationId}, ${contact.clientId}, ${contact.personId}, ${contact.problemId},
        ${contact.versionId}, ${contact.outcome}, ${tx.actor.kind}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})
      on conflict do nothing returning id`)
  ).length > 0

export async function lockContact(tx: Tx, id: string): Promise<ContactRow | undefined> {
  const [row] = await tx.query<ContactRow>(sql`
    select * from desk_contact where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return row
}

export const deleteContact = (tx: Tx, id: string) =>
  tx.query(sql`delete from desk_contact where organization_id = ${tx.organizationId} and id = ${id}`)
