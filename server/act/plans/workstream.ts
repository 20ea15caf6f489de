import type { Deliverable } from "../playbooks/public.ts"
import type { PromisedStep, Severity } from "./clock.ts"
import { type Level, ladderOf } from "./escalation.ts"
import type { Holder } from "./plan.ts"
import type { PlanSettings } from "./settings.ts"

export const workstreamStates = ["waiting", "started", "done", "dropped"] as const
export type WorkstreamState = (typeof workstreamStates)[number]

export type Task = { id: string; text: string; done: { by: string; at: string } | null }
export type Blocker = {
  id: string
  workstream: { id: string; title: string; state: WorkstreamState } | null
  words: string | null
  by: string
  at: string
}
export type Link = { id: string; url: string; title: string; by: string; at: string }

export type Workstream = {
  id: string
  planId: string
  /** id is null when the department no longer exists. `members` 0: nobody there to do it. */
  department: { id: string | null; name: string; members: number }
  owner: Holder | null
  role: string | null
  title: string
  deliverable: Deliverable
  instructions: string
  note: string | null
  dueAt: string
  state: WorkstreamState
  stateReason: string | null
  stateBy: string | null
  stateAt: string | null
  late: boolean
  tasks: readonly Task[]
  blockers: readonly Blocker[]
  links: readonly Link[]
  /** Who is told when unless it is done; `told`: when that was. Empty once it is done or dropped. */
  ladder: readonly { level: Level; at: string; told: string | null }[]
  version: number
  createdAt: string
}

export type WorkstreamRow = {
  id: string
  plan_id: string
  department_id: string | null
  department_name: string
  members: number
  owner_id: string | null
  owner_name: string | null
  owner_here: boolean
  role: string | null
  title: string
  deliverable: Deliverable
  instructions: string
  note: string | null
  due_at: Date
  version: number
  created_at: Date
  severity: Severity
  plan_open: boolean
  state: { state: WorkstreamState; reason: string | null; actor_name: string; at: string } | null
  tasks: { id: string; text: string; done_by: string | null; done_at: string | null }[]
  blockers: {
    id: string
    by_id: string | null
    by_title: string | null
    by_state: WorkstreamState | null
    words: string | null
    actor_name: string
    at: string
  }[]
  links: { id: string; url: string; title: string; actor_name: string; at: string }[]
  told: { level: Level; at: string }[]
}

export function workstreamOf(row: WorkstreamRow, settings: PlanSettings, now: Date): Workstream {
  const state = row.state?.state ?? "waiting"
  const going = isGoing(state) && row.plan_open
  const told = new Map(row.told.map((one) => [one.level, moment(one.at)]))
  return {
    id: row.id,
    planId: row.plan_id,
    department: { id: row.department_id, name: row.department_name, members: row.members },
    owner: row.owner_id ? { id: row.owner_id, name: row.owner_name!, left: !row.owner_here } : null,
    role: row.role,
    title: row.title,
    deliverable: row.deliverable,
    instructions: row.instructions,
    note: row.note,
    dueAt: row.due_at.toISOString(),
    state,
    stateReason: row.state?.reason ?? null,
    stateBy: row.state?.actor_name ?? null,
    stateAt: row.state ? moment(row.state.at) : null,
    late: going && row.due_at < now,
    tasks: row.tasks.map((one) => ({
      id: one.id,
      text: one.text,
      done: one.done_at ? { by: one.done_by ?? "", at: moment(one.done_at) } : null,
    })),
    blockers: row.blockers
      // What waits for a workstream waits no longer once that is done.
      .filter((one) => one.by_id === null || isGoing(one.by_state ?? "waiting"))
      .map((one) => ({
        id: one.id,
        workstream: one.by_id ? { id: one.by_id, title: one.by_title!, state: one.by_state ?? "waiting" } : null,
        words: one.words,
        by: one.actor_name,
        at: moment(one.at),
      })),
    links: row.links.map(({ actor_name, at, ...link }) => ({ ...link, by: actor_name, at: moment(at) })),
    ladder: going
      ? ladderOf({ dueAt: row.due_at, createdAt: row.created_at }, row.severity, settings).map((rung) => ({
          level: rung.level,
          at: rung.at.toISOString(),
          told: told.get(rung.level) ?? null,
        }))
      : [],
    version: row.version,
    createdAt: row.created_at.toISOString(),
  }
}

export const isGoing = (state: WorkstreamState) => state === "waiting" || state === "started"

/** The step of the clock that a deliverable moves. */
export const stepOf: Partial<Record<Deliverable, PromisedStep>> = {
  guidance_live: "guidance_live",
  notice_sent: "first_notice",
  fix_released: "fix_shipped",
  measured: "verified",
}

/** Those that are late first, the latest at the top; then by due time; what is done or dropped at the end. */
export const byUrgency = (a: Workstream, b: Workstream) =>
  Number(isGoing(b.state)) - Number(isGoing(a.state)) || a.dueAt.localeCompare(b.dueAt) || a.id.localeCompare(b.id)

const moment = (text: string) => new Date(text).toISOString()
