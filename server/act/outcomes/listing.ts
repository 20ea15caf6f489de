import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import type { Scope } from "../../platform/scope.ts"
import { metricOf } from "../../understand/metrics/public.ts"
import { listPlans } from "../plans/public.ts"
import type { OutcomeItem } from "./contract.ts"
import { criterionOf, labelOf, type OutcomeRow, type Verdict } from "./outcome.ts"
import { countOutcomes, listOutcomes } from "./store.ts"

export type ListQuery = { verdict?: Verdict | "open" | undefined; cursor?: string | undefined; limit: number }

/** Outcomes as a list shows them, the last decided first. Throws `cursor.invalid`. */
export async function outcomeItems(scope: Scope, { verdict, cursor, limit }: ListQuery) {
  const filter = verdict ? { verdict } : {}
  const [rows, total] = await Promise.all([
    listOutcomes(scope, { ...filter, ...(cursor ? { before: placeOf(cursor) } : {}), limit: limit + 1 }),
    countOutcomes(scope, filter),
  ])
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await asItems(scope, shown),
    next: rows.length > limit && last ? `${orderOf(last)}_${last.id}` : null,
    total,
  }
}

/** Every outcome as rows of a table. */
export async function* outcomeRows(scope: Scope, verdict: ListQuery["verdict"]) {
  let cursor: string | undefined
  do {
    const page = await outcomeItems(scope, { verdict, cursor, limit: 200 })
    for (const one of page.items) yield columns.map((name) => cellOf(one, name))
    cursor = page.next ?? undefined
  } while (cursor)
}

export const columns = [
  "plan",
  "title",
  "round",
  "verdict",
  "metric",
  "slice",
  "estimate",
  "low",
  "high",
  "relative",
  "n",
  "decidedAt",
  "relapsed",
] as const

function cellOf(one: OutcomeItem, name: (typeof columns)[number]) {
  if (name === "plan") return one.plan.number
  if (name === "title") return one.plan.title
  if (name === "slice") return one.label
  if (name === "metric") return one.metric?.name ?? null
  return one[name]
}

export async function asItems(scope: Scope, rows: readonly OutcomeRow[]): Promise<OutcomeItem[]> {
  const plans = await listPlans(scope, { ids: [...new Set(rows.map((one) => one.plan_id))] })
  const byId = new Map(plans.map((one) => [one.id, one]))
  return rows.flatMap((row): OutcomeItem[] => {
    const plan = byId.get(row.plan_id)
    if (!plan) return []
    const set = row.decision ? row.decision.measured.criterion : criterionOf(plan.success)
    const metric = set && (typeof set.metric === "string" ? metricOf(set.metric) : set.metric)
    const { effect, slice } = row.decision?.measured.measurement ?? {}
    const last = row.history.at(-1)
    return [
      {
        id: row.id,
        plan: { id: plan.id, number: plan.number, title: plan.title },
        round: row.round,
        verdict: row.decision?.verdict ?? "open",
        metric: metric?.definition ?? null,
        label: set ? labelOf(set.where) : null,
        estimate: effect?.estimate ?? last?.estimate ?? null,
        low: effect?.low ?? last?.low ?? null,
        high: effect?.high ?? last?.high ?? null,
        relative: effect?.relative ?? ["count", "rate"].includes(metric?.definition.unit ?? ""),
        n: slice ? slice.before.n + slice.after.n : 0,
        decidedAt: row.decision ? new Date(row.decision.at).toISOString() : null,
        relapsed: row.relapses.length > 0,
      },
    ]
  })
}

const orderOf = (row: OutcomeRow) => new Date(row.decision?.at ?? row.created_at).toISOString()

function placeOf(cursor: string) {
  const [at = "", id = ""] = cursor.split("_")
  if (Number.isNaN(Date.parse(at)) || !isId(id)) throw coded("cursor.invalid", {}, "cursor")
  return { at, id }
}
