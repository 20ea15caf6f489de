import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { PlanPromise, Severity, Step } from "./clock.ts"
import { type Cadence, type Plan, type PlanRow, planOf, type Success, type Verdict } from "./plan.ts"

export type PlanFilter = {
  ids?: readonly string[]
  state?: "open" | "closed"
  problemId?: string
  severity?: readonly Severity[]
  /** Who leads, sponsors or owns a workstream. */
  memberId?: string
  departmentId?: string
  playbook?: string
  /** Only those with a promised step or a workstream that is late. */
  late?: boolean
  q?: string
  before?: number
  limit?: number
}

/** Plans, newest first. */
export async function listPlans(scope: Scope, filter: PlanFilter = {}): Promise<Plan[]> {
  const rows = await scope.query<PlanRow>(sql`
    select ${columns} from plan p where p.organization_id = ${scope.organizationId} ${matching(scope, filter)}
      ${filter.before === undefined ? sql`` : sql`and p.number < ${filter.before}`}
    order by p.number desc ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)
  const now = scope.now()
  return rows.map((row) => planOf(row, now))
}

export async function countPlans(scope: Scope, filter: PlanFilter = {}): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*) as n from plan p where p.organization_id = ${scope.organizationId} ${matching(scope, filter)}`)
  return row!.n
}

export const findPlan = async (scope: Scope, id: string): Promise<Plan | undefined> =>
  (await listPlans(scope, { ids: [id] }))[0]

/** Holds the plan until the end of the transaction: whoever else changes it waits, and then sees what was changed. */
export async function lockPlan(tx: Tx, id: string): Promise<Plan | undefined> {
  await tx.query(sql`select 1 from plan where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return findPlan(tx, id)
}

export async function insertPlan(
  tx: Tx,
  plan: {
    id: string
    problemId: string
    title: string
    severity: Severity
    playbook: string
    lead: { id: string; name: string }
    sponsor: { id: string; name: string } | null
    promise: PlanPromise
    cadence: Cadence | null
    nextUpdateAt: Date | null
  },
): Promise<number> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`plan ${tx.organizationId}`}, 0))`)
  const [row] = await tx.query<{ number: number }>(sql`
    insert into plan (id, organization_id, number, problem_id, title, severity, playbook, lead_id, lead_name, sponsor_id,
      sponsor_name, promise, cadence, next_update_at, opened_by, opened_at)
    select ${plan.id}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from plan where organization_id = ${tx.organizationId}),
      ${plan.problemId}, ${plan.title}, ${plan.severity}, ${plan.playbook}, ${plan.lead.id}, ${plan.lead.name},
      ${plan.sponsor?.id ?? null}, ${plan.sponsor?.name ?? null}, ${json(plan.promise)}, ${json(plan.cadence)}, ${plan.nextUpdateAt},
      ${tx.actor.name}, ${tx.now()}
    returning number`)
  return row!.number
}

export const updatePlan = (
  tx: Tx,
  id: string,
  plan: { title: string; severity: Severity; promise: PlanPromise; cadence: Cadence | null; nextUpdateAt: Date | null },
) =>
  tx.query(sql`
    update plan set title = ${plan.title}, severity = ${plan.severity}, promise = ${json(plan.promise)},
      cadence = ${json(plan.cadence)}, next_update_at = ${plan.nextUpdateAt}, version = version + 1
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const saveHolder = (tx: Tx, id: string, role: "lead" | "sponsor", to: { id: string; name: string }) =>
  tx.query(
    role === "lead"
      ? sql`update plan set lead_id = ${to.id}, lead_name = ${to.name}, version = version + 1 where organization_id = ${tx.organizationId} and id = ${id}`
      : sql`update plan set sponsor_id = ${to.id}, sponsor_name = ${to.name}, version = version + 1 where organization_id = ${tx.organizationId} and id = ${id}`,
  )

export const saveNextUpdate = (tx: Tx, id: string, at: Date | null) =>
  tx.query(sql`update plan set next_update_at = ${at} where organization_id = ${tx.organizationId} and id = ${id}`)

/** Notes when a step happened. True the first time. */
export async function saveMark(tx: Tx, planId: string, step: Step, at: Date): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into plan_clock (plan_id, step, at, actor_name) values (${planId}, ${step}, ${at}, ${tx.actor.name})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

export async function deleteMark(tx: Tx, planId: string, step: Step): Promise<boolean> {
  return (
    (await tx.query(sql`delete from plan_clock where plan_id = ${planId} and step = ${step} returning 1`)).length > 0
  )
}

export const saveSuccess = (tx: Tx, planId: string, success: Success | null, reason: string | null) =>
  tx.query(sql`
    insert into plan_success (plan_id, success, reason, actor_id, actor_name, at)
    values (${planId}, ${json(success)}, ${reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const insertClosure = (
  tx: Tx,
  planId: string,
  closure: { id: string; verdict: Verdict; outcomeId: string | null; reason: string | null },
) =>
  tx.query(sql`
    insert into plan_closure (id, plan_id, verdict, outcome_id, reason, actor_id, actor_name, at)
    values (${closure.id}, ${planId}, ${closure.verdict}, ${closure.outcomeId}, ${closure.reason}, ${tx.actor.id},
      ${tx.actor.name}, ${tx.now()})`)

export const takeClosureBack = (tx: Tx, planId: string, reason: string) =>
  tx.query(sql`
    update plan_closure set reopened_reason = ${reason}, reopened_by = ${tx.actor.name}, reopened_at = ${tx.now()}
    where plan_id = ${planId} and reopened_at is null`)

export const insertHandOver = (
  tx: Tx,
  planId: string,
  one: {
    id: string
    role: "lead" | "sponsor"
    from: { id: string; name: string } | null
    to: { id: string; name: string }
    note: string
  },
) =>
  tx.query(sql`
    insert into plan_hand_over (id, plan_id, role, from_id, from_name, to_id, to_name, note, actor_id, actor_name, at)
    values (${one.id}, ${planId}, ${one.role}, ${one.from?.id ?? null}, ${one.from?.name ?? null}, ${one.to.id}, ${one.to.name},
      ${one.note}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const answerHandOver = (
  tx: Tx,
  id: string,
  answer: "accepted" | "declined" | "withdrawn",
  note: string | null,
) =>
  tx.query(sql`
    update plan_hand_over set answer = ${answer}, answer_note = ${note}, answered_by = ${tx.actor.name}, answered_at = ${tx.now()}
    where id = ${id}`)

/** A member by id, as the plans remember her; undefined where there is none in the organization. */
export async function findMember(scope: Scope, id: string): Promise<{ id: string; name: string } | undefined> {
  const [row] = await scope.query<{ id: string; name: string }>(sql`
    select m.id, u.name from member m join "user" u on u.id = m.user_id
    where m.organization_id = ${scope.organizationId} and m.id = ${id}`)
  return row
}

function matching(scope: Scope, filter: PlanFilter) {
  const now = scope.now()
  return sql`
    ${filter.ids ? sql`and p.id = any(${filter.ids}::uuid[])` : sql``}
    ${filter.state ? sql`and ${isClosed} = ${filter.state === "closed"}` : sql``}
    ${filter.problemId ? sql`and p.problem_id = ${filter.problemId}` : sql``}
    ${filter.severity ? sql`and p.severity = any(${filter.severity})` : sql``}
    ${filter.playbook ? sql`and p.playbook = ${filter.playbook}` : sql``}
    ${
      filter.memberId
        ? sql`and (p.lead_id = ${filter.memberId} or p.sponsor_id = ${filter.memberId} or exists (
            select 1 from workstream w where w.plan_id = p.id and w.owner_id = ${filter.memberId}))`
        : sql``
    }
    ${
      filter.departmentId
        ? sql`and exists (select 1 from workstream w where w.plan_id = p.id and w.department_id = ${filter.departmentId})`
        : sql``
    }
    ${filter.late === undefined ? sql`` : sql`and ${isLate(now)} = ${filter.late}`}
    ${filter.q ? sql`and strpos(lower(p.title), lower(${filter.q})) > 0` : sql``}`
}

const isClosed = sql`exists (select 1 from plan_closure c where c.plan_id = p.id and c.reopened_at is null)`

// What is late now: a promised step that has not happened in time, or a workstream past its due time.
const isLate = (now: Date) => sql`(not ${isClosed} and (
  exists (select 1 from jsonb_each_text(p.promise) as o(step, hours)
    where ${now}::timestamptz > p.opened_at + make_interval(hours => o.hours::int)
      and not exists (select 1 from plan_clock k where k.plan_id = p.id and k.step = o.step))
  or exists (select 1 from workstream w where w.plan_id = p.id and w.due_at < ${now}::timestamptz
    and coalesce((select s.state from workstream_state s where s.workstream_id = w.id order by s.id desc limit 1), 'waiting')
      in ('waiting', 'started'))))`

const columns = sql`
  p.id, p.number, p.problem_id, p.title, p.severity, p.playbook, p.lead_id, p.lead_name, p.sponsor_id, p.sponsor_name,
  p.promise, p.cadence, p.next_update_at, p.version, p.opened_by, p.opened_at,
  exists (select 1 from member m where m.id = p.lead_id) as lead_here,
  exists (select 1 from member m where m.id = p.sponsor_id) as sponsor_here,
  coalesce((select json_agg(json_build_object('step', k.step, 'at', k.at)) from plan_clock k where k.plan_id = p.id), '[]') as marks,
  (select to_jsonb(s) from plan_success s where s.plan_id = p.id order by s.id desc limit 1) as success,
  (select to_jsonb(c) from plan_closure c where c.plan_id = p.id and c.reopened_at is null) as closure,
  (select json_build_object('reason', c.reopened_reason, 'at', c.reopened_at) from plan_closure c
    where c.plan_id = p.id and c.reopened_at is not null order by c.reopened_at desc limit 1) as reopened,
  coalesce((select json_agg(to_jsonb(h) order by h.at) from plan_hand_over h where h.plan_id = p.id and h.answer is null), '[]') as hand_overs`
