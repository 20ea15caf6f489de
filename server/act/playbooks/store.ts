import { isId } from "../../platform/ids.ts"
import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Language, Playbook, PlaybookStep } from "./playbook.ts"
import { shippedPlaybooks } from "./shipped.ts"

/** Those that ship, then the organization's own by name. */
export async function listPlaybooks(scope: Scope, language: Language): Promise<Playbook[]> {
  return [...shippedPlaybooks(language), ...(await own(scope, sql`and retired_at is null`))]
}

/** One that ships or one's own, also a retired one. */
export async function findPlaybook(scope: Scope, id: string, language: Language): Promise<Playbook | undefined> {
  const shipped = shippedPlaybooks(language).find((one) => one.id === id)
  if (shipped || !isId(id)) return shipped
  return (await own(scope, sql`and id = ${id}`))[0]
}

export async function lockPlaybook(tx: Tx, id: string): Promise<Playbook | undefined> {
  if (!isId(id)) return undefined
  return (await own(tx, sql`and id = ${id} and retired_at is null`, sql`for update`))[0]
}

export const insertPlaybook = (
  tx: Tx,
  one: { id: string; name: string; description: string; copiedFrom: string | null; steps: readonly PlaybookStep[] },
) =>
  tx.query(sql`
    insert into playbook (id, organization_id, name, description, copied_from, steps, created_by, created_at)
    values (${one.id}, ${tx.organizationId}, ${one.name}, ${one.description}, ${one.copiedFrom}, ${json(one.steps)},
      ${tx.actor.name}, ${tx.now()})`)

export const updatePlaybook = (
  tx: Tx,
  id: string,
  one: { name: string; description: string; steps: readonly PlaybookStep[] },
) =>
  tx.query(sql`
    update playbook set name = ${one.name}, description = ${one.description}, steps = ${json(one.steps)},
      version = version + 1, changed_by = ${tx.actor.name}, changed_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const retire = (tx: Tx, id: string) =>
  tx.query(sql`
    update playbook set retired_by = ${tx.actor.name}, retired_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export async function isNameTaken(tx: Tx, name: string, except?: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select 1 from playbook where organization_id = ${tx.organizationId} and name = ${name} and retired_at is null
      and id is distinct from ${except ?? null}`)
  return rows.length > 0
}

type Row = {
  id: string
  name: string
  description: string
  copied_from: string | null
  steps: PlaybookStep[]
  version: number
  created_by: string
  created_at: Date
  changed_by: string | null
  changed_at: Date | null
}

async function own(scope: Scope, which: ReturnType<typeof sql>, lock = sql``): Promise<Playbook[]> {
  const rows = await scope.query<Row>(sql`
    select id, name, description, copied_from, steps, version, created_by, created_at, changed_by, changed_at
    from playbook where organization_id = ${scope.organizationId} ${which} order by name, id ${lock}`)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    description: row.description,
    shipped: false,
    copiedFrom: row.copied_from,
    steps: row.steps,
    version: row.version,
    changedBy: row.changed_by ?? row.created_by,
    changedAt: (row.changed_at ?? row.created_at).toISOString(),
  }))
}
