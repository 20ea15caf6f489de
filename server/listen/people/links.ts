import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { answerApart } from "./duplicates.ts"
import { rootsOf } from "./store.ts"

export type PersonLink = {
  id: string
  personId: string
  intoId: string
  /** What the merged record was called by itself. */
  name: string | null
  reason: string | null
  at: string
  by: string
}

/**
 * Says that two records are one person: the first becomes part of the second, with all that was merged into it before.
 * Nothing is moved. Throws `record.not_found`, `person.already_one`, `person.is_erased`.
 */
export async function mergePeople(scope: Scope, personId: string, intoId: string, reason?: string): Promise<string> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    await oneAtATime(tx)
    const roots = await rootsOf(tx, [personId, intoId])
    const [from, into] = [roots.get(personId), roots.get(intoId)]
    if (!from || !into) throw notFound("person", from ? intoId : personId)
    if (from === into) throw coded("person.already_one")
    if (await isErased(tx, [from, into])) throw coded("person.is_erased")
    const id = newId()
    await tx.query(sql`
      insert into person_link (id, organization_id, person_id, into_id, reason, linked_at, linked_by, linked_by_id)
      values (${id}, ${tx.organizationId}, ${from}, ${into}, ${reason ?? null}, ${tx.now()}, ${tx.actor.name}, ${tx.actor.id})`)
    const ids = await setRoot(tx, from, into)
    await record(tx, "person.merged", `person:${into}`, { linkId: id, personId: from, intoId: into, ids })
    return id
  })
}

/**
 * Takes one merge back: exactly what it joined is two people again, whatever was merged since. The pair is remembered
 * as different people. Throws `record.not_found` for a link that does not hold (any more).
 */
export async function unmergePeople(scope: Scope, linkId: string): Promise<{ personId: string; intoId: string }> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    await oneAtATime(tx)
    const [link] = await tx.query<{ person_id: string; into_id: string }>(sql`
      update person_link set unlinked_at = ${tx.now()}, unlinked_by = ${tx.actor.name}, unlinked_by_id = ${tx.actor.id}
      where id = ${linkId} and organization_id = ${tx.organizationId} and unlinked_at is null returning person_id, into_id`)
    if (!link) throw notFound("person_link", linkId)
    const ids = await setRoot(tx, link.person_id, link.person_id)
    await answerApart(tx, ids)
    const root = (await rootsOf(tx, [link.into_id])).get(link.into_id)!
    await record(tx, "person.unmerged", `person:${root}`, { linkId, personId: link.person_id, intoId: root, ids })
    return { personId: link.person_id, intoId: root }
  })
}

/** The merges that hold among the records of one person. */
export async function linksOf(scope: Scope, ids: readonly string[]): Promise<PersonLink[]> {
  const rows = await scope.query<{
    id: string
    person_id: string
    into_id: string
    name: string | null
    reason: string | null
    linked_at: Date
    linked_by: string
  }>(sql`
    select l.id, l.person_id, l.into_id, p.name, l.reason, l.linked_at, l.linked_by
    from person_link l join person p on p.id = l.person_id
    where l.organization_id = ${scope.organizationId} and l.person_id = any(${ids}::uuid[]) and l.unlinked_at is null
    order by l.linked_at, l.id`)
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    intoId: row.into_id,
    name: scope.permissions.has("personal_data") ? row.name : null,
    reason: row.reason,
    at: row.linked_at.toISOString(),
    by: row.linked_by,
  }))
}

export const isErased = async (runner: Runner, ids: readonly string[]) =>
  (await runner.query(sql`select 1 from person_erasure where person_id = any(${ids}::uuid[])`)).length > 0

// Two merges at once could close a circle that neither of them sees.
const oneAtATime = (tx: Tx) =>
  tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`people ${tx.organizationId}`}, 0))`)

/** Gives a record, and everything linked into it, its root; returns the ids whose root changed. */
async function setRoot(tx: Tx, top: string, root: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    with recursive below as (
      select ${top}::uuid as id
      union
      select l.person_id from person_link l join below on l.into_id = below.id where l.unlinked_at is null
    )
    update person p set root_id = ${root} from below where p.id = below.id and p.root_id <> ${root} returning p.id`)
  return rows.map((row) => row.id).sort()
}
