import { newId } from "../ids.ts"
import { sql } from "../postgres.ts"
import type { TestOrganization } from "./world.ts"

/** A problem as if somebody had accepted it, for tests of what is done about one. Returns its id. */
export async function aProblem(
  { scope }: TestOrganization,
  options: { statement?: string; slice?: Record<string, string> } = {},
): Promise<string> {
  const id = newId()
  await scope.query(sql`
    insert into problem (id, organization_id, number, statement, slice, created_by, created_at)
    values (${id}, ${scope.organizationId},
      (select coalesce(max(number), 0) + 1 from problem where organization_id = ${scope.organizationId}),
      ${options.statement ?? "The fan of my purifier dies within weeks"},
      ${options.slice ?? { product: "Aria 2", component: "Fan motor" }}, 'Rapport', ${scope.now()})`)
  return id
}
