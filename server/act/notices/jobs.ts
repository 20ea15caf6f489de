import { alone } from "../../platform/alone.ts"
import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
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
    const run = alone(sending.stores.database, `sending ${noticeId}`, () =>
      sendNotice(sending, scope, noticeId, ending.signal),
    )
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
