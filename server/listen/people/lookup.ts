import { brief, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Key, readKey } from "./key.ts"
import { phoneLikeness } from "./person.ts"

export type MatchKind = "phone" | "email" | "external" | "serial" | "order" | "name"
export type PersonMatch = {
  /** Who she is now, whichever of her merged records was found. */
  personId: string
  name: string | null
  by: MatchKind
  /** The key names exactly this entry; otherwise it only may be hers. Names are never exact: two people share them. */
  exact: boolean
}

/**
 * The people a key may mean: exact ones first, each once. Who was erased is not found. Without the right to personal
 * data nothing is found by name and names are left out.
 */
export async function lookUpPeople(
  scope: Scope,
  given: string,
  { limit = 12 }: { limit?: number } = {},
): Promise<PersonMatch[]> {
  const key = readKey(given)
  const masked = !scope.permissions.has("personal_data")
  const [known, named] = await Promise.all([
    byIdentity(scope, key, given, limit),
    key.name && !masked ? byName(scope, key.name, limit) : [],
  ])
  return onePerPerson([...known, ...named], masked).slice(0, limit)
}

/** Exact matches first; somebody who is found in two ways is listed once, by the better one. */
export function onePerPerson(matches: readonly PersonMatch[], masked: boolean): PersonMatch[] {
  const sorted = [...matches].sort((a, b) => Number(b.exact) - Number(a.exact))
  const seen = new Map<string, PersonMatch>()
  for (const one of sorted) if (!seen.has(one.personId)) seen.set(one.personId, masked ? { ...one, name: null } : one)
  return [...seen.values()]
}

async function byIdentity(scope: Scope, key: Key, given: string, limit: number): Promise<PersonMatch[]> {
  const { email, phone, number } = key
  if (!email && !phone && !number) return []
  const rows = await scope.query<{
    id: string
    name: string | null
    kind: "external" | "email" | "phone"
    value: string
  }>(
    brief(
      "people by identity",
      sql`
      with found as (
        select i.person_id, i.kind, i.value from person_identity i
        where i.organization_id = ${scope.organizationId} and i.kind = 'external' and i.value = any(${number ? [...new Set([number, given.trim()])] : []}::text[])
        union all
        select i.person_id, i.kind, i.value from person_identity i
        where i.organization_id = ${scope.organizationId} and i.kind = 'email' and i.match = ${email?.match ?? ""}::text and i.match <> ''
        union all
        select i.person_id, i.kind, i.value from person_identity i
        where i.organization_id = ${scope.organizationId} and i.kind = 'email' and i.value = ${email?.value ?? ""}::text
        union all
        select i.person_id, i.kind, i.value from person_identity i
        where i.organization_id = ${scope.organizationId} and i.kind = 'phone' and i.match = ${phone?.match ?? ""}::text and i.match <> ''
        limit ${limit * 5}
      )
      select r.id, coalesce(r.name, p.name) as name, found.kind, found.value
      from found join person p on p.id = found.person_id join person r on r.id = p.root_id
      where not exists (select 1 from person_erasure e where e.person_id = r.id)`,
    ),
  )
  return rows.flatMap(({ id, name, kind, value }): PersonMatch[] => {
    if (kind === "external") return [{ personId: id, name, by: "external", exact: true }]
    if (kind === "email") return [{ personId: id, name, by: "email", exact: value === email?.value }]
    const likeness = phone ? phoneLikeness(phone.value, value) : 0
    // Two international numbers that only end alike are two numbers.
    if (likeness === 0 && phone?.value.startsWith("+") && value.startsWith("+")) return []
    return [{ personId: id, name, by: "phone", exact: likeness >= 0.9 }]
  })
}

async function byName(scope: Scope, name: string, limit: number): Promise<PersonMatch[]> {
  const letters = [...name].length
  // One letter of an alphabet finds everybody; one Chinese character is a family.
  if (letters < 2 && !/\p{Script=Han}/u.test(name)) return []
  const begins = await scope.query<{ id: string; name: string | null }>(
    brief(
      "people whose name begins",
      sql`
      select distinct r.id, p.name from (
        select p.name, p.root_id from person p
        where p.organization_id = ${scope.organizationId} and p.name is not null
          and lower(p.name) ~>=~ ${name} and lower(p.name) ~<~ ${`${name}\u{10ffff}`} limit ${limit}) p
      join person r on r.id = p.root_id where not exists (select 1 from person_erasure e where e.person_id = r.id)`,
    ),
  )
  const words = name.split(" ")
  const holding =
    begins.length >= limit
      ? []
      : await scope.query<{ id: string; name: string | null }>(sql`
          select distinct r.id, p.name from (
            select p.name, p.root_id from person p
            where p.organization_id = ${scope.organizationId} and p.name is not null
              and string_to_array(lower(p.name), ' ') @> ${words}::text[] limit ${limit}) p
          join person r on r.id = p.root_id where not exists (select 1 from person_erasure e where e.person_id = r.id)`)
  return [...begins, ...holding].map((row) => ({ personId: row.id, name: row.name, by: "name", exact: false }))
}
