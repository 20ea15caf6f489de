import { type Sql, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Compared, likenessOf, worthAsking } from "./duplicate.ts"
import { type Suggestion, suggestDuplicates } from "./duplicates.ts"
import { type IdentityKind, matchOf } from "./person.ts"

/** Groups of records that own things with the same serial number; comes from a slice that `people` does not know. */
export type SerialSharers = (scope: Scope) => Promise<{ serial: string; personIds: string[] }[]>

/** An address or name that more people than this share belongs to a family, an office or nobody. */
const most = 6

/**
 * Looks for records that may be one person among what was learned since the last look, and notes them. Returns how many
 * pairs are new. A second look changes nothing.
 */
export async function findDuplicates(scope: Scope, sharers?: SerialSharers): Promise<number> {
  await fillMatches(scope)
  const [last] = await scope.query<{ until: Date }>(
    sql`select until from duplicate_search where organization_id = ${scope.organizationId}`,
  )
  const [clock] = await scope.query<{ now: Date }>(sql`select now() as now`)
  // A transaction that began before the last look may have ended after it.
  const since = last ? new Date(last.until.getTime() - 10 * 60_000) : new Date(0)
  const serials = (await sharers?.(scope)) ?? []
  const groups = [
    ...(await scope.query<{ ids: string[] }>(sameAddress(scope, since))),
    ...(await scope.query<{ ids: string[] }>(sameNameInAccount(scope, since))),
    ...serials.flatMap(({ personIds }) => (personIds.length <= most ? [{ ids: personIds }] : [])),
  ]
  let found = 0
  for (let from = 0; from < groups.length; from += 500) {
    const some = groups.slice(from, from + 500).map((one) => one.ids)
    found += await noteAlike(scope, some, serials)
  }
  await scope.query(sql`
    insert into duplicate_search (organization_id, until, found, searched_at)
    values (${scope.organizationId}, ${clock!.now}, ${found}, ${scope.now()})
    on conflict (organization_id) do update set until = excluded.until, found = excluded.found, searched_at = excluded.searched_at`)
  return found
}

const sameAddress = (scope: Scope, since: Date): Sql => sql`
  with fresh as (select distinct kind, match from person_identity
    where organization_id = ${scope.organizationId} and learned_at >= ${since} and match <> '')
  select array_agg(distinct p.root_id) as ids from fresh
  join person_identity i on i.organization_id = ${scope.organizationId} and i.kind = fresh.kind and i.match = fresh.match
  join person p on p.id = i.person_id
  group by fresh.kind, fresh.match having count(distinct p.root_id) between 2 and ${most}`

const sameNameInAccount = (scope: Scope, since: Date): Sql => sql`
  with fresh as (select distinct pa.account_id from person_account pa join customer_account a on a.id = pa.account_id
    where a.organization_id = ${scope.organizationId} and pa.since >= ${since})
  select array_agg(distinct p.root_id) as ids from fresh
  join person_account pa on pa.account_id = fresh.account_id join person p on p.id = pa.person_id
  where p.name is not null
  group by pa.account_id, lower(trim(p.name)) having count(distinct p.root_id) between 2 and ${most}`

async function noteAlike(
  scope: Scope,
  groups: readonly string[][],
  serials: readonly { serial: string; personIds: string[] }[],
) {
  const records = await comparedOf(scope, [...new Set(groups.flat())], serials)
  const suggestions: Suggestion[] = []
  for (const ids of groups) {
    for (const [index, a] of ids.entries()) {
      for (const b of ids.slice(index + 1)) {
        const [one, two] = [records.get(a), records.get(b)]
        if (!one || !two) continue
        const { reasons, confidence } = likenessOf(one, two)
        if (confidence >= worthAsking) suggestions.push({ a, b, reasons, confidence })
      }
    }
  }
  return suggestDuplicates(scope, scope.organizationId, suggestions)
}

async function comparedOf(
  scope: Scope,
  ids: readonly string[],
  serials: readonly { serial: string; personIds: string[] }[],
): Promise<Map<string, Compared>> {
  const rows = await scope.query<{
    id: string
    name: string | null
    identities: { kind: IdentityKind; value: string }[] | null
    accounts: string[] | null
  }>(sql`
    select r.id, coalesce(r.name, (select m.name from person m where m.root_id = r.id and m.name is not null order by m.id limit 1)) as name,
      (select json_agg(json_build_object('kind', i.kind, 'value', i.value)) from person_identity i
        join person m on m.id = i.person_id where m.root_id = r.id) as identities,
      (select array_agg(distinct pa.account_id::text) from person_account pa join person m on m.id = pa.person_id where m.root_id = r.id) as accounts
    from person r where r.organization_id = ${scope.organizationId} and r.id = any(${ids}::uuid[]) and r.root_id = r.id
      and not exists (select 1 from person_erasure e where e.person_id = r.id)`)
  return new Map(
    rows.map(({ id, name, identities, accounts }) => {
      const values = (kind: IdentityKind) =>
        (identities ?? []).filter((one) => one.kind === kind).map((one) => one.value)
      const mine = serials.filter((one) => one.personIds.includes(id)).map((one) => one.serial)
      const record = { id, name, externalIds: values("external"), emails: values("email"), phones: values("phone") }
      return [id, { ...record, accounts: accounts ?? [], serials: mine }] as const
    }),
  )
}

// Addresses learned before they were compared.
async function fillMatches(scope: Scope) {
  for (;;) {
    const rows = await scope.query<{ kind: IdentityKind; value: string }>(sql`
      select kind, value from person_identity where organization_id = ${scope.organizationId} and match is null
        and kind in ('email', 'phone') limit 2000`)
    if (rows.length === 0) return
    await scope.query(sql`
      update person_identity i set match = x.match
      from json_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, match: matchOf(row) })))}::json) as x(kind text, value text, match text)
      where i.organization_id = ${scope.organizationId} and i.kind = x.kind and i.value = x.value`)
  }
}
