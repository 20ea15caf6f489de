import type { Jobs } from "../../platform/jobs.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { LineError } from "./line.ts"
import { type Failure, minutesUntilNext } from "./mailbox.ts"
import { readMailbox } from "./reading.ts"
import { dueMailboxes, findMailbox, saveNext, saveRead, takeMailbox } from "./store.ts"

const queue = "mailbox"
/** So that one slow mail server does not hold up the other mailboxes. */
const sideBySide = 2
const lookMs = 5_000
const takenMs = 120_000
/** What fails so often in a row does not pass by itself: those who can mend it are told. */
const tellAfter = 3

export const wakeMailbox = (jobs: Jobs, one: { id: string; organization_id: string }) =>
  jobs.send(queue, { id: one.id, organizationId: one.organization_id }, { once: one.id })

/** Reads each mailbox when its time has come. How it went stands on the mailbox, so a job never fails. */
export async function startMailboxes({ platform, jobs }: { platform: Platform; jobs: Jobs }) {
  const { stores, log } = platform
  const ending = new AbortController()
  const running = new Set<Promise<void>>()

  async function read({ id, organizationId }: { id: string; organizationId: string }) {
    const scope = mintSystemScope(stores, organizationId, "Mailbox")
    const box = await findMailbox(scope, id)
    // Somebody else read it since it was asked for, or it was paused or removed.
    if (!box || box.paused_at !== null || ending.signal.aborted) return
    if (!(await takeMailbox(scope, id, new Date(scope.now().getTime() + takenMs)))) return
    try {
      const { more, left } = await readMailbox(scope, platform, box, ending.signal)
      if (left) return
      if (ending.signal.aborted) return void (await saveNext(scope, id, scope.now()))
      const next = new Date(scope.now().getTime() + (more ? 0 : minutesUntilNext(box.every_minutes, 0) * 60_000))
      await scope.transaction(async (tx) => {
        await saveRead(tx, id, { failure: null, next })
        if (box.failure !== null) await record(tx, "mailbox.recovered", `mailbox:${id}`, { title: box.name })
      })
      if (more) await wakeMailbox(jobs, box)
    } catch (error) {
      if (ending.signal.aborted) return void (await saveNext(scope, id, scope.now()))
      const failure = failureOf(error, box.host)
      log.warn("a mailbox could not be read", { mailboxId: id, code: failure.code, error })
      const minutes = minutesUntilNext(box.every_minutes, box.failures + 1)
      const failures = box.failures + 1
      await scope.transaction(async (tx) => {
        await saveRead(tx, id, { failure, next: new Date(scope.now().getTime() + minutes * 60_000) })
        if (box.failure?.code === failure.code && failures !== tellAfter) return
        await record(tx, "mailbox.failed", `mailbox:${id}`, {
          code: failure.code,
          title: box.name,
          lasting: failures >= tellAfter,
        })
      })
    }
    await platform.realtime.tell(organizationId, { name: "mailbox.counted", record: `mailbox:${id}` })
  }

  async function look() {
    for (const one of await dueMailboxes(stores.database, stores.now())) await wakeMailbox(jobs, one)
  }

  for (let count = 0; count < sideBySide; count++)
    await jobs.work<{ id: string; organizationId: string }>(queue, async (job) => {
      const done = read(job).finally(() => running.delete(done))
      running.add(done)
      await done
    })
  let looking: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    looking = look().catch((error) => log.warn("mailboxes wait", { reason: String(error) }))
  }, lookMs)
  timer.unref()

  return {
    async stop() {
      clearInterval(timer)
      ending.abort()
      await Promise.allSettled([looking, ...running])
    },
  }
}

function failureOf(error: unknown, host: string): Failure {
  if (error instanceof LineError) return error.failure
  const detail = error instanceof Error ? error.message.slice(0, 200) : ""
  return { code: "mailbox.trouble", params: { host, detail } }
}
