import type { Jobs } from "../../platform/jobs.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { createEventIntake } from "./intake.ts"
import { removeRepeats } from "./store.ts"
import { createKeyRing } from "./write-key.ts"

const queue = "event-repeats"

/** The intake of this process, and the news it spreads: pages hear once in a while that numbers moved. */
export function openEvents(platform: Platform, jobs: Jobs) {
  const { stores, realtime, log } = platform
  const waiting = new Map<string, NodeJS.Timeout>()
  const asked = new Map<string, number>()

  function moved(organizationId: string) {
    if (waiting.has(organizationId)) return
    const timer = setTimeout(() => {
      waiting.delete(organizationId)
      realtime.tell(organizationId, { name: "events.counted" }).catch(() => {})
    }, 400)
    waiting.set(organizationId, timer)
    if (Date.now() - (asked.get(organizationId) ?? 0) < 600_000) return
    asked.set(organizationId, Date.now())
    jobs
      .send(queue, { organizationId }, { once: organizationId, afterSeconds: 900 })
      .catch((error) => log.warn("repeated events are looked for later", { reason: String(error) }))
  }

  const intake = createEventIntake(stores, moved)
  const ring = createKeyRing(stores, realtime, intake.forgetPeople)
  return {
    intake,
    sourceOf: ring.sourceOf,
    async stop() {
      await intake.settled()
      ring.stop()
      for (const timer of waiting.values()) clearTimeout(timer)
    },
  }
}

/** Takes out what two processes stored of the same message, a while after events came in. */
export async function startRemovingRepeats({ stores }: Platform, jobs: Jobs): Promise<void> {
  await jobs.work<{ organizationId: string }>(queue, async ({ organizationId }) => {
    const [there] = await stores.database.query(sql`select 1 from organization where id = ${organizationId}`)
    if (there) await removeRepeats(stores, organizationId, new Date(stores.now().getTime() - 86_400_000))
  })
}
