import type { CellValue } from "../../../tables/write.ts"
import type { Scope } from "../../platform/scope.ts"
import type { AuditFilter } from "./contract.ts"
import { listAudit } from "./store.ts"

export const auditColumns = ["id", "at", "event", "actor kind", "actor id", "actor", "record", "details"]

/** The audit trail as rows of a table, newest first, read in pages so that memory does not grow with it. */
export async function* auditRows(scope: Scope, filter: AuditFilter): AsyncGenerator<CellValue[]> {
  let before: number | undefined
  for (;;) {
    const events = await listAudit(scope, { ...filter, limit: 2_000, ...(before === undefined ? {} : { before }) })
    for (const { id, at, name, actor, record, payload } of events) {
      yield [id, at, name, actor.kind, actor.id, actor.name, record, JSON.stringify(payload)]
    }
    if (events.length < 2_000) return
    before = events.at(-1)!.id
  }
}
