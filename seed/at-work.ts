import { createHash } from "node:crypto"
import { addDays } from "../server/act/plans/public.ts"
import { sql } from "../server/platform/postgres.ts"
import type { Scope, Tx } from "../server/platform/scope.ts"

/** The transaction, as if a member worked in it at a moment of the past: so many days before the anchor, hours in UTC. */
export type As = (who: string, day: number, hour: number, minute?: number) => Tx

/** One transaction in which members of Northlight do what they did, each at her time. */
export async function membersAtWork<T>(
  scope: Scope,
  endOn: string,
  work: (as: As, idOf: (who: string) => string) => Promise<T>,
): Promise<T> {
  const members = await scope.query<{ id: string; user_id: string; name: string; email: string }>(sql`
    select m.id, m.user_id, u.name, u.email from member m join "user" u on u.id = m.user_id
    where m.organization_id = ${scope.organizationId}`)
  return scope.transaction(async (tx) => {
    const memberOf = (who: string) => members.find((one) => one.email === `${who}@northlight.example`)!
    const oneByOne = inTurn(tx)
    const as: As = (who, day, hour, minute = 0) => {
      const { id, user_id: userId, name } = memberOf(who)
      const at = new Date(Date.parse(`${addDays(endOn, -day)}T00:00:00Z`) + (hour * 60 + minute) * 60_000)
      const own: Tx = {
        ...tx,
        query: oneByOne,
        actor: { kind: "member", id, userId, name, departmentIds: [] },
        now: () => at,
        transaction: (inner) => inner(own),
      }
      return own
    }
    return work(as, (who) => memberOf(who).id)
  })
}

/** The same name has the same id, so that what is told is told once however often the load begins anew. */
export function stableId(name: string): string {
  const hex = createHash("sha256").update(`northlight ${name}`).digest("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A transaction has one connection, which takes one question after the other; verbs ask several at once where they can. */
function inTurn(tx: Tx): Tx["query"] {
  let last: Promise<unknown> = Promise.resolve()
  return (statement) => {
    const answer = last.then(() => tx.query(statement))
    last = answer.catch(() => {})
    return answer as never
  }
}
