import { newId } from "../ids.ts"
import { record } from "../outbox.ts"
import { sql } from "../postgres.ts"
import type { TestOrganization } from "./world.ts"

/** A signal as if it had just been found, for tests of what people do with one. Returns its id. */
export async function aSignal(
  { scope }: TestOrganization,
  options: { product?: string; departmentIds?: readonly string[]; active?: boolean } = {},
): Promise<string> {
  const id = newId()
  const today = scope.now().toISOString().slice(0, 10)
  const slice = { product: options.product ?? "Aria 2", component: "Fan motor" }
  await scope.transaction(async (tx) => {
    await tx.query(sql`
      insert into signal (id, organization_id, number, stream, slice, first_seen, began, since, until, last_seen, weeks, observed,
        expected, ratio, ratio_low, ratio_high, n, people, score, recurrence_weeks, active, told_observed, found_at)
      values (${id}, ${tx.organizationId},
        (select coalesce(max(number), 0) + 1 from signal where organization_id = ${tx.organizationId}), 'contacts', ${slice},
        ${today}, ${today}, ${today}, ${today}, ${today}, 8, 41, 9.3, 4.4, 3.1, 6, 41, 37, 12, 500, ${options.active ?? true}, 41,
        ${tx.now()})`)
    for (const departmentId of options.departmentIds ?? []) {
      await tx.query(sql`
        insert into signal_assignment (signal_id, department_id, actor_name, at)
        values (${id}, ${departmentId}, 'Rapport', ${tx.now()})`)
    }
    await record(tx, "signal.found", `signal:${id}`, {
      headline: `Complaints about ${slice.product}: 41 in 8 weeks where 9.3 were expected`,
      active: options.active ?? true,
    })
  })
  return id
}
