import { agrestiCoull, geometricMeanInterval, type Interval, wilson } from "../../../stats/intervals.ts"
import { garwood } from "../../../stats/rates.ts"
import type { Query } from "../../listen/interactions/public.ts"
import type { Estimate } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { attemptsOf, type Period } from "./attempts.ts"
import { bits, type TaskDefinition } from "./task.ts"

export type Bucket = "day" | "week" | "month"

/** The figures of some attempts; those still under way are in none of them but `open`. */
export type TaskFigures = {
  attempts: number
  open: number
  people: number
  success: Estimate
  failure: Estimate
  abandonment: Estimate
  /** Attempts in which something went wrong on the way. */
  withErrors: Estimate
  errorsPerAttempt: Estimate
  /** Seconds of attempts that succeeded. */
  time: { geometricMean: Estimate; median: Estimate; ninetieth: Estimate }
}
export type TaskReport = {
  total: TaskFigures
  /** How far attempts came: how many reached each step, and how many were abandoned or failed with it as the last. */
  path: { step: number; reached: number; abandoned: number; failed: number }[]
  points: ({ start: string } & TaskFigures)[]
  cuts: ({ value: string } & TaskFigures)[]
}

/**
 * The figures of a task: all of them, over time and cut by a field, in one statement.
 * Shares: Wilson, or adjusted Wald (Agresti and Coull) below 30 attempts. Time: geometric mean with the t interval of
 * the logarithms; median and 90th percentile between order statistics. Errors per attempt: Garwood.
 */
export async function reportOf(
  scope: Pick<Scope, "organizationId" | "clickhouse" | "now">,
  definition: TaskDefinition,
  period: Period,
  { query, by, bucket }: { query?: Query; by?: string | undefined; bucket?: Bucket | undefined } = {},
): Promise<TaskReport> {
  const attempts = await attemptsOf(scope, definition, period, { ...(query ? { query } : {}), by })
  const keys = [...(bucket ? ["bucket"] : []), ...(by ? ["cut"] : [])]
  const sets = ["()", ...keys.map((key) => `(${key})`)].join(", ")
  const reached = definition.steps.map(
    (_, index) => `countIf(done and bitAnd(reached, ${bits.step(index)}) != 0) as reached${index}`,
  )
  const rows = await scope.clickhouse.rows<Row>(
    `select ${bucket ? `formatDateTime(bucket, '%Y-%m-%dT00:00:00.000Z') as start, grouping(bucket) as noBucket,` : ""}
       ${by ? "cut, grouping(cut) as noCut," : ""}
       countIf(done) as n, countIf(outcome = 'succeeded') as succeeded, countIf(outcome = 'failed') as failed,
       countIf(outcome = 'abandoned') as abandoned, countIf(outcome = 'open') as open, uniqExactIf(person, done) as people,
       countIf(done and errors > 0) as withErrors, sumIf(errors, done) as errorSum,
       avgIf(log(seconds), outcome = 'succeeded') as logMean, if(succeeded > 1, stddevSampStableIf(log(seconds), outcome = 'succeeded'), 0) as logSd,
       arraySort(groupArrayIf(toFloat32(seconds), outcome = 'succeeded')) as times, length(times) as m,
       ${quantile("median", 0.5)}, ${quantile("ninetieth", 0.9)},
       sumMapIf([furthest], [toUInt64(1)], outcome = 'abandoned') as leftAt, sumMapIf([furthest], [toUInt64(1)], outcome = 'failed') as failedAt
       ${reached.map((one) => `, ${one}`).join("")}
     from (select *, outcome != 'open' as done ${bucket ? `, ${bucketOf(bucket)} as bucket` : ""} from (${attempts.text}))
     ${keys.length > 0 ? `group by grouping sets (${sets})` : ""}
     ${bucket ? "order by bucket" : ""}
     settings group_by_use_nulls = 0`,
    attempts.values,
  )
  const total = rows.find((row) => (!bucket || row.noBucket === 1) && (!by || row.noCut === 1))
  const figures = total ?? emptyRow
  return {
    total: figuresOf(figures),
    path: [0, ...definition.steps.map((_, index) => index + 1)].map((step) => ({
      step,
      reached: step === 0 ? figures.n : Number(figures[`reached${step - 1}`] ?? 0),
      abandoned: countAt(figures.leftAt, step),
      failed: countAt(figures.failedAt, step),
    })),
    points: bucket
      ? rows
          .filter((row) => row.noBucket === 0 && (!by || row.noCut === 1))
          .map((row) => ({ start: row.start!, ...figuresOf(row) }))
      : [],
    cuts: by
      ? rows
          .filter((row) => row.noCut === 0 && (!bucket || row.noBucket === 1))
          .map((row) => ({ value: row.cut!, ...figuresOf(row) }))
          .sort((a, b) => b.attempts - a.attempts)
          .slice(0, 50)
      : [],
  }
}

type Row = {
  start?: string
  cut?: string
  noBucket?: number
  noCut?: number
  n: number
  succeeded: number
  failed: number
  abandoned: number
  open: number
  people: number
  withErrors: number
  errorSum: number
  logMean: number | null
  logSd: number | null
  leftAt: [number[], number[]]
  failedAt: [number[], number[]]
} & Record<`${"median" | "ninetieth"}${"" | "Low" | "High"}`, number | null> &
  Record<`reached${number}`, number>

const emptyRow = {
  n: 0,
  succeeded: 0,
  failed: 0,
  abandoned: 0,
  open: 0,
  people: 0,
  withErrors: 0,
  errorSum: 0,
  logMean: null,
  logSd: null,
  leftAt: [[], []],
  failedAt: [[], []],
  median: null,
  medianLow: null,
  medianHigh: null,
  ninetieth: null,
  ninetiethLow: null,
  ninetiethHigh: null,
} as unknown as Row

// The ranks of the order statistics that bound a quantile at 95 %, by the normal approximation of the binomial; a rank
// that lies outside of the data bounds nothing.
function quantile(name: string, q: number): string {
  const spread = `1.959964 * sqrt(m * ${q} * ${1 - q})`
  const low = `toInt64(floor(m * ${q} - ${spread}))`
  const high = `toInt64(ceil(m * ${q} + ${spread})) + 1`
  const at = q === 0.5 ? "(times[intDiv(m + 1, 2)] + times[intDiv(m, 2) + 1]) / 2" : `times[toUInt64(ceil(m * ${q}))]`
  return `if(m = 0, null, ${at}) as ${name}, if(m = 0 or ${low} < 1, null, times[${low}]) as ${name}Low,
    if(m = 0 or ${high} > m, null, times[${high}]) as ${name}High`
}

function figuresOf(row: Row): TaskFigures {
  const share = (count: number) => (row.n < 30 ? clipped(agrestiCoull(count, row.n)) : bare(wilson(count, row.n)))
  const times = row.succeeded
  return {
    attempts: row.n,
    open: row.open,
    people: row.people,
    success: share(row.succeeded),
    failure: share(row.failed),
    abandonment: share(row.abandoned),
    withErrors: share(row.withErrors),
    errorsPerAttempt: { ...bare(garwood(row.errorSum, row.n)), n: row.n },
    time: {
      geometricMean: bare(geometricMeanInterval({ n: times, mean: row.logMean ?? 0, sd: row.logSd ?? 0 })),
      median: { n: times, estimate: row.median, low: row.medianLow, high: row.medianHigh },
      ninetieth: { n: times, estimate: row.ninetieth, low: row.ninetiethLow, high: row.ninetiethHigh },
    },
  }
}

const bare = ({ n, estimate, low, high }: Interval): Estimate => ({ n, estimate, low, high })
const clipped = (interval: Interval): Estimate => ({
  ...bare(interval),
  low: interval.low === null ? null : Math.max(0, interval.low),
  high: interval.high === null ? null : Math.min(1, interval.high),
})

const countAt = ([keys, counts]: [number[], number[]], step: number) => counts[keys.indexOf(step)] ?? 0

const bucketOf = (bucket: Bucket) => {
  const day = "toDate(fromUnixTimestamp64Milli(toInt64(started), 'UTC'))"
  return { day, week: `toMonday(${day})`, month: `toStartOfMonth(${day})` }[bucket]
}
