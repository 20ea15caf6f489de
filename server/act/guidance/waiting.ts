import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { approvalBar } from "./policy.ts"
import { needsSecond, versionsOf } from "./store.ts"

/** Guidance that waits for the reader's approval: she may give it, and did not write it herself where that counts. */
export async function guidanceToApprove(scope: Scope): Promise<{ id: string; title: string; askedAt: string }[]> {
  if (!scope.permissions.has("guidance.approve")) return []
  const asked = await scope.query<{ id: string }>(sql`
    select distinct v.guidance_id as id from guidance g join guidance_version v on v.guidance_id = g.id
      join guidance_request r on r.version_id = v.id
    where g.organization_id = ${scope.organizationId}
      and not exists (select 1 from guidance_approval a where a.version_id = v.id)`)
  if (asked.length === 0) return []
  const ids = asked.map((one) => one.id)
  const [versions, second] = await Promise.all([versionsOf(scope, ids), needsSecond(scope)])
  return versions
    .filter((one) => one.approved_at === null && one.withdrawn_at === null && approvalBar(scope, one, second) === null)
    .map((one) => ({ id: one.guidance_id, title: one.title, askedAt: one.requested_at!.toISOString() }))
}
