import { coded, notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { whileReaderRests } from "../../platform/reader.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { isErased } from "./links.ts"
import { allIdsOf, rootsOf } from "./store.ts"

/** What other slices take away of a person, by all her ids. */
export type Forgetting = (tx: Tx, ids: readonly string[]) => Promise<void>

/**
 * Forgets a person: names, addresses, ids, attributes, consent, and the words of her feedback. That something was said,
 * when, about what and with which score stays, of somebody who cannot be known any more, so that counts do not move.
 * The analytical store follows by the event. Throws `record.not_found`, `person.is_erased`.
 */
export async function erasePerson(
  scope: Scope,
  id: string,
  reason?: string,
  forgetting?: Forgetting,
): Promise<{ id: string }> {
  mustBeAllowed(scope, "people.erase")
  return scope.transaction(async (tx) => {
    // No feedback of hers may be half read while she is forgotten, or her words would come back with it.
    await whileReaderRests(tx, "digest")
    const root = (await rootsOf(tx, [id])).get(id)
    if (!root) throw notFound("person", id)
    if (await isErased(tx, [root])) throw coded("person.is_erased")
    const ids = await allIdsOf(tx, [root])
    await forgetting?.(tx, ids)
    await eraseFeedback(tx, ids)
    await eraseRecords(tx, ids)
    await tx.query(sql`
      insert into person_erasure (person_id, organization_id, erased_at, erased_by, erased_by_id, reason)
      select one, ${tx.organizationId}, ${tx.now()}, ${tx.actor.name}, ${tx.actor.id}, ${reason ?? null} from unnest(${ids}::uuid[]) as one`)
    await record(tx, "person.erased", `person:${root}`, { ids })
    return { id: root }
  })
}

async function eraseFeedback(tx: Tx, ids: readonly string[]) {
  // What waits to be read is found by the ids it gives, as nobody has been looked up for it yet.
  await tx.query(sql`
    update feedback f set person_id = coalesce(f.person_id, ${ids[0]}), person_given = null, text = null, attributes = '{}',
      reading = case when reading is null then null else reading || '{"sentences": []}' end,
      words_erased_at = case when digested_at is null then null else ${tx.now()}::timestamptz end
    where f.organization_id = ${tx.organizationId} and (f.person_id = any(${ids}::uuid[]) or (f.digested_at is null and exists (
      select 1 from person_identity i where i.person_id = any(${ids}::uuid[]) and i.value = case i.kind
        when 'external' then f.person_given->>'externalId'
        when 'email' then lower(trim(f.person_given->>'email'))
        when 'phone' then regexp_replace(f.person_given->>'phone', '(?!^\\+)\\D', '', 'g')
        else f.person_given->>'anonymousId' end)))`)
}

async function eraseRecords(tx: Tx, ids: readonly string[]) {
  await tx.query(sql`
    delete from address_bounce b using person_identity i where i.person_id = any(${ids}::uuid[]) and i.kind = 'email'
      and b.organization_id = i.organization_id and b.email = i.value`)
  await tx.query(sql`delete from person_identity where person_id = any(${ids}::uuid[])`)
  await tx.query(sql`delete from person_consent where person_id = any(${ids}::uuid[])`)
  await tx.query(sql`delete from person_account where person_id = any(${ids}::uuid[])`)
  await tx.query(
    sql`delete from person_duplicate where first_id = any(${ids}::uuid[]) or second_id = any(${ids}::uuid[])`,
  )
  await tx.query(sql`update person_link set reason = null where person_id = any(${ids}::uuid[])`)
  await tx.query(sql`
    update person set name = null, role = null, attributes = '{}', version = version + 1 where id = any(${ids}::uuid[])`)
}
