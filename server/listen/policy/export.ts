import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import type { AskFilters } from "./contract.ts"
import { listAsks } from "./store.ts"

/** Who was asked what and how it ended, as a file; names only with the right to them. */
export async function exportAsks(scope: Scope, filters: AskFilters, format: ExportFormat) {
  await scope.transaction((tx) =>
    record(tx, "policy.asks_exported", null, { format, personalData: scope.permissions.has("personal_data") }),
  )
  return writeTable(format, columns, rows(scope, filters), { sheet: "Asked" })
}

const pageSize = 500
const columns = ["at", "surveyId", "survey", "personId", "name", "channel", "by", "ended", "endedAt"]

async function* rows(scope: Scope, filters: AskFilters) {
  for (let after: { at: string; id: string } | undefined; ; ) {
    const page = await listAsks(scope, filters, { limit: pageSize, ...(after ? { after } : {}) })
    for (const one of page)
      yield [
        new Date(one.at),
        one.survey.id,
        one.survey.title,
        one.person.id,
        one.person.name,
        one.channel,
        one.by,
        one.ended,
        one.endedAt && new Date(one.endedAt),
      ]
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = { at: last.at, id: last.id }
  }
}
