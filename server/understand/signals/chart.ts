import { poisson } from "../../../stats/distributions.ts"
import { expectedWithBand } from "../../../stats/expected-band.ts"
import type { Scope } from "../../platform/scope.ts"
import { sliceSql } from "./dimension.ts"
import { dayNumber, isoDay, type SignalRow } from "./signal.ts"
import { streamOf, streamSql } from "./stream.ts"

export type ChartWeek = {
  start: string
  observed: number
  expected: number | null
  lower: number | null
  upper: number | null
  alarm: boolean
}

/** Weeks drawn before a signal began, and the most weeks in all. */
const weeksBefore = 52
const mostWeeks = 160

/**
 * The slice week by week (ISO weeks, Monday first, UTC) with what was expected of it and a 95 % band.
 * Before the signal began, the expectation is the slice's own past (count: `expectedWithBand`; share: its share of bad
 * records before, at each week's records). In the window that stood out it is the signal's own expectation, spread over the
 * weeks as the stream's other records are, so that the line adds up to the figure in the headline.
 */
export async function chartOf(scope: Scope, signal: SignalRow): Promise<ChartWeek[]> {
  const first = mondayOf(
    Math.max(dayNumber(signal.began) - 7 * weeksBefore, dayNumber(signal.last_seen) - 7 * mostWeeks),
  )
  // Some weeks after it was last seen, where there are any: they show whether it stopped.
  const last = dayNumber(signal.last_seen) + 7 * 8
  const weeks = await weeksOf(scope, signal, first - 7 * weeksBefore, last)
  if (weeks.length === 0) return []
  const began = weeks.findIndex((week) => week.start + 6 >= dayNumber(signal.began))
  const band = streamOf(signal.stream).mode === "count" ? countBand(weeks, began) : shareBand(weeks, began)
  fitToFigures(signal, weeks, band)
  const alarms = new Set(signal.alarms.map((day) => mondayOf(dayNumber(day))))
  return weeks
    .map((week, i) => ({
      start: isoDay(week.start),
      observed: week.observed,
      expected: band.expected[i]!,
      lower: band.lower[i]!,
      upper: band.upper[i]!,
      alarm: alarms.has(week.start) || isInWindow(signal, week.start),
    }))
    .filter((week) => dayNumber(week.start) >= first)
}

type Week = { start: number; observed: number; records: number; others: number }
type Band = { expected: number[]; lower: number[]; upper: number[] }

async function weeksOf(scope: Scope, signal: SignalRow, from: number, to: number): Promise<Week[]> {
  const { records, bad, values } = streamSql(signal.stream)
  const slice = sliceSql(signal.slice)
  const rows = await scope.clickhouse.rows<Week>(
    `select toInt32(toMonday(toDate(occurred_at, 'UTC'))) as start, countIf(inside and ${bad}) as observed,
       countIf(inside) as records, countIf(not inside) as others
     from (select occurred_at, value, scale_min, scale_max, sentiment_label, (${slice.text}) as inside from interaction
       where organization_id = {o:UUID} and ${records} and occurred_at >= toDateTime64({from:String}, 3, 'UTC')
         and occurred_at < toDateTime64({to:String}, 3, 'UTC') + interval 1 day)
     group by start order by start`,
    { o: scope.organizationId, from: isoDay(from), to: isoDay(to), ...values, ...slice.values },
  )
  if (rows.length === 0) return []
  const byStart = new Map(rows.map((row) => [row.start, row]))
  const weeks: Week[] = []
  for (let start = rows[0]!.start; start <= rows.at(-1)!.start; start += 7) {
    weeks.push(byStart.get(start) ?? { start, observed: 0, records: 0, others: 0 })
  }
  return weeks
}

function countBand(weeks: readonly Week[], began: number): Band {
  const band = expectedWithBand(
    weeks.map((week) => week.observed),
    began > 0 ? { suspectFrom: began } : {},
  )
  return { expected: [...band.expected], lower: [...band.lower], upper: [...band.upper] }
}

function shareBand(weeks: readonly Week[], began: number): Band {
  const before = weeks.slice(0, Math.max(began, 0))
  const bad = before.reduce((sum, week) => sum + week.observed, 0)
  const records = before.reduce((sum, week) => sum + week.records, 0)
  const share = (bad + 0.5) / (records + 1)
  return bandAround(weeks.map((week) => share * week.records))
}

/** In the window, the expectation is the one the alarm was decided by. */
function fitToFigures(signal: SignalRow, weeks: readonly Week[], band: Band) {
  const inside = weeks.map((week, i) => (isInWindow(signal, week.start) ? i : -1)).filter((i) => i >= 0)
  const share = streamOf(signal.stream).mode === "share"
  const sizes = inside.map((i) => (share ? weeks[i]!.records : weeks[i]!.others) + 1e-9)
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  const fitted = bandAround(sizes.map((size) => (signal.expected * size) / whole))
  inside.forEach((i, k) => {
    band.expected[i] = fitted.expected[k]!
    band.lower[i] = fitted.lower[k]!
    band.upper[i] = fitted.upper[k]!
  })
}

const bandAround = (expected: number[]): Band => ({
  expected,
  lower: expected.map((mean) => (mean > 0 ? poisson.quantile(0.025, mean) : 0)),
  upper: expected.map((mean) => (mean > 0 ? poisson.quantile(0.975, mean) : 0)),
})

// A week belongs to the window when most of its days do.
const isInWindow = (signal: SignalRow, start: number) =>
  start + 3 >= dayNumber(signal.since) && start + 3 <= dayNumber(signal.until)

/** The Monday of a day's week; 1970-01-01 was a Thursday. */
const mondayOf = (day: number) => day - ((((day + 3) % 7) + 7) % 7)
