import { fieldExpression, type Query, whereOf } from "../../listen/interactions/public.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Counts, Metric } from "./metric.ts"
import type { Period, Step } from "./period.ts"

/** What was counted for each metric, by the day on which its step begins. */
export type CountsByStart = Map<string, Map<string, Counts>>

/**
 * Counts any number of metrics in one pass over the interactions of a query, step by step. Counts are sums, so a whole
 * period is the sum of its steps.
 */
export async function countBySteps(
  scope: Scope,
  metrics: readonly Metric[],
  query: Query,
  period: Period,
  step: Step,
): Promise<CountsByStart> {
  const start = { day: "toDate(occurred_at)", week: "toMonday(occurred_at)", month: "toStartOfMonth(occurred_at)" }[
    step
  ]
  const rows = await countBy(scope, metrics, query, period, `toString(${start})`, "group by part")
  return new Map(rows.map((row) => [row.part, split(metrics, row)]))
}

/** The same for each value of a field, most first. An item with several components counts under each. */
export async function countByField(
  scope: Scope,
  metric: Metric,
  query: Query,
  period: Period,
  field: string,
  limit: number,
) {
  const where: Record<string, unknown> = {}
  const { text, list } = fieldExpression(field, (value) => {
    where.field = value
    return "{field:String}"
  })
  const tail = "group by part having part != '' and m0_n > 0 order by m0_n desc, part limit {limit:UInt32}"
  const rows = await countBy(scope, [metric], query, period, list ? `arrayJoin(${text})` : text, tail, {
    ...where,
    limit,
  })
  return rows.map((row) => ({ value: row.part, counts: split([metric], row).get(metric.definition.key)! }))
}

type Row = { part: string } & Record<string, number>

async function countBy(
  scope: Scope,
  metrics: readonly Metric[],
  query: Query,
  period: Period,
  value: string,
  tail: string,
  more: Record<string, unknown> = {},
) {
  const where = whereOf(scope.organizationId, { ...query, ...period })
  const columns = metrics.flatMap((metric, index) =>
    Object.entries(metric.sums).map(
      ([name, sum]) => `${onlyWhere(sum, metrics.length > 1 ? metric.about : undefined)} as m${index}_${name}`,
    ),
  )
  // The order of the table is organization, fact, metric, time: naming the facts skips all others.
  const about = metrics.length > 1 ? `fact in ('feedback', 'score')` : metrics[0]!.about
  return scope.clickhouse.rows<Row>(
    `select ${value} as part, ${columns.join(", ")} from interaction where ${where.text} and ${about} ${tail}`,
    { ...where.values, ...more },
  )
}

// count() → countIf(about), countIf(x) → countIf((about) and (x))
function onlyWhere(sum: string, about: string | undefined): string {
  if (about === undefined) return sum
  if (sum === "count()") return `countIf(${about})`
  return sum.replace(/^countIf\((.*)\)$/, (_, condition: string) => `countIf((${about}) and (${condition}))`)
}

function split(metrics: readonly Metric[], row: Row): Map<string, Counts> {
  return new Map(
    metrics.map((metric, index) => [
      metric.definition.key,
      Object.fromEntries(Object.keys(metric.sums).map((name) => [name, row[`m${index}_${name}`] ?? 0])),
    ]),
  )
}

/** The last day on which anything was said: where "now" is for an organization whose data ends in the past. */
export async function lastDay(scope: Scope): Promise<string> {
  const [row] = await scope.clickhouse.rows<{ day: string; n: number }>(
    "select toString(toDate(max(occurred_at))) as day, count() as n from interaction where organization_id = {o:UUID} and fact = 'feedback'",
    { o: scope.organizationId },
  )
  return row && row.n > 0 ? row.day : scope.now().toISOString().slice(0, 10)
}

/** Days on which a metric's scale changed: from then on it is not the same question. */
export async function scaleBreaks(scope: Scope, metricKey: string, query: Query, period: Period) {
  const where = whereOf(scope.organizationId, { ...query, ...period })
  const rows = await scope.clickhouse.rows<{ scale: string; first: string; last: string }>(
    `select concat(toString(scale_min), '–', toString(scale_max)) as scale, toString(toDate(min(occurred_at))) as first,
       toString(toDate(max(occurred_at))) as last
     from interaction where ${where.text} and fact = 'score' and metric = {metric:String} group by scale order by first`,
    { ...where.values, metric: metricKey },
  )
  return rows.slice(1).map((row) => ({ at: row.first, reason: `scale ${row.scale}` }))
}

/** Is feedback waiting to be counted? Then numbers are behind, and pages say so. */
export async function isBehind(scope: Scope): Promise<boolean> {
  const [row] = await scope.query(sql`
    select 1 from feedback where digested_at is null and organization_id = ${scope.organizationId}
      and received_at < now() - interval '3 seconds' limit 1`)
  return row !== undefined
}
