import { joined, type Sql, sql, verbatim } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { findPeople } from "../people/public.ts"
import type { AudienceDefinition, AudienceMember, AudiencePreview } from "./contract.ts"
import { setsOf } from "./membership.ts"

const sampleSize = 8

/**
 * What a definition holds now, counted in one statement: how many, whom each rule brings in or leaves out, how they can
 * be reached, and some of them. The sample is spread over everybody and stays the same while nothing changes.
 */
export async function previewOf(scope: Scope, definition: AudienceDefinition): Promise<AudiencePreview> {
  const sets = await setsOf(scope, definition)
  const named = sets.map((one, at) => ({ ...one, name: verbatim(`s${at}`) }))
  const inGroup = (group: string) => named.filter((one) => one.group === group)
  const candidates = joined(
    [...inGroup("anyOf").map(({ name }) => sql`select id from ${name}`), sql`select id from person where false`],
    " union all ",
  )
  const kept: Sql[] = [
    ...inGroup("allOf").map(({ name }) => sql`and exists (select 1 from ${name} x where x.id = c.id)`),
    ...inGroup("noneOf").map(({ name }) => sql`and not exists (select 1 from ${name} x where x.id = c.id)`),
  ]
  const counts = named.map(({ name, group }) =>
    group === "anyOf"
      ? sql`(select count(*) from ${name})`
      : sql`(select count(*) from candidate c where exists (select 1 from ${name} x where x.id = c.id))`,
  )
  const reachable = (kind: string) => sql`exists (select 1 from person p join person_identity i on i.person_id = p.id
    where p.root_id = m.id and i.kind = ${kind})`
  const [row] = await scope.query<{
    candidates: number
    overlap: number
    people: number
    counts: number[] | null
    email: number
    phone: number
    sample: string[] | null
  }>(sql`
    with ${joined(
      named.map(({ name, set }) => sql`${name} as materialized (select distinct id from (${set}) x)`),
      ", ",
    )}${named.length > 0 ? sql`,` : sql``}
    candidate as materialized (select id, count(*) as times from (${candidates}) x
      where not exists (select 1 from person_erasure e where e.person_id = x.id) group by id),
    member as materialized (select c.id from candidate c where true ${joined(kept, " ")}),
    reach as (select count(*) filter (where email) as email, count(*) filter (where phone and not email) as phone
      from (select ${reachable("email")} as email, ${reachable("phone")} as phone from member m) x)
    select (select count(*) from candidate) as candidates, (select count(*) from candidate where times > 1) as overlap,
      (select count(*) from member) as people, array[${joined(counts, ", ")}]::bigint[] as counts, reach.email, reach.phone,
      (select array_agg(id) from (select id from member order by md5(id::text) limit ${sampleSize}) x) as sample
    from reach`)
  const all = row!.counts ?? []
  return {
    people: row!.people,
    candidates: row!.candidates,
    overlap: row!.overlap,
    rules: named.map(({ group, index }, at) => {
      const people = Number(all[at] ?? 0)
      const leavesOut = { anyOf: 0, allOf: row!.candidates - people, noneOf: people }[group]
      return { group, index, people, leavesOut }
    }),
    reach: { email: row!.email, phone: row!.phone, neither: row!.people - row!.email - row!.phone },
    sample: await membersByIds(scope, row!.sample ?? []),
  }
}

/** People as a list shows them, masked without the right to personal data; in the order of the ids. */
export async function membersByIds(scope: Scope, ids: readonly string[]): Promise<AudienceMember[]> {
  if (ids.length === 0) return []
  const people = new Map((await findPeople(scope, { ids, limit: ids.length })).map((one) => [one.id, one]))
  return ids.flatMap((id) => {
    const person = people.get(id)
    if (!person) return []
    const identity = (kind: string) => person.identities.find((one) => one.kind === kind)?.value ?? null
    return [{ id, name: person.name, email: identity("email"), phone: identity("phone"), masked: person.masked }]
  })
}
