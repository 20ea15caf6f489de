import { coded, invalid, notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { linkAccounts } from "../accounts/public.ts"
import { checkAttributes, listAttributes } from "./attributes.ts"
import { type ConsentTopic, clearBounce, setConsent } from "./consent.ts"
import type { PersonChange } from "./contract.ts"
import { isErased } from "./links.ts"
import { identitiesOf, type PersonGiven } from "./person.ts"
import { resolvePeople } from "./resolving.ts"
import { findPerson, type Person, rootsOf, updatePerson } from "./store.ts"

/**
 * Changes what is noted of a person: name, role, attributes, accounts, addresses. With `version`, only if nobody else
 * changed her meanwhile. Throws `record.not_found`, `person.is_erased`, `person.changed_meanwhile`,
 * `person.identity_taken`, `request.invalid`.
 */
export async function changePerson(scope: Scope, id: string, change: PersonChange): Promise<Person> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    const root = await livingRoot(tx, id)
    const { values, faults } = checkAttributes(await listAttributes(tx), change.attributes ?? {})
    if (faults.length > 0) throw invalid("request.invalid", faults, { count: faults.length })
    const [locked] = await tx.query<{ version: number }>(sql`select version from person where id = ${root} for update`)
    if (change.version !== undefined && change.version !== locked!.version) throw coded("person.changed_meanwhile")
    const { name, role } = change
    await updatePerson(tx, root, {
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      attributes: values,
    })
    if (change.addAccount) await linkAccounts(tx, [inAccount(tx, root, change.addAccount)])
    if (change.removeAccountId) await leaveAccount(tx, root, change.removeAccountId)
    if (change.add) await addIdentity(tx, root, change.add)
    if (change.remove) await removeIdentity(tx, root, change.remove)
    const person = (await findPerson(tx, root))!
    const fields = Object.keys(change).filter((one) => one !== "version")
    await record(tx, "person.changed", `person:${root}`, { ids: person.ids, fields })
    return person
  })
}

/** Notes what she allows or prefers, as she said it to a colleague. Throws `record.not_found`, `person.is_erased`. */
export async function noteConsent(
  scope: Scope,
  id: string,
  given: { topic: ConsentTopic; value: string; source: string; note?: string | undefined },
): Promise<void> {
  mustBeAllowed(scope, "people.edit")
  await scope.transaction(async (tx) => {
    const root = await livingRoot(tx, id)
    await setConsent(tx, root, given.topic, given.value, given)
  })
}

async function livingRoot(tx: Tx, id: string): Promise<string> {
  const root = (await rootsOf(tx, [id])).get(id)
  if (!root) throw notFound("person", id)
  if (await isErased(tx, [root])) throw coded("person.is_erased")
  return root
}

const inAccount = (tx: Tx, personId: string, account: string) => ({
  organizationId: tx.organizationId,
  personId,
  account,
  source: "member",
})

const leaveAccount = (tx: Tx, root: string, accountId: string) =>
  tx.query(sql`
    delete from person_account where account_id = ${accountId} and person_id in (select id from person where root_id = ${root})`)

async function addIdentity(tx: Tx, root: string, given: PersonGiven) {
  for (const { kind, value } of identitiesOf(given)) {
    const [owner] = await tx.query<{ root_id: string }>(sql`
      select p.root_id from person_identity i join person p on p.id = i.person_id
      where i.organization_id = ${tx.organizationId} and i.kind = ${kind} and i.value = ${value}`)
    if (owner && owner.root_id !== root) throw coded("person.identity_taken")
    if (kind === "email") await clearBounce(tx, value)
    if (owner) continue
    // An id she has already leads the new one to her.
    await resolvePeople(tx, [{ organizationId: tx.organizationId, given: { [fields[kind]]: value } }], root)
  }
}

const fields = { external: "externalId", email: "email", phone: "phone", anonymous: "anonymousId" } as const

async function removeIdentity(tx: Tx, root: string, { kind, value }: { kind: string; value: string }) {
  const gone = await tx.query(sql`
    delete from person_identity where organization_id = ${tx.organizationId} and kind = ${kind} and value = ${value}
      and person_id in (select id from person where root_id = ${root}) returning value`)
  if (gone.length === 0) throw notFound("identity")
}
