import { meanInterval, wilson } from "../../../stats/intervals.ts"
import { garwood } from "../../../stats/rates.ts"
import { hasMerges, mergedPeople, noId, type Query, whereOf } from "../../listen/interactions/public.ts"
import type { Estimate } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"

export type Period = { from: string; to: string }
export type Bucket = "day" | "week" | "month"

/** A session ends with half an hour in which nothing happens. */
export const sessionGapMinutes = 30

type Statement = { text: string; values: Record<string, unknown> }

/** What people did (identify and its like are not deeds), with the person each record belongs to now. */
async function deedsOf(scope: Scope, query: Query, period: Period): Promise<Statement> {
  const where = whereOf(scope.organizationId, { ...(query.where ? { where: query.where } : {}), ...period })
  const isMerged = await hasMerges(scope)
  const person = isMerged ? `if(m.root_id = toUUID('${noId}'), i.person_id, m.root_id)` : "i.person_id"
  return {
    text: `select ${person} as person, occurred_at, kind, name, page, message from (
      select person_id, occurred_at, kind, name, attributes['path'] as page, attributes['message'] as message from interaction
      where ${where.text} and fact = 'event' and metric = '' and kind not in ('identify', 'group', 'alias') and person_id != toUUID('${noId}')) as i
      ${isMerged ? `any left join ${mergedPeople("{uo:UUID}")} as m on m.person_id = i.person_id` : ""}`,
    values: { ...where.values, uo: scope.organizationId },
  }
}

export type SessionFigures = {
  sessions: number
  people: number
  events: number
  pageViews: number
  /** Page views for each session. */
  pagesPerSession: Estimate
  /** Errors for each session, and the share of sessions that had one. */
  errorsPerSession: Estimate
  sessionsWithErrors: Estimate
  /** Seconds between the first and the last event of a session, of sessions with more than one. */
  medianSeconds: number | null
}

/**
 * Sessions in all and over time, by when they began. Each person's events become one sorted list, which is split where
 * nothing happened for half an hour. Rates: Garwood's Poisson interval; shares: Wilson.
 */
export async function sessionsOf(
  scope: Scope,
  query: Query,
  period: Period,
  bucket: Bucket,
): Promise<{ total: SessionFigures; points: ({ start: string } & SessionFigures)[] }> {
  const deeds = await deedsOf(scope, query, period)
  const gap = sessionGapMinutes * 60_000
  const rows = await scope.clickhouse.rows<SessionRow>(
    `select formatDateTime(bucket, '%Y-%m-%dT00:00:00.000Z') as start, grouping(bucket) as isTotal, count() as sessions,
       uniqExact(person) as people, sum(n) as events, sum(pages) as pageViews, sum(faults) as errors,
       countIf(faults > 0) as withErrors, if(countIf(n > 1) = 0, null, quantileExactIf(0.5)(seconds, n > 1)) as medianSeconds
     from (
       select person, length(piece) as n, arrayCount(k -> bitAnd(k, 1) != 0, piece) as pages, arrayCount(k -> bitAnd(k, 2) != 0, piece) as faults,
         (bitShiftRight(piece[-1], 2) - bitShiftRight(piece[1], 2)) / 1000 as seconds,
         ${bucketOf(bucket, "toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(piece[1], 2)), 'UTC'))")} as bucket
       from (
         select person, arrayJoin(arraySplit((k, gap) -> gap > ${gap}, ks, arrayDifference(arrayMap(k -> toInt64(bitShiftRight(k, 2)), ks)))) as piece
         from (
           select person, arraySort(groupArray(bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(occurred_at)), 2),
             toUInt64(bitOr(if(kind in ('page', 'screen'), 1, 0), if(kind = 'error', 2, 0)))))) as ks
           from (${deeds.text}) group by person
         )
       )
     )
     group by grouping sets ((), (bucket)) order by bucket`,
    deeds.values,
  )
  const total = rows.find((row) => row.isTotal === 1)
  return {
    total: figuresOf(total ?? { ...nothing, start: "", isTotal: 1 }),
    points: rows.filter((row) => row.isTotal === 0).map((row) => ({ start: row.start, ...figuresOf(row) })),
  }
}

type SessionRow = {
  start: string
  isTotal: number
  sessions: number
  people: number
  events: number
  pageViews: number
  errors: number
  withErrors: number
  medianSeconds: number | null
}
const nothing = { sessions: 0, people: 0, events: 0, pageViews: 0, errors: 0, withErrors: 0, medianSeconds: null }

function figuresOf({
  sessions,
  people,
  events,
  pageViews,
  errors,
  withErrors,
  medianSeconds,
}: SessionRow): SessionFigures {
  return {
    sessions,
    people,
    events,
    pageViews,
    medianSeconds,
    pagesPerSession: { ...bare(garwood(pageViews, sessions)), n: sessions },
    errorsPerSession: { ...bare(garwood(errors, sessions)), n: sessions },
    sessionsWithErrors: bare(wilson(withErrors, sessions)),
  }
}

/**
 * How often people come back, in the 30 days to the end of the period: MAU, WAU (the last 7), DAU (a day on average),
 * and stickiness, DAU ÷ MAU, which is the mean over people of active days ÷ 30: its interval is Student's t over people.
 */
export async function frequencyOf(scope: Scope, query: Query, to: string) {
  const end = new Date(to)
  const from = new Date(end.getTime() - 30 * 86_400_000).toISOString()
  const deeds = await deedsOf(scope, query, { from, to })
  const [row] = await scope.clickhouse.rows<{ mau: number; wau: number; days: number; mean: number; sd: number }>(
    `select count() as mau, countIf(last >= {week:Int64}) as wau, sum(active) as days, if(mau = 0, 0, avg(active / 30)) as mean,
       if(mau < 2, 0, stddevSampStable(active / 30)) as sd
     from (select person, uniqExact(intDiv({end:Int64} - toUnixTimestamp64Milli(occurred_at) - 1, 86400000)) as active,
       max(toUnixTimestamp64Milli(occurred_at)) as last from (${deeds.text}) group by person)`,
    { ...deeds.values, end: end.getTime(), week: end.getTime() - 7 * 86_400_000 },
  )
  const { mau, wau, days, mean, sd } = row!
  const stickiness = meanInterval({ n: mau, mean, sd })
  return {
    monthly: mau,
    weekly: wau,
    daily: days / 30,
    stickiness: {
      ...bare(stickiness),
      low: stickiness.low === null ? null : Math.max(0, stickiness.low),
      high: stickiness.high === null ? null : Math.min(1, stickiness.high),
    },
  }
}

/** Which share of the active people did each thing (Wilson), and how often those who did. */
export async function adoptionOf(scope: Scope, query: Query, period: Period, limit: number) {
  const deeds = await deedsOf(scope, query, period)
  const rows = await scope.clickhouse.rows<{
    name: string
    sort: string
    people: number
    events: number
    active: number
  }>(
    `with (select uniqExact(person) from (${deeds.text})) as everybody
     select name, any(kind) as sort, uniqExact(person) as people, count() as events, everybody as active
     from (${deeds.text}) where kind != 'error' group by name order by people desc, name limit {most:UInt32}`,
    { ...deeds.values, most: limit },
  )
  return rows.map(({ name, sort, people, events, active }) => ({
    name,
    kind: sort,
    events,
    adoption: { ...bare(wilson(people, active)), n: active },
    people,
    perPerson: people === 0 ? 0 : events / people,
  }))
}

/** What went wrong most, by how many people met it. */
export async function errorsOf(scope: Scope, query: Query, period: Period, limit: number) {
  const deeds = await deedsOf(scope, query, period)
  const rows = await scope.clickhouse.rows<{
    words: string
    somePage: string
    events: number
    people: number
    lastAt: string
  }>(
    `select words, any(page) as somePage, count() as events, uniqExact(person) as people,
       formatDateTime(max(occurred_at), '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') as lastAt
     from (select *, if(message = '', name, message) as words from (${deeds.text})) where kind = 'error'
     group by words order by people desc, events desc limit {most:UInt32}`,
    { ...deeds.values, most: limit },
  )
  return rows.map(({ words, somePage, ...one }) => ({ ...one, message: words, page: somePage }))
}

const bucketOf = (bucket: Bucket, day: string) =>
  ({ day, week: `toMonday(${day})`, month: `toStartOfMonth(${day})` })[bucket]

const bare = ({ n, estimate, low, high }: Estimate): Estimate => ({ n, estimate, low, high })
