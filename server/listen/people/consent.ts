import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { rootsOf } from "./store.ts"

/** What a person may allow. Service and safety notices need no consent; everything that sells or asks does. */
export const purposes = ["marketing", "research", "surveys"] as const
export const channels = ["email", "sms", "phone", "post"] as const
export const consentTopics = [...purposes, ...channels, "language"] as const
export type ConsentTopic = (typeof consentTopics)[number]

export type ConsentEntry = {
  id: string
  topic: ConsentTopic
  value: string
  source: string
  note: string | null
  at: string
  by: string
}

/**
 * Adds what a person allows or prefers, as she said it, to her record: earlier words stay. `source` says where she said
 * it ("notice", "call", "import", …). Returns false for somebody who is not known here.
 */
export async function setConsent(
  tx: Tx,
  personId: string,
  topic: ConsentTopic,
  value: string,
  about: { source: string; note?: string | undefined },
): Promise<boolean> {
  const root = (await rootsOf(tx, [personId])).get(personId)
  if (!root) return false
  await tx.query(sql`
    insert into person_consent (id, organization_id, person_id, topic, value, source, note, at, actor_name, actor_id)
    values (${newId()}, ${tx.organizationId}, ${personId}, ${topic}, ${value}, ${about.source}, ${about.note ?? null}, ${tx.now()}, ${tx.actor.name}, ${tx.actor.id})`)
  await record(tx, "person.consent_changed", `person:${root}`, { topic, value, source: about.source })
  return true
}

/** She wants no more of it: for the link in a mail. What does not need consent (service, safety) still reaches her. */
export const unsubscribe = (tx: Tx, personId: string, source: string, topic: ConsentTopic = "marketing") =>
  setConsent(tx, personId, topic, "denied", { source })

/** Everything she said about consent and preferences, newest first. */
export async function consentHistory(scope: Scope, ids: readonly string[]): Promise<ConsentEntry[]> {
  const rows = await scope.query<Omit<ConsentEntry, "at"> & { at: Date }>(sql`
    select c.id, c.topic, c.value, c.source, c.note, c.at, c.actor_name as by from person_consent c
    where c.organization_id = ${scope.organizationId} and c.person_id = any(${ids}::uuid[]) order by c.at desc, c.id desc`)
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** Mail to this address does not arrive. Known at most once: the newest reason holds. */
export async function markBounced(scope: Scope, email: string, reason: string): Promise<void> {
  const address = email.trim().toLowerCase()
  await scope.transaction(async (tx) => {
    await tx.query(sql`
      insert into address_bounce (organization_id, email, reason, at)
      values (${tx.organizationId}, ${address}, ${reason.slice(0, 500)}, ${tx.now()})
      on conflict (organization_id, email) do update set reason = excluded.reason, at = excluded.at`)
    const [person] = await tx.query<{ root_id: string }>(sql`
      select p.root_id from person_identity i join person p on p.id = i.person_id
      where i.organization_id = ${tx.organizationId} and i.kind = 'email' and i.value = ${address}`)
    if (person) await record(tx, "person.address_bounced", `person:${person.root_id}`, {})
  })
}

export const clearBounce = (scope: Scope, email: string) =>
  scope.query(sql`
    delete from address_bounce where organization_id = ${scope.organizationId} and email = ${email.trim().toLowerCase()}`)
