import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import { type Suggestion, suggestDuplicates } from "./duplicates.ts"
import { type Identity, identitiesOf, matchOf, type PersonGiven } from "./person.ts"

export type Named = { organizationId: string; given: PersonGiven }

/**
 * Finds or makes the person each entry names; the result is in the same order, null where nothing names her.
 * An entry with several ids is one person: all its ids lead to her from then on. Where ids lead to different persons
 * already, the strongest id decides (external id, then e-mail, phone, anonymous id), and that the two may be one is
 * suggested: merging is a person's decision. `as` says who an entry is whose ids nobody has yet.
 * `runner` is a transaction: until it ends, nobody else of these organizations is resolved, so that two who meet the
 * same new person at once do not make her twice, nor wait for each other for ever.
 */
export async function resolvePeople(
  runner: Runner,
  entries: readonly Named[],
  as?: string,
): Promise<(string | null)[]> {
  const wanted = entries.map(({ organizationId, given }) =>
    identitiesOf(given).map((one) => ({ organizationId, ...one })),
  )
  await oneAtATime(runner, wanted.flat())
  const { known, roots } = await knownIdentities(runner, wanted.flat())
  const people = new Map<string, { id: string; organizationId: string; name: string | null; role: string | null }>()
  const learned = new Map<string, Owned & { personId: string; match: string | null }>()
  const met = new Map<string, Suggestion & { organizationId: string }>()
  const resolved = entries.map(({ organizationId, given }, index) => {
    const mine = wanted[index]!
    if (mine.length === 0) return null
    const led = mine.flatMap((one) => known.get(keyOf(one)) ?? [])
    const found = led[0]
    const id = found ?? as ?? newId()
    if (!(found ?? as) || given.name || given.role)
      people.set(id, { id, organizationId, name: given.name ?? null, role: given.role ?? null })
    for (const other of led) {
      if ((roots.get(other) ?? other) === (roots.get(id) ?? id)) continue
      met.set(`${id} ${other}`, { organizationId, a: id, b: other, reasons: ["ids_met"], confidence: 0.85 })
    }
    for (const one of mine) {
      if (known.has(keyOf(one))) continue
      known.set(keyOf(one), id)
      learned.set(keyOf(one), { ...one, personId: id, match: matchOf(one) })
    }
    return id
  })
  if (people.size > 0) await savePeople(runner, [...people.values()])
  if (learned.size > 0) await saveIdentities(runner, [...learned.values()])
  for (const [organizationId, some] of Map.groupBy(met.values(), (one) => one.organizationId))
    await suggestDuplicates(runner, organizationId, some)
  return resolved
}

type Owned = Identity & { organizationId: string }

const keyOf = ({ organizationId, kind, value }: Owned) => `${organizationId} ${kind} ${value}`

async function oneAtATime(runner: Runner, identities: readonly Owned[]) {
  // Sorted, or two transactions that name the same organizations in different orders could deadlock.
  const organizations = [...new Set(identities.map((one) => one.organizationId))].sort()
  for (const id of organizations)
    await runner.query(sql`select pg_advisory_xact_lock(hashtextextended(${`people ${id}`}, 0))`)
}

async function knownIdentities(runner: Runner, identities: readonly Owned[]) {
  if (identities.length === 0) return { known: new Map<string, string>(), roots: new Map<string, string>() }
  const rows = await runner.query<{
    organization_id: string
    kind: Identity["kind"]
    value: string
    person_id: string
    root_id: string
  }>(sql`
    select i.organization_id, i.kind, i.value, i.person_id, p.root_id
    from json_to_recordset(${JSON.stringify(identities)}::json) as x("organizationId" uuid, kind text, value text)
    join person_identity i on i.organization_id = x."organizationId" and i.kind = x.kind and i.value = x.value
    join person p on p.id = i.person_id`)
  return {
    known: new Map(
      rows.map((row) => [
        keyOf({ organizationId: row.organization_id, kind: row.kind, value: row.value }),
        row.person_id,
      ]),
    ),
    roots: new Map(rows.map((row) => [row.person_id, row.root_id])),
  }
}

const savePeople = (runner: Runner, people: readonly object[]) =>
  runner.query(sql`
    insert into person (id, organization_id, name, role)
    select x.id, x."organizationId", x.name, x.role
    from json_to_recordset(${JSON.stringify(people)}::json) as x(id uuid, "organizationId" uuid, name text, role text)
    on conflict (id) do update set name = coalesce(excluded.name, person.name), role = coalesce(excluded.role, person.role)`)

const saveIdentities = (runner: Runner, identities: readonly object[]) =>
  runner.query(sql`
    insert into person_identity (organization_id, kind, value, person_id, match)
    select x."organizationId", x.kind, x.value, x."personId", x.match
    from json_to_recordset(${JSON.stringify(identities)}::json) as x("organizationId" uuid, kind text, value text, "personId" uuid, match text)
    on conflict do nothing`)
