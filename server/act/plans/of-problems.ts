import { prepared, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Severity } from "./clock.ts"

/** The open plans of some problems, with nothing but what a caller's page needs. */
export const openPlansOf = (
  scope: Scope,
  problemIds: readonly string[],
): Promise<{ id: string; problemId: string; severity: Severity }[]> =>
  scope.query(
    prepared(
      "open plans of problems",
      sql`
    select p.id, p.problem_id as "problemId", p.severity from plan p
    where p.organization_id = ${scope.organizationId} and p.problem_id = any(${problemIds}::uuid[])
      and not exists (select 1 from plan_closure c where c.plan_id = p.id and c.reopened_at is null)
    order by p.number desc`,
    ),
  )
