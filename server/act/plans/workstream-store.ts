import { type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Deliverable } from "../playbooks/public.ts"
import { loadSettings } from "./settings-store.ts"
import { byUrgency, type Workstream, type WorkstreamRow, type WorkstreamState, workstreamOf } from "./workstream.ts"

/** Workstreams, the most urgent first: of plans, of an owner, or by id. */
export async function listWorkstreams(
  scope: Scope,
  filter: { planIds?: readonly string[]; ids?: readonly string[]; ownerId?: string; openPlansOnly?: boolean },
): Promise<Workstream[]> {
  const rows = await scope.query<WorkstreamRow>(sql`
    select ${columns} from workstream w join plan p on p.id = w.plan_id
    where w.organization_id = ${scope.organizationId}
      ${filter.planIds ? sql`and w.plan_id = any(${filter.planIds}::uuid[])` : sql``}
      ${filter.ids ? sql`and w.id = any(${filter.ids}::uuid[])` : sql``}
      ${filter.ownerId ? sql`and w.owner_id = ${filter.ownerId}` : sql``}
      ${filter.openPlansOnly ? sql`and ${planOpen}` : sql``}`)
  const { settings } = await loadSettings(scope)
  const now = scope.now()
  return rows.map((row) => workstreamOf(row, settings, now)).sort(byUrgency)
}

export const findWorkstream = async (scope: Scope, id: string): Promise<Workstream | undefined> =>
  (await listWorkstreams(scope, { ids: [id] }))[0]

export async function lockWorkstream(tx: Tx, id: string): Promise<Workstream | undefined> {
  await tx.query(sql`select 1 from workstream where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return findWorkstream(tx, id)
}

export type NewWorkstream = {
  id: string
  departmentId: string | null
  departmentName: string
  owner: { id: string; name: string } | null
  role: string | null
  title: string
  deliverable: Deliverable
  instructions: string
  dueAt: Date
  tasks: readonly { id: string; text: string }[]
}

export async function insertWorkstream(tx: Tx, planId: string, one: NewWorkstream) {
  await tx.query(sql`
    insert into workstream (id, organization_id, plan_id, department_id, department_name, owner_id, owner_name, role, title,
      deliverable, instructions, position, due_at, created_at)
    select ${one.id}, ${tx.organizationId}, ${planId}, ${one.departmentId}, ${one.departmentName}, ${one.owner?.id ?? null},
      ${one.owner?.name ?? null}, ${one.role}, ${one.title}, ${one.deliverable}, ${one.instructions},
      (select count(*) from workstream where plan_id = ${planId}), ${one.dueAt}, ${tx.now()}`)
  for (const [position, task] of one.tasks.entries()) await insertTask(tx, one.id, task, position)
}

export const updateWorkstream = (
  tx: Tx,
  id: string,
  one: Omit<NewWorkstream, "id" | "tasks"> & { note: string | null },
) =>
  tx.query(sql`
    update workstream set department_id = ${one.departmentId}, department_name = ${one.departmentName},
      owner_id = ${one.owner?.id ?? null}, owner_name = ${one.owner?.name ?? null}, role = ${one.role}, title = ${one.title},
      deliverable = ${one.deliverable}, instructions = ${one.instructions}, note = ${one.note}, due_at = ${one.dueAt},
      version = version + 1
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const saveState = (tx: Tx, id: string, state: WorkstreamState, reason: string | null) =>
  tx.query(sql`
    insert into workstream_state (workstream_id, state, reason, actor_id, actor_name, at)
    values (${id}, ${state}, ${reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const insertTask = (tx: Tx, workstreamId: string, task: { id: string; text: string }, position: number) =>
  tx.query(sql`
    insert into workstream_task (id, workstream_id, text, position)
    values (${task.id}, ${workstreamId}, ${task.text}, ${position})`)

/** The workstream a task, blocker or link belongs to; undefined where the organization has none such. */
export async function workstreamWith(
  scope: Scope,
  table: "workstream_task" | "workstream_blocker" | "workstream_link",
  id: string,
): Promise<string | undefined> {
  const tables = {
    workstream_task: sql`workstream_task`,
    workstream_blocker: sql`workstream_blocker`,
    workstream_link: sql`workstream_link`,
  }
  const [row] = await scope.query<{ workstream_id: string }>(sql`
    select x.workstream_id from ${tables[table]} x join workstream w on w.id = x.workstream_id
    where w.organization_id = ${scope.organizationId} and x.id = ${id}`)
  return row?.workstream_id
}

export const updateTask = (tx: Tx, id: string, task: { text: string; done: { by: string; at: Date } | null }) =>
  tx.query(sql`
    update workstream_task set text = ${task.text}, done_by = ${task.done?.by ?? null}, done_at = ${task.done?.at ?? null}
    where id = ${id}`)

export const deleteTask = (tx: Tx, id: string) => tx.query(sql`delete from workstream_task where id = ${id}`)

export const insertBlocker = (
  tx: Tx,
  workstreamId: string,
  blocker: { id: string; byWorkstreamId: string | null; words: string | null },
) =>
  tx.query(sql`
    insert into workstream_blocker (id, workstream_id, by_workstream_id, words, actor_id, actor_name, at)
    values (${blocker.id}, ${workstreamId}, ${blocker.byWorkstreamId}, ${blocker.words}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const liftBlocker = (tx: Tx, id: string) =>
  tx.query(sql`
    update workstream_blocker set lifted_by = ${tx.actor.name}, lifted_at = ${tx.now()} where id = ${id} and lifted_at is null`)

export const insertLink = (tx: Tx, workstreamId: string, link: { id: string; url: string; title: string }) =>
  tx.query(sql`
    insert into workstream_link (id, workstream_id, url, title, actor_id, actor_name, at)
    values (${link.id}, ${workstreamId}, ${link.url}, ${link.title}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const deleteLink = (tx: Tx, id: string) => tx.query(sql`delete from workstream_link where id = ${id}`)

/** Notes that a rung of the ladder was told for this due time. False when it had been. */
export async function saveRung(
  tx: Tx,
  workstreamId: string,
  rung: { dueAt: Date; level: string; plannedAt: Date },
): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into workstream_escalation (workstream_id, due_at, level, planned_at, at)
    values (${workstreamId}, ${rung.dueAt}, ${rung.level}, ${rung.plannedAt}, ${tx.now()})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

const planOpen: Sql = sql`not exists (select 1 from plan_closure c where c.plan_id = w.plan_id and c.reopened_at is null)`
const stateOf = (id: Sql) =>
  sql`(select s.state from workstream_state s where s.workstream_id = ${id} order by s.id desc limit 1)`

const columns = sql`
  w.id, w.plan_id, w.department_id, w.department_name, w.owner_id, w.owner_name, w.role, w.title, w.deliverable, w.instructions,
  w.note, w.due_at, w.version, w.created_at, p.severity, ${planOpen} as plan_open,
  exists (select 1 from member m where m.id = w.owner_id) as owner_here,
  (select count(*)::int from department_member dm where dm.department_id = w.department_id) as members,
  (select json_build_object('state', s.state, 'reason', s.reason, 'actor_name', s.actor_name, 'at', s.at)
    from workstream_state s where s.workstream_id = w.id order by s.id desc limit 1) as state,
  coalesce((select json_agg(json_build_object('id', t.id, 'text', t.text, 'done_by', t.done_by, 'done_at', t.done_at) order by t.position, t.id)
    from workstream_task t where t.workstream_id = w.id), '[]') as tasks,
  coalesce((select json_agg(json_build_object('id', b.id, 'by_id', o.id, 'by_title', o.title, 'by_state', ${stateOf(sql`o.id`)},
      'words', b.words, 'actor_name', b.actor_name, 'at', b.at) order by b.at)
    from workstream_blocker b left join workstream o on o.id = b.by_workstream_id
    where b.workstream_id = w.id and b.lifted_at is null), '[]') as blockers,
  coalesce((select json_agg(json_build_object('id', l.id, 'url', l.url, 'title', l.title, 'actor_name', l.actor_name, 'at', l.at) order by l.at, l.id)
    from workstream_link l where l.workstream_id = w.id), '[]') as links,
  coalesce((select json_agg(json_build_object('level', e.level, 'at', e.at))
    from workstream_escalation e where e.workstream_id = w.id and e.due_at = w.due_at), '[]') as told`
