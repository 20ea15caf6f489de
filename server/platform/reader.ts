import { type Gauge, wayGiven } from "./group-commit.ts"
import type { Log } from "./log.ts"
import { eventsOf, type OutboxEvent } from "./outbox.ts"
import { type Database, type Runner, sql } from "./postgres.ts"
import type { Realtime } from "./realtime.ts"

/**
 * News that comes in a stream is read some times a second and not at each commit: finding out that there is something
 * costs PostgreSQL as much as handling many. The first after a quiet time is handled at once; the rest after it is
 * the longer the more had come together, in ms.
 */
const restAfter = (handled: number) => Math.min(10 * handled + 15, 250)

export type Reader = {
  /** Resolves when everything committed before the call has been handled. */
  caughtUp(): Promise<void>
  /** Milliseconds since which handling fails, and why; null while it goes well. */
  trouble(): { since: number; reason: string } | null
  stop(): Promise<void>
}

/**
 * Reads the outbox from where it stopped last time, in order, and remembers how far it has come. Of many processes one
 * reads at a time (a lock in PostgreSQL). `handle` may see the same events again after a crash, so it must not mind;
 * when it throws, the same events come again a little later, and nothing behind them overtakes.
 */
export function startReader(options: {
  database: Database
  realtime: Realtime
  log: Log
  name: string
  limit?: number
  /** How much is being taken in just now: who only reads what happened gives way to that. */
  pressure?: Gauge | undefined
  handle(events: OutboxEvent[]): Promise<void>
}): Reader {
  const { database, realtime, log, name, limit = 500 } = options
  let stopped = false
  let failing: { since: number; reason: string } | null = null
  let waiting: (() => void) | undefined
  let news = true
  const unsubscribe = realtime.onNews(() => {
    news = true
    waiting?.()
  })
  const running = run()

  async function run() {
    while (!stopped) {
      news = false
      const begun = performance.now()
      try {
        const handled = await step()
        if (failing) log.info(`${name} goes on`, { afterSeconds: Math.round((Date.now() - failing.since) / 1000) })
        failing = null
        if (handled > 0) {
          const took = performance.now() - begun
          const rest = handled < limit ? restAfter(handled) - took : 0
          await pause(Math.max(rest, wayGiven(options.pressure?.() ?? 0, took)), () => stopped)
          continue
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (!failing && !stopped) log.warn(`${name} waits`, { reason })
        failing = { since: failing?.since ?? Date.now(), reason }
      }
      if (!news || failing) await pause(failing ? 1_000 : 30_000)
    }
  }

  // The lock lives as long as the transaction, so a process that dies frees it; handling itself is not rolled back.
  function step() {
    return database.transaction(async (tx) => {
      // Its commit need not wait for the disk: after a power cut the position is an older one, and events come again.
      const [lock] = await tx.query<{ got: boolean }>(
        sql`select pg_try_advisory_xact_lock(hashtext(${`reader:${name}`})) as got, set_config('synchronous_commit', 'off', true)`,
      )
      if (!lock!.got) return 0
      const events = await eventsOf(tx, name, limit)
      if (events.length === 0) return 0
      await options.handle(events)
      const last = events.at(-1)!
      await tx.query(sql`
        insert into outbox_reader (name, tx, id) values (${name}, ${last.tx}::xid8, ${last.id})
        on conflict (name) do update set tx = excluded.tx, id = excluded.id, moved_at = now()`)
      return events.length
    })
  }

  // News ends it early, unless something else is asked for.
  function pause(ms: number, early: () => boolean = () => true) {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        waiting = undefined
        resolve()
      }
      waiting = () => early() && done()
      if (stopped) done()
    })
  }

  return {
    trouble: () => failing,
    async caughtUp() {
      const [end] = await database.query<{ id: number | null }>(sql`select max(id) as id from outbox`)
      for (;;) {
        const [left] = await database.query(sql`
          select 1 from outbox o left join outbox_reader r on r.name = ${name}
          where o.id <= ${end!.id ?? 0} and (o.tx, o.id) > (coalesce(r.tx, '0'), coalesce(r.id, 0)) limit 1`)
        if (!left) return
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    async stop() {
      stopped = true
      unsubscribe()
      waiting?.()
      await running
    },
  }
}

/** Waits until the reader has no events in hand, and keeps it from taking any until the transaction ends. */
export const whileReaderRests = (tx: Runner, name: string) =>
  tx.query(sql`select pg_advisory_xact_lock(hashtext(${`reader:${name}`}))`)
