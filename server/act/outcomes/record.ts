import { wilson } from "../../../stats/intervals.ts"
import { medianInterval } from "../../../stats/medians.ts"
import { listProblems } from "../../decide/problems/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { latestBacktest, listSignals } from "../../understand/signals/public.ts"
import { listPlans, type Plan, type PromisedStep } from "../plans/public.ts"
import type { OutcomeRecord } from "./contract.ts"
import { listOutcomes } from "./store.ts"

/** What the organization's plans came to: how many worked, and how long customers waited for each step. */
export async function recordOf(scope: Scope): Promise<OutcomeRecord> {
  const [plans, outcomes, lookingBack] = await Promise.all([
    listPlans(scope),
    listOutcomes(scope),
    latestBacktest(scope),
  ])
  const decided = outcomes.filter((one) => one.decision)
  const worked = decided.filter((one) => one.decision!.verdict === "worked")
  const { n, estimate, low, high } = wilson(worked.length, decided.length)
  const noticed = await noticedAt(scope, plans)
  const days = (step: PromisedStep) => {
    const values = plans.flatMap((plan) => {
      const at = plan.clock.find((one) => one.step === step)?.at
      return at ? [Math.max(0, (Date.parse(at) - noticed.get(plan.id)!) / dayMs)] : []
    })
    const { n, estimate, low, high } = medianInterval(values)
    return { n, median: estimate, low, high }
  }
  return {
    plans: plans.length,
    decided: decided.length,
    solved: worked.filter((one) => one.relapses.length === 0).length,
    relapsed: outcomes.filter((one) => one.relapses.length > 0).length,
    worked: { n, estimate, low, high },
    days: {
      guidance_live: days("guidance_live"),
      first_notice: days("first_notice"),
      fix_shipped: days("fix_shipped"),
      verified: days("verified"),
    },
    lookingBack,
  }
}

/** When each plan's problem was first seen: its first signal, or else the day it was opened. */
async function noticedAt(scope: Scope, plans: readonly Plan[]): Promise<Map<string, number>> {
  const wanted = new Set(plans.map((one) => one.problemId))
  const problems = (await listProblems(scope)).filter((one) => wanted.has(one.id))
  const ids = problems.flatMap((one) => one.signal_ids)
  const signals = ids.length > 0 ? await listSignals(scope, { ids }) : []
  const firstSeen = new Map(signals.map((one) => [one.id, Date.parse(`${one.first_seen}T00:00:00Z`)]))
  const byProblem = new Map(
    problems.map((one) => [
      one.id,
      Math.min(one.created_at.getTime(), ...one.signal_ids.flatMap((id) => firstSeen.get(id) ?? [])),
    ]),
  )
  return new Map(
    plans.map((plan) => {
      const opened = Date.parse(plan.openedAt)
      return [plan.id, Math.min(opened, byProblem.get(plan.problemId) ?? opened)]
    }),
  )
}

const dayMs = 86_400_000
