import { isPersonIn, listAudiences } from "../../listen/audiences/public.ts"
import { noId, whereOf } from "../../listen/interactions/public.ts"
import { rootsOf } from "../../listen/people/public.ts"
import { pieces } from "../../platform/clickhouse.ts"
import { CodedError } from "../../platform/http/errors.ts"
import type { Log } from "../../platform/log.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import type { RuleDefinition } from "./contract.ts"
import { followUpBy } from "./opening.ts"
import { listRules, type RuleRow } from "./rule-store.ts"
import { loadSettings } from "./settings.ts"

/**
 * Called when feedback has been digested: what a rule fits is followed up. It may see an item again (after a crash) and
 * leaves the same. What was old when it came in is history, and nobody known cannot be called.
 */
export async function runRules(stores: Stores, log: Pick<Log, "warn">, events: readonly OutboxEvent[]): Promise<void> {
  const received = events.filter((event) => event.name === "feedback.received")
  for (const [organizationId, mine] of Map.groupBy(received, (event) => event.organizationId)) {
    const scope = mintSystemScope(stores, organizationId)
    const rules = await listRules(scope, { on: true })
    if (rules.length === 0) continue
    const { settings } = await loadSettings(scope)
    const since = new Date(scope.now().getTime() - settings.notOlderThanDays * 86_400_000)
    const ids = [...new Set(mine.flatMap((event) => event.payload.ids as string[]))]
    const items = await ofKnownPeople(scope, ids, since)
    if (items.length === 0) continue
    const roots = await rootsOf(scope, [...new Set(items.map((one) => one.person_id))])
    const taken = new Set<string>()
    for (const rule of rules) {
      const fitting = await guarded(log, () =>
        fits(
          scope,
          rule,
          items.map((one) => one.id),
          since,
        ),
      )
      for (const item of items) {
        if (!fitting.has(item.id) || (settings.matching === "first" && taken.has(item.id))) continue
        const personId = roots.get(item.person_id)
        if (!personId || !(await isInAudience(scope, rule, personId))) continue
        taken.add(item.id)
        await followUpBy(scope, rule, { feedbackId: item.id, personId })
      }
    }
  }
}

/** SQL over the interactions that is true for feedback a definition fits. Throws `query.invalid`. */
export function fitting(organizationId: string, { where, q, scale }: RuleDefinition, from: Date) {
  const { text, values } = whereOf(
    organizationId,
    { where, ...(q ? { q } : {}), from: from.toISOString() },
    { prefix: "r" },
  )
  const parts = [text, "fact = 'feedback' and metric = ''"]
  const metrics = where.flatMap(({ field }) => (field.startsWith("score.") ? [field.slice(6)] : []))
  for (const [index, metric] of scale ? metrics.entries() : []) {
    // The same number means something else on another scale.
    parts.push(`id in (select id from interaction where organization_id = {so:UUID} and fact = 'score' and metric = {sm${index}:String}
      and scale_min = {smin:Float64} and scale_max = {smax:Float64} and occurred_at >= parseDateTime64BestEffort({sf:String}, 3, 'UTC'))`)
    Object.assign(values, {
      [`sm${index}`]: metric,
      so: organizationId,
      smin: scale!.min,
      smax: scale!.max,
      sf: from.toISOString(),
    })
  }
  return { text: parts.join(" and "), values }
}

/** What a definition would have made lately: the count of SQL, and the newest samples. */
export async function trial(scope: Scope, definition: RuleDefinition, days = 90) {
  const from = new Date(scope.now().getTime() - days * 86_400_000)
  const { text, values } = fitting(scope.organizationId, definition, from)
  const known = `person_id != toUUID('${noId}')`
  const [[counted], samples] = await Promise.all([
    scope.clickhouse.rows<{ feedback: number; unknown: number; people: number }>(
      `select countIf(${known}) as feedback, countIf(not ${known}) as unknown, uniqExactIf(person_id, ${known}) as people
       from interaction where ${text}`,
      values,
    ),
    scope.clickhouse.rows<{ id: string }>(
      `select id from interaction where ${text} and ${known} order by has_words desc, occurred_at desc, id desc limit 5`,
      values,
    ),
  ])
  const { feedback, unknown, people } = counted!
  return { days, feedback, unknown, people, perWeek: (people * 7) / days, samples: samples.map((one) => one.id) }
}

const ofKnownPeople = (scope: Scope, ids: readonly string[], since: Date) =>
  scope.query<{ id: string; person_id: string }>(sql`
    select id, person_id from feedback f where organization_id = ${scope.organizationId} and id = any(${ids}::uuid[])
      and person_id is not null and occurred_at >= ${since} and words_erased_at is null
      and not exists (select 1 from person_erasure e where e.person_id = f.person_id)
    order by occurred_at, id`)

async function fits(scope: Scope, rule: RuleRow, ids: readonly string[], since: Date): Promise<Set<string>> {
  const { text, values } = fitting(scope.organizationId, rule.definition, since)
  const found = new Set<string>()
  for (const some of pieces(ids)) {
    const rows = await scope.clickhouse.rows<{ id: string }>(
      `select id from interaction where ${text} and id in ({ids:Array(UUID)})`,
      { ...values, ids: some },
    )
    for (const { id } of rows) found.add(id)
  }
  return found
}

async function isInAudience(scope: Scope, rule: RuleRow, personId: string): Promise<boolean> {
  if (!rule.audience_id) return true
  const [audience] = await listAudiences(scope, { id: rule.audience_id })
  return audience !== undefined && isPersonIn(scope, audience.definition, personId)
}

// A rule that cannot be asked any more holds up nothing else.
async function guarded(log: Pick<Log, "warn">, ask: () => Promise<Set<string>>): Promise<Set<string>> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof CodedError) || error.status >= 500) throw error
    log.warn("a rule of follow-ups could not be asked", { reason: error.message })
    return new Set()
  }
}
