import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import type { CauseFilters } from "./contract.ts"
import { listCauses } from "./store.ts"

/** Whom a survey was to ask by itself, and what became of it, as a file; names only with the right to them. */
export async function exportCauses(scope: Scope, which: CauseFilters & { surveyId: string }, format: ExportFormat) {
  await scope.transaction((tx) =>
    record(tx, "survey.causes_exported", `survey:${which.surveyId}`, {
      format,
      personalData: scope.permissions.has("personal_data"),
    }),
  )
  return writeTable(format, columns, rows(scope, which), { sheet: "Asked by itself" })
}

const columns = ["personId", "name", "cause", "causedAt", "dueAt", "until", "state", "endedAt", "reason", "reasonUntil"]
const pageSize = 500

async function* rows(scope: Scope, which: CauseFilters & { surveyId: string }) {
  for (let after: string | undefined; ; ) {
    const page = await listCauses(scope, which, { limit: pageSize, after })
    for (const one of page)
      yield [
        one.person.id,
        one.person.name,
        one.cause,
        new Date(one.causedAt),
        new Date(one.dueAt),
        new Date(one.until),
        one.state,
        one.endedAt && new Date(one.endedAt),
        one.reason?.code ?? null,
        one.reason?.until ?? null,
      ]
    after = page.at(-1)?.id
    if (page.length < pageSize) return
  }
}
