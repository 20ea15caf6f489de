import { slugOf } from "../../platform/organizations/store.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { arrived, attemptOf, send } from "./sending.ts"
import {
  arrivedSince,
  claimDue,
  type Due,
  forgetDelivered,
  insertAttempt,
  insertDeliveries,
  listeningWebhooks,
  nextDue,
  postpone,
  settle,
} from "./store.ts"
import { pauseWebhook } from "./verbs.ts"
import { asksFor, bodyOf, isTold, retryAfterOf, secondsUntilNext } from "./webhook.ts"

/** How many messages are on their way at once, and of these to one endpoint. */
const atOnce = 32
const each = 4
/** Seconds after which a message whose sender died is sent by another one; longer than a request may take. */
const lease = 60
/** Without one arrival for so long an endpoint that is given up on is paused. */
const failingDays = 3
const keptDays = 30

export type Webhooks = {
  /** Notes for whom these events are. May see the same events again. */
  handle(events: readonly OutboxEvent[]): Promise<void>
  /** Resolves when nothing is due or on its way. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** Tells other programs what happened: events become deliveries, and these are sent until they arrive or are given up. */
export function startWebhooks(platform: Platform): Webhooks {
  const { stores, log, publicUrl } = platform
  const underway = new Map<Promise<void>, string>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let turning: Promise<void> | undefined
  let again = false
  let forgotten = 0
  turn()

  /** Takes what is due and sends it; comes back when the next is due, at the latest after some seconds. */
  function turn() {
    if (stopped) return
    if (turning) {
      again = true
      return
    }
    clearTimeout(timer)
    turning = takeDue()
      .catch((error: Error) => {
        log.warn("webhooks wait", { reason: error.message })
        return 5_000
      })
      .then((pause) => {
        turning = undefined
        if (again) {
          again = false
          turn()
        } else if (!stopped) {
          timer = setTimeout(turn, pause)
        }
      })
  }

  async function takeDue(): Promise<number> {
    const now = stores.now()
    if (now.getTime() - forgotten > 24 * 3600_000) {
      forgotten = now.getTime()
      await forgetDelivered(stores.database, new Date(forgotten - keptDays * 24 * 3600_000))
    }
    const limit = atOnce - underway.size
    const due =
      limit > 0
        ? await claimDue(stores.database, now, { limit, each, lease, underway: counted(underway.values()) })
        : []
    for (const one of due) {
      const sending = deliver(one)
        .catch((error: Error) => log.warn("a webhook's answer could not be noted", { reason: error.message }))
        .finally(() => {
          underway.delete(sending)
          turn()
        })
      underway.set(sending, one.webhookId)
    }
    const next = await nextDue(stores.database)
    return Math.min(5_000, Math.max(50, (next?.getTime() ?? Number.POSITIVE_INFINITY) - stores.now().getTime()))
  }

  async function deliver(due: Due) {
    const answer = await send(platform, due, stores.now())
    const scope = mintSystemScope(stores, due.organizationId)
    const outcome = arrived(answer) ? "delivered" : answer.reached && answer.status === 410 ? "gone" : "failed"
    const retryAfter = answer.reached ? retryAfterOf(answer.headers["retry-after"], stores.now()) : null
    const seconds = outcome === "failed" ? secondsUntilNext(due.attempts, Math.random(), retryAfter) : null
    await scope.transaction(async (tx) => {
      await insertAttempt(tx, due.id, attemptOf(answer))
      if (seconds !== null) await postpone(tx, due.id, new Date(tx.now().getTime() + seconds * 1000))
      else await settle(tx, due.id, outcome === "delivered" ? "delivered" : "dead")
    })
    if (outcome === "gone") await pauseWebhook(scope, due.webhookId, "gone")
    const since = new Date(stores.now().getTime() - failingDays * 24 * 3600_000)
    if (outcome === "failed" && seconds === null && !(await arrivedSince(scope, due.webhookId, since)))
      await pauseWebhook(scope, due.webhookId, "failing")
  }

  return {
    async handle(events) {
      const told = events.filter((event) => isTold(event.name))
      for (const [organizationId, theirs] of Map.groupBy(told, (event) => event.organizationId)) {
        const scope = mintSystemScope(stores, organizationId)
        const webhooks = await listeningWebhooks(scope)
        if (webhooks.length === 0) continue
        const slug = await slugOf(scope)
        const deliveries = theirs.flatMap((event) =>
          webhooks
            .filter((webhook) => asksFor(webhook.events, event.name))
            .map((webhook) => ({
              webhookId: webhook.id,
              eventId: event.id,
              eventName: event.name,
              body: bodyOf(event, slug, publicUrl),
            })),
        )
        if (deliveries.length > 0 && (await insertDeliveries(scope, deliveries)) > 0) turn()
      }
    },
    async settled() {
      for (;;) {
        const next = await nextDue(stores.database)
        if (underway.size === 0 && !turning && (next === null || next > stores.now())) return
        turn()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await turning
      await Promise.all(underway.keys())
    },
  }
}

function counted(ids: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1
  return counts
}
