import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { holdPerson, releasePerson } from "./asks.ts"

/** What the policy learns of what happens elsewhere: who answered, with whom somebody speaks, who was forgotten. */
export function policyReactions({
  stores,
  realtime,
}: Pick<Platform, "stores" | "realtime">): Record<string, (event: OutboxEvent) => Promise<void>> {
  const scopeOf = (event: OutboxEvent) => mintSystemScope(stores, event.organizationId)
  return {
    async "response.received"(event) {
      const asks = await answered(scopeOf(event), event)
      if (asks.length > 0) await realtime.tell(event.organizationId, { name: "ask.answered" })
    },
    "person.erased": async (event) => {
      const ids = event.payload.ids as string[]
      const scope = scopeOf(event)
      for (const table of [sql`survey_held`, sql`survey_due`, sql`contact_hold`])
        await scope.query(
          sql`delete from ${table} where organization_id = ${scope.organizationId} and person_id = any(${ids}::uuid[])`,
        )
    },
  }
}

/** Conversations of a later stage that hold surveys back: by the name of the event, whether it begins or ends one. */
export function holdingReactions(
  stores: Stores,
  events: Record<string, "begins" | "ends">,
): Record<string, (event: OutboxEvent) => Promise<void>> {
  const react = (what: "begins" | "ends") => async (event: OutboxEvent) => {
    const scope = mintSystemScope(stores, event.organizationId)
    if (what === "ends") await releasePerson(scope, event.record!)
    else await holdPerson(scope, event.record!, String(event.payload.personId))
  }
  return Object.fromEntries(Object.entries(events).map(([name, what]) => [name, react(what)]))
}

/** An ask is answered by its own link, or where it has none, by her answering the survey at all. */
const answered = (scope: Scope, { payload }: OutboxEvent) => {
  const finished = sql`r.id = any(${(payload.ids as string[] | undefined) ?? []}::uuid[]) and r.human and r.finished_at is not null`
  return scope.query(sql`
    update survey_ask k set ended = 'answered', ended_at = x.at from (
      select a.id, r.finished_at as at from response r join survey_ask a on a.link_id = r.link_id where ${finished}
      union all
      select a.id, r.finished_at from response r join person p on p.id = r.person_id join person m on m.root_id = p.root_id
      join survey_ask a on a.person_id = m.id and a.survey_id = r.survey_id and a.link_id is null
        and a.at <= r.finished_at and a.at > r.finished_at - interval '90 days' where ${finished}) x
    where k.id = x.id and k.organization_id = ${scope.organizationId} and coalesce(k.ended, '') <> 'answered'
    returning k.id`)
}
