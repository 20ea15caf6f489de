import { fieldExpression, type Query, whereOf } from "../../listen/interactions/public.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Counts, Metric } from "./metric.ts"
import type { Period, Step } from "./period.ts"

/** What was counted for each metric, by the day on which its step begins. */
export type CountsByStart = Map<string, Map<string, Counts>>
/** What was counted, and whether the answers to a single metric are on more than one scale. */
export type Counted = { byStart: CountsByStart; scalesVary: boolean }

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
): Promise<Counted> {
  const start = { day: "toDate(occurred_at)", week: "toMonday(occurred_at)", month: "toStartOfMonth(occurred_at)" }[
    step
  ]
  const rows = await countBy(scope, metrics, query, period, start, "group by part")
  return { byStart: new Map(rows.map((row) => [row.part, split(metrics, row)])), scalesVary: scalesVary(rows) }
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

/** Week by week; with a field also for each of its values, which then is `unit`. For comparing weeks and parts. */
export async function countCells(
  scope: Scope,
  metric: Metric,
  query: Query,
  period: Period,
  field?: string,
): Promise<{ start: string; unit: string; counts: Counts }[]> {
  const named: Record<string, unknown> = {}
  const unit =
    field === undefined
      ? undefined
      : fieldExpression(field, (value) => {
          named.field = value
          return "{field:String}"
        })
  const value = unit ? `toString(${unit.list ? `arrayJoin(${unit.text})` : unit.text})` : "''"
  const part = `concat(toString(toMonday(occurred_at)), ${value})`
  const rows = await countBy(scope, [metric], query, period, part, "group by part", named)
  return rows.map((row) => ({
    start: row.part.slice(0, 10),
    unit: row.part.slice(10),
    counts: split([metric], row).get(metric.definition.key)!,
  }))
}

type Row = { part: string } & Record<string, number>

// Asked along with the counts, from columns that are being read anyway; looking for the days costs a pass of its own.
const scaleColumns = ["min(scale_min) as s0", "max(scale_min) as s1", "min(scale_max) as s2", "max(scale_max) as s3"]

const scalesVary = ([first, ...others]: readonly Row[]): boolean =>
  first !== undefined &&
  [first, ...others].some(
    (row) => row.s0 !== first.s0 || row.s1 !== first.s0 || row.s2 !== first.s2 || row.s3 !== first.s2,
  )

async function countBy(
  scope: Scope,
  metrics: readonly Metric[],
  query: Query,
  period: Period,
  value: string,
  tail: string,
  more: Record<string, unknown> = {},
) {
  const where = whereOf(scope.organizationId, { ...query, ...period }, { everyFact: true })
  const columns = metrics.flatMap((metric, index) =>
    Object.entries(metric.sums).map(
      ([name, sum]) => `${onlyWhere(sum, metrics.length > 1 ? metric.about : undefined)} as m${index}_${name}`,
    ),
  )
  if (metrics.length === 1 && metrics[0]!.about.includes("'score'")) columns.push(...scaleColumns)
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
  // Read from the end of the table's own order, not the maximum over all of it.
  const [row] = await scope.clickhouse.rows<{ day: string }>(
    `select toDate(occurred_at) as day from interaction
     where organization_id = {o:UUID} and fact = 'feedback' and metric = '' order by occurred_at desc limit 1`,
    { o: scope.organizationId },
  )
  return row?.day ?? scope.now().toISOString().slice(0, 10)
}

/** Days on which a metric's scale changed: from then on it is not the same question. */
export async function scaleBreaks(scope: Scope, metricKey: string, query: Query, period: Period) {
  const where = whereOf(scope.organizationId, { ...query, ...period }, { everyFact: true })
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
