import { Condition } from "../../listen/interactions/public.ts"
import { z } from "../../platform/schema.ts"
import { metrics } from "../../understand/metrics/public.ts"
import { sliceLabel } from "../../understand/signals/public.ts"
import type { Plan } from "../plans/public.ts"
import type { OutcomeMeasurement } from "./contract.ts"

export type Verdict = "worked" | "did_not" | "unclear"
export type Method = { changeAt: string | null; control: string }

/** An outcome as it is stored: a round of a plan, how it is measured, and the decision with all it rests on. */
export type OutcomeRow = {
  id: string
  plan_id: string
  round: number
  created_at: Date
  method: Method | null
  version: number
  decision: {
    verdict: Verdict
    data_until: string
    measured: Frozen
    reason: string | null
    actor_name: string
    at: string
  } | null
  history: {
    day: string
    verdict: "worked" | "did_not" | "cannot_tell"
    estimate: number | null
    low: number | null
    high: number | null
  }[]
  relapses: { signal_id: string; at: string }[]
}

/** What a decision keeps: the measurement, and what was asked, in the words of that day. */
export type Frozen = {
  measurement: OutcomeMeasurement | null
  criterion: {
    metric: string
    where: Condition[]
    expected: { direction: "up" | "down"; size: number }
    by: string
  } | null
  events: { at: string; title: string; kind: "release" | "recall" | "campaign" | "incident" | "batch" | "other" }[]
  changeAt: string | null
}

/** The success a plan set itself, as something that can be measured; null where it is not set, or names no metric of ours. */
export function criterionOf(success: Plan["success"]) {
  if (!success) return null
  const metric = metrics.find((one) => one.definition.key === success.metric)
  const where = z.array(Condition).safeParse(success.where)
  if (!metric || !where.success) return null
  return { metric, where: where.data, expected: success.expected, by: success.by }
}

/** Since when customers have had the change: the day chosen by a person, or the day on which the clock says the fix shipped. */
export function changeOf(
  plan: Plan,
  round: number,
  method: Method | null,
): { at: string; by: "clock" | "chosen" } | null {
  if (method?.changeAt) return { at: method.changeAt, by: "chosen" }
  // The clock knows the first fix only; what was changed after a relapse has to be said.
  const shipped = round === 1 ? plan.clock.find((one) => one.step === "fix_shipped")?.at : null
  return shipped ? { at: shipped.slice(0, 10), by: "clock" } : null
}

/** The slice of a criterion in words: "Fan motor · Aria 2 · batch 7". */
export function labelOf(where: readonly Condition[]): string {
  const named = where.filter(({ op }) => op === "in")
  return sliceLabel(Object.fromEntries(named.map(({ field, values }) => [field, (values ?? []).join(" / ")])))
}

/** Whether a signal is about customers whom the plan was for: within all that its criterion names. */
export function concerns(signal: Readonly<Record<string, string>>, where: readonly Condition[]): boolean {
  const named = where.filter(({ op, values }) => op === "in" && values?.length)
  return (
    named.length > 0 &&
    named.every(({ field, values }) => {
      const own = signal[field]
      return own !== undefined && values!.some((value) => own === String(value) || own.startsWith(`${value}:`))
    })
  )
}
