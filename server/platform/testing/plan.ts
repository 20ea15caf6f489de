import { newId } from "../ids.ts"
import { json, sql } from "../postgres.ts"
import type { TestOrganization } from "./world.ts"

/** An open plan for a problem with a product and a batch, as it would stand after somebody took it up. */
export async function aPlan(
  { id: organizationId, scope }: Pick<TestOrganization, "id" | "scope">,
  options: { statement?: string; slice?: Record<string, string>; affected?: object; title?: string } = {},
): Promise<{ planId: string; problemId: string }> {
  const [planId, problemId] = [newId(), newId()]
  const [lead] = await scope.query<{ id: string; name: string }>(sql`
    select m.id, u.name from member m join "user" u on u.id = m.user_id
    where m.organization_id = ${organizationId} and m.role = 'owner' limit 1`)
  const slice = options.slice ?? { product: "Aria 2", batch: "7" }
  await scope.query(sql`
    insert into problem (id, organization_id, number, statement, slice, affected, created_by, created_at)
    select ${problemId}, ${organizationId}, (select coalesce(max(number), 0) + 1 from problem where organization_id = ${organizationId}),
      ${options.statement ?? "My fan stops and smells burnt"}, ${json(slice)}, ${json(options.affected ?? null)}, 'Somebody', ${scope.now()}`)
  const promise = { guidance_live: 4, first_notice: 24, fix_shipped: 336, verified: 1008 }
  await scope.query(sql`
    insert into plan (id, organization_id, number, problem_id, title, severity, playbook, lead_id, lead_name, promise, opened_by, opened_at)
    select ${planId}, ${organizationId}, (select coalesce(max(number), 0) + 1 from plan where organization_id = ${organizationId}),
      ${problemId}, ${options.title ?? "The fan motor of batch 7"}, 'unusable', 'product_defect', ${lead!.id}, ${lead!.name},
      ${json(promise)}, ${lead!.name}, ${scope.now()}`)
  return { planId, problemId }
}
