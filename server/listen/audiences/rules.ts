import { joined, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Condition, noId, whereOf } from "../interactions/public.ts"
import { personConditions } from "../people/public.ts"
import { type AudienceDefinition, type AudienceRule, saysSomething } from "./contract.ts"

type Rule<Kind extends AudienceRule["kind"]> = Extract<AudienceRule, { kind: Kind }>

/** Every rule of a definition, group by group. */
export const rulesOf = (definition: AudienceDefinition) =>
  (["anyOf", "allOf", "noneOf"] as const).flatMap((group) =>
    (definition[group] ?? []).map((rule, index) => ({ group, index, rule })),
  )

/** SQL for the ids (roots) of whom a rule holds. `said` takes the ids that ClickHouse found for it. */
export function whomItHolds(scope: Scope, rule: AudienceRule, said: readonly string[]): Sql {
  const own = sql`p.organization_id = ${scope.organizationId}`
  switch (rule.kind) {
    case "owns":
      return sql`select p.root_id as id from ownership o join person p on p.id = o.person_id where ${owning(scope, rule)}`
    case "is":
      return sql`select r.id from person r where r.organization_id = ${scope.organizationId} and r.root_id = r.id and ${being(rule)}`
    case "named":
      return sql`select p.root_id as id from person p where ${own} and p.id = any(${rule.personIds}::uuid[])`
    case "said":
      return sql`select p.root_id as id from unnest(${said}::uuid[]) as x(id) join person p on p.id = x.id where ${own}`
  }
}

/** SQL that is true where a rule (other than `said`) holds `her`: one row with `root` and `ids`, all her records. */
export function whetherItHolds(scope: Scope, rule: Exclude<AudienceRule, Rule<"said">>): Sql {
  switch (rule.kind) {
    case "owns":
      return sql`exists (select 1 from ownership o where o.person_id = any(her.ids) and ${owning(scope, rule)})`
    case "is":
      return sql`exists (select 1 from person r where r.id = her.root and ${being(rule)})`
    case "named":
      return sql`her.ids && ${rule.personIds}::uuid[]`
  }
}

/** The people whose feedback meets a rule, as ClickHouse knows them: under the ids they had then. */
export async function whoSaid(scope: Scope, rule: Rule<"said">): Promise<string[]> {
  const { text, values } = whereOf(scope.organizationId, queryOf(rule))
  const rows = await scope.clickhouse.rows<{ id: string }>(
    `select distinct person_id as id from interaction
     where ${text} and fact = 'feedback' and metric = '' and person_id != toUUID('${noId}')`,
    values,
  )
  return rows.map((row) => row.id)
}

/** Of several such rules, which hold for a person with these records: one question to ClickHouse. */
export async function whichSheSaid(scope: Scope, rules: readonly Rule<"said">[], ids: readonly string[]) {
  const wheres = rules.map((rule, index) => whereOf(scope.organizationId, queryOf(rule), { prefix: `r${index}_` }))
  const [row] = await scope.clickhouse.rows<Record<string, number>>(
    `select ${wheres.map((where, index) => `countIf(${where.text}) > 0 as s${index}`).join(", ")}
     from interaction where organization_id = {o:UUID} and fact = 'feedback' and metric = '' and person_id in ({ids:Array(UUID)})`,
    Object.assign({ o: scope.organizationId, ids }, ...wheres.map((where) => where.values)),
  )
  return rules.map((_, index) => row?.[`s${index}`] === 1)
}

const queryOf = ({ where, q, from, to }: Rule<"said">) => ({
  where,
  ...(q ? { q } : {}),
  ...(from ? { from } : {}),
  ...(to ? { to } : {}),
})

function owning(scope: Scope, rule: Rule<"owns">): Sql {
  const { product, component, version, batch, purchasedFrom, purchasedTo } = rule
  const parts: Sql[] = [sql`o.organization_id = ${scope.organizationId}`, sql`o.ended_at is null`]
  if (!saysSomething(rule)) return sql`false`
  if (product?.length) parts.push(sql`o.product = any(${product})`)
  if (version?.length) parts.push(sql`o.version = any(${version})`)
  if (batch?.length) parts.push(sql`o.batch = any(${batch})`)
  if (component?.length) {
    // A part is in every unit of its product, unless somebody wrote down which parts are in it.
    const narrowed = Boolean(product?.length || version?.length || batch?.length)
    const built = sql`o.component && ${component}::text[]`
    parts.push(narrowed ? sql`(${built} or o.component = '{}')` : built)
  }
  if (purchasedFrom) parts.push(sql`o.purchased_at >= ${purchasedFrom}`)
  if (purchasedTo) parts.push(sql`o.purchased_at < ${purchasedTo}`)
  return joined(parts, " and ")
}

function being(rule: Rule<"is">): Sql {
  if (!saysSomething(rule)) return sql`false`
  const conditions: Condition[] = [
    ...among("role", rule.role),
    ...among("account", rule.account),
    ...among("language", rule.language),
    ...(rule.attributes ?? []).map((one) => ({
      ...one,
      field: one.field.startsWith("attributes.") ? one.field : `attributes.${one.field}`,
    })),
  ]
  const consents = (rule.consent ?? []).map((text) => {
    const [topic = "", value = ""] = text.split(":")
    return { field: `consent.${topic}`, op: "in" as const, values: [value] }
  })
  // Of one topic several values may be right; every topic must be.
  const topics = Map.groupBy(consents, (one) => one.field)
  for (const [field, all] of topics) conditions.push({ field, op: "in", values: all.flatMap((one) => one.values) })
  return personConditions(conditions)
}

const among = (field: string, values: readonly string[] | undefined): Condition[] =>
  values?.length ? [{ field, op: "in", values: [...values] }] : []
