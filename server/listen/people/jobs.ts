import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Realtime } from "../../platform/realtime.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { eraseWords, tellOfPeople } from "../interactions/public.ts"
import { findDuplicates, type SerialSharers } from "./finding.ts"

/** Changes of people that the analytical store must know of, in the order of the digest; a repeat leaves the same. */
export function followPeople(stores: Stores, realtime: Realtime) {
  return async (events: readonly OutboxEvent[]) => {
    const mine = events.filter((event) => telling.has(event.name))
    if (mine.length === 0) return
    await tellOfPeople(stores, [...new Set(mine.flatMap((event) => event.payload.ids as string[]))])
    for (const event of mine)
      if (event.name === "person.erased") await eraseWords(stores, event.organizationId, event.payload.ids as string[])
    for (const id of new Set(mine.map((event) => event.organizationId))) await realtime.tell(id, { name: "counted" })
  }
}

const telling = new Set(["person.merged", "person.unmerged", "person.saved", "person.changed", "person.erased"])

const queue = "people-duplicates"

/** Looks for duplicates a while after people came in, once for everything that came meanwhile. */
export async function startLookingForDuplicates(stores: Stores, jobs: Jobs, sharers?: SerialSharers) {
  await jobs.work<{ organizationId: string }>(queue, async ({ organizationId }) => {
    // The organization may have gone while the job waited.
    const [there] = await stores.database.query(sql`select 1 from organization where id = ${organizationId}`)
    if (there) await findDuplicates(mintSystemScope(stores, organizationId), sharers)
  })
  const later = async (event: OutboxEvent) => {
    await jobs.send(queue, { organizationId: event.organizationId }, { once: event.organizationId, afterSeconds: 60 })
  }
  return { "feedback.received": later, "person.saved": later, "ownership.changed": later }
}
