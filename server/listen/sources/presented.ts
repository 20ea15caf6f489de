import type { Scope } from "../../platform/scope.ts"
import type { Import, ImportSummary } from "./contract.ts"
import { progressOf } from "./running.ts"
import type { ImportRow } from "./store.ts"

export function summaryOf(one: ImportRow): ImportSummary {
  const { id, name, source, kind, state, bytes, fingerprint, expected, failure } = one
  return {
    id,
    name,
    source,
    kind,
    state,
    bytes,
    fingerprint,
    rows: expected ? expected.accepted + expected.duplicates + expected.refused : null,
    problems: expected?.refused ?? (state === "checking" ? one.refused : 0),
    expected,
    progress: progressOf({ rowsRead: one.rows_read, sent: one.sent, accepted: one.accepted, refused: one.refused }),
    failure,
    createdBy: one.created_by_id === null ? null : { id: one.created_by_id, name: one.created_by_name },
    createdAt: one.created_at.toISOString(),
  }
}

/** The whole of an import; what stands in the file only for who may see personal data. */
export function importOf(one: ImportRow, scope: Scope): Import {
  const open = scope.permissions.has("personal_data") || one.created_by_id === scope.actor.id
  return {
    ...summaryOf(one),
    detection: one.detection,
    overrides: one.overrides,
    columns: open ? one.columns : one.columns.map((column) => ({ ...column, sample: [] })),
    mapping: one.mapping,
    preview: open ? one.preview : [],
  }
}
