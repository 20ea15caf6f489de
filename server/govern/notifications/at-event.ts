import { listProblems } from "../../decide/problems/public.ts"
import { asEvent, columns, type OutboxEvent, type Row } from "../../platform/outbox.ts"
import { type Permission, permissionsOf, type Role } from "../../platform/permissions.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { findSignal } from "../../understand/signals/public.ts"

/*
 * An event may be handled long after it happened. Whom it concerns is read from what was so at the event: the outbox
 * remembers who owned a problem and which departments had a signal by then.
 */

/** Who is asked to care for a record: the members of the departments a signal is assigned to, a problem's owner. */
export async function carersAt(scope: Scope, event: OutboxEvent, record = event.record!): Promise<string[]> {
  const [kind, id = ""] = record.split(":")
  if (kind === "signal") {
    const ids = await departmentsAt(scope, event, id)
    return ids.length > 0 ? membersOfDepartments(scope, event, { ids }) : []
  }
  if (kind !== "problem") return []
  const [said] = await scope.query<{ owner: string | null }>(sql`
    select payload ->> 'ownerId' as owner from outbox
    where organization_id = ${scope.organizationId} and record = ${record} and payload ? 'ownerId' and id <= ${event.id}
    order by id desc limit 1`)
  if (said) return said.owner ? [said.owner] : []
  const [problem] = await listProblems(scope, { id })
  return problem?.owner ? [problem.owner.id] : []
}

/** Members of departments, by id or by kind, who had joined by then. */
export async function membersOfDepartments(
  scope: Scope,
  event: OutboxEvent,
  which: { ids: readonly string[] } | { kinds: readonly string[] },
): Promise<string[]> {
  const rows = await scope.query<{ member_id: string }>(sql`
    select distinct dm.member_id from department d join department_member dm on dm.department_id = d.id
    where d.organization_id = ${scope.organizationId}
      and ${"ids" in which ? sql`d.id = any(${which.ids}::uuid[])` : sql`d.kind = any(${which.kinds})`}
      and ${hereBy(scope, event, sql`dm.member_id`)}`)
  return rows.map((row) => row.member_id)
}

/** Who may do something: those of the departments named first, or all where nobody there may. */
export async function whoMay(
  scope: Scope,
  event: OutboxEvent,
  permission: Permission,
  firstKinds: readonly string[] = [],
): Promise<string[]> {
  const rows = await scope.query<{ id: string; role: Role; first: boolean }>(sql`
    select m.id, m.role, exists (
      select 1 from department_member dm join department d on d.id = dm.department_id
      where dm.member_id = m.id and d.kind = any(${firstKinds})) as first
    from member m where m.organization_id = ${scope.organizationId} and ${hereBy(scope, event, sql`m.id`)}
    order by m.id`)
  const able = rows.filter((one) => permissionsOf(one.role, null).has(permission) && one.id !== event.actor.id)
  const first = able.filter((one) => one.first)
  return (first.length > 0 ? first : able).map((one) => one.id)
}

/** Who last did this with the record before the event. */
export async function whoDid(scope: Scope, event: OutboxEvent, name: string): Promise<string[]> {
  const [row] = await scope.query<{ id: string | null }>(sql`
    select actor_id as id from outbox
    where organization_id = ${scope.organizationId} and record = ${event.record} and name = ${name} and id < ${event.id}
      and actor_kind = 'member' order by id desc limit 1`)
  return row?.id ? [row.id] : []
}

async function departmentsAt(scope: Scope, event: OutboxEvent, signalId: string): Promise<string[]> {
  const assigned = (
    await scope.query<Row>(sql`
    select ${columns} from outbox
    where organization_id = ${scope.organizationId} and record = ${`signal:${signalId}`} and name = 'signal.assigned'
    order by id`)
  ).map(asEvent)
  const before = assigned.findLast((one) => one.id <= event.id)
  if (before) return texts(before.payload.departmentIds)
  const [next] = assigned
  if (next) {
    const added = texts(next.payload.added)
    return [...texts(next.payload.departmentIds).filter((id) => !added.includes(id)), ...texts(next.payload.removed)]
  }
  return (await findSignal(scope, signalId))?.departments.map((one) => one.id) ?? []
}

const hereBy = (scope: Scope, event: OutboxEvent, member: ReturnType<typeof sql>) => sql`not exists (
  select 1 from outbox o where o.organization_id = ${scope.organizationId} and o.name = 'member.joined'
    and o.record = 'member:' || ${member} and o.id > ${event.id})`

export const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []
