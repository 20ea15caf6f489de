import { anInteraction, type Interaction, insertInteractions } from "../../listen/interactions/public.ts"
import { newId } from "../ids.ts"
import { sql } from "../postgres.ts"
import type { TestOrganization } from "./world.ts"

type Success = { metric: string; where: object[]; expected: { direction: "up" | "down"; size: number }; by: string }

/** An open plan as its own slice stores it, led by the owner, for tests of what becomes of plans. */
export async function aPlan(
  organization: TestOrganization,
  options: { success?: Success; shipped?: string; openedAt?: string; title?: string } = {},
): Promise<{ id: string; problemId: string }> {
  const { scope } = organization
  const owner = await organization.as("owner")
  const [id, problemId] = [newId(), newId()]
  const openedAt = options.openedAt ?? "2026-01-05T09:00:00Z"
  await scope.transaction(async (tx) => {
    await tx.query(sql`
      insert into problem (id, organization_id, number, statement, slice, created_by, created_at)
      select ${problemId}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from problem where organization_id = ${tx.organizationId}),
        'The fan rattles', ${{ component: "Fan motor" }}, 'Rapport', ${openedAt}`)
    await tx.query(sql`
      insert into plan (id, organization_id, number, problem_id, title, severity, playbook, lead_id, lead_name, promise,
        opened_by, opened_at)
      select ${id}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from plan where organization_id = ${tx.organizationId}),
        ${problemId}, ${options.title ?? "A quiet fan"}, 'hindered', 'product_defect', ${owner.memberId}, 'Owner',
        ${{ guidance_live: 48, first_notice: 120, fix_shipped: 1008, verified: 2016 }}, 'Owner', ${openedAt}`)
    if (options.success) {
      await tx.query(sql`
        insert into plan_success (plan_id, success, actor_name, at)
        values (${id}, ${options.success}, 'Owner', ${openedAt})`)
    }
    if (options.shipped) {
      await tx.query(sql`
        insert into plan_clock (plan_id, step, at, actor_name) values (${id}, 'fix_shipped', ${options.shipped}, 'Owner')`)
    }
  })
  return { id, problemId }
}

/** Counted answers, as the digest would have left them: for tests of numbers over many weeks. */
export async function counted(
  { scope }: TestOrganization,
  answers: readonly (Partial<Interaction> & { day: string; score?: number; metric?: string })[],
) {
  const rows = answers.flatMap(({ day, score, metric = "csat", ...rest }): Interaction[] => {
    const item = anInteraction({
      organization_id: scope.organizationId,
      fact: "feedback",
      occurred_at: `${day} 12:00:00.000`,
      id: newId(),
      kind: "survey_response",
      source: "test",
      ...rest,
    })
    if (score === undefined) return [item]
    const scale = { scale_min: rest.scale_min ?? 1, scale_max: rest.scale_max ?? 5 }
    return [item, { ...item, ...scale, fact: "score", metric, value: score }]
  })
  for (let from = 0; from < rows.length; from += 20_000)
    await insertInteractions(scope, rows.slice(from, from + 20_000))
}
