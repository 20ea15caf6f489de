import { type ClickHouse, pieces } from "../../platform/clickhouse.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { ResultFilters } from "./contract.ts"
import type { Counted } from "./counted.ts"

/** Writes the rows of some responses; what was counted of them before is taken away first. */
export async function replaceCounted(
  { clickhouse }: { clickhouse: ClickHouse },
  ids: readonly string[],
  rows: readonly Counted[],
): Promise<void> {
  for (const some of pieces(ids)) {
    // Most are new, and looking costs less than a deletion that finds nothing.
    const among = "from survey_response where id in ({ids:Array(UUID)})"
    const there = await clickhouse.rows(`select 1 ${among} limit 1`, { ids: some })
    if (there.length > 0) await clickhouse.command(`delete ${among}`, { ids: some })
  }
  await clickhouse.insert("survey_response", rows)
}

type Where = { text: string; values: Record<string, unknown> }

/** Which responses are asked about. `keys`: under which a question's values are counted (`keyOf`), one for each scale it had. */
export function whereOf(scope: Scope, surveyId: string, filters: ResultFilters, keys: readonly string[]): Where {
  const values: Record<string, unknown> = { o: scope.organizationId, s: surveyId }
  const parts = ["organization_id = {o:UUID}", "survey_id = {s:UUID}"]
  const put = (name: string, type: string, value: unknown, text: (parameter: string) => string) => {
    if (value === undefined) return
    values[name] = value
    parts.push(text(`{${name}:${type}}`))
  }
  const { question, value } = filters
  put("state", "String", filters.state, (one) => `state = ${one}`)
  put("from", "String", filters.from, (one) => `started_at >= parseDateTime64BestEffort(${one}, 3, 'UTC')`)
  put("to", "String", filters.to, (one) => `started_at < parseDateTime64BestEffort(${one}, 3, 'UTC')`)
  put("language", "String", filters.language, (one) => `language = ${one}`)
  put("version", "UInt32", filters.version, (one) => `version = ${one}`)
  put("link", "UUID", filters.linkId, (one) => `link_id = ${one}`)
  if (question !== undefined && value !== undefined) {
    // One by one: `has` looks a word up in the column's dictionary, `hasAny` reads every word.
    const chosen = keys.map((key, index) => {
      values[`having${index}`] = `v\t${key}\t${value}`
      return `has(tokens, {having${index}:String})`
    })
    parts.push(chosen.length > 0 ? `(${chosen.join(" or ")})` : "false")
  } else if (question !== undefined)
    put(
      "having",
      "Array(String)",
      [`a\t${question}`, `u\t${question}`, ...keys.map((key) => `v\t${key}\t`)],
      (one) => `arrayExists(token -> arrayExists(start -> startsWith(token, start), ${one}), tokens)`,
    )
  return { text: parts.join(" and "), values }
}

export type Totals = {
  counted: number
  finished: number
  abandoned: number
  first: string | null
  last: string | null
  median: number | null
  medianLow: number | null
  medianHigh: number | null
  tenth: number | null
  ninetieth: number | null
}

/**
 * How many finished, how many gave up, and how long those who finished took. The median's interval lies between the
 * order statistics whose ranks the binomial distribution gives (95 %).
 */
export async function totalsOf(scope: Scope, { text, values }: Where): Promise<Totals> {
  const [row] = await scope.clickhouse.rows<Totals>(
    `select counted, finished, abandoned, ${moment("first")}, ${moment("last")},
       ${rank("ceil(m / 2)")} as median, ${rank("floor(m * 0.5 - 1.959964 * sqrt(m) / 2)")} as medianLow,
       ${rank("ceil(m * 0.5 + 1.959964 * sqrt(m) / 2) + 1")} as medianHigh,
       ${rank("ceil(m * 0.1)")} as tenth, ${rank("ceil(m * 0.9)")} as ninetieth
     from (
       select sum(n) as counted, sumIf(n, state = 'finished') as finished, sumIf(n, state = 'abandoned') as abandoned,
         min(first) as first, max(last) as last, finished as m,
         arraySort(groupArrayIf((seconds, n), state = 'finished')) as pairs,
         arrayMap(p -> p.1, pairs) as times, arrayCumSum(arrayMap(p -> p.2, pairs)) as ranks
       from (select state, seconds, count() as n, min(started_at) as first, max(started_at) as last
             from survey_response where ${text} group by state, seconds))`,
    values,
  )
  return row!
}

const moment = (column: string) =>
  `if(counted = 0, null, formatDateTime(${column}, '%Y-%m-%dT%H:%i:%SZ', 'UTC')) as ${column}`
// Times are whole seconds: their counts, in order, hold every rank.
const rank = (text: string) =>
  `if(m = 0 or ${text} < 1 or ${text} > m, null, times[arrayFirstIndex(r -> r >= toUInt64(greatest(${text}, 0)), ranks)])`

/** How often each token occurs: every distribution of a survey in one pass. */
export const tokensOf = ({ clickhouse }: Scope, { text, values }: Where) =>
  clickhouse.rows<{ token: string; n: number }>(
    `select arrayJoin(tokens) as token, count() as n from survey_response where ${text} group by token`,
    values,
  )

export type Amount = {
  name: string
  n: number
  mean: number
  sd: number
  low: number
  lower: number
  median: number
  upper: number
  high: number
}

/** Amounts and the scores of questionnaires: how many, mean, standard deviation and quartiles of each. */
export const amountsOf = ({ clickhouse }: Scope, { text, values }: Where) =>
  clickhouse.rows<Amount>(
    `select name, count() as n, avg(value) as mean, if(n > 1, stddevSampStable(value), 0) as sd, min(value) as low,
       max(value) as high, quantilesExactInclusive(0.25, 0.5, 0.75)(value) as q, q[1] as lower, q[2] as median, q[3] as upper
     from survey_response array join mapKeys(numbers) as name, mapValues(numbers) as value where ${text} group by name`,
    values,
  )

/** On which page those were who gave up. */
export const placesOf = ({ clickhouse }: Scope, { text, values }: Where) =>
  clickhouse.rows<{ place: string; n: number }>(
    `select place, count() as n from survey_response where ${text} and state = 'abandoned' group by place`,
    values,
  )

export const steps = ["day", "week", "month"] as const
export type Step = (typeof steps)[number]
const startOf = { day: "toDate(started_at)", week: "toMonday(started_at)", month: "toStartOfMonth(started_at)" }

/** The values of one question, by a step of time, or by whatever responses are cut by. */
export const valuesBy = ({ clickhouse }: Scope, { text, values }: Where, key: string, by: string, more: object = {}) =>
  clickhouse.rows<{ part: string; value: string; n: number }>(
    `select toString(${by}) as part, substring(token, {skip:UInt32}) as value, count() as n
     from (select *, arrayJoin(arrayFilter(t -> startsWith(t, {key:String}), tokens)) as token from survey_response where ${text})
     group by part, value order by part, value limit 20000`,
    { ...values, ...more, key: `v\t${key}\t`, skip: Buffer.byteLength(`v\t${key}\t`) + 1 },
  )

export const byStep = (step: Step) => startOf[step]

/** What PostgreSQL knows besides: who is at it now, how often links were opened, and how many were invited one by one. */
export async function askedOf(scope: Scope, surveyId: string, filters: ResultFilters) {
  const [row] = await scope.query<{ under_way: number; opened: number; invited: number; answered: number }>(sql`
    select (select count(*) from response r where r.survey_id = ${surveyId} and r.finished_at is null and r.abandoned_at is null
        and r.human and r.changed_at > ${scope.now()}::timestamptz - interval '31 minutes') as under_way,
      (select coalesce(sum(count), 0)::int from survey_opening o where o.survey_id = ${surveyId}
        ${filters.linkId ? sql`and o.link_id = ${filters.linkId}` : sql``}
        ${filters.from ? sql`and o.day >= (${filters.from}::timestamptz at time zone 'UTC')::date` : sql``}
        ${filters.to ? sql`and o.day < (${filters.to}::timestamptz at time zone 'UTC')::date` : sql``}) as opened,
      count(*) as invited, count(l.used_at) as answered
    from survey_link l where l.survey_id = ${surveyId} and l.kind in ('single', 'personal')
      ${filters.linkId ? sql`and l.id = ${filters.linkId}` : sql``}
      ${filters.from ? sql`and l.created_at >= ${filters.from}` : sql``} ${filters.to ? sql`and l.created_at < ${filters.to}` : sql``}`)
  return row!
}
