import type { Jobs } from "../../platform/jobs.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { issuesToAsk } from "./store.ts"
import { syncIssue } from "./verbs.ts"

const queue = "trackers.ask"
const everySeconds = 5 * 60
/** How many issues one round asks for; the others wait for the next, so that a tracker is not flooded. */
const mostAtOnce = 100

/** Trackers that say nothing by themselves are asked every quarter of an hour how their issues stand. */
export async function startTrackers(platform: Platform, jobs: Jobs): Promise<void> {
  await jobs.work(queue, async () => {
    await askTrackers(platform)
    await jobs.send(queue, {}, { once: "round", afterSeconds: everySeconds })
  })
  await jobs.send(queue, {}, { once: "round", afterSeconds: everySeconds })
}

export async function askTrackers(platform: Platform): Promise<void> {
  const { stores, log } = platform
  const busy = new Set<string>()
  for (const { id, organizationId, connectionId } of await issuesToAsk(stores.database, stores.now(), mostAtOnce)) {
    // One that asked us to slow down is left alone until the next round.
    if (busy.has(connectionId)) continue
    const outcome = await syncIssue(mintSystemScope(stores, organizationId), platform, id).catch((error: Error) => {
      log.warn("an issue could not be asked for", { reason: error.message })
      return null
    })
    if (outcome && !outcome.ok && outcome.reason === "busy") busy.add(connectionId)
  }
}
