import type { Jobs } from "../../platform/jobs.ts"
import { type OutboxEvent, record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import type { Intake } from "../feedback/public.ts"
import { runTable, type UploadFolder } from "../sources/public.ts"
import type { Failure } from "./feed.ts"
import { FeedError } from "./fetching.ts"
import { readFeed } from "./reading.ts"
import { dueFeeds, feedOfImport, listFeeds, saveFailure, saveNext, saveRead, takeFeed } from "./store.ts"

const queue = "feed"
const lookMs = 10_000
const takenMs = 180_000
const minute = 60_000
/** What fails so often in a row does not pass by itself: those who can mend it are told. */
const tellAfter = 3

export const wakeFeed = (jobs: Jobs, one: { id: string; organization_id: string }) =>
  jobs.send(queue, { id: one.id, organizationId: one.organization_id }, { once: one.id })

/** Fetches each address when its time has come; how it went stands on the feed. A table that was checked is run. */
export async function startFeeds(options: { platform: Platform; jobs: Jobs; intake: Intake; folder: UploadFolder }) {
  const { platform, jobs, intake, folder } = options
  const { stores, log, outbound } = platform
  let stopped = false
  const running = new Set<Promise<void>>()

  async function read({ id, organizationId }: { id: string; organizationId: string }) {
    const scope = mintSystemScope(stores, organizationId, "Feed")
    const [feed] = await listFeeds(scope, id)
    if (!feed || feed.paused_at !== null || stopped) return
    const at = (ms: number) => new Date(scope.now().getTime() + ms)
    if (!(await takeFeed(scope, id, at(takenMs)))) return
    try {
      // Its newest table is being taken in: one after the other.
      if (feed.import_state === "checking" || feed.import_state === "running") {
        await saveNext(scope, id, at(5 * minute))
        return
      }
      const done = await readFeed(scope, { outbound, intake, folder, jobs }, feed)
      await saveRead(scope, id, { ...done, next: at(feed.every_minutes * minute) })
    } catch (error) {
      const failure: Failure =
        error instanceof FeedError
          ? error.failure
          : { code: "feed.unreachable", params: { url: feed.url, detail: String(error).slice(0, 200) } }
      log.warn("a feed could not be read", { feedId: id, code: failure.code, error })
      const wait = Math.min(1_440, feed.every_minutes * 2 ** Math.min(feed.failures, 6))
      const failures = feed.failures + 1
      await scope.transaction(async (tx) => {
        await saveFailure(tx, id, failure, at(Math.max(wait, feed.every_minutes) * minute))
        if (feed.failure?.code === failure.code && failures !== tellAfter) return
        await record(tx, "feed.failed", `feed:${id}`, {
          code: failure.code,
          title: feed.name,
          lasting: failures >= tellAfter,
        })
      })
    }
    await platform.realtime.tell(organizationId, { name: "feed.counted", record: `feed:${id}` })
  }

  await jobs.work<{ id: string; organizationId: string }>(queue, async (job) => {
    const done = read(job).finally(() => running.delete(done))
    running.add(done)
    await done
  })
  let looking: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    looking = dueFeeds(stores.database, stores.now())
      .then((due) => Promise.all(due.map((one) => wakeFeed(jobs, one))))
      .catch((error) => log.warn("feeds wait", { reason: String(error) }))
  }, lookMs)
  timer.unref()

  async function run(event: OutboxEvent) {
    const importId = event.record?.split(":")[1]
    // A member who checks a table looks at it herself.
    if (!importId || event.actor.kind !== "system") return
    const scope = mintSystemScope(stores, event.organizationId, "Feed")
    if (await feedOfImport(scope, importId)) await runTable(scope, jobs, importId).catch(() => {})
  }
  const reactions: Record<string, (event: OutboxEvent) => Promise<void>> = { "import.checked": run }

  return {
    reactions,
    async stop() {
      stopped = true
      clearInterval(timer)
      await Promise.allSettled([looking, ...running])
    },
  }
}
