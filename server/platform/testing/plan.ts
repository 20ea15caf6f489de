import { newId } from "../ids.ts"
import { json, sql } from "../postgres.ts"
import type { Client, TestOrganization, World } from "./world.ts"

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

export type Owner = { email?: string; name?: string; batch?: string; serial?: string; externalId?: string }
let made = 0

/** People who own an Aria 2 of batch 7 (or another). */
export async function someOwners(world: World, client: Client, people: readonly Owner[]) {
  const items = people.map((one) => ({
    person: {
      externalId: one.externalId ?? `c${made++}`,
      ...(one.email ? { email: one.email } : {}),
      ...(one.name ? { name: one.name } : {}),
    },
    product: "Aria 2",
    batch: one.batch ?? "7",
    source: "test",
    externalId: `o${made++}`,
    ...(one.serial ? { serial: one.serial } : {}),
  }))
  const answer = await client.put("/ownership", { items })
  if (answer.status !== 200) throw new Error(`owners were answered ${answer.status}`)
  await world.app.settled()
}

export async function personOf({ scope }: Pick<TestOrganization, "scope">, email: string): Promise<string> {
  const [row] = await scope.query<{ person_id: string }>(sql`
    select person_id from person_identity where organization_id = ${scope.organizationId} and value = ${email}`)
  return row!.person_id
}

/** Looks again and again until it is so; for work that goes on by itself. */
export async function until<T>(look: () => Promise<T>, enough: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const value = await look()
    if (enough(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error("it never came to that")
}
