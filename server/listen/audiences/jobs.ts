import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { recount } from "./verbs.ts"

export type AudienceWatch = {
  reactions: Record<string, (event: OutboxEvent) => Promise<void>>
  stop(): Promise<void>
}

/** A burst of changes is one count. */
const waits = 1_500
/** Counting takes at most this share of the time. */
const share = 0.2

/** Keeps the counts of saved audiences true: something that may move people in or out has them counted again, soon. */
export function watchAudiences({ stores, realtime, log }: Platform): AudienceWatch {
  const waiting = new Map<string, NodeJS.Timeout>()
  const running = new Map<string, Promise<void>>()
  const notBefore = new Map<string, number>()
  let stopped = false

  const later = async ({ organizationId }: OutboxEvent) => {
    if (stopped || waiting.has(organizationId)) return
    const pause = Math.max(waits, (notBefore.get(organizationId) ?? 0) - Date.now())
    waiting.set(organizationId, setTimeout(() => begin(organizationId), pause).unref())
  }

  function begin(organizationId: string) {
    waiting.delete(organizationId)
    const before = running.get(organizationId) ?? Promise.resolve()
    const work = before
      .then(() => count(organizationId))
      .catch((error) => void (stopped || log.warn("audiences could not be counted", { error })))
      .finally(() => void (running.get(organizationId) === work && running.delete(organizationId)))
    running.set(organizationId, work)
  }

  async function count(organizationId: string) {
    if (stopped) return
    const begun = Date.now()
    const changed = await recount(mintSystemScope(stores, organizationId))
    notBefore.set(organizationId, Date.now() + (Date.now() - begun) * (1 / share - 1))
    if (changed > 0) await realtime.tell(organizationId, { name: "audience.counted" })
  }

  return {
    reactions: Object.fromEntries(
      [
        "ownership.changed",
        "feedback.received",
        "feedback.changed",
        "feedback.deleted",
        "import.done",
        "import.undone",
        "person.changed",
        "person.merged",
        "person.unmerged",
        "person.erased",
        "person.consent_changed",
        "people.changed",
      ].map((name) => [name, later]),
    ),
    async stop() {
      stopped = true
      for (const timer of waiting.values()) clearTimeout(timer)
      await Promise.allSettled(running.values())
    },
  }
}
