import { brief, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

/** The problems to which something she said is evidence, under any of her ids. */
export async function problemsHeardFrom(scope: Scope, personIds: readonly string[]): Promise<string[]> {
  const rows = await scope.query<{ problem_id: string }>(
    brief(
      "problems heard from",
      sql`
    select distinct e.problem_id from feedback f join problem_evidence e on e.feedback_id = f.id
    where f.organization_id = ${scope.organizationId} and f.person_id = any(${personIds}::uuid[])`,
    ),
  )
  return rows.map((row) => row.problem_id)
}
