import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { deleteFeedbackRows } from "../feedback/public.ts"
import { deleteSomeOfImport } from "../ownership/public.ts"
import { leftOfPeople, removeSomePeople } from "./records.ts"
import { type ImportRow, saveState, someOfImport } from "./store.ts"
import type { Work } from "./work.ts"

const atOnce = 2_000

/** Entries the import added; or people only it made, as far as nothing else knows them by now. */
async function removeRecords(scope: Scope, one: ImportRow, work: Work): Promise<number> {
  let removed = 0
  while (!work.stopping()) {
    if (one.kind === "ownership") {
      const some = await scope.transaction((tx) => deleteSomeOfImport(tx, one.id, atOnce))
      if (some === 0) break
      removed += some
    } else {
      if (!(await leftOfPeople(scope, one.id))) break
      removed += await scope.transaction((tx) => removeSomePeople(tx, one.id, atOnce))
    }
    await work.tell({ removed })
  }
  return removed
}

/**
 * Takes out what an import brought. Here the items go; their interactions go when the reader of the outbox comes to
 * `import.undone` (server/loop.ts), after everything this import had told it before, so that none is counted late.
 * People who are known only through this import stay.
 */
export async function undoImport(scope: Scope, one: ImportRow, work: Work): Promise<void> {
  let removed = one.kind === "feedback" ? 0 : await removeRecords(scope, one, work)
  while (one.kind === "feedback") {
    if (work.stopping()) return
    const ids = await someOfImport(scope, one.id, atOnce)
    if (ids.length === 0) break
    removed += (await deleteFeedbackRows(scope, ids)).length
    await work.tell({ removed })
  }
  if (work.stopping()) return
  await scope.transaction(async (tx) => {
    if (removed > 0 && one.kind === "ownership") {
      await record(tx, "ownership.changed", null, { removed, importId: one.id })
    }
    if (await saveState(tx, one.id, "undoing", "undone")) {
      await record(tx, "import.undone", `import:${one.id}`, { importId: one.id, removed })
    }
  })
}
