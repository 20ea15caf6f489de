import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { dropPlanned } from "../policy/public.ts"
import { askDue, type Invite } from "./asking.ts"
import { seeContacts, seeEventsAndTurns } from "./looking.ts"
import { stopWaiting } from "./store.ts"
import { planOf } from "./verbs.ts"

/**
 * Contacts are seen when they have been digested; product events, the turns of a schedule and who is due are looked at
 * each half minute. What was done stands in the database: a restart goes on, a second process does nothing twice.
 */
export function startTriggers({ stores, log }: Pick<Platform, "stores" | "log">, invite: Invite) {
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = looking
      .then(() => lookOnce(stores, invite))
      .catch((error) => log.warn("asking by itself waits", { reason: String(error) }))
    return looking
  }
  const ticking = setInterval(look, 30_000)
  ticking.unref()
  const reactions: Record<string, (event: OutboxEvent) => Promise<void>> = {
    "feedback.deleted": async (event) => {
      const scope = mintSystemScope(stores, event.organizationId)
      const causes = (event.payload.ids as string[]).map((id) => `feedback:${id}`)
      await scope.transaction(async (tx) => {
        for (const gone of await stopWaiting(tx, { causes }))
          await dropPlanned(tx, planOf(gone.survey_id), [gone.person_id])
      })
    },
    "person.erased": async (event) => {
      const scope = mintSystemScope(stores, event.organizationId)
      await scope.query(sql`
        delete from survey_cause where organization_id = ${scope.organizationId} and person_id = any(${event.payload.ids as string[]}::uuid[])`)
    },
  }
  return {
    reactions,
    digested: (events: readonly OutboxEvent[]) => seeContacts(stores, events),
    look,
    async stop() {
      clearInterval(ticking)
      await looking
    },
  }
}

/** One look over all organizations. */
export async function lookOnce(stores: Stores, invite: Invite): Promise<void> {
  const rows = await stores.database.query<{ id: string }>(
    sql`select distinct organization_id as id from survey_asking`,
  )
  for (const { id } of rows) await seeEventsAndTurns(mintSystemScope(stores, id))
  // Those that others work at are seen again the next time.
  for (let round = 0; round < 20 && (await askDue(stores, invite)) > 0; round++);
}
