import { json, type Runner, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Condition } from "../interactions/public.ts"
import { personConditions } from "./filter.ts"
import { type Identity, mask, type PersonRole } from "./person.ts"

export type Person = {
  id: string
  name: string | null
  role: PersonRole | null
  firstSeenAt: string
  masked: boolean
  erased: boolean
  identities: (Identity & { bounced?: true })[]
  /** Raised by each change, so that two people who edit see each other. */
  version: number
  /** All ids that are hers: her own, and those of the records merged into her. */
  ids: string[]
  accounts: { id: string; name: string }[]
  attributes: Record<string, string | number | boolean>
  /** What holds now, by topic (marketing, research, surveys, email, sms, phone, post, language). */
  consent: Record<string, string>
}

export type PeopleQuery = { ids?: readonly string[]; q?: string; where?: readonly Condition[] }

/**
 * People, each once however many records were merged into her, in the order of their ids. An id of a merged record
 * finds the person it belongs to. Without the right to personal data names and addresses are masked.
 */
export async function findPeople(
  scope: Scope,
  options: PeopleQuery & { after?: string; limit: number },
): Promise<Person[]> {
  const rows = await scope.query<Row>(sql`
    select r.id, r.version, m.ids, m.name, m.role, m.first_seen_at, m.attributes,
      exists (select 1 from person_erasure e where e.person_id = r.id) as erased,
      (select json_agg(json_strip_nulls(json_build_object('kind', i.kind, 'value', i.value,
          'bounced', case when b.email is not null then true end)) order by i.kind, i.person_id <> r.id, i.learned_at, i.value)
        from person_identity i left join address_bounce b
          on i.kind = 'email' and b.organization_id = i.organization_id and b.email = i.value where i.person_id = any(m.ids)) as identities,
      (select json_agg(distinct jsonb_build_object('id', a.id, 'name', a.name))
        from person_account pa join customer_account a on a.id = pa.account_id where pa.person_id = any(m.ids)) as accounts,
      (select jsonb_object_agg(c.topic, c.value order by c.at, c.id) from person_consent c where c.person_id = any(m.ids)) as consent
    from person r cross join lateral (
      select array_agg(p.id order by p.id <> r.id, p.id) as ids,
        (array_agg(p.name order by p.id <> r.id, p.id) filter (where p.name is not null))[1] as name,
        (array_agg(p.role order by p.id <> r.id, p.id) filter (where p.role is not null))[1] as role,
        min(p.first_seen_at) as first_seen_at,
        (select jsonb_object_agg(one.key, one.value order by o.id = r.id, o.id desc)
          from person o, jsonb_each(o.attributes) one where o.root_id = r.id) as attributes
      from person p where p.root_id = r.id) m
    where ${whichPeople(scope, options)} ${options.after ? sql`and r.id > ${options.after}` : sql``}
    order by r.id limit ${options.limit}`)
  return rows.map((row) => presented(row, scope))
}

export async function countPeople(scope: Scope, query: PeopleQuery): Promise<number> {
  const [row] = await scope.query<{ n: number }>(
    sql`select count(*) as n from person r where ${whichPeople(scope, query)}`,
  )
  return row!.n
}

/** Only the ids of people, ascending: for lists too long to be read whole. */
export async function findPersonIds(
  scope: Scope,
  query: PeopleQuery,
  page: { after?: string; limit: number },
): Promise<string[]> {
  const rows = await scope.query<{ id: string }>(sql`
    select r.id from person r where ${whichPeople(scope, query)} ${page.after ? sql`and r.id > ${page.after}` : sql``}
    order by r.id limit ${page.limit}`)
  return rows.map((row) => row.id)
}

export const findPerson = async (scope: Scope, id: string): Promise<Person | undefined> =>
  (await findPeople(scope, { ids: [id], limit: 1 }))[0]

/** Which person each id belongs to now; ids that are nobody's are left out. */
export async function rootsOf(scope: Scope, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await scope.query<{ id: string; root_id: string }>(sql`
    select id, root_id from person where organization_id = ${scope.organizationId} and id = any(${ids}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row.root_id]))
}

/** All ids of the people behind the given ones. */
export async function allIdsOf(scope: Scope, ids: readonly string[]): Promise<string[]> {
  const rows = await scope.query<{ id: string }>(sql`
    select m.id from person m where m.organization_id = ${scope.organizationId}
      and m.root_id in (select p.root_id from person p where p.organization_id = ${scope.organizationId} and p.id = any(${ids}::uuid[]))`)
  return rows.map((row) => row.id)
}

/** Changes what a person's own record says; null takes a value away. */
export const updatePerson = (
  runner: Runner,
  id: string,
  change: { name?: string | null; role?: string | null; attributes?: Record<string, unknown> },
) =>
  runner.query(sql`
    update person set version = version + 1,
      name = ${change.name === undefined ? sql`name` : sql`${change.name}`},
      role = ${change.role === undefined ? sql`role` : sql`${change.role}`},
      attributes = ${change.attributes === undefined ? sql`attributes` : sql`jsonb_strip_nulls(attributes || ${json(change.attributes)}::jsonb)`}
    where id = ${id}`)

function whichPeople(scope: Scope, { ids, q, where }: PeopleQuery): Sql {
  const masked = !scope.permissions.has("personal_data")
  const like = `%${(q ?? "").replace(/[\\%_]/g, "\\$&")}%`
  return sql`r.organization_id = ${scope.organizationId} and r.root_id = r.id
    ${
      ids
        ? sql`and r.id in (select p.root_id from person p where p.organization_id = ${scope.organizationId} and p.id = any(${ids}::uuid[]))`
        : sql`and not exists (select 1 from person_erasure e where e.person_id = r.id)`
    }
    ${
      q?.trim() && !masked
        ? sql`and exists (select 1 from person m where m.root_id = r.id and (m.name ilike ${like}
            or exists (select 1 from person_identity i where i.person_id = m.id and i.value ilike ${like})))`
        : sql``
    }
    and ${personConditions(where ?? [])}`
}

type Row = {
  id: string
  version: number
  ids: string[]
  name: string | null
  role: PersonRole | null
  first_seen_at: Date
  attributes: Person["attributes"] | null
  erased: boolean
  identities: Person["identities"] | null
  accounts: Person["accounts"] | null
  consent: Person["consent"] | null
}

function presented({ first_seen_at, identities, ...row }: Row, scope: Scope): Person {
  const masked = !scope.permissions.has("personal_data")
  return {
    ...row,
    name: masked ? null : row.name,
    firstSeenAt: first_seen_at.toISOString(),
    masked,
    identities: (identities ?? []).map((one) =>
      masked && (one.kind === "email" || one.kind === "phone") ? { ...one, value: mask(one.value) } : one,
    ),
    accounts: row.accounts ?? [],
    attributes: masked ? {} : (row.attributes ?? {}),
    consent: row.consent ?? {},
  }
}
