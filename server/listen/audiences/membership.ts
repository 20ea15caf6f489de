import { joined, type Sql, sql, verbatim } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { AudienceDefinition, AudienceRule } from "./contract.ts"
import { rulesOf, whetherItHolds, whichSheSaid, whomItHolds, whoSaid } from "./rules.ts"

/** People of a definition, by root id ascending: each once, whichever of her merged records a rule found. */
export async function peopleIn(
  scope: Scope,
  definition: AudienceDefinition,
  page: { after?: string | undefined; limit: number },
): Promise<string[]> {
  const rows = await scope.query<{ id: string }>(sql`
    select id from (${await members(scope, definition)}) m
    ${page.after ? sql`where id > ${page.after}` : sql``} order by id limit ${page.limit}`)
  return rows.map((row) => row.id)
}

export async function countPeople(scope: Scope, definition: AudienceDefinition): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`select count(*) as n from (${await members(scope, definition)}) m`)
  return row!.n
}

/** Whether a definition holds a person now. Asked for one person, so each rule looks at her records only. */
export const isPersonIn = async (scope: Scope, definition: AudienceDefinition, personId: string): Promise<boolean> =>
  (await whichHold(scope, [definition], personId))[0]!

/**
 * Which of many definitions hold a person: one question to PostgreSQL, and one to ClickHouse only where what she said
 * decides.
 */
export async function whichHold(
  scope: Scope,
  definitions: readonly AudienceDefinition[],
  personId: string,
): Promise<boolean[]> {
  const rules = definitions.flatMap((definition) => rulesOf(definition).map((one) => one.rule))
  const stored = rules.flatMap((rule) => (rule.kind === "said" ? [] : [rule]))
  const columns = stored.map((rule, index) => sql`${whetherItHolds(scope, rule)} as ${verbatim(`"r${index}"`)}`)
  const [her] = await scope.query<Record<string, unknown> & { ids: string[] | null; spoke: boolean }>(sql`
    select her.ids, exists (select 1 from feedback f where f.person_id = any(her.ids)) as spoke ${columns.length > 0 ? sql`, ${joined(columns, ", ")}` : sql``}
    from (select min(m.root_id::text)::uuid as root, array_agg(m.id) as ids from person m
      where m.root_id = (select root_id from person where id = ${personId} and organization_id = ${scope.organizationId})
        and not exists (select 1 from person_erasure e where e.person_id = m.root_id)) her`)
  if (!her?.ids) return definitions.map(() => false)
  const known = new Map<AudienceRule, boolean>(stored.map((rule, index) => [rule, her[`r${index}`] === true]))
  // Most people never wrote; for them ClickHouse need not be asked.
  if (!her.spoke) for (const rule of rules) if (rule.kind === "said") known.set(rule, false)
  const first = definitions.map((definition) => verdict(definition, known))
  const open = definitions.filter((_, index) => first[index] === null)
  if (open.length === 0) return first.map((one) => one === true)
  const asked = open.flatMap((definition) =>
    rulesOf(definition).flatMap(({ rule }) => (rule.kind === "said" ? [rule] : [])),
  )
  const found = await whichSheSaid(scope, asked, her.ids)
  asked.forEach((rule, index) => void known.set(rule, found[index]!))
  return definitions.map((definition, index) => (first[index] ?? verdict(definition, known)) === true)
}

/** null while a rule that is not known yet decides. */
function verdict({ anyOf, allOf = [], noneOf = [] }: AudienceDefinition, known: ReadonlyMap<AudienceRule, boolean>) {
  const holds = (rule: AudienceRule) => known.get(rule) ?? null
  const some = any(anyOf.map(holds))
  const out = any([...noneOf.map(holds), ...allOf.map((rule) => not(holds(rule)))])
  if (some === false || out === true) return false
  return some === null || out === null ? null : true
}

const any = (all: readonly (boolean | null)[]) => (all.includes(true) ? true : all.includes(null) ? null : false)
const not = (one: boolean | null) => (one === null ? null : !one)

/** SQL for the ids of everybody a definition holds. */
export async function members(scope: Scope, definition: AudienceDefinition): Promise<Sql> {
  const sets = await setsOf(scope, definition)
  const of = (group: string) => sets.filter((one) => one.group === group).map((one) => sql`(${one.set})`)
  if (of("anyOf").length === 0) return sql`select id from person where false`
  // "intersect" binds tighter than "except" and "union", so each step is put in brackets.
  let all = sql`(${joined([...of("anyOf"), sql`select id from person where false`], " union ")})`
  for (const set of of("allOf")) all = sql`(${all} intersect ${set})`
  for (const set of of("noneOf")) all = sql`(${all} except ${set})`
  return sql`${all} except select person_id from person_erasure where organization_id = ${scope.organizationId}`
}

/** Every rule with SQL for whom it holds; what was said is asked of ClickHouse first. */
export const setsOf = (scope: Scope, definition: AudienceDefinition) =>
  Promise.all(
    rulesOf(definition).map(async (one) => ({
      ...one,
      set: whomItHolds(scope, one.rule, one.rule.kind === "said" ? await whoSaid(scope, one.rule) : []),
    })),
  )
