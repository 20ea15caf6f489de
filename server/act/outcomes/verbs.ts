import { findProblem } from "../../decide/problems/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { listSignals } from "../../understand/signals/public.ts"
import { closePlan, findPlan, holdersOf, markClock, type Plan, reopenPlan } from "../plans/public.ts"
import type { Outcome } from "./contract.ts"
import { measureOutcome, type Onset } from "./measuring.ts"
import { changeOf, criterionOf, type Frozen, labelOf, type Method, type OutcomeRow, type Verdict } from "./outcome.ts"
import {
  insertDecision,
  insertOutcome,
  insertRelapse,
  latestOutcome,
  listOutcomes,
  lockPlanOutcome,
  saveMeasurement,
  saveMethod,
} from "./store.ts"

/** What a plan's outcome is at this moment; what is decided is as it was on that day. Throws `record.not_found`. */
export async function outcomeOf(scope: Scope, planId: string): Promise<Outcome> {
  const plan = await existingPlan(scope, planId)
  const row = await latestOutcome(scope, planId)
  return present(plan, row, row?.decision?.measured ?? (await freshly(scope, plan, row)))
}

/**
 * Says when the change came and what to compare with. Throws `outcome.decided`, `outcome.changed_meanwhile`,
 * `outcome.no_such_control`.
 */
export async function chooseMethod(
  scope: Scope,
  planId: string,
  input: { version: number; changeAt?: string | null | undefined; control?: string | undefined },
): Promise<Outcome> {
  mustBeAllowed(scope, "plans.edit")
  if (input.control !== undefined && !/^(best|none|outside|other:.+)$/.test(input.control))
    throw coded("outcome.no_such_control", { control: input.control }, "control")
  await scope.transaction(async (tx) => {
    const { plan, row } = await roundOf(tx, planId)
    if (row.decision) throw coded("outcome.decided", { verdict: row.decision.verdict })
    if (row.version !== input.version) throw coded("outcome.changed_meanwhile")
    const before = row.method ?? usual
    const method: Method = {
      changeAt: input.changeAt === undefined ? before.changeAt : input.changeAt,
      control: input.control ?? before.control,
    }
    await saveMethod(tx, row.id, method)
    await record(tx, "outcome.method_chosen", `outcome:${row.id}`, { ...named(plan), outcomeId: row.id, ...method })
  })
  return outcomeOf(scope, planId)
}

/**
 * Looks at an open plan as its data stand, keeps what was found, and decides where that can be told: then the verdict is
 * frozen with its numbers, and a change that worked marks the plan's clock.
 */
export async function lookAtPlan(scope: Scope, planId: string): Promise<Verdict | "cannot_tell" | null> {
  const plan = await existingPlan(scope, planId)
  if (plan.state === "closed" || !criterionOf(plan.success)) return null
  const known = await latestOutcome(scope, planId)
  if (known?.decision) return known.decision.verdict
  const frozen = await freshly(scope, plan, known)
  const { measurement } = frozen
  if (!measurement) return null
  return scope.transaction(async (tx) => {
    const { row } = await roundOf(tx, planId)
    // Somebody decided, or chose another way to measure, while we looked.
    if (row.decision || row.version !== (known?.version ?? 0)) return null
    const { verdict, effect, dataUntil } = measurement
    await saveMeasurement(tx, row.id, {
      day: tx.now().toISOString().slice(0, 10),
      dataUntil,
      verdict,
      estimate: effect?.estimate ?? null,
      low: effect?.low ?? null,
      high: effect?.high ?? null,
    })
    if (verdict !== "cannot_tell") await decide(tx, plan, row, verdict, frozen, null)
    return verdict
  })
}

/**
 * Closes a plan with its outcome: the verdict that was measured or, where it cannot be told, `unclear` with a written
 * reason. Throws `outcome.needs_reason`, and what closing a plan throws.
 */
export async function closeWithOutcome(scope: Scope, planId: string, reason: string | undefined): Promise<Outcome> {
  mustBeAllowed(scope, "plans.edit")
  await lookAtPlan(scope, planId)
  const plan = await existingPlan(scope, planId)
  const known = await latestOutcome(scope, planId)
  const frozen = known?.decision ? null : await freshly(scope, plan, known)
  await scope.transaction(async (tx) => {
    const { row } = await roundOf(tx, planId)
    const verdict = row.decision?.verdict ?? "unclear"
    if (!row.decision) {
      if (!reason) throw coded("outcome.needs_reason")
      await decide(tx, plan, row, verdict, frozen!, reason)
    }
    await closePlan(tx, planId, { verdict, outcomeId: row.id, reason: reason ?? null })
  })
  return outcomeOf(scope, planId)
}

/** Measures anew after something else was changed: a round of its own. Throws `outcome.not_decided`, `plan.closed`. */
export async function measureAgain(scope: Scope, planId: string, changeAt: string | undefined): Promise<Outcome> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const { plan, row } = await roundOf(tx, planId)
    if (plan.state === "closed") throw coded("plan.closed", { number: plan.number })
    if (!row.decision) throw coded("outcome.not_decided")
    await nextRound(tx, plan, row, changeAt ?? null)
  })
  return outcomeOf(scope, planId)
}

/**
 * A signal says that the problem is back: the plan that was closed as solved is open again, and is measured in a new round.
 * Does nothing the second time.
 */
export async function relapse(scope: Scope, outcome: OutcomeRow, signalId: string): Promise<boolean> {
  return scope.transaction(async (tx) => {
    const { plan, row } = await roundOf(tx, outcome.plan_id)
    if (row.id !== outcome.id || plan.state !== "closed" || !(await insertRelapse(tx, row.id, signalId))) return false
    await reopenPlan(tx, plan.id, "The problem came back: a new signal on what the plan was for.")
    await record(tx, "outcome.relapsed", `outcome:${row.id}`, {
      ...named(plan),
      outcomeId: row.id,
      signalId,
      memberIds: holdersOf(plan),
    })
    await nextRound(tx, plan, row, null)
    return true
  })
}

async function nextRound(tx: Tx, plan: Plan, row: OutcomeRow, changeAt: string | null) {
  const id = newId()
  await insertOutcome(tx, { id, planId: plan.id, round: row.round + 1 })
  if (changeAt) await saveMethod(tx, id, { ...usual, changeAt })
  await record(tx, "outcome.round_began", `outcome:${id}`, {
    ...named(plan),
    outcomeId: id,
    round: row.round + 1,
    changeAt,
  })
}

async function decide(tx: Tx, plan: Plan, row: OutcomeRow, verdict: Verdict, measured: Frozen, reason: string | null) {
  const dataUntil = measured.measurement?.dataUntil ?? tx.now().toISOString().slice(0, 10)
  if (!(await insertDecision(tx, row.id, { verdict, dataUntil, measured, reason }))) return
  const { effect, reached, method } = measured.measurement ?? {}
  await record(tx, "outcome.decided", `outcome:${row.id}`, {
    ...named(plan),
    outcomeId: row.id,
    round: row.round,
    problemId: plan.problemId,
    verdict,
    reached: reached ?? null,
    method: method ?? null,
    effect: effect
      ? { estimate: effect.estimate, low: effect.low, high: effect.high, relative: effect.relative }
      : null,
    dataUntil,
    memberIds: holdersOf(plan),
  })
  if (verdict === "worked") await markClock(tx, plan.id, "verified")
}

/** The round under way, held for the transaction; the first one is made where there is none. */
async function roundOf(tx: Tx, planId: string): Promise<{ plan: Plan; row: OutcomeRow }> {
  await lockPlanOutcome(tx, planId)
  const plan = await existingPlan(tx, planId)
  const known = await latestOutcome(tx, planId)
  if (known) return { plan, row: known }
  await insertOutcome(tx, { id: newId(), planId, round: 1 })
  return { plan, row: (await latestOutcome(tx, planId))! }
}

async function freshly(scope: Scope, plan: Plan, row: OutcomeRow | undefined): Promise<Frozen> {
  const criterion = criterionOf(plan.success)
  const change = changeOf(plan, row?.round ?? 1, row?.method ?? null)
  const asked = criterion && { ...criterion, metric: criterion.metric.definition.key }
  if (!criterion) return { measurement: null, criterion: null, events: [], changeAt: change?.at ?? null }
  // Before there is a change, the weeks until today say what could be seen.
  const changeAt = change?.at ?? dayOf(scope.now())
  const { measurement, events } = await measureOutcome(scope, {
    ...criterion,
    changeAt,
    control: row?.method?.control ?? usual.control,
    onset: await onsetOf(scope, plan, row?.round ?? 1),
  })
  return { measurement, criterion: asked, events, changeAt: change?.at ?? null }
}

/** When it began, as the signals tell: those of the problem, or those by which it came back. */
async function onsetOf(scope: Scope, plan: Plan, round: number): Promise<Onset | null> {
  const rounds = round > 1 ? await listOutcomes(scope, { planId: plan.id }) : []
  const back = rounds.find((one) => one.round === round - 1)?.relapses.map((one) => one.signal_id) ?? []
  const problem = back.length > 0 ? undefined : await findProblem(scope, plan.problemId)
  const ids = back.length > 0 ? back : (problem?.signal_ids ?? [])
  const signals = ids.length > 0 ? await listSignals(scope, { ids }) : []
  if (signals.length === 0) return null
  return {
    began: signals.map((one) => one.began).sort()[0]!,
    noticed: signals.map((one) => one.first_seen).sort()[0]!,
  }
}

function present(plan: Plan, row: OutcomeRow | undefined, frozen: Frozen): Outcome {
  const set = frozen.criterion && criterionOf({ ...frozen.criterion })
  const change = changeOf(plan, row?.round ?? 1, row?.method ?? null)
  return {
    id: row?.id ?? null,
    plan: { id: plan.id, number: plan.number, title: plan.title, problemId: plan.problemId, state: plan.state },
    round: row?.round ?? 1,
    state: row?.decision ? "decided" : !set ? "no_criterion" : change ? "measuring" : "waiting",
    criterion: set && {
      metric: set.metric.definition,
      where: set.where,
      label: labelOf(set.where),
      expected: set.expected,
      by: set.by,
    },
    changeAt: frozen.changeAt,
    changeBy: change?.by ?? null,
    chosenControl: row?.method?.control ?? usual.control,
    version: row?.version ?? 0,
    measurement: frozen.measurement,
    decision: row?.decision
      ? {
          verdict: row.decision.verdict,
          at: new Date(row.decision.at).toISOString(),
          by: row.decision.actor_name,
          reason: row.decision.reason,
        }
      : null,
    events: frozen.events,
    clock: plan.clock.flatMap(({ step, at }) => (at ? [{ step, at }] : [])),
    history: row?.history ?? [],
    relapses: (row?.relapses ?? []).map((one) => ({ signalId: one.signal_id, at: new Date(one.at).toISOString() })),
  }
}

async function existingPlan(scope: Scope, id: string): Promise<Plan> {
  const plan = await findPlan(scope, id)
  if (!plan) throw notFound("plan", id)
  return plan
}

const usual: Method = { changeAt: null, control: "best" }
const dayOf = (at: Date) => at.toISOString().slice(0, 10)
const named = (plan: Plan) => ({ planId: plan.id, number: plan.number, title: plan.title })
