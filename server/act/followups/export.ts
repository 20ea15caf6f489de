import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { presented } from "./present.ts"
import { countFollowups, type Filter, type FollowupRow, listFollowups, type Place } from "./store.ts"

const pageSize = 500
const columns = [
  "number",
  "person",
  "reason",
  "priority",
  "state",
  "department",
  "owner",
  "rule",
  "openedAt",
  "promisedAt",
  "overdue",
  "attempts",
  "reachedAt",
  "reopened",
  "also",
  "words",
  "outcome",
  "said",
  "feeling",
  "closedAt",
  "closedBy",
  "inTime",
  "personId",
  "id",
]

/** Follow-ups as a file, in the order of the list; names only with the right to personal data. */
export async function exportFollowups(scope: Scope, filter: Filter, format: ExportFormat) {
  const rows = await countFollowups(scope, filter)
  await scope.transaction((tx) =>
    record(tx, "followup.exported", null, { format, rows, personalData: scope.permissions.has("personal_data") }),
  )
  return writeTable(format, columns, rowsOf(scope, filter), { sheet: "Follow-ups" })
}

async function* rowsOf(scope: Scope, filter: Filter) {
  const now = scope.now()
  for (let after: Place | undefined; ; ) {
    const rows = await listFollowups(scope, filter, { limit: pageSize, ...(after ? { after } : {}) })
    for (const one of await presented(scope, rows)) {
      yield [
        one.number,
        one.person.name,
        one.reason,
        one.priority,
        one.state,
        one.department?.name,
        one.owner?.name,
        one.rule?.name,
        new Date(one.openedAt),
        new Date(one.promisedAt),
        one.overdue,
        one.attempts,
        one.reachedAt && new Date(one.reachedAt),
        one.reopened,
        one.also,
        one.voice?.text,
        one.closing?.outcome,
        one.closing?.said,
        one.closing?.feeling,
        one.closing && new Date(one.closing.at),
        one.closing?.by,
        one.closing?.inTime,
        one.person.id,
        one.id,
      ]
    }
    if (rows.length < pageSize) return
    after = placeAfter(rows.at(-1)!, filter, now)
  }
}

/** Where the page after this row begins. */
export const placeAfter = (
  row: Pick<FollowupRow, "id" | "state" | "promised_at" | "rank_at" | "since">,
  filter: Filter,
  now: Date,
): Place => ({
  now: now.toISOString(),
  shelf: row.state === "closed" ? 2 : row.promised_at < now ? 0 : 1,
  at: (filter.state === "closed" ? row.since : row.rank_at).toISOString(),
  id: row.id,
})
