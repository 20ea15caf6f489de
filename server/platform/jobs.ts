import { PgBoss } from "pg-boss"
import type { Log } from "./log.ts"

export type Jobs = {
  /** Puts work into the queue. Two waiting jobs with the same `once` are one. */
  send(queue: string, data: object, options?: { once?: string; afterSeconds?: number }): Promise<void>
  /** Does the work of a queue, one at a time. A job that throws is tried again twice, a job whose process died too. */
  work<Data extends object>(queue: string, handle: (data: Data, signal: AbortSignal) => Promise<void>): Promise<void>
  stop(): Promise<void>
}

/** Background work, kept in PostgreSQL so that it survives a crash and is shared by all worker processes. */
export async function startJobs(url: string, log: Log): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: url, max: 4, schema: "pgboss" })
  boss.on("error", (error: Error) => log.warn("the job queue has a problem", { reason: error.message }))
  await boss.start()
  const known = new Set<string>()

  async function ensure(queue: string) {
    if (known.has(queue)) return
    // heartbeat: a job whose process died is given to another one within a minute, however long it may run.
    await boss.createQueue(queue, {
      policy: "short",
      retryLimit: 2,
      retryDelay: 5,
      expireInSeconds: 6 * 3600,
      heartbeatSeconds: 30,
    })
    known.add(queue)
  }

  return {
    async send(queue, data, options = {}) {
      await ensure(queue)
      await boss.send(queue, data, {
        ...(options.once === undefined ? {} : { singletonKey: options.once }),
        ...(options.afterSeconds === undefined ? {} : { startAfter: options.afterSeconds }),
      })
    },
    async work(queue, handle) {
      await ensure(queue)
      await boss.work(queue, { pollingIntervalSeconds: 0.5 }, async ([job]) => {
        if (job) await handle(job.data as Parameters<typeof handle>[0], job.signal)
      })
    },
    stop: () => boss.stop({ graceful: true, timeout: 4_000 }),
  }
}
