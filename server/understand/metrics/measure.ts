import { type CustomerMonth, customerBase, exposureBetween } from "../../listen/customers/public.ts"
import type { Query } from "../../listen/interactions/public.ts"
import type { Estimate } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Counts, Measured, Metric } from "./metric.ts"
import { before, clipped, msOf, type Period, type Step, startsIn } from "./period.ts"
import { type Counted, countByField, countBySteps } from "./store.ts"

/** A metric over a period, and step by step. */
export type Series = {
  whole: Measured
  value: Estimate
  points: ({ start: string } & Estimate)[]
  /** Answers are on more than one scale. Known where one metric is measured alone. */
  scalesVary: boolean
}

/** Measures metrics over a period: one query for all of them, however many. */
export async function measure(
  scope: Scope,
  metrics: readonly Metric[],
  query: Query,
  period: Period,
  step: Step,
): Promise<Map<string, Series>> {
  const [counted, base] = await Promise.all([
    countBySteps(scope, metrics, query, period, step),
    baseFor(scope, metrics),
  ])
  return new Map(
    metrics.map((metric) => [metric.definition.key, seriesOf(metric, counted, period, step, exposureFor(base, query))]),
  )
}

/** Every metric now and in the period before, with a spark line: the cards of a dashboard. */
export async function cards(scope: Scope, metrics: readonly Metric[], query: Query, period: Period) {
  const [now, then] = await Promise.all([
    measure(scope, metrics, query, period, "week"),
    measure(scope, metrics, query, before(period), "week"),
  ])
  return metrics.map((metric) => {
    const [series, previous] = [now.get(metric.definition.key)!, then.get(metric.definition.key)!]
    return {
      metric: metric.definition,
      value: series.value,
      previous: previous.value,
      change: metric.difference(previous.whole, series.whole),
      spark: series.points.map((point) => point.estimate),
    }
  })
}

export async function breakdown(
  scope: Scope,
  metric: Metric,
  query: Query,
  period: Period,
  field: string,
  limit: number,
) {
  const [rows, base] = await Promise.all([
    countByField(scope, metric, query, period, field, limit),
    baseFor(scope, [metric]),
  ])
  const exposure = exposureFor(base, query)
  return rows.map(({ value, counts }) => {
    // A rate by product is divided by that product's customers; by any other field there is no base of its own.
    const own =
      field === "product" ? exposureFor(base, { where: [{ field: "product", op: "in", values: [value] }] }) : exposure
    return { value, ...metric.estimate(counts, own(msOf(period.from), msOf(period.to))) }
  })
}

type Exposure = (from: number, to: number) => number | null

function seriesOf(
  metric: Metric,
  { byStart, scalesVary }: Counted,
  period: Period,
  step: Step,
  exposure: Exposure,
): Series {
  const steps = startsIn(period, step).map((start) => ({
    start,
    counts: byStart.get(start)?.get(metric.definition.key) ?? {},
  }))
  const whole = {
    counts: addedUp(steps.map((one) => one.counts)),
    exposure: exposure(msOf(period.from), msOf(period.to)),
  }
  return {
    scalesVary,
    whole,
    value: metric.estimate(whole.counts, whole.exposure),
    points: steps.map(({ start, counts }) => ({
      start,
      ...metric.estimate(counts, exposure(...clipped(start, step, period))),
    })),
  }
}

function addedUp(all: readonly Counts[]): Counts {
  const sum: Counts = {}
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

const baseFor = async (scope: Scope, metrics: readonly Metric[]): Promise<CustomerMonth[]> =>
  metrics.some((metric) => metric.needsExposure) ? customerBase(scope) : []

function exposureFor(base: readonly CustomerMonth[], query: Query): Exposure {
  const condition = query.where?.find(({ field, op }) => field === "product" && op === "in")
  const products = condition?.values?.map(String) ?? null
  return (from, to) => exposureBetween(base, from, to, products)
}
