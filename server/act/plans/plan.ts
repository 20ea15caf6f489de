import { type ClockStep, clockOf, type PlanPromise, type Severity, type Step } from "./clock.ts"

/** Somebody who answers for something; `left` once she is no longer a member, until it is handed over. */
export type Holder = { id: string; name: string; left: boolean }
export type Condition = Record<string, unknown>

/** What is to change, by how much and until when. */
export type Success = {
  metric: string
  where: readonly Condition[]
  expected: { direction: "up" | "down"; size: number }
  by: string
}

export const verdicts = ["worked", "did_not", "unclear", "without_outcome"] as const
export type Verdict = (typeof verdicts)[number]

export type Closure = { verdict: Verdict; outcomeId: string | null; reason: string | null; by: string; at: string }
export type HandOver = {
  id: string
  role: "lead" | "sponsor"
  to: { id: string; name: string }
  note: string
  by: string
  at: string
}
export type Cadence = { everyDays: number; hour: number }

export type Plan = {
  id: string
  number: number
  problemId: string
  title: string
  severity: Severity
  /** The key of a playbook that ships, or the id of one's own. */
  playbook: string
  lead: Holder
  sponsor: Holder | null
  promise: PlanPromise
  clock: readonly ClockStep[]
  /** The last time the plan was opened or taken up again by a relapse, and how often. */
  reopened: { reason: string; at: string } | null
  success: Success | null
  /** Why there is no success metric yet although the fix may start. */
  successPostponed: { reason: string; by: string; at: string } | null
  state: "open" | "closed"
  closure: Closure | null
  handOvers: readonly HandOver[]
  cadence: Cadence | null
  nextUpdateAt: string | null
  openedAt: string
  openedBy: string
  version: number
}

export type PlanRow = {
  id: string
  number: number
  problem_id: string
  title: string
  severity: Severity
  playbook: string
  lead_id: string
  lead_name: string
  lead_here: boolean
  sponsor_id: string | null
  sponsor_name: string | null
  sponsor_here: boolean
  promise: PlanPromise
  cadence: Cadence | null
  next_update_at: Date | null
  version: number
  opened_by: string
  opened_at: Date
  marks: { step: Step; at: string }[]
  success: { success: Success | null; reason: string | null; actor_name: string; at: string } | null
  closure: { verdict: Verdict; outcome_id: string | null; reason: string | null; actor_name: string; at: string } | null
  reopened: { reason: string; at: string } | null
  hand_overs: {
    id: string
    role: "lead" | "sponsor"
    to_id: string
    to_name: string
    note: string
    actor_name: string
    at: string
  }[]
}

/** A plan as everybody sees it at a moment: a clock that runs says so. */
export function planOf(row: PlanRow, now: Date): Plan {
  const marks = new Map(row.marks.map((one) => [one.step, new Date(one.at)]))
  return {
    id: row.id,
    number: row.number,
    problemId: row.problem_id,
    title: row.title,
    severity: row.severity,
    playbook: row.playbook,
    lead: { id: row.lead_id, name: row.lead_name, left: !row.lead_here },
    sponsor: row.sponsor_id ? { id: row.sponsor_id, name: row.sponsor_name!, left: !row.sponsor_here } : null,
    promise: row.promise,
    clock: clockOf(row.opened_at, row.promise, marks, row.closure ? new Date(row.closure.at) : now),
    reopened: row.reopened && { reason: row.reopened.reason, at: moment(row.reopened.at) },
    success: row.success?.success ?? null,
    successPostponed:
      row.success && !row.success.success
        ? { reason: row.success.reason ?? "", by: row.success.actor_name, at: moment(row.success.at) }
        : null,
    state: row.closure ? "closed" : "open",
    closure: row.closure && {
      verdict: row.closure.verdict,
      outcomeId: row.closure.outcome_id,
      reason: row.closure.reason,
      by: row.closure.actor_name,
      at: moment(row.closure.at),
    },
    handOvers: row.hand_overs.map((one) => ({
      id: one.id,
      role: one.role,
      to: { id: one.to_id, name: one.to_name },
      note: one.note,
      by: one.actor_name,
      at: moment(one.at),
    })),
    cadence: row.cadence,
    nextUpdateAt: row.next_update_at?.toISOString() ?? null,
    openedAt: row.opened_at.toISOString(),
    openedBy: row.opened_by,
    version: row.version,
  }
}

// PostgreSQL writes a time inside JSON with its own offset.
const moment = (text: string) => new Date(text).toISOString()
