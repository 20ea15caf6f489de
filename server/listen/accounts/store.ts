import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"

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

/** The ids of accounts by their names, exactly as written. */
export async function accountsNamed(runner: Runner, organizationId: string, names: readonly string[]) {
  const rows = await runner.query<{ id: string; name: string }>(sql`
    select id, name from customer_account where organization_id = ${organizationId} and name = any(${names})`)
  return new Map(rows.map((row) => [row.name, row.id]))
}
