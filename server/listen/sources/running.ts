import { eventsAhead, record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Intake, receiveFeedback } from "../feedback/public.ts"
import { saveRecords } from "./records.ts"
import { type Reading, type ReadRow, readRows } from "./rows.ts"
import {
  type Checkpoint,
  countImported,
  type ImportRow,
  saveAccepted,
  saveCheckpoint,
  saveStart,
  saveState,
} from "./store.ts"
import type { Work } from "./work.ts"

/**
 * Takes a file in, a thousand rows at a time, the way all feedback comes in. After each thousand the checkpoint moves.
 * A crash between the two makes the next run send that thousand again: its items are known by their ids then, and
 * nothing is lost or doubled.
 */
export async function runImport(
  scope: Scope,
  intake: Intake,
  one: ImportRow,
  reading: Reading,
  work: Work,
): Promise<void> {
  const resumed = one.row_done > 0 || one.sent > 0 || one.accepted > 0
  if (one.row_done === 0) await saveStart(scope, one.id)
  let at = await resumePoint(scope, one)
  for await (const chunk of readRows(reading, { afterRow: at.rowDone, now: () => scope.now() })) {
    if (work.stopping()) return
    if (one.kind !== "feedback") {
      const next = await takeRecords(scope, one, chunk, at)
      if (!next) return
      at = next
      await work.tell(progressOf(at))
      continue
    }
    const items = chunk.flatMap((row) => ("feedback" in row ? [row.feedback] : []))
    const outcomes = items.length > 0 ? await receiveFeedback(scope, intake, items, one.id) : []
    const next: Checkpoint = {
      rowDone: chunk.at(-1)!.row,
      rowsRead: at.rowsRead + chunk.length,
      sent: at.sent + items.length,
      accepted: at.accepted + outcomes.filter((outcome) => outcome.status === "accepted").length,
      refused: at.refused + chunk.length - items.length,
    }
    if (!(await saveCheckpoint(scope, one.id, at, next))) return
    at = next
    await work.tell(progressOf(at))
    await untilDigested(scope, work)
  }
  // What was stored just before a crash is found as known when it is sent again; it was this import that brought it.
  if (resumed && one.kind === "feedback") at = { ...at, accepted: await countImported(scope, one.id) }
  await scope.transaction(async (tx) => {
    await saveAccepted(tx, one.id, at.accepted)
    if (await saveState(tx, one.id, "running", "done")) {
      await record(tx, "import.done", `import:${one.id}`, progressOf(at))
    }
  })
}

/** Saves a piece of people or of the installed base together with its checkpoint: after a crash nothing is done twice. */
async function takeRecords(scope: Scope, one: ImportRow, chunk: readonly ReadRow[], at: Checkpoint) {
  const records = chunk.flatMap((row) => ("record" in row ? [row.record] : []))
  return scope
    .transaction(async (tx) => {
      const outcomes = await saveRecords(tx, records, { importId: one.id, source: one.source })
      const refused = outcomes.filter((outcome) => typeof outcome !== "string").length
      const next: Checkpoint = {
        rowDone: chunk.at(-1)!.row,
        rowsRead: at.rowsRead + chunk.length,
        sent: at.sent + records.length - refused,
        accepted: at.accepted + outcomes.filter((outcome) => outcome === "new").length,
        refused: at.refused + chunk.length - records.length + refused,
      }
      if (!(await saveCheckpoint(tx, one.id, at, next))) throw new Moved()
      return next
    })
    .catch((error: unknown) => {
      if (error instanceof Moved) return undefined
      throw error
    })
}

/** Somebody else stopped the import or moved its checkpoint: what was about to be saved is taken back. */
class Moved extends Error {}

/** How far an import may be ahead of the digest, in events (of up to a thousand rows), and how long it waits for it. */
const mostAhead = 50
const longestWait = 5_000

// What comes in meanwhile must not wait behind a million rows to be read and counted, and the digest's share of memory
// stays small. When the digest cannot work (ClickHouse is away) the import goes on, slowly.
async function untilDigested(scope: Scope, work: Work) {
  const begun = Date.now()
  while (!work.stopping() && Date.now() - begun < longestWait) {
    if ((await eventsAhead(scope, "digest", mostAhead)) < mostAhead) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The numbers people see: what was sent and is not new was known already. */
export const progressOf = ({ rowsRead, sent, accepted, refused }: Omit<Checkpoint, "rowDone">) => ({
  rowsRead,
  accepted,
  duplicates: Math.max(0, sent - accepted),
  refused,
})

async function resumePoint(scope: Scope, one: ImportRow): Promise<Checkpoint> {
  const accepted = one.kind === "feedback" ? await countImported(scope, one.id) : one.accepted
  if (one.row_done === 0) return { rowDone: 0, rowsRead: 0, sent: 0, accepted, refused: 0 }
  return { rowDone: one.row_done, rowsRead: one.rows_read, sent: one.sent, accepted, refused: one.refused }
}
