import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { createThread } from "../../platform/thread.ts"
import { runBacktest } from "./backtest.ts"
import { lookAround, organizationsWithFeedback } from "./look.ts"
import { wakeDue } from "./verbs.ts"

export type Watch = {
  /** What it does about events of other slices, and its own. */
  reactions: Record<string, (event: OutboxEvent) => Promise<void>>
  /** Looks at an organization now, in this process; `replay` also at its history. Resolves when it has looked. */
  look(organizationId: string, options?: { replay?: boolean }): Promise<{ found: number }>
  stop(): Promise<void>
}

/**
 * At most one look a minute in an organization, or less where looks take long: they may use a tenth of a core. And some
 * seconds after a burst began, so that it is counted.
 */
const betweenLooks = 60_000
const settling = 4
/** So many items of days gone by within so many seconds: an import, or a system that hands over its past. */
const ofHistory = { items: 100, seconds: 15 }

/**
 * The watch over all organizations: a look soon after feedback came, at least once a day as time passes, when asked;
 * backtests; snoozed signals that come back.
 */
export async function startWatch({ platform, jobs }: { platform: Platform; jobs: Jobs }): Promise<Watch> {
  const { stores, realtime, log } = platform
  const engine = createThread(new URL("./engine.ts", import.meta.url))
  const lastLook = new Map<string, { at: number; took: number }>()
  // When the look that is asked for already will begin: feedback that comes before then is part of it.
  const asked = new Map<string, number>()

  async function soon(organizationId: string) {
    const now = Date.now()
    if ((asked.get(organizationId) ?? 0) > now) return
    const { at = 0, took = 0 } = lastLook.get(organizationId) ?? {}
    const wait = Math.max(settling, Math.ceil((at + Math.max(betweenLooks, 10 * took) - now) / 1000))
    asked.set(organizationId, now + wait * 1000)
    await jobs.send("look", { organizationId }, { once: organizationId, afterSeconds: wait })
  }

  // One look after the other in an organization: a second one at the same time would find the same things again.
  const looking = new Map<string, Promise<unknown>>()
  function look(organizationId: string, options: { again?: boolean; replay?: boolean } = {}) {
    const after = (looking.get(organizationId) ?? Promise.resolve()).catch(() => {})
    const mine = after.then(() => lookNow(organizationId, options))
    looking.set(organizationId, mine)
    return mine
  }

  async function lookNow(organizationId: string, options: { again?: boolean; replay?: boolean }) {
    const started = Date.now()
    const report = await lookAround(mintSystemScope(stores, organizationId), engine, options)
    // A look that saw nothing new is no look: the next feedback, or the next minute, asks again.
    if (report.looked) {
      lastLook.set(organizationId, { at: Date.now(), took: Date.now() - started })
      log.debug("looked at an organization", { organizationId, ...report, ms: Date.now() - started })
      await realtime.tell(organizationId, { name: "counted" })
    }
    return report
  }

  await jobs.work<{ organizationId: string; again?: boolean; replay?: boolean }>("look", async (data) => {
    // While history comes in, it has holes: what looks like a rise may be what is missing before it.
    if (!data.again && (await isGettingHistory(data.organizationId))) {
      await jobs.send("look", data, { once: data.organizationId, afterSeconds: ofHistory.seconds })
      return
    }
    // What is not counted yet would be missed until the next feedback comes.
    if (!data.again && (await isBeingDigested(data.organizationId))) {
      await jobs.send("look", data, { once: data.organizationId, afterSeconds: settling })
      return
    }
    await look(data.organizationId, data)
  })
  await jobs.work<{ organizationId: string; id: string }>("backtest", async ({ organizationId, id }) => {
    await runBacktest(mintSystemScope(stores, organizationId), engine, id, (progress) =>
      realtime.tell(organizationId, { name: "progress", record: `backtest:${id}`, payload: { progress } }),
    )
  })

  async function isBeingDigested(organizationId: string): Promise<boolean> {
    const rows = await stores.database.query(sql`
      select 1 from feedback where digested_at is null and organization_id = ${organizationId} limit 1`)
    return rows.length > 0
  }

  async function isGettingHistory(organizationId: string): Promise<boolean> {
    const [waiting] = await stores.database.query<{ n: number }>(sql`
      select count(*) as n from (
        select 1 from feedback where digested_at is null and organization_id = ${organizationId} limit ${ofHistory.items}) w`)
    if (waiting!.n >= ofHistory.items) return true
    const [counted] = await stores.clickhouse.rows<{ n: number }>(
      `select count() as n from interaction where organization_id = {o:UUID} and fact = 'feedback' and metric = ''
         and received_at > now64(3, 'UTC') - interval ${ofHistory.seconds} second and occurred_at < received_at - interval 2 day`,
      { o: organizationId },
    )
    return counted!.n >= ofHistory.items
  }

  // Time passes without feedback too: a share is judged anew each day, and snoozes end.
  const ticking = setInterval(() => void tick().catch((error) => log.warn("the daily look failed", { error })), 60_000)
  async function tick() {
    const due = await stores.database.query<{ organization_id: string; id: string }>(sql`
      select s.organization_id, s.id from signal_snooze z join signal s on s.id = z.signal_id where z.until <= now() limit 500`)
    for (const { organization_id, id } of due) await wakeDue(mintSystemScope(stores, organization_id), [id])
    for (const { organization_id: id } of await organizationsWithFeedback(stores.database)) {
      if (Date.now() - (lastLook.get(id)?.at ?? 0) < 20 * 3_600_000) continue
      lastLook.set(id, { at: Date.now(), took: 0 })
      await jobs.send("look", { organizationId: id }, { once: id })
    }
  }

  const counted = (event: OutboxEvent) => soon(event.organizationId)
  return {
    reactions: {
      "feedback.received": counted,
      "feedback.changed": counted,
      "feedback.deleted": counted,
      "import.done": counted,
      "look.asked": (event) =>
        jobs.send(
          "look",
          { organizationId: event.organizationId, again: true },
          { once: `${event.organizationId} asked` },
        ),
      "backtest.asked": (event) =>
        jobs.send("backtest", { organizationId: event.organizationId, id: event.record!.slice("backtest:".length) }),
    },
    look: (organizationId, options = {}) => look(organizationId, { ...options, again: true }),
    async stop() {
      clearInterval(ticking)
      await engine.stop()
    },
  }
}
