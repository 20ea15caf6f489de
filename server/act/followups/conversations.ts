import { rootsOf } from "../../listen/people/public.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { State } from "./followup.ts"
import { listFollowups } from "./store.ts"

/** Somebody speaks with this customer, or is about to. */
export type OpenConversation = {
  id: string
  number: number
  personId: string
  reason: string
  state: State
  owner: { id: string; name: string } | null
  department: { id: string; name: string } | null
  since: string
  promisedAt: string
}

/** The open conversations with these people: who writes to them otherwise should know. */
export async function openFollowupsOf(scope: Scope, personIds: readonly string[]): Promise<OpenConversation[]> {
  const roots = [...new Set((await rootsOf(scope, personIds)).values())]
  if (roots.length === 0) return []
  const rows = await listFollowups(scope, { personIds: roots, state: "live" }, { limit: 10_000 })
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    personId: row.person_id,
    reason: row.reason,
    state: row.state,
    owner: row.owner_id ? { id: row.owner_id, name: row.owner_name ?? "" } : null,
    department: row.department_id ? { id: row.department_id, name: row.department_name ?? "" } : null,
    since: row.since.toISOString(),
    promisedAt: row.promised_at.toISOString(),
  }))
}

/** Whom of these people somebody speaks with, or is about to; by the ids they were asked by. */
export const personIdsInFollowups = async (scope: Scope, personIds: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await scope.query<{ id: string }>(sql`
        select distinct a.id from person a join person p on p.root_id = a.root_id join followup f on f.person_id = p.id
        where a.organization_id = ${scope.organizationId} and a.id = any(${personIds}::uuid[]) and f.state <> 'closed'`)
    ).map((row) => row.id),
  )
