import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Task, TaskInput } from "./contract.ts"
import type { TaskDefinition } from "./task.ts"

type Row = {
  id: string
  name: string
  about: string | null
  definition: TaskDefinition
  version: number
  created_at: Date
  created_by: string
  updated_at: Date
  updated_by: string
}

export async function findTasks(
  scope: Scope,
  { id, removed = false }: { id?: string; removed?: boolean } = {},
): Promise<Task[]> {
  const rows = await scope.query<Row>(sql`
    select id, name, about, definition, version, created_at, created_by, updated_at, updated_by from task t
    where organization_id = ${scope.organizationId} ${id ? sql`and id = ${id}` : sql``}
      and exists (select 1 from task_removal r where r.task_id = t.id) = ${removed}
    order by name, id limit 200`)
  return rows.map(({ created_at, created_by, updated_at, updated_by, ...row }) => ({
    ...row,
    createdAt: created_at.toISOString(),
    createdBy: created_by,
    updatedAt: updated_at.toISOString(),
    updatedBy: updated_by,
  }))
}

/** The tasks there are, by the events they begin with. */
export const taskPosts = async (scope: Scope) =>
  (await findTasks(scope)).map(({ id, name, definition }) => ({
    id,
    name,
    begins: [...new Set(definition.start.map((one) => one.event))],
  }))

export const insertTask = (tx: Tx, id: string, given: TaskInput) =>
  tx.query(sql`
    insert into task (id, organization_id, name, about, definition, created_at, created_by, created_by_id, updated_at, updated_by)
    values (${id}, ${tx.organizationId}, ${given.name}, ${given.about ?? null}, ${json(given.definition)}, ${tx.now()}, ${tx.actor.name},
      ${memberId(tx)}, ${tx.now()}, ${tx.actor.name})`)

/** False if somebody changed it since `version`. */
export const updateTask = async (
  tx: Tx,
  id: string,
  version: number,
  { name, about, definition }: { name: string; about: string | null; definition: TaskDefinition },
): Promise<boolean> =>
  (
    await tx.query(sql`
      update task set name = ${name}, about = ${about}, definition = ${json(definition)}, version = version + 1,
        updated_at = ${tx.now()}, updated_by = ${tx.actor.name}
      where id = ${id} and organization_id = ${tx.organizationId} and version = ${version} returning id`)
  ).length > 0

export const insertRemoval = async (tx: Tx, id: string): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into task_removal (task_id, removed_at, removed_by, removed_by_id)
      select id, ${tx.now()}, ${tx.actor.name}, ${memberId(tx)}::uuid from task where id = ${id} and organization_id = ${tx.organizationId}
      on conflict do nothing returning task_id`)
  ).length > 0

export const deleteRemoval = async (tx: Tx, id: string): Promise<boolean> =>
  (
    await tx.query(sql`
      delete from task_removal r using task t
      where t.id = r.task_id and t.organization_id = ${tx.organizationId} and t.id = ${id} returning t.id`)
  ).length > 0

/** Who it was, if a member: an API key's id is no member's. */
export const memberId = ({ actor }: Tx): string | null => (actor.kind === "member" ? actor.id : null)
