import { CodedError } from "../../platform/http/errors.ts"
import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintScope, mintSystemScope, type Scope } from "../../platform/scope.ts"
import type { Intake } from "../feedback/public.ts"
import { removeInteractionsOfImport } from "../interactions/public.ts"
import { checkImport } from "./checking.ts"
import { isMoving, type MovingState } from "./import.ts"
import type { Reading } from "./rows.ts"
import { runImport } from "./running.ts"
import {
  type Failure,
  filesToRemove,
  type ImportRow,
  importAnywhere,
  movingImports,
  saveFileRemoved,
  saveState,
  withoutImport,
} from "./store.ts"
import { undoImport } from "./undoing.ts"
import { fileOf, removeUpload, type UploadFolder, uploadsOlderThan } from "./upload.ts"
import type { Work } from "./work.ts"

export type ImportWork = {
  /** To be told of every event after the digest has handled it: takes an undone import out of what is counted. */
  handle(events: readonly OutboxEvent[]): Promise<void>
  stop(): Promise<void>
}

const queue = "import"
/** Several imports go on side by side, so that a large one does not hold up everybody's checks. */
const sideBySide = 3
const attempts = 5
const keptDays = 30

/** Puts an import whose state says that there is work to do into the queue. */
export const wakeImport = (jobs: Jobs, one: { id: string; organization_id: string }) =>
  jobs.send(queue, { id: one.id }, { once: one.id })

/**
 * The background of imports. A job only says "look at this one"; what is to be done stands in the import's state, so a
 * lost or doubled job does no harm. Imports that a crash left in the middle are taken up at the start.
 */
export async function startImports({
  platform,
  jobs,
  intake,
  folder,
}: {
  platform: Platform
  jobs: Jobs
  intake: Intake
  folder: UploadFolder
}): Promise<ImportWork> {
  const { stores, realtime, log } = platform
  const { database } = stores
  let stopped = false
  const running = new Set<Promise<void>>()

  async function lookAt(id: string) {
    const done = holding(id, async () => {
      for (;;) {
        const one = await importAnywhere(database, id)
        if (stopped || !one || !isMoving(one.state)) return
        await attend(one, one.state)
      }
    }).finally(() => running.delete(done))
    running.add(done)
    await done
  }

  /** Does the work while no other process does: the lock goes with its connection, so a crash lets go of it. */
  async function holding(id: string, work: () => Promise<void>) {
    const connection = await database.pool.connect()
    let broken: Error | undefined
    connection.on("error", (error) => {
      broken = error
    })
    try {
      for (let waited = 0; ; waited++) {
        const { rows } = await connection.query<{ got: boolean }>(
          "select pg_try_advisory_lock(hashtextextended('import:' || $1, 0)) as got",
          [id],
        )
        if (rows[0]?.got) break
        if (waited === 20 || stopped) return
        await pause(250)
      }
      await work()
    } finally {
      await connection.query("select pg_advisory_unlock_all()").catch((error: Error) => {
        broken = error
      })
      connection.removeAllListeners("error")
      connection.release(broken)
    }
  }

  async function attend(one: ImportRow, state: MovingState) {
    const { actor, role } = one.asked_by
    const scope = mintScope(stores, { organizationId: one.organization_id, actor, role })
    for (let attempt = 1; ; attempt++) {
      try {
        // Each attempt goes on from the last checkpoint.
        const now = attempt === 1 ? one : await importAnywhere(database, one.id)
        if (now?.state === state) await step(scope, now, state)
        return
      } catch (error) {
        if (stopped) return
        log.warn("an import was interrupted", { importId: one.id, state, attempt, error })
        const final = error instanceof CodedError || hasCode(error, "ENOENT")
        if (!final && attempt < attempts) await pause(1_000 * attempt)
        else return fail(scope, one.id, state, error)
      }
    }
  }

  async function step(scope: Scope, one: ImportRow, state: MovingState) {
    const { name, source, kind, layout, columns, mapping } = one
    const reading: Reading = { file: fileOf(folder, one.id), name, source, kind, layout, columns, mapping }
    const work = workOn(one, state)
    if (state === "checking") await checkImport(scope, one, reading, work)
    else if (state === "running") await runImport(scope, intake, one, reading, work)
    else await undoImport(scope, one, work)
    if (!stopped) await removeFiles()
  }

  function workOn(one: ImportRow, state: MovingState): Work {
    let told = 0
    return {
      stopping: () => stopped,
      async tell(progress) {
        if (Date.now() - told < 400) return
        told = Date.now()
        const payload = { state, rows: one.expected ? total(one.expected) : null, ...progress }
        await realtime.tell(one.organization_id, { name: "progress", record: `import:${one.id}`, payload })
      },
    }
  }

  async function fail(scope: Scope, id: string, state: MovingState, error: unknown) {
    await scope.transaction(async (tx) => {
      const failure = failureOf(error)
      if (await saveState(tx, id, state, "failed", { in: state, failure })) {
        await record(tx, "import.failed", `import:${id}`, { state, code: failure.code })
      }
    })
  }

  async function removeFiles() {
    const ids = await filesToRemove(database, keptDays)
    for (const id of ids) await removeUpload(folder, id)
    if (ids.length > 0) await saveFileRemoved(database, ids)
  }

  async function sweep(idleSeconds: number) {
    for (const one of await movingImports(database, idleSeconds)) await wakeImport(jobs, one)
    await removeFiles()
    const forgotten = await withoutImport(database, await uploadsOlderThan(folder, 1))
    for (const id of forgotten) await removeUpload(folder, id)
  }

  for (let count = 0; count < sideBySide; count++) await jobs.work<{ id: string }>(queue, ({ id }) => lookAt(id))
  await sweep(0)
  const sweeping = setInterval(
    () => void sweep(45).catch((error) => log.warn("imports could not be looked after", { error })),
    30_000,
  )

  return {
    async handle(events) {
      for (const event of events) {
        if (event.name !== "import.undone") continue
        await removeInteractionsOfImport(mintSystemScope(stores, event.organizationId), String(event.payload.importId))
        await realtime.tell(event.organizationId, { name: "counted" })
      }
    },
    async stop() {
      stopped = true
      clearInterval(sweeping)
      await Promise.allSettled(running)
    },
  }
}

const total = ({ accepted, duplicates, refused }: NonNullable<ImportRow["expected"]>) => accepted + duplicates + refused

function failureOf(error: unknown): Failure {
  if (error instanceof CodedError) {
    const { code, message, remedy = "" } = error.fault
    return { code, message, remedy }
  }
  if (hasCode(error, "ENOENT")) {
    return { code: "import.file_gone", message: "The file is no longer kept.", remedy: "Upload it again." }
  }
  if (hasCode(error, "ENOSPC") || hasCode(error, "53100")) {
    return { code: "storage.full", message: "The disk is full.", remedy: "Free some space, then go on." }
  }
  return {
    code: "server.fault",
    message: "Something went wrong on our side.",
    remedy: "Go on with it; if it stops again, look into the log of the server.",
  }
}

const hasCode = (error: unknown, code: string) => error instanceof Error && "code" in error && error.code === code

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
