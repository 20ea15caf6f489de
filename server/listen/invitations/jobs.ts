import { alone } from "../../platform/alone.ts"
import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { type After, type Sending, sendDue } from "./sending.ts"
import { mailingsBeingSent } from "./store.ts"

const queue = "invitations.send"
type Job = { organizationId: string; mailingId: string }

/** Goes on with every mailing that is being sent, also those of a program that ended in the middle. */
export async function startInviting(sending: Sending, jobs: Jobs): Promise<{ stop(): Promise<void> }> {
  const ending = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  await jobs.work<Job>(queue, async ({ organizationId, mailingId }) => {
    if (ending.signal.aborted) return
    const scope = mintSystemScope(sending.stores, organizationId)
    const run = alone(sending.stores.database, `inviting ${mailingId}`, () =>
      sendDue(sending, scope, mailingId, ending.signal),
    )
    running = run.catch(() => {})
    const after: After = (await run) ?? { again: true, afterSeconds: 5 }
    if (after.again && !ending.signal.aborted) await planInviting(jobs, organizationId, mailingId, after.afterSeconds)
  })
  for (const one of await mailingsBeingSent(sending.stores.database))
    await planInviting(jobs, one.organization_id, one.id)
  return {
    async stop() {
      ending.abort()
      await running
    },
  }
}

/** Somebody erased leaves no trace of her address in the letters she got. */
export const invitationReactions = ({ database }: Stores): Record<string, (event: OutboxEvent) => Promise<void>> => ({
  "person.erased": async ({ payload }) =>
    void (await database.query(sql`
      update survey_invitation set address_hash = null, domain = null, response = null
      where person_id = any(${payload.ids as string[]}::uuid[])`)),
})

/** Has what is due of a mailing sent soon, or after some seconds. */
export const planInviting = (jobs: Jobs, organizationId: string, mailingId: string, afterSeconds = 0) =>
  jobs.send(queue, { organizationId, mailingId } satisfies Job, {
    once: afterSeconds > 0 ? `${mailingId} later` : mailingId,
    ...(afterSeconds > 0 ? { afterSeconds } : {}),
  })
