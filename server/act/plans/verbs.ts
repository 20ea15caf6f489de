import type { z } from "@hono/zod-openapi"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { PromisedStep } from "./clock.ts"
import type { MarkInput, PlanChange, PlanSettings, SuccessInput } from "./contract.ts"
import type { Plan, Success, Verdict } from "./plan.ts"
import { nextUpdate } from "./schedule.ts"
import { loadSettings, saveSettings } from "./settings-store.ts"
import {
  deleteMark,
  findPlan,
  insertClosure,
  lockPlan,
  saveMark,
  saveSuccess,
  takeClosureBack,
  updatePlan,
} from "./store.ts"
import { isGoing, stepOf } from "./workstream.ts"
import { listWorkstreams, saveState } from "./workstream-store.ts"

/** Changes title, severity, promise or cadence. Throws 404, 409 `plan.closed`, `plan.changed_meanwhile`. */
export async function changePlan(scope: Scope, id: string, change: z.output<typeof PlanChange>): Promise<Plan> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await openOne(tx, id)
    if (plan.version !== change.version) throw coded("plan.changed_meanwhile", { current: plan })
    const { settings } = await loadSettings(tx)
    const severity = change.severity ?? plan.severity
    // Another severity is another promise, unless the plan's own is given with it.
    const promised = severity === plan.severity ? plan.promise : settings.promise[severity]
    const cadence = change.cadence === undefined ? plan.cadence : change.cadence
    const moved = change.cadence !== undefined
    const after = {
      title: change.title ?? plan.title,
      severity,
      promise: { ...promised, ...(change.promise as Partial<typeof promised> | undefined) },
      cadence,
      nextUpdateAt: moved
        ? cadence && nextUpdate(cadence, tx.now(), settings.timeZone)
        : plan.nextUpdateAt
          ? new Date(plan.nextUpdateAt)
          : null,
    }
    await updatePlan(tx, id, after)
    const fields = (["title", "severity", "promise", "cadence"] as const).filter(
      (field) => JSON.stringify(after[field]) !== JSON.stringify(plan[field]),
    )
    if (fields.length > 0) {
      await record(tx, "plan.changed", `plan:${id}`, {
        ...named({ ...plan, title: after.title }),
        fields,
        ...(severity === plan.severity ? {} : { from: plan.severity, to: severity }),
        memberIds: holdersOf(plan),
      })
    }
    return (await findPlan(tx, id))!
  })
}

/** Says what is to change, by how much and until when; or why that is said later. Throws 404, 409 `plan.closed`. */
export async function setSuccess(scope: Scope, id: string, input: z.output<typeof SuccessInput>): Promise<Plan> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await openOne(tx, id)
    const postponed = "postponed" in input
    await saveSuccess(tx, id, postponed ? null : (input satisfies Success), postponed ? input.postponed : null)
    await record(tx, "plan.changed", `plan:${id}`, {
      ...named(plan),
      fields: ["success"],
      ...(postponed ? { reason: input.postponed } : { metric: input.metric, by: input.by }),
      memberIds: holdersOf(plan),
    })
    return (await findPlan(tx, id))!
  })
}

/**
 * Notes that a step of the clock happened. The first time counts; later ones change nothing. What a department had to
 * deliver for it is done with it. Returns whether it was the first. Throws 404 `record.not_found`.
 */
export async function markClock(tx: Tx, planId: string, step: PromisedStep, at: Date = tx.now()): Promise<boolean> {
  const plan = await lockPlan(tx, planId)
  if (!plan) throw notFound("plan", planId)
  const first = await saveMark(tx, planId, step, at)
  if (!first) return false
  const promisedAt = plan.clock.find((one) => one.step === step)!.promisedAt!
  await record(tx, "plan.clock_marked", `plan:${planId}`, {
    ...named(plan),
    step,
    at: at.toISOString(),
    late: at.toISOString() > promisedAt,
    memberIds: holdersOf(plan),
  })
  for (const one of await listWorkstreams(tx, { planIds: [planId] })) {
    if (stepOf[one.deliverable] !== step || !isGoing(one.state)) continue
    await saveState(tx, one.id, "done", null)
    await record(tx, "workstream.done", `workstream:${one.id}`, {
      planId,
      number: plan.number,
      plan: plan.title,
      title: one.title,
      department: one.department.name,
      step,
    })
  }
  return true
}

/** Notes a step that was done outside of Rapport: a letter, a word in the shop. Throws 422 `plan.mark_ahead`. */
export async function markByHand(scope: Scope, id: string, input: z.output<typeof MarkInput>): Promise<Plan> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await openOne(tx, id)
    const at = input.at ? new Date(input.at) : tx.now()
    if (at > tx.now() || at.toISOString() < plan.openedAt) throw coded("plan.mark_ahead", {}, "at")
    await markClock(tx, id, input.step, at)
    return (await findPlan(tx, id))!
  })
}

/** Takes a mark back: what was said to be done is not. */
export async function unmarkClock(tx: Tx, planId: string, step: PromisedStep): Promise<void> {
  const plan = await lockPlan(tx, planId)
  if (!plan) throw notFound("plan", planId)
  if (await deleteMark(tx, planId, step)) {
    await record(tx, "plan.clock_unmarked", `plan:${planId}`, { ...named(plan), step })
  }
}

/**
 * Closes a plan: with an outcome and its verdict, or with a written reason. Throws `plan.closed`,
 * `plan.needs_outcome_or_reason`.
 */
export async function closePlan(
  tx: Tx,
  planId: string,
  closure: { verdict: Verdict; outcomeId?: string | null; reason?: string | null },
): Promise<Plan> {
  mustBeAllowed(tx, "plans.edit")
  const plan = await openOne(tx, planId)
  const { verdict, outcomeId = null, reason = null } = closure
  if (verdict === "without_outcome" ? !reason : !outcomeId && !reason) throw coded("plan.needs_outcome_or_reason")
  await insertClosure(tx, planId, { id: newId(), verdict, outcomeId, reason })
  await record(tx, "plan.closed", `plan:${planId}`, {
    ...named(plan),
    verdict,
    outcomeId,
    problemId: plan.problemId,
    ...(reason ? { reason } : {}),
    memberIds: holdersOf(plan),
  })
  return (await findPlan(tx, planId))!
}

/** Opens a closed plan again, because the problem came back. An open one stays as it is. */
export async function reopenPlan(tx: Tx, planId: string, reason: string): Promise<Plan> {
  mustBeAllowed(tx, "plans.edit")
  const plan = await lockPlan(tx, planId)
  if (!plan) throw notFound("plan", planId)
  if (plan.state === "open") return plan
  await takeClosureBack(tx, planId, reason)
  // What was verified is verified no longer.
  await deleteMark(tx, planId, "verified")
  await record(tx, "plan.reopened", `plan:${planId}`, {
    ...named(plan),
    reason,
    problemId: plan.problemId,
    memberIds: holdersOf(plan),
  })
  return (await findPlan(tx, planId))!
}

/** Sets the organization's promise and its ladder; ladders of running workstreams follow. Throws 409. */
export async function changeSettings(scope: Scope, version: number, settings: z.output<typeof PlanSettings>) {
  mustBeAllowed(scope, "settings.manage")
  return scope.transaction(async (tx) => {
    if (!(await saveSettings(tx, settings, version)))
      throw coded("plan.changed_meanwhile", { current: await loadSettings(tx) })
    await record(tx, "plan.settings_changed", null, { timeZone: settings.timeZone })
    return loadSettings(tx)
  })
}

/** The plan, held for the transaction. Throws 404, and 409 `plan.closed` where it is closed. */
export async function openOne(tx: Tx, id: string): Promise<Plan> {
  const plan = await lockPlan(tx, id)
  if (!plan) throw notFound("plan", id)
  if (plan.state === "closed") throw coded("plan.closed", { number: plan.number })
  return plan
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<Plan> {
  const plan = await findPlan(scope, id)
  if (!plan) throw notFound("plan", id)
  return plan
}

/** What every event of a plan says, so that its timeline finds it. */
export const named = (plan: Pick<Plan, "id" | "number" | "title">) => ({
  planId: plan.id,
  number: plan.number,
  title: plan.title,
})

/** Lead and sponsor, as far as they are still here. */
export const holdersOf = (plan: Pick<Plan, "lead" | "sponsor">): string[] =>
  [plan.lead, plan.sponsor].flatMap((one) => (one && !one.left ? [one.id] : []))
