import { hash } from "node:crypto"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

/** Who did something in a product: somebody signed in, a browser or device nobody signed in on, or both. */
export type Visitor = { userId: string; anonymousId: string }

/**
 * The person behind each visitor, in the same order. Who signed in becomes a person at once. A visitor who never does
 * is no record of ours: her id is worked out from the anonymous id, and when she signs in, that very id becomes hers,
 * so that everything she did before is hers too without touching a single fact.
 */
export async function resolveVisitors(scope: Scope, visitors: readonly Visitor[]): Promise<string[]> {
  const known = await knownIds(scope, visitors)
  const unmade = visitors.filter((one) => one.userId !== "" && !isSettled(known, one))
  if (unmade.length > 0) {
    await scope.transaction(async (tx) => {
      await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`people ${tx.organizationId}`}, 0))`)
      // Somebody else may have made them while we waited.
      for (const [key, id] of await knownIds(tx, unmade)) known.set(key, id)
      await make(tx, unmade, known)
    })
  }
  return visitors.map(({ userId, anonymousId }) =>
    userId === ""
      ? (known.get(`anonymous ${anonymousId}`) ?? visitorId(scope.organizationId, anonymousId))
      : known.get(`external ${userId}`)!,
  )
}

/** The id of somebody of whom only an anonymous id is known. */
function visitorId(organizationId: string, anonymousId: string): string {
  const hex = hash("md5", `visitor ${organizationId} ${anonymousId}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

const isSettled = (known: ReadonlyMap<string, string>, { userId, anonymousId }: Visitor) =>
  known.has(`external ${userId}`) && (anonymousId === "" || known.has(`anonymous ${anonymousId}`))

async function knownIds(scope: Scope, visitors: readonly Visitor[]): Promise<Map<string, string>> {
  const asked = visitors.flatMap(({ userId, anonymousId }) => [
    ...(userId ? [{ kind: "external", value: userId }] : []),
    ...(anonymousId ? [{ kind: "anonymous", value: anonymousId }] : []),
  ])
  const rows = await scope.query<{ kind: string; value: string; person_id: string }>(sql`
    select distinct i.kind, i.value, i.person_id
    from json_to_recordset(${JSON.stringify(asked)}::json) as x(kind text, value text)
    join person_identity i on i.organization_id = ${scope.organizationId} and i.kind = x.kind and i.value = x.value`)
  return new Map(rows.map((row) => [`${row.kind} ${row.value}`, row.person_id]))
}

async function make(tx: Tx, visitors: readonly Visitor[], known: Map<string, string>) {
  const people: { id: string }[] = []
  const identities: { kind: string; value: string; personId: string }[] = []
  const links: { id: string; personId: string; intoId: string }[] = []
  for (const { userId, anonymousId } of visitors) {
    const anonymous = anonymousId === "" ? undefined : known.get(`anonymous ${anonymousId}`)
    const before = known.get(`external ${userId}`)
    const fresh = anonymousId !== "" && anonymous === undefined
    const own = fresh ? visitorId(tx.organizationId, anonymousId) : newId()
    if (before === undefined) {
      people.push({ id: own })
      identities.push({ kind: "external", value: userId, personId: own })
      known.set(`external ${userId}`, own)
    } else if (fresh) {
      // She was here before with another browser: what this one did anonymously is linked to her, and can be unlinked.
      people.push({ id: own })
      links.push({ id: newId(), personId: own, intoId: before })
    }
    if (!fresh) continue
    identities.push({ kind: "anonymous", value: anonymousId, personId: own })
    known.set(`anonymous ${anonymousId}`, own)
  }
  if (people.length === 0) return
  await tx.query(sql`
    insert into person (id, organization_id) select x.id, ${tx.organizationId}
    from json_to_recordset(${JSON.stringify(people)}::json) as x(id uuid) on conflict do nothing`)
  await tx.query(sql`
    insert into person_identity (organization_id, kind, value, person_id, match)
    select ${tx.organizationId}, x.kind, x.value, x."personId", ''
    from json_to_recordset(${JSON.stringify(identities)}::json) as x(kind text, value text, "personId" uuid) on conflict do nothing`)
  if (links.length > 0) await link(tx, links)
}

async function link(tx: Tx, links: readonly { id: string; personId: string; intoId: string }[]) {
  const rows = JSON.stringify(links)
  await tx.query(sql`
    insert into person_link (id, organization_id, person_id, into_id, reason, linked_at, linked_by, linked_by_id)
    select x.id, ${tx.organizationId}, x."personId", p.root_id, 'signed in', ${tx.now()}, ${tx.actor.name}, ${tx.actor.id}
    from json_to_recordset(${rows}::json) as x(id uuid, "personId" uuid, "intoId" uuid) join person p on p.id = x."intoId"
    on conflict do nothing`)
  await tx.query(sql`
    update person v set root_id = p.root_id
    from json_to_recordset(${rows}::json) as x("personId" uuid, "intoId" uuid) join person p on p.id = x."intoId"
    where v.id = x."personId"`)
  await record(tx, "person.saved", null, { ids: links.map((one) => one.personId), source: "events" })
}
