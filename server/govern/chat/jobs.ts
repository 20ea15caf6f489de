import type { Jobs } from "../../platform/jobs.ts"
import { asEvent, columns, type OutboxEvent, type Row } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { isChat, noteContact, openConnections } from "../connections/public.ts"
import { asksFor } from "../webhooks/public.ts"
import { toldEvents } from "./message.ts"
import { tell } from "./telling.ts"

const queue = "chat.tell"
/** Seconds to wait where the chat says it is told too much, and for how many times. */
const slower = 60
const mostTimes = 5

type Telling = { organizationId: string; connectionId: string; eventId: number; times?: number }

/** Tells chats what happens: each event once for each chat that asks for it, by jobs that survive a restart. */
export async function startChats(platform: Platform, jobs: Jobs) {
  const { stores, vault } = platform
  const sayable = new Set(toldEvents())

  await jobs.work<Telling>(queue, async ({ organizationId, connectionId, eventId, times = 1 }) => {
    const scope = mintSystemScope(stores, organizationId)
    const [connection] = await openConnections(scope, vault, connectionId)
    const [row] = await scope.query<Row>(sql`
      select ${columns} from outbox where organization_id = ${organizationId} and id = ${eventId}`)
    if (!connection || !row) return
    const outcome = await tell(scope, platform, connection, asEvent(row))
    if (!outcome) return
    await noteContact(scope, connectionId, outcome)
    // What an admin has to put right is not tried again; what passes by itself is.
    if (!outcome.ok && (outcome.reason === "busy" || outcome.reason === "down") && times < mostTimes)
      await jobs.send(
        queue,
        { organizationId, connectionId, eventId, times: times + 1 },
        { afterSeconds: Math.max(outcome.retryAfter ?? 0, slower * times) },
      )
  })

  return {
    async handle(events: readonly OutboxEvent[]) {
      const told = events.filter((event) => sayable.has(event.name) && event.payload.active !== false)
      for (const [organizationId, theirs] of Map.groupBy(told, (event) => event.organizationId)) {
        const chats = (await openConnections(mintSystemScope(stores, organizationId), vault)).filter((one) =>
          isChat(one.kind),
        )
        for (const chat of chats)
          for (const event of theirs)
            if (asksFor(chat.events, event.name))
              await jobs.send(queue, { organizationId, connectionId: chat.id, eventId: event.id } satisfies Telling, {
                once: `${chat.id} ${event.id}`,
              })
      }
    },
  }
}
