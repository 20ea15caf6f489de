import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { type Database, sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { type After, type Sending, sendNotice } from "./sending.ts"
import { noticesBeingSent } from "./store.ts"

const queue = "notices.send"
type Job = { organizationId: string; noticeId: string }

/** Goes on with every notice that is being sent, also those of a program that ended in the middle. */
export async function startSending(sending: Sending, jobs: Jobs): Promise<{ stop(): Promise<void> }> {
  const ending = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  await jobs.work<Job>(queue, async ({ organizationId, noticeId }) => {
    if (ending.signal.aborted) return
    const scope = mintSystemScope(sending.stores, organizationId)
    const run = alone(sending.stores.database, noticeId, () => sendNotice(sending, scope, noticeId, ending.signal))
    running = run.catch(() => {})
    const after: After = (await run) ?? { again: true, afterSeconds: 5 }
    if (after.again && !ending.signal.aborted) await planSending(jobs, organizationId, noticeId, after.afterSeconds)
  })
  for (const one of await noticesBeingSent(sending.stores.database))
    await planSending(jobs, one.organization_id, one.id)
  return {
    async stop() {
      ending.abort()
      await running
    },
  }
}

/** Somebody erased takes the copies of mails to her with her. */
export const noticeReactions = ({ database }: Stores): Record<string, (event: OutboxEvent) => Promise<void>> => ({
  "person.erased": async ({ record }) => {
    const personId = record?.slice("person:".length)
    await database.query(sql`
      delete from mail where person_id in (select p.id from person p where p.id = ${personId} or p.root_id = ${personId})`)
    await database.query(sql`
      update notice_recipient set address_hash = null, domain = null, response = null
      where person_id in (select p.id from person p where p.id = ${personId} or p.root_id = ${personId})`)
  },
})

/** Has a notice sent soon, or after some seconds. */
export const planSending = (jobs: Jobs, organizationId: string, noticeId: string, afterSeconds = 0) =>
  jobs.send(queue, { organizationId, noticeId } satisfies Job, {
    once: afterSeconds > 0 ? `${noticeId} later` : noticeId,
    ...(afterSeconds > 0 ? { afterSeconds } : {}),
  })

/**
 * Does the work if no process is doing it for this notice, and gives undefined otherwise. The lock is the connection's:
 * it ends with a process that is killed, and what that one had claimed can then be judged.
 */
export async function alone<T>(database: Database, noticeId: string, work: () => Promise<T>): Promise<T | undefined> {
  const connection = await database.pool.connect()
  let broken: Error | undefined
  try {
    const { rows } = await connection.query<{ mine: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as mine",
      [`sending ${noticeId}`],
    )
    if (!rows[0]?.mine) return undefined
    try {
      return await work()
    } finally {
      await connection
        .query("select pg_advisory_unlock(hashtextextended($1, 0))", [`sending ${noticeId}`])
        .catch((error: Error) => {
          broken = error
        })
    }
  } finally {
    connection.release(broken)
  }
}
