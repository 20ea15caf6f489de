import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { PromisedStep } from "./clock.ts"
import type { Plan, Verdict } from "./plan.ts"
import { findPlan, insertClosure, lockPlan, saveMark, takeClosureBack } from "./store.ts"

/**
 * Notes that a step of the clock happened. The first time counts; later ones change nothing. Returns whether it was the
 * first. Throws 404 `record.not_found`.
 */
export async function markClock(tx: Tx, planId: string, step: PromisedStep, at: Date = tx.now()): Promise<boolean> {
  const plan = await lockPlan(tx, planId)
  if (!plan) throw notFound("plan", planId)
  const first = await saveMark(tx, planId, step, at)
  if (first) {
    const promisedAt = plan.clock.find((one) => one.step === step)!.promisedAt!
    await record(tx, "plan.clock_marked", `plan:${planId}`, {
      ...named(plan),
      step,
      at: at.toISOString(),
      late: at.toISOString() > promisedAt,
    })
  }
  return first
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
  await record(tx, "plan.reopened", `plan:${planId}`, { ...named(plan), reason, problemId: plan.problemId })
  return (await findPlan(tx, planId))!
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
