import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import type { Intake } from "../feedback/public.ts"
import { findReceivers, forgetBodies } from "./store.ts"
import { workOff } from "./working.ts"

const queue = "receiver-bodies"

/** What happens with deliveries a moment after they were accepted, and when they are to be read again. */
export async function startReceivers(
  { stores, vault, log }: Platform,
  { jobs, intake, ending }: { jobs: Jobs; intake: Intake; ending(): boolean },
) {
  await jobs.work(queue, async () => {
    await forgetBodies(stores.database, stores.now())
    await jobs.send(queue, {}, { once: "daily", afterSeconds: 86_400 })
  })
  await jobs
    .send(queue, {}, { once: "daily" })
    .catch((error) => log.warn("old deliveries are forgotten later", { reason: String(error) }))

  return {
    /** May see the same events again: only what still waits is read. */
    async handle(events: readonly OutboxEvent[]) {
      const told = events.filter((event) => event.name === "delivery.received" || event.name === "receiver.replayed")
      for (const [id, theirs] of Map.groupBy(told, (event) => String(event.payload.receiverId))) {
        const scope = mintSystemScope(stores, theirs[0]!.organizationId, "Webhook")
        const [receiver] = await findReceivers(scope, id)
        if (!receiver) continue
        const named = mintSystemScope(stores, scope.organizationId, receiver.name)
        await workOff(named, { intake, vault }, receiver, ending)
      }
    },
  }
}
