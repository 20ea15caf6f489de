import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { deleteFeedbackRows } from "../feedback/public.ts"
import { type ImportRow, saveState, someOfImport } from "./store.ts"
import type { Work } from "./work.ts"

const atOnce = 2_000

/**
 * Takes out what an import brought. Here the items go; their interactions go when the reader of the outbox comes to
 * `import.undone` (server/loop.ts), after everything this import had told it before, so that none is counted late.
 * People who are known only through this import stay.
 */
export async function undoImport(scope: Scope, one: ImportRow, work: Work): Promise<void> {
  let removed = 0
  for (;;) {
    if (work.stopping()) return
    const ids = await someOfImport(scope, one.id, atOnce)
    if (ids.length === 0) break
    removed += (await deleteFeedbackRows(scope, ids)).length
    await work.tell({ removed })
  }
  await scope.transaction(async (tx) => {
    if (await saveState(tx, one.id, "undoing", "undone")) {
      await record(tx, "import.undone", `import:${one.id}`, { importId: one.id, removed })
    }
  })
}
