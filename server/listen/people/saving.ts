import { type CodedError, type Fault, fault } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { linkAccounts } from "../accounts/public.ts"
import { type AttributeValue, checkAttributes, listAttributes } from "./attributes.ts"
import { PersonRow } from "./contract.ts"
import { identitiesOf, type PersonGiven } from "./person.ts"
import { resolvePeople } from "./resolving.ts"

export type Saved = { id: string } | { errors: readonly Fault[] }

/**
 * Saves people as a file or another system names them: found by any of their ids or made, then given what the row says.
 * Saving the same rows again changes nothing. The answer has one entry for each row; a bad row does not hold up others.
 */
export async function savePeople(scope: Scope, rows: readonly unknown[], source = "api"): Promise<Saved[]> {
  mustBeAllowed(scope, "people.edit")
  const definitions = await listAttributes(scope)
  const checked = rows.map((row): Good | { errors: readonly Fault[] } => {
    const result = PersonRow.safeParse(row)
    if (!result.success) return { errors: (badInput(result.error.issues) as CodedError).details }
    if (identitiesOf(namesOf(result.data)).length === 0) return { errors: [fault("person.nothing_names_her")] }
    const { values, faults } = checkAttributes(definitions, result.data.attributes ?? {})
    return faults.length > 0 ? { errors: faults } : { row: result.data, attributes: values }
  })
  const good = checked.flatMap((one) => ("row" in one ? one : []))
  const ids = good.length === 0 ? [] : await scope.transaction((tx) => saveAll(tx, good, source))
  let next = 0
  return checked.map((one) => ("row" in one ? { id: ids[next++]! } : one))
}

type Good = { row: PersonRow; attributes: Record<string, AttributeValue | null> }

async function saveAll(tx: Tx, good: readonly Good[], source: string): Promise<string[]> {
  const { organizationId } = tx
  const found = await resolvePeople(
    tx,
    good.map(({ row }) => ({ organizationId, given: namesOf(row) })),
  )
  const ids = found.map((id) => id!)
  await saveAttributes(
    tx,
    good.map(({ attributes }, index) => ({ id: ids[index]!, attributes })),
  )
  await saveConsent(
    tx,
    good.flatMap(({ row }, index) => said(row).map((one) => ({ ...one, id: newId(), personId: ids[index]! }))),
    source,
  )
  await linkAccounts(
    tx,
    good.flatMap(({ row }, index) =>
      row.account ? [{ organizationId, personId: ids[index]!, account: row.account, source }] : [],
    ),
  )
  await record(tx, "person.saved", null, { ids: [...new Set(ids)], source })
  return ids
}

const namesOf = ({ externalId, email, phone, anonymousId, name, role }: PersonRow): PersonGiven => ({
  ...(externalId ? { externalId } : {}),
  ...(email ? { email } : {}),
  ...(phone ? { phone } : {}),
  ...(anonymousId ? { anonymousId } : {}),
  ...(name ? { name } : {}),
  ...(role ? { role } : {}),
})

const said = ({ consent = {}, language }: PersonRow) => [
  ...Object.entries(consent).map(([topic, value]) => ({ topic, value })),
  ...(language ? [{ topic: "language", value: language }] : []),
]

async function saveAttributes(tx: Tx, people: readonly { id: string; attributes: object }[]) {
  // Two rows of one person follow each other: the later one decides.
  const changes = new Map<string, object>()
  for (const { id, attributes } of people) changes.set(id, { ...changes.get(id), ...attributes })
  const rows = [...changes].flatMap(([id, attributes]) =>
    Object.keys(attributes).length > 0 ? [{ id, attributes }] : [],
  )
  if (rows.length === 0) return
  await tx.query(sql`
    update person p set attributes = jsonb_strip_nulls(p.attributes || x.attributes)
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, attributes jsonb) where p.id = x.id`)
}

// Only what is new is noted: a file imported twice says the same thing once.
async function saveConsent(
  tx: Tx,
  said: readonly { id: string; personId: string; topic: string; value: string }[],
  source: string,
) {
  if (said.length === 0) return
  await tx.query(sql`
    insert into person_consent (id, organization_id, person_id, topic, value, source, at, actor_name, actor_id)
    select distinct on (x."personId", x.topic) x.id, ${tx.organizationId}, x."personId", x.topic, x.value, ${source}, ${tx.now()}, ${tx.actor.name}, ${tx.actor.id}
    from json_to_recordset(${JSON.stringify(said)}::json) as x(id uuid, "personId" uuid, topic text, value text)
    where x.value is distinct from (select c.value from person_consent c where c.person_id = x."personId" and c.topic = x.topic
      order by c.at desc, c.id desc limit 1)
    order by x."personId", x.topic, x.id desc`)
}
