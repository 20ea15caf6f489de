import {
  fieldExpression,
  hasMerges,
  mergedPeople,
  noId,
  type Query,
  whereOf,
} from "../../listen/interactions/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { bits, type Matcher, type TaskDefinition } from "./task.ts"

export type Period = { from: string; to: string }
type Statement = { text: string; values: Record<string, unknown> }

/**
 * The attempts at a task as a subquery with the columns person, started, ended (ms), outcome, seconds, reached (the
 * steps as bits), furthest (the last step reached, 0 for none), errors, and `cut` where a field to cut by is asked.
 *
 * Each person's events become one sorted list of numbers: time in the upper bits, what the event is to the task in the
 * lower ones. A start begins a new attempt unless the one before it is under way: no end lies between and the time-out
 * has not passed. Lists are split there, and each piece is read once: no list is looked up from within another, which
 * ClickHouse would pay for with its square.
 */
export async function attemptsOf(
  scope: Pick<Scope, "organizationId" | "clickhouse" | "now">,
  definition: TaskDefinition,
  period: Period,
  { query = {}, by }: { query?: Query; by?: string | undefined } = {},
): Promise<Statement> {
  const values: Record<string, unknown> = {}
  const put = (value: unknown, type: string) => {
    const name = `k${Object.keys(values).length}`
    values[name] = value
    return `{${name}:${type}}`
  }
  const any = (matchers: readonly Matcher[]) =>
    matchers.length === 0 ? "0" : `(${matchers.map((one, index) => matches(one, index)).join(" or ")})`
  function matches({ event, where }: Matcher, index: number): string {
    const name = `name = ${put(event, "String")}`
    if (where.length === 0) return name
    const condition = whereOf(scope.organizationId, { where }, { prefix: `k${Object.keys(values).length}m${index}x` })
    Object.assign(values, condition.values)
    return `(${name} and ${condition.text})`
  }
  const filter = whereOf(scope.organizationId, query.where ? { where: query.where } : {}, { prefix: "kf" })
  Object.assign(values, filter.values)
  const timeout = definition.timeoutMinutes * 60_000
  const from = moment(put(period.from, "String"))
  const to = moment(put(period.to, "String"))
  const now = put(scope.now().getTime(), "Int64")
  const ends = `bitOr(if(${any(definition.success)}, ${bits.success}, 0), if(${any(definition.failure)}, ${bits.failure}, 0))`
  const starts = `(${any(definition.start)} and ${filter.text} and occurred_at < ${to})`
  const marks = [
    `if(ended = 0 and ${starts}, ${bits.start}, 0)`,
    `if(${any(definition.errors)}, ${bits.error}, 0)`,
    ...definition.steps.map((step, index) => `if(${any(step.any)}, ${bits.step(index)}, 0)`),
    "ended",
  ]
  const matchers = [
    ...definition.start,
    ...definition.steps.flatMap((one) => one.any),
    ...definition.success,
    ...definition.failure,
    ...definition.errors,
  ]
  const names = put([...new Set(matchers.map((one) => one.event))], "Array(String)")
  const organization = put(scope.organizationId, "UUID")
  const cut = by === undefined ? undefined : cutBy(by, put)
  const isMerged = await hasMerges(scope)
  const person = isMerged ? `if(m.root_id = toUUID('${noId}'), i.person_id, m.root_id)` : "i.person_id"
  const merged = isMerged ? `any left join ${mergedPeople(organization)} as m on m.person_id = i.person_id` : ""
  const end = "bitAnd(k, 3145728)"
  const text = `
    select person, started, outcome, if(outcome in ('succeeded', 'failed'), closed, 0) as ended,
      greatest(closed - started, 1) / 1000 as seconds, reached,
      ${definition.steps.length === 0 ? "0" : `multiIf(${definition.steps.map((_, at) => definition.steps.length - 1 - at).map((index) => `bitAnd(reached, ${bits.step(index)}) != 0, ${index + 1}`)}, 0)`} as furthest,
      errors ${cut ? ", cut" : ""}
    from (
      select person, started, cast(multiIf(
          isInTime and bitAnd(first, ${bits.success}) != 0, 'succeeded', isInTime, 'failed',
          due > ${now}, 'open', 'abandoned') as LowCardinality(String)) as outcome,
        bitShiftRight(first, ${bits.width}) as closed, arrayReduce('groupBitOr', arrayMap(k -> bitAnd(k, ${bits.all}), mine)) as reached,
        arrayCount(k -> bitAnd(k, ${bits.error}) != 0, mine) as errors ${cut ? ", cut" : ""}
      from (
        select person, piece, bitShiftRight(piece[1], ${bits.width}) as started,
          bitShiftRight(arrayLast(k -> bitAnd(k, ${bits.start}) != 0, piece), ${bits.width}) + ${timeout} as due,
          arrayFirst(k -> ${end} != 0, piece) as first,
          first != 0 and bitShiftRight(first, ${bits.width}) <= due as isInTime,
          if(isInTime, first, bitShiftLeft(due + 1, ${bits.width}) - 1) as last,
          arrayFilter(k -> k <= last, piece) as mine ${cut ? ", cut" : ""}
        from (
          select person, ${cut ? "cuts," : ""} arrayFilter(one -> bitAnd(one[1], ${bits.start}) != 0, arraySplit((k, n) -> n, ks, news)) as pieces
          from (
            select person, ${cut ? "starting," : ""} ks, arrayMap(k -> bitShiftRight(k, ${bits.width}), ks) as ts,
              arrayMap(k -> toUInt8(bitAnd(k, ${bits.start})), ks) as ss,
              arrayCumSum(k -> ${end} != 0, ks) as os, arrayCumSum(ss) as cs,
              arrayPushFront(arrayPopBack(arrayFill((t, s) -> s, ts, ss)), 0) as before,
              arrayPushFront(arrayPopBack(arrayFill((o, s) -> s, os, ss)), 0) as endedBefore,
              arrayMap((s, t, o, c, b, e) -> s = 1 and (c = 1 or t - b > ${timeout} or o != e), ss, ts, os, cs, before, endedBefore) as news
              ${cut ? `, arrayMap(one -> one.2, arrayFilter((one, n) -> n, starting, arrayFilter((n, s) -> s, news, ss))) as cuts` : ""}
            from (
              select person, arraySort(groupArray(k)) as ks
                ${cut ? `, arraySort(groupArrayIf((k, ${cut}), bitAnd(k, ${bits.start}) != 0)) as starting` : ""}
              from (
                select ${person} as person, ${cut ? `${cut},` : ""}
                  bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(occurred_at)), ${bits.width}), toUInt64(mark)) as k
                from (
                  select person_id, occurred_at, ${cut ? `${cutText(by!, put)} as ${cut},` : ""} ${ends} as ended,
                    ${marks.reduce((all, one) => `bitOr(${all}, ${one})`)} as mark
                  from interaction
                  where organization_id = ${organization} and fact = 'event' and metric = '' and name in (${names})
                    and occurred_at >= ${from} and occurred_at < ${to} + interval ${definition.timeoutMinutes} minute
                    and person_id != toUUID('${noId}') and mark != 0
                ) as i ${merged}
              )
              group by person having arrayExists(k -> bitAnd(k, ${bits.start}) != 0, ks)
            )
          )
        )
        array join pieces as piece ${cut ? ", cuts as cut" : ""}
      )
    )`
  return { text, values }
}

const cutBy = (by: string, put: (value: unknown, type: string) => string) => {
  fieldExpression(by, put)
  return "given"
}

function cutText(by: string, put: (value: unknown, type: string) => string): string {
  const { text, list } = fieldExpression(by, put)
  return list ? `arrayStringConcat(${text}, ', ')` : `toString(${text})`
}

const moment = (parameter: string) => `parseDateTime64BestEffort(${parameter}, 3, 'UTC')`
