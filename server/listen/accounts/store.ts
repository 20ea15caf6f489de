import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Account } from "./contract.ts"

export type AccountLink = { organizationId: string; personId: string | null; account: string; source: string }

/** Makes the accounts that are named and are not there yet, and puts the people who spoke for them into them. */
export async function linkAccounts(runner: Runner, links: readonly AccountLink[]) {
  if (links.length === 0) return
  const rows = JSON.stringify(links.map((one) => ({ ...one, id: newId() })))
  await runner.query(sql`
    insert into customer_account (id, organization_id, name)
    select distinct on (x."organizationId", x.account) x.id, x."organizationId", x.account
    from json_to_recordset(${rows}::json) as x(id uuid, "organizationId" uuid, account text)
    where not exists (select 1 from customer_account a where a.organization_id = x."organizationId" and a.name = x.account)
    order by x."organizationId", x.account on conflict do nothing`)
  await runner.query(sql`
    insert into person_account (person_id, account_id, source)
    select distinct on (x."personId", a.id) x."personId", a.id, x.source
    from json_to_recordset(${rows}::json) as x("organizationId" uuid, "personId" uuid, account text, source text)
    join customer_account a on a.organization_id = x."organizationId" and a.name = x.account
    where x."personId" is not null order by x."personId", a.id on conflict do nothing`)
}

/** Accounts by name, with how many people and how much feedback; `after` is the name of the last one seen. */
export async function findAccounts(
  scope: Scope,
  { id, q, after, limit }: { id?: string; q?: string | undefined; after?: string | undefined; limit: number },
): Promise<Account[]> {
  const rows = await scope.query<
    Omit<Account, "externalId" | "lastAt" | "updatedAt"> & {
      external_id: string | null
      last_at: Date | null
      updated_at: Date
    }
  >(sql`
    select a.id, a.name, a.external_id, a.attributes, a.updated_at,
      (select count(distinct p.root_id) from person_account pa join person p on p.id = pa.person_id where pa.account_id = a.id) as people,
      f.n as feedback, f.last_at
    from customer_account a cross join lateral (
      select count(*) as n, max(occurred_at) as last_at from feedback f
      where f.organization_id = a.organization_id and f.account = a.name) f
    where ${chosen(scope, { q, ...(id ? { id } : {}) })} ${after === undefined ? sql`` : sql`and a.name > ${after}`}
    order by a.name limit ${limit}`)
  return rows.map(({ external_id, last_at, updated_at, ...row }) => ({
    ...row,
    externalId: external_id,
    lastAt: last_at?.toISOString() ?? null,
    updatedAt: updated_at.toISOString(),
  }))
}

export async function countAccounts(scope: Scope, q: string | undefined): Promise<number> {
  const [row] = await scope.query<{ n: number }>(
    sql`select count(*) as n from customer_account a where ${chosen(scope, { q })}`,
  )
  return row!.n
}

const chosen = (scope: Scope, { id, q }: { id?: string; q?: string | undefined }) => {
  const like = `%${(q ?? "").trim().replace(/[\\%_]/g, "\\$&")}%`
  return sql`a.organization_id = ${scope.organizationId} ${id ? sql`and a.id = ${id}` : sql``}
    ${q?.trim() ? sql`and (a.name ilike ${like} or a.external_id ilike ${like})` : sql``}`
}
