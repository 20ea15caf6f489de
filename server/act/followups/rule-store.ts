import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { RuleDefinition } from "./contract.ts"
import type { Priority } from "./followup.ts"

export type Assigning = "nobody" | "round_robin" | "least_loaded" | "fixed"
export type RuleRow = {
  id: string
  name: string
  definition: RuleDefinition
  audience_id: string | null
  department_id: string | null
  department_name: string | null
  assigning: Assigning
  owner_id: string | null
  owner_name: string | null
  promised_hours: number
  business_hours: boolean
  priority: Priority
  position: number
  version: number
  updated_by: string
  updated_at: Date
  paused_at: Date | null
  paused_by: string | null
  made: number
}

/** In the order in which they are asked. */
export const listRules = (scope: Scope, { id, on }: { id?: string; on?: boolean } = {}): Promise<RuleRow[]> =>
  scope.query<RuleRow>(sql`
    select r.*, d.name as department_name, u.name as owner_name, p.paused_at, p.paused_by,
      (select count(*) from followup_item i where i.rule_id = r.id) as made
    from followup_rule r left join department d on d.id = r.department_id
      left join member m on m.id = r.owner_id left join "user" u on u.id = m.user_id
      left join followup_rule_pause p on p.rule_id = r.id and p.resumed_at is null
    where r.organization_id = ${scope.organizationId} ${id ? sql`and r.id = ${id}` : sql``}
      ${on ? sql`and p.id is null` : sql``}
    order by r.position, r.created_at, r.id`)

export async function lockRule(tx: Tx, id: string): Promise<RuleRow | undefined> {
  await tx.query(
    sql`select 1 from followup_rule where organization_id = ${tx.organizationId} and id = ${id} for update`,
  )
  return (await listRules(tx, { id }))[0]
}

export type RuleContent = {
  name: string
  definition: RuleDefinition
  audienceId: string | null
  departmentId: string | null
  assigning: Assigning
  ownerId: string | null
  promisedHours: number
  businessHours: boolean
  priority: Priority
}

export const insertRule = (tx: Tx, id: string, one: RuleContent) =>
  tx.query(sql`
    insert into followup_rule (id, organization_id, name, definition, audience_id, department_id, assigning, owner_id,
      promised_hours, business_hours, priority, position, created_by, created_at, updated_by, updated_at)
    select ${id}, ${tx.organizationId}, ${one.name}, ${json(one.definition)}, ${one.audienceId}, ${one.departmentId},
      ${one.assigning}, ${one.ownerId}, ${one.promisedHours}, ${one.businessHours}, ${one.priority},
      coalesce(max(position), 0) + 1, ${tx.actor.name}, ${tx.now()}, ${tx.actor.name}, ${tx.now()}
    from followup_rule where organization_id = ${tx.organizationId}`)

export const updateRule = (tx: Tx, id: string, one: RuleContent) =>
  tx.query(sql`
    update followup_rule set name = ${one.name}, definition = ${json(one.definition)}, audience_id = ${one.audienceId},
      department_id = ${one.departmentId}, assigning = ${one.assigning}, owner_id = ${one.ownerId},
      promised_hours = ${one.promisedHours}, business_hours = ${one.businessHours}, priority = ${one.priority},
      version = version + 1, updated_by = ${tx.actor.name}, updated_at = ${tx.now()}
    where id = ${id} and organization_id = ${tx.organizationId}`)

export const deleteRule = (tx: Tx, id: string) =>
  tx.query(sql`delete from followup_rule where id = ${id} and organization_id = ${tx.organizationId}`)

export const pauseRule = (tx: Tx, pauseId: string, id: string) =>
  tx.query(sql`
    insert into followup_rule_pause (id, rule_id, paused_at, paused_by)
    values (${pauseId}, ${id}, ${tx.now()}, ${tx.actor.name}) on conflict do nothing`)

export const resumeRule = (tx: Tx, id: string) =>
  tx.query(sql`
    update followup_rule_pause set resumed_at = ${tx.now()}, resumed_by = ${tx.actor.name}
    where rule_id = ${id} and resumed_at is null`)

export const orderRules = (tx: Tx, ids: readonly string[]) =>
  tx.query(sql`
    update followup_rule r set position = o.position from unnest(${ids}::uuid[]) with ordinality as o(id, position)
    where r.id = o.id and r.organization_id = ${tx.organizationId}`)

export type Candidate = { id: string; open: number; last: Date | null }

/** Who of a department can take a follow-up, with how much each has and when each was last given one. */
export const candidatesOf = (scope: Scope, departmentId: string): Promise<Candidate[]> =>
  scope.query<Candidate>(sql`
    select m.id, (select count(*) from followup f where f.owner_id = m.id and f.state <> 'closed') as open,
      (select max(f.opened_at) from followup f where f.owner_id = m.id) as last
    from department_member dm join member m on m.id = dm.member_id
    where dm.department_id = ${departmentId} and m.organization_id = ${scope.organizationId}
      and m.role not in ('viewer', 'auditor')
    order by m.id`)

export const membersOf = async (scope: Scope, departmentIds: readonly string[]): Promise<Map<string, number>> =>
  new Map(
    (
      await scope.query<{ id: string; n: number }>(sql`
        select dm.department_id as id, count(*) as n from department_member dm join member m on m.id = dm.member_id
        where dm.department_id = any(${departmentIds}::uuid[]) and m.role not in ('viewer', 'auditor')
        group by dm.department_id`)
    ).map((row) => [row.id, row.n]),
  )

export const departmentExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.query(sql`select 1 from department where organization_id = ${scope.organizationId} and id = ${id}`))
    .length > 0

/** A member who may take follow-ups; undefined where there is none of this id. */
export const whoMayAct = async (scope: Scope, id: string): Promise<{ id: string; name: string } | undefined> =>
  (
    await scope.query<{ id: string; name: string }>(sql`
      select m.id, u.name from member m join "user" u on u.id = m.user_id
      where m.organization_id = ${scope.organizationId} and m.id = ${id} and m.role not in ('viewer', 'auditor')`)
  )[0]
