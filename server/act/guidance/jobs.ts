import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { nextDue } from "./store.ts"
import { publishDue } from "./verbs.ts"

/**
 * Guidance that was approved for later is told of, and marked on its plan's clock, when its time has come. (Whether
 * agents see it does not depend on this: that is read from the dates at every look.)
 */
export async function startGuidance({ platform, jobs }: { platform: Platform; jobs: Jobs }) {
  const { stores } = platform

  async function plan(organizationId: string) {
    const scope = mintSystemScope(stores, organizationId)
    const at = await nextDue(scope)
    if (!at) return
    // The queue's own clock decides when it looks again; at least once an hour, should clocks differ.
    const seconds = Math.ceil((at.getTime() - scope.now().getTime()) / 1000)
    await jobs.send(
      queue,
      { organizationId },
      { once: organizationId, afterSeconds: Math.max(1, Math.min(seconds, 3600)) },
    )
  }

  await jobs.work<{ organizationId: string }>(queue, async ({ organizationId }) => {
    await publishDue(mintSystemScope(stores, organizationId))
    await plan(organizationId)
  })
  // A job is lost only with its database; one look at the start costs nothing.
  const organizations = await stores.database.query<{ id: string }>(sql`
    select distinct g.organization_id as id from guidance g join guidance_version v on v.guidance_id = g.id
      join guidance_approval a on a.version_id = v.id
    where not exists (select 1 from guidance_publication p where p.version_id = v.id)`)
  for (const { id } of organizations) await plan(id)

  const again = (event: OutboxEvent) => plan(event.organizationId)
  const reactions: Record<string, (event: OutboxEvent) => Promise<void>> = {
    "guidance.approved": again,
    "guidance.restored": again,
  }
  return { reactions }
}

const queue = "guidance"
