import { type ExportFormat, type RowValues, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { findPeople } from "../people/public.ts"
import type { OwnershipFilter } from "./contract.ts"
import { countOwnership, listOwnership } from "./store.ts"

const columns = [
  "id",
  "person.id",
  "person.name",
  "account",
  "product",
  "component",
  "version",
  "batch",
  "serial",
  "orderNumber",
  "relation",
  "purchasedAt",
  "endedAt",
  "source",
]

/** Entries of a filter as a file, read page by page; the audit trail knows of it before the first byte leaves. */
export async function exportOwnership(scope: Scope, filter: OwnershipFilter, format: ExportFormat) {
  const { units } = await countOwnership(scope, filter)
  await scope.transaction((tx) =>
    record(tx, "ownership.exported", null, {
      format,
      rows: units,
      personalData: scope.permissions.has("personal_data"),
      filters: Object.keys(filter),
    }),
  )
  return writeTable(format, columns, rowsOf(scope, filter), { sheet: "Installed base" })
}

async function* rowsOf(scope: Scope, filter: OwnershipFilter): AsyncGenerator<RowValues> {
  let before: string | undefined
  for (;;) {
    const rows = await listOwnership(scope, filter, { limit: 1_000, before })
    const ids = [...new Set(rows.flatMap((row) => (row.rootId ? [row.rootId] : [])))]
    const people = ids.length > 0 ? await findPeople(scope, { ids, limit: ids.length }) : []
    const names = new Map(people.map((one) => [one.id, one.name]))
    for (const row of rows) {
      yield [
        row.id,
        row.rootId,
        row.rootId ? names.get(row.rootId) : null,
        row.account,
        row.product,
        row.component.join(" | "),
        row.version,
        row.batch,
        row.serial,
        row.orderNumber,
        row.relation,
        row.purchasedAt,
        row.endedAt,
        row.source,
      ]
    }
    if (rows.length < 1_000) return
    before = rows.at(-1)!.id
  }
}
