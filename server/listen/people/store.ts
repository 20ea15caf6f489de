import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

export type PersonGiven = {
  externalId?: string
  email?: string
  phone?: string
  anonymousId?: string
  name?: string
  role?: "buyer" | "user" | "both"
}
export type Named = { organizationId: string; given: PersonGiven }

/**
 * Finds or makes the person each entry names; the result is in the same order, null where nothing names her.
 * An entry with several ids is one person: all its ids lead to her from then on. Where ids lead to different persons
 * already, the strongest id decides (external id, then e-mail, phone, anonymous id); merging is a person's decision.
 */
export async function resolvePeople(runner: Runner, entries: readonly Named[]): Promise<(string | null)[]> {
  const wanted = entries.map(({ organizationId, given }) =>
    identitiesOf(given).map((one) => ({ organizationId, ...one })),
  )
  const known = await knownIdentities(runner, wanted.flat())
  const people = new Map<string, { id: string; organizationId: string; name: string | null; role: string | null }>()
  const learned = new Map<string, Identity & { personId: string }>()
  const resolved = entries.map(({ organizationId, given }, index) => {
    const mine = wanted[index]!
    if (mine.length === 0) return null
    const found = mine.map((one) => known.get(keyOf(one))).find((id) => id !== undefined)
    const id = found ?? newId()
    if (!found) people.set(id, { id, organizationId, name: given.name ?? null, role: given.role ?? null })
    else if (given.name || given.role)
      people.set(id, { id, organizationId, name: given.name ?? null, role: given.role ?? null })
    for (const one of mine) {
      if (known.has(keyOf(one))) continue
      known.set(keyOf(one), id)
      learned.set(keyOf(one), { ...one, personId: id })
    }
    return id
  })
  if (people.size > 0) await savePeople(runner, [...people.values()])
  if (learned.size > 0) await saveIdentities(runner, [...learned.values()])
  return resolved
}

type Identity = { organizationId: string; kind: "external" | "email" | "phone" | "anonymous"; value: string }

function identitiesOf(given: PersonGiven): Pick<Identity, "kind" | "value">[] {
  const all: [Identity["kind"], string | undefined][] = [
    ["external", given.externalId],
    ["email", given.email?.trim().toLowerCase()],
    ["phone", given.phone?.replace(/(?!^\+)\D/g, "")],
    ["anonymous", given.anonymousId],
  ]
  return all.flatMap(([kind, value]) => (value ? [{ kind, value }] : []))
}

const keyOf = ({ organizationId, kind, value }: Identity) => `${organizationId} ${kind} ${value}`

async function knownIdentities(runner: Runner, identities: readonly Identity[]): Promise<Map<string, string>> {
  if (identities.length === 0) return new Map()
  const rows = await runner.query<{
    organization_id: string
    kind: Identity["kind"]
    value: string
    person_id: string
  }>(sql`
    select i.organization_id, i.kind, i.value, i.person_id
    from json_to_recordset(${JSON.stringify(identities)}::json) as x("organizationId" uuid, kind text, value text)
    join person_identity i on i.organization_id = x."organizationId" and i.kind = x.kind and i.value = x.value`)
  return new Map(
    rows.map((row) => [
      keyOf({ organizationId: row.organization_id, kind: row.kind, value: row.value }),
      row.person_id,
    ]),
  )
}

const savePeople = (runner: Runner, people: readonly object[]) =>
  runner.query(sql`
    insert into person (id, organization_id, name, role)
    select x.id, x."organizationId", x.name, x.role
    from json_to_recordset(${JSON.stringify(people)}::json) as x(id uuid, "organizationId" uuid, name text, role text)
    on conflict (id) do update set name = coalesce(excluded.name, person.name), role = coalesce(excluded.role, person.role)`)

const saveIdentities = (runner: Runner, identities: readonly object[]) =>
  runner.query(sql`
    insert into person_identity (organization_id, kind, value, person_id)
    select x."organizationId", x.kind, x.value, x."personId"
    from json_to_recordset(${JSON.stringify(identities)}::json) as x("organizationId" uuid, kind text, value text, "personId" uuid)
    on conflict do nothing`)

export type Person = {
  id: string
  name: string | null
  role: string | null
  firstSeenAt: string
  masked: boolean
  identities: { kind: string; value: string }[]
}

/** People of the organization; without the right to personal data their names and addresses are masked. */
export async function findPeople(
  scope: Scope,
  options: { ids?: readonly string[]; q?: string; after?: string; limit: number },
): Promise<Person[]> {
  const masked = !scope.permissions.has("personal_data")
  const like = `%${(options.q ?? "").replace(/[\\%_]/g, "\\$&")}%`
  const rows = await scope.query<{
    id: string
    name: string | null
    role: string | null
    first_seen_at: Date
    identities: Person["identities"] | null
  }>(sql`
    select p.id, p.name, p.role, p.first_seen_at,
      (select json_agg(json_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value) from person_identity i where i.person_id = p.id) as identities
    from person p where p.organization_id = ${scope.organizationId}
      ${options.ids ? sql`and p.id = any(${options.ids}::uuid[])` : sql``}
      ${options.after ? sql`and p.id > ${options.after}` : sql``}
      ${options.q && !masked ? sql`and (p.name ilike ${like} or exists (select 1 from person_identity i where i.person_id = p.id and i.value ilike ${like}))` : sql``}
    order by p.id limit ${options.limit}`)
  return rows.map(({ first_seen_at, identities, name, ...row }) => ({
    ...row,
    name: masked ? null : name,
    firstSeenAt: first_seen_at.toISOString(),
    masked,
    identities: (identities ?? []).map((one) =>
      masked && one.kind !== "anonymous" && one.kind !== "external" ? { ...one, value: mask(one.value) } : one,
    ),
  }))
}

/** An address that can be told from others but not used: "m…@e….com". */
export const mask = (value: string) =>
  value.includes("@") ? value.replace(/^(.).*@(.).*(\.[^.]+)$/, "$1…@$2…$3") : `…${value.slice(-2)}`
