import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { json, sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { Account, AccountChange, AccountInput } from "./contract.ts"
import { findAccounts, linkAccounts } from "./store.ts"

/** Throws `account.name_taken`. */
export async function addAccount(scope: Scope, given: AccountInput): Promise<Account> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    const id = newId()
    await mustBeFree(tx, given.externalId, id)
    const made = await tx.query(sql`
      insert into customer_account (id, organization_id, name, external_id, attributes)
      values (${id}, ${tx.organizationId}, ${given.name}, ${given.externalId ?? null}, jsonb_strip_nulls(${json(given.attributes ?? {})}::jsonb))
      on conflict (organization_id, name) do nothing returning id`)
    if (made.length === 0) throw coded("account.name_taken")
    await record(tx, "account.added", `account:${id}`)
    return existing(tx, id)
  })
}

/** Its name stays: it is what feedback calls it. Throws `record.not_found`, `account.name_taken`, `account.changed_meanwhile`. */
export async function changeAccount(scope: Scope, id: string, change: AccountChange): Promise<Account> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    await tx.query(
      sql`select 1 from customer_account where organization_id = ${tx.organizationId} and id = ${id} for update`,
    )
    const before = await existing(tx, id)
    if (change.updatedAt !== undefined && change.updatedAt !== before.updatedAt)
      throw coded("account.changed_meanwhile")
    if (change.externalId) await mustBeFree(tx, change.externalId, id)
    await tx.query(sql`
      update customer_account set external_id = ${change.externalId === undefined ? before.externalId : change.externalId},
        attributes = jsonb_strip_nulls(attributes || ${json(change.attributes ?? {})}::jsonb), updated_at = clock_timestamp()
      where id = ${id}`)
    const fields = Object.keys(change).filter((one) => one !== "updatedAt")
    await record(tx, "account.changed", `account:${id}`, { fields })
    return existing(tx, id)
  })
}

/** Accounts as another system names them: found by its id of them or by their name, or made, with who belongs to them. */
export async function nameAccounts(
  scope: Scope,
  given: readonly {
    personId: string | null
    externalId: string
    name: string
    attributes: Record<string, string | number | boolean>
  }[],
): Promise<void> {
  await scope.transaction(async (tx) => {
    for (const { personId, externalId, name, attributes } of given) {
      const [known] = await tx.query<{ name: string }>(sql`
        select name from customer_account where organization_id = ${tx.organizationId} and external_id = ${externalId}`)
      const account = known?.name ?? name.slice(0, 300)
      await linkAccounts(tx, [{ organizationId: tx.organizationId, personId, account, source: "events" }])
      const few = Object.fromEntries(Object.entries(attributes).slice(0, 50))
      await tx.query(sql`
        update customer_account set external_id = coalesce(external_id, ${externalId}), updated_at = clock_timestamp(),
          attributes = attributes || ${json(few)}::jsonb
        where organization_id = ${tx.organizationId} and name = ${account}
          and (external_id is null or external_id = ${externalId})`)
      await record(tx, "account.changed", null, { fields: ["externalId", "attributes"] })
    }
  })
}

async function existing(tx: Tx, id: string): Promise<Account> {
  const [account] = await findAccounts(tx, { id, limit: 1 })
  if (!account) throw notFound("account", id)
  return account
}

async function mustBeFree(tx: Tx, externalId: string | undefined, id: string) {
  if (externalId === undefined) return
  const taken = await tx.query(sql`
    select 1 from customer_account where organization_id = ${tx.organizationId} and external_id = ${externalId} and id <> ${id}`)
  if (taken.length > 0) throw coded("account.name_taken")
}
