import type { Scope } from "../../platform/scope.ts"
import type { Period } from "./attempts.ts"
import { reportOf } from "./report.ts"
import type { TaskDefinition } from "./task.ts"

/** How often each event that a definition names occurred: a name that was mistyped shows as none. */
export async function matchedEvents(scope: Scope, definition: TaskDefinition, period: Period) {
  const { start, steps, success, failure, errors } = definition
  const matchers = [...start, ...steps.flatMap((one) => one.any), ...success, ...failure, ...errors]
  const names = [...new Set(matchers.map((one) => one.event))]
  const rows = await scope.clickhouse.rows<{ event: string; events: number; people: number }>(
    `select name as event, count() as events, uniq(person_id) as people from interaction
     where organization_id = {o:UUID} and fact = 'event' and metric = '' and name in ({names:Array(String)})
       and occurred_at >= parseDateTime64BestEffort({from:String}, 3, 'UTC') and occurred_at < parseDateTime64BestEffort({to:String}, 3, 'UTC')
     group by name`,
    { o: scope.organizationId, names, ...period },
  )
  return names.map((event) => rows.find((one) => one.event === event) ?? { event, events: 0, people: 0 })
}

export async function previewOf(scope: Scope, definition: TaskDefinition, period: Period) {
  const { total, path } = await reportOf(scope, definition, period)
  return { figures: total, path: path.map(({ step, reached, abandoned }) => ({ step, reached, abandoned })) }
}
