import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import { joined, type Sql, sql } from "../../platform/postgres.ts"
import type { Condition } from "../interactions/public.ts"

/**
 * Conditions on people as SQL about `person r` where `r` is a root: role, account, language, consent.<topic>,
 * attributes.<name>, email and phone (exists, missing), firstSeen, person. What her merged records say counts too.
 * Throws `query.invalid`.
 */
export function personConditions(where: readonly Condition[]): Sql {
  return where.length === 0 ? sql`true` : joined(where.map(condition), " and ")
}

function condition({ field, op, values = [] }: Condition): Sql {
  if (op !== "exists" && op !== "missing" && values.length === 0)
    throw coded("query.invalid", { detail: `The condition on "${field}" has no values.` }, field)
  const texts = values.map(String)
  if (field === "role") return tested(op, texts, roleOf, field)
  if (field.startsWith("attributes.")) return attribute(field.slice(11), op, values, field)
  if (field.startsWith("consent."))
    return tested(op, texts, sql`coalesce(${newestOf(field.slice(8))}, 'unknown')`, field)
  if (field === "language")
    return tested(op, texts, sql`coalesce(${newestOf("language")}, ${languageWrittenIn})`, field)
  if (field === "account") return among(op, texts, inAccount, field)
  if (field === "email" || field === "phone" || field === "external") return among(op, texts, hasIdentity(field), field)
  if (field === "person") {
    const ids = texts.filter(isId)
    const those = sql`r.id in (select them.root_id from person them where them.id = any(${ids}::uuid[]))`
    return op === "not_in" ? sql`not ${those}` : those
  }
  if (field === "firstSeen") {
    const at = Date.parse(texts[0] ?? "")
    if (Number.isNaN(at)) throw coded("query.invalid", { detail: `"${texts[0]}" is no day.` }, field)
    return op === "lte" ? sql`r.first_seen_at <= ${new Date(at)}` : sql`r.first_seen_at >= ${new Date(at)}`
  }
  throw coded("query.invalid", { detail: `There is no field "${field}".` }, field)
}

// A root without a value of its own takes what the records merged into her say; asked only where it is missing.
const roleOf = sql`coalesce(r.role, (select m.role from person m
  where m.root_id = r.id and m.role is not null order by m.id limit 1))`

const newestOf = (topic: string) => sql`(select c.value from person_consent c join person m on m.id = c.person_id
  where m.root_id = r.id and c.topic = ${topic} order by c.at desc, c.id desc limit 1)`

const languageWrittenIn = sql`(select f.reading->>'language' from feedback f join person m on m.id = f.person_id
  where m.root_id = r.id and f.reading is not null order by f.occurred_at desc limit 1)`

const inAccount = (texts: readonly string[] | null) => sql`exists (select 1 from person_account pa
  join person m on m.id = pa.person_id join customer_account a on a.id = pa.account_id
  where m.root_id = r.id ${texts ? sql`and (a.name = any(${texts}) or a.id::text = any(${texts}))` : sql``})`

const hasIdentity = (kind: string) => (texts: readonly string[] | null) =>
  sql`exists (select 1 from person_identity i
  join person m on m.id = i.person_id where m.root_id = r.id and i.kind = ${kind} ${texts ? sql`and i.value = any(${texts})` : sql``})`

function among(op: Condition["op"], texts: string[], holds: (texts: string[] | null) => Sql, field: string): Sql {
  if (op === "exists") return holds(null)
  if (op === "missing") return sql`not ${holds(null)}`
  if (op === "in") return holds(texts)
  if (op === "not_in") return sql`not ${holds(texts)}`
  throw coded("query.invalid", { detail: `"${field}" cannot be compared by size.` }, field)
}

function tested(op: Condition["op"], texts: string[], value: Sql, field: string): Sql {
  if (op === "exists") return sql`${value} is not null`
  if (op === "missing") return sql`${value} is null`
  if (op === "in") return sql`${value} = any(${texts})`
  if (op === "not_in") return sql`coalesce(${value} <> all(${texts}), true)`
  throw coded("query.invalid", { detail: `"${field}" cannot be compared by size.` }, field)
}

function attribute(name: string, op: Condition["op"], values: readonly (string | number)[], field: string): Sql {
  const value = sql`coalesce(r.attributes->${name}, (select m.attributes->${name} from person m
    where m.root_id = r.id and m.attributes ? ${name} order by m.id limit 1))`
  if (op !== "gte" && op !== "lte") return tested(op, values.map(String), sql`(${value} #>> '{}')`, field)
  const given = values[0]!
  const number = Number(given)
  const sign = op === "gte" ? sql`>=` : sql`<=`
  // Numbers compare as numbers, days as text in the form year-month-day.
  return sql`case jsonb_typeof(${value})
    when 'number' then ${Number.isNaN(number) ? sql`false` : sql`(${value} #>> '{}')::numeric ${sign} ${number}::numeric`}
    when 'string' then (${value} #>> '{}') ${sign} ${String(given)} else false end`
}
